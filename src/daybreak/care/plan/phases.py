"""Where in its protocol a course stands, and whether days that are to be booked fit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from daybreak.care.catalogue.protocol import Phase, Protocol
from daybreak.care.errors import NotAllowed
from daybreak.care.findings import Finding, Status
from daybreak.care.plan.schedule import check


@dataclass(frozen=True, slots=True)
class Standing:
    """The first phase that is not wholly dated, with the days it has and the dose before it."""

    phase: Phase
    days: tuple[date, ...]
    before: date | None

    @property
    def left(self) -> int:
        """How many of its sessions are still to be dated."""
        return self.phase.sessions - len(self.days)


def series_sessions(protocol: Protocol) -> int:
    """How many sessions the series has, all its phases together."""
    return sum(phase.sessions for phase in protocol.phase)


def standing(protocol: Protocol, days: Sequence[date]) -> Standing | None:
    """Which phase comes next for a course with these days of its series, or None at its end."""
    for phase, own, before in _divided(protocol, sorted(days)):
        if len(own) < phase.sessions:
            return Standing(phase, own, before)
    return None


def findings(
    protocol: Protocol, *, given: Sequence[date], ahead: Sequence[date], others: Sequence[date]
) -> tuple[Finding, ...]:
    """Everything in the days ahead of a series that does not fit its protocol.

    What lies behind cannot be mended and is not named. Days that are not dated yet are no fault.

    Args:
        given: days of the series on which a dose was given.
        ahead: days of the series that are booked or to be booked.
        others: days of every other dose and session of the person, from anyone.

    Raises:
        NotAllowed: the series has fewer sessions.
    """
    everything = sorted([*given, *ahead])
    if len(everything) > series_sessions(protocol):
        raise NotAllowed(
            "series-complete",
            f"The series has {series_sessions(protocol)} sessions, and all of them are dated. "
            "Book maintenance or a booster.",
        )
    behind = set(_of_series(protocol, sorted(given)))
    found = [each for each in _of_series(protocol, everything) if each not in behind]
    return (*found, *_too_close(protocol.induction, ahead, others))


def findings_alone(
    protocol: Protocol, *, days: Sequence[date], others: Sequence[date]
) -> tuple[Finding, ...]:
    """What does not fit in days outside the series: they keep the least gap to every dose."""
    closest = replace(protocol.induction, max_gap_days=protocol.induction.min_gap_days)
    among = [each for each in check(closest, sorted(days)) if each.rule == "series-gap-short"]
    return (*among, *_too_close(protocol.induction, days, others))


def _divided(
    protocol: Protocol, days: Sequence[date]
) -> Iterator[tuple[Phase, tuple[date, ...], date | None]]:
    start = 0
    for phase in protocol.phase:
        own = tuple(days[start : start + phase.sessions])
        yield phase, own, days[start - 1] if 0 < start <= len(days) else None
        start += phase.sessions


def _of_series(protocol: Protocol, days: Sequence[date]) -> Iterator[Finding]:
    for phase, own, before in _divided(protocol, days):
        yield from (each for each in check(phase, own) if each.rule != "series-count")
        if own and before is not None:
            yield from _too_close(phase, own[:1], [before])


def _too_close(phase: Phase, days: Sequence[date], others: Sequence[date]) -> Iterator[Finding]:
    for day in sorted(days):
        near = [abs((day - other).days) for other in others]
        gap = min(near, default=phase.min_gap_days)
        if gap < phase.min_gap_days:
            yield Finding(
                "series-gap-short",
                Status.HOLD,
                f"{day.isoformat()} lies {gap} {'day' if gap == 1 else 'days'} from another dose "
                f"or session; at least {phase.min_gap_days} lie between two.",
                phase.source,
                to_do="Move it; at check-in it would be held (L06).",
            )
