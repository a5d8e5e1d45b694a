"""The dates of a series: proposed, moved, checked, and planned again after one was missed.

Days count by the calendar of the site; sessions on Monday and Wednesday lie two days apart.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from daybreak.care.catalogue.protocol import Phase
from daybreak.care.errors import NotAllowed
from daybreak.care.findings import Finding, Status
from daybreak.care.plan.free_days import FreeDays, Slot

_ALWAYS = 3650  # days: longer than any calendar of free chairs


class _NoSeries(NotAllowed):
    """The free days hold no such series."""


@dataclass(frozen=True, slots=True)
class Replan:
    """What is left of a series, with what does not fit the protocol any more."""

    slots: tuple[Slot, ...]
    findings: tuple[Finding, ...]


def check(phase: Phase, dates: Sequence[date]) -> tuple[Finding, ...]:
    """Everything in a series of dates that does not fit its phase.

    Too short a gap holds; the rest is weighed by the prescriber.
    """
    found = list(_gaps(phase, dates))
    if len(dates) != phase.sessions:
        found.append(
            _finding(
                "series-count",
                Status.WARN,
                f"{len(dates)} sessions are dated; the phase has {phase.sessions}.",
                "Date the others, or say why not.",
                phase,
            )
        )
    elif not _fits_window(phase, dates):
        span = (dates[-1] - dates[0]).days
        found.append(
            _finding(
                "series-window",
                Status.WARN,
                f"First and last session lie {span} days apart; the phase asks for "
                f"{phase.window_low_days} to {phase.window_high_days}.",
                "Move one of them, or the prescriber says why not.",
                phase,
            )
        )
    return tuple(found)


def _gaps(phase: Phase, dates: Sequence[date]) -> Iterator[Finding]:
    for number, (before, after) in enumerate(pairwise(dates), start=1):
        gap = (after - before).days
        spoken = f"Session {number + 1} is {gap} {'day' if gap == 1 else 'days'} after {number}"
        if gap < phase.min_gap_days:
            yield _finding(
                "series-gap-short",
                Status.HOLD,
                f"{spoken}; at least {phase.min_gap_days} lie between two.",
                "Move it; at check-in it would be held (L06).",
                phase,
            )
        elif gap > phase.max_gap_days:
            yield _finding(
                "series-gap-long",
                Status.WARN,
                f"{spoken}; at most {phase.max_gap_days} are planned.",
                "Move it, or the prescriber says why not.",
                phase,
            )


def _finding(rule: str, level: Status, because: str, to_do: str, phase: Phase) -> Finding:
    return Finding(rule, level, because, phase.source, to_do=to_do)


def _fits_window(phase: Phase, dates: Sequence[date]) -> bool:
    return phase.window_low_days <= (dates[-1] - dates[0]).days <= phase.window_high_days


def propose(
    phase: Phase, *, days: FreeDays, not_before: date, done: Sequence[date] = ()
) -> tuple[Slot, ...]:
    """The earliest series that fits, as evenly spaced as the free days allow.

    `done` are the days of sessions already given; only the rest is proposed.

    Raises:
        NotAllowed: no series fits into the free days, or the phase is already complete.
    """
    return _chosen(_Search(phase, days, not_before), phase, done)


def _chosen(search: "_Search", phase: Phase, done: Sequence[date]) -> tuple[Slot, ...]:
    if len(done) >= phase.sessions:
        raise NotAllowed("series-complete", "All sessions of this phase are given.")
    dates = search.series(tuple(done))
    if dates is None:
        raise _NoSeries(
            "series-none",
            "No series of dates fits the free chairs. Free a chair, or ask for other days.",
        )
    return tuple(search.slots[day][0] for day in dates[len(done) :])


def offers(
    phase: Phase, *, dates: Sequence[date], position: int, days: FreeDays
) -> tuple[Slot, ...]:
    """Where one session of a dated series can be moved, its own day included.

    A day is offered only if the gaps on both sides and the whole window then fit.
    `position` counts from 0.

    Raises:
        ValueError: there is no session at that position.
    """
    if not 0 <= position < len(dates):
        raise ValueError(f"position must lie within 0 to {len(dates) - 1}; it is {position}.")
    offered: list[Slot] = []
    for day, slots in days.items():
        moved = [*dates[:position], day, *dates[position + 1 :]]
        around = moved[max(0, position - 1) : position + 2]
        fits = all(_fits_gap(phase, before, after) for before, after in pairwise(around))
        if fits and (len(moved) != phase.sessions or _fits_window(phase, moved)):
            offered.extend(slots)
    return tuple(offered)


def _fits_gap(phase: Phase, before: date, after: date) -> bool:
    return phase.min_gap_days <= (after - before).days <= phase.max_gap_days


def replan(phase: Phase, *, done: Sequence[date], days: FreeDays, not_before: date) -> Replan:
    """The rest of a series after a session was missed: as the phase asks, or as near as can be.

    The least gap is never given up. Where the longest gap or the window cannot be kept, the
    findings say so: the prescriber goes on, or begins again.

    Raises:
        NotAllowed: not even the least gap leaves room in the free days.
    """
    any_window = replace(phase, window_low_days=0, window_high_days=_ALWAYS)
    any_gap = replace(any_window, max_gap_days=_ALWAYS)
    strict = _Search(phase, days, not_before)
    searches = (
        strict,
        _Search(any_window, days, not_before, strict.even_gap),
        _Search(any_window, days, not_before, strict.even_gap, first_gap_max=_ALWAYS),
        _Search(any_gap, days, not_before, strict.even_gap),
    )
    for search in searches[:-1]:
        with suppress(_NoSeries):
            return _replanned(search, phase, done)
    return _replanned(searches[-1], phase, done)


def _replanned(search: "_Search", phase: Phase, done: Sequence[date]) -> Replan:
    slots = _chosen(search, phase, done)
    day_of = {slot: day for day, offered in search.slots.items() for slot in offered}
    return Replan(slots, check(phase, (*done, *(day_of[slot] for slot in slots))))


class _Search:
    """Depth first over the free days, remembering from where there is no way on."""

    def __init__(
        self,
        phase: Phase,
        days: FreeDays,
        not_before: date,
        even_gap: Decimal | None = None,
        *,
        first_gap_max: int | None = None,
    ) -> None:
        self.phase = phase
        self.slots = days
        self.given = 0
        self.first_gap_max = first_gap_max or phase.max_gap_days
        self.days = [day for day in days if day >= not_before]
        self.dead: set[tuple[date, int, date]] = set()
        middle = Decimal(phase.window_low_days + phase.window_high_days) / 2
        self.even_gap = even_gap or middle / max(1, phase.sessions - 1)

    def series(self, done: tuple[date, ...]) -> tuple[date, ...] | None:
        self.given = len(done)
        if done:
            return self._on(done)
        for first in self.days:
            if found := self._on((first,)):
                return found
        return None

    def _on(self, dates: tuple[date, ...]) -> tuple[date, ...] | None:
        """The dates continued to a whole series, or None."""
        if len(dates) == self.phase.sessions:
            return dates if _fits_window(self.phase, dates) else None
        here = (dates[0], len(dates), dates[-1])
        if here in self.dead:
            return None
        for day in self._next(dates):
            if found := self._on((*dates, day)):
                return found
        self.dead.add(here)
        return None

    def _next(self, dates: tuple[date, ...]) -> list[date]:
        """Free days within the gaps, those nearest to even spacing first."""
        is_first_new = len(dates) == self.given
        gap_max = self.first_gap_max if is_first_new else self.phase.max_gap_days
        left = self.phase.sessions - len(dates) - 1
        room = self.phase.window_high_days - left * self.phase.min_gap_days
        due = dates[0] + timedelta(days=int(self.even_gap * len(dates)))
        found = [
            day
            for day in self.days
            if self.phase.min_gap_days <= (day - dates[-1]).days <= gap_max
            and (day - dates[0]).days <= room
        ]
        return sorted(found, key=lambda day: (abs((day - due).days), day))
