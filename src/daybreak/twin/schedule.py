"""A course as a list of what the engine does: steps of given lengths, and events between them.

The clock ticks in whole minutes. Steps are powers of two of a minute: fine while drug comes in,
coarser as it leaves, coarse between sessions. The list follows from the regimen and from the
class of the person (when their own drug is spent), never from their neighbours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from daybreak.twin.errors import NotPossible
from daybreak.twin.inputs import PLASMA, Input
from daybreak.twin.parameters import catalogue
from daybreak.twin.regimen import Regimen

# What a row of the list says. WATCH, ACTIVE, QUIET, LEAP: (level, steps). The others: (number, 0).
WATCH, ACTIVE, QUIET, LEAP, FLOWS, DROP, OPEN, CLOSE, OBSERVE, HUSH, TREAT = range(11)

NEVER = 1 << 40


@cache
def engine_settings() -> Mapping[str, Any]:
    """The engine's grid, from `catalogue/parameters/engine.toml`."""
    return catalogue("engine")


@dataclass(frozen=True, slots=True)
class Session:
    """One stretch at the clinic, in minutes: [start, stop), with or without drug."""

    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """The list for one class of people.

    `rows` has shape (rows, 3). `active` lists, for each FLOWS row, the inputs that flow from
    then on: numbers `active[first[k]:first[k + 1]]`.
    """

    rows: NDArray[np.int64]
    first: NDArray[np.int64]
    active: NDArray[np.int64]

    def steps(self, kind: int) -> int:
        """How many steps of one kind it takes."""
        return int(self.rows[self.rows[:, 0] == kind, 2].sum())


def minute(hours: float, what: str) -> int:
    """A time on the clock.

    Raises:
        NotPossible: it is not a whole minute.
    """
    exact = hours * 60
    whole = round(exact)
    if abs(exact - whole) > 1e-6:
        raise NotPossible(
            "clock",
            f"{what} at {exact:g} min is not on a whole minute, in which the engine ticks. "
            "Round it, or use `concentrations`, which takes any time.",
        )
    return whole


def sessions_of(regimen: Regimen, inputs: Sequence[Input]) -> tuple[Session, ...]:
    """Doses close together are one session; a control is one too.

    A session is watched until some hours after its last input ends, or until the next begins.
    """
    settings = engine_settings()
    spans: list[list[int]] = []
    for number, dose in enumerate(regimen.doses):
        start = minute(dose.starts_h, "A dose")
        ends = [minute(i.stop_h, "An input's end") for i in inputs if i.dose == number]
        stop = max([*ends, minute(dose.pump_stops_h, "The end of an infusion")])
        if spans and start - spans[-1][0] < settings["session_gap"]:
            spans[-1][1] = max(spans[-1][1], stop)
        else:
            spans.append([start, stop])
    starts = [span[0] for span in spans[1:]] + [minute(regimen.follow_h, "The follow-up")]
    watch = settings["watch_after_input"]
    return tuple(
        Session(start, min(stop + watch, later))
        for (start, stop), later in zip(spans, starts, strict=True)
    )


def schedule(  # noqa: C901 - gathers every kind of event
    regimen: Regimen,
    inputs: Sequence[Input],
    observe_h: Sequence[float],
    treat_h: tuple[float | None, float | None],
    quiet_after: int,
) -> Schedule:
    """The list for people whose drug is spent `quiet_after` minutes after the last input.

    Args:
        regimen: the course.
        inputs: what enters the body; amounts do not matter here.
        observe_h: when scores are recorded, hours, ascending.
        treat_h: when an antidepressant and psychotherapy begin, hours, or None.
        quiet_after: minutes, from `engine.toml`, or `NEVER`.
    """
    writer = _Writer(quiet_after)
    gap = engine_settings()["session_gap"]
    end = minute(regimen.follow_h, "The follow-up")
    events: dict[int, list[tuple[int, int, int]]] = {}

    def put(at: int, kind: int, number: int) -> None:
        if 0 <= at <= end:
            events.setdefault(at, []).append((_ORDER[kind], kind, number))

    sessions = sessions_of(regimen, inputs)
    for number, session in enumerate(sessions):
        put(session.start, OPEN, number)
        put(session.stop, CLOSE, number)
    for number, hours in enumerate(observe_h):
        put(minute(hours, "An observation"), OBSERVE, number)
    for number, begins in enumerate(treat_h):
        if begins is not None:
            put(max(0, minute(begins, "The start of a treatment")), TREAT, number)
    spans = [(minute(i.start_h, "An input"), minute(i.stop_h, "An input's end")) for i in inputs]
    for number, (start, stop) in enumerate(spans):
        if start == stop:
            put(start, DROP, number)
        else:
            put(start, FLOWS, 0)
            put(stop, FLOWS, 0)

    marks = sorted(events | {0: []} | {end: []})
    for here, there in zip(marks, [*marks[1:], end], strict=True):
        for _, kind, number in sorted(set(events.get(here, []))):
            if kind == FLOWS:
                flowing = [k for k, (a, b) in enumerate(spans) if a <= here < b]
                writer.flows(flowing)
            else:
                writer.event(kind, number)
        started = [k for k, (a, _) in enumerate(spans) if a <= here]
        last = max((spans[k][1] for k in started), default=-NEVER)
        open_now = [inputs[k] for k in started if spans[k][1] > here]
        lately = [inputs[k] for k in started if last - spans[k][1] < gap]
        writer.gives_away = any(each.place != PLASMA for each in lately)
        watched = any(s.start <= here < s.stop for s in sessions)
        writer.stretch(here, there, last, open_now, watched=watched)
    return writer.done()


# At one minute: first look at what was, then close, then open, then let drug in.
_ORDER = {OBSERVE: 0, CLOSE: 1, TREAT: 2, OPEN: 3, FLOWS: 4, DROP: 5}


class _Writer:
    """Writes the rows, one stretch of time after another."""

    def __init__(self, quiet_after: int) -> None:
        self.quiet_after = quiet_after
        self.settings = engine_settings()
        self.rows: list[tuple[int, int, int]] = []
        self.first = [0]
        self.active: list[int] = []
        self.gives_away = False  # whether a depot took part in the last session
        self.quiet = True  # nothing has been given yet
        self.quiet_since = 0

    def event(self, kind: int, number: int) -> None:
        self.rows.append((kind, number, 0))

    def flows(self, flowing: list[int]) -> None:
        self.rows.append((FLOWS, len(self.first) - 1, 0))
        self.active.extend(flowing)
        self.first.append(len(self.active))

    def stretch(
        self, here: int, there: int, last: int, flowing: list[Input], *, watched: bool
    ) -> None:
        """Steps from `here` to `there`, between which nothing happens."""
        now = here
        while now < there:
            if flowing:
                until, step, quiet = there, self._input_step(flowing), False
            else:
                until, step, quiet = self._decline(now, now - last)
                until = min(until, there)
            if quiet:
                self._be_quiet(now)
                self._cover(until - now, 1 << (self.settings["levels"] - 1), LEAP)
            else:
                self.quiet = False
            self._cover(until - now, step, QUIET if quiet else WATCH if watched else ACTIVE)
            now = until

    def _input_step(self, flowing: list[Input]) -> int:
        if all(each.place != PLASMA and each.hours > 1 for each in flowing):
            return int(self.settings["slow_oral_step"])
        depot = any(each.place != PLASMA for each in flowing)
        return int(self.settings["depot_input_step" if depot else "input_step"])

    def _decline(self, now: int, since: int) -> tuple[int, int, bool]:
        """Until when, in which steps, and whether quietly, after `since` minutes without input."""
        start = now - since
        for stretch in self.settings["depot_stretches" if self.gives_away else "stretches"]:
            if since < min(stretch["until"], self.quiet_after):
                return start + min(stretch["until"], self.quiet_after), stretch["step"], False
        if since < self.quiet_after:
            return start + self.quiet_after, self.settings["late_step"], False
        begun = self.quiet_since if self.quiet else now
        calm = begun + self.settings["calm_after"]
        if now < calm:
            return calm, self.settings["quiet_step"], True
        return NEVER, self.settings["calm_step"], True

    def _be_quiet(self, now: int) -> None:
        if not self.quiet:
            self.rows.append((HUSH, 0, 0))
            self.quiet, self.quiet_since = True, now

    def _cover(self, minutes: int, step: int, kind: int) -> None:
        """Cover a length with steps of this size, and its rest with smaller ones."""
        level = step.bit_length() - 1
        while minutes > 0:
            count = minutes >> level
            if count:
                self.rows.append((kind, level, count))
                minutes -= count << level
            level -= 1

    def done(self) -> Schedule:
        return Schedule(
            np.array(self.rows, dtype=np.int64).reshape(-1, 3),
            np.array(self.first, dtype=np.int64),
            np.array(self.active, dtype=np.int64),
        )
