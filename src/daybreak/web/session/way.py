"""The order at the chair before the dose: what is done, by whom and when, and what comes next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from daybreak.actions.session import is_labelled_here
from daybreak.care.session.stages import Stage
from daybreak.records.reads.session import Visit
from daybreak.records.reads.session_rows import ReadingSeen

LABEL = "label-matches"
DONE, NOW, AHEAD = "done", "now", "ahead"


@dataclass(frozen=True, slots=True)
class WayStep:
    """One step: `state` is done, now or ahead; of a done one when and by whom, if it is known."""

    words: str
    state: str
    at: datetime | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class _Told:
    """Whether one thing is done, and what is known of it."""

    words: str
    is_done: bool = False
    at: datetime | None = None
    by: str = ""


def way(seen: Visit) -> tuple[WayStep, ...]:
    """The steps of this session up to the start, in their order; the first open one is now."""
    told = tuple(_told(seen))
    first_open = next((number for number, each in enumerate(told) if not each.is_done), len(told))
    return tuple(
        WayStep(
            each.words,
            DONE if each.is_done else NOW if number == first_open else AHEAD,
            each.at if each.is_done else None,
            each.by if each.is_done else "",
        )
        for number, each in enumerate(told)
    )


def _told(seen: Visit) -> Iterator[_Told]:
    made, go, pressure = seen.prepared, seen.go, _pressure(seen)
    yield _reached(seen, "Arrived", Stage.ARRIVED)
    yield _reached(seen, "Check-in", Stage.CHECKED_IN)
    taken = "Readings"
    yield _Told(taken, True, pressure.at, pressure.by) if pressure else _Told(taken)
    is_go = go is not None and go.decision.is_go
    yield _Told("Go", is_go, go.decision.at, go.by) if go else _Told("Go")
    yield _Told("Drawn up", True, made.at, made.by_name) if made else _Told("Drawn up")
    if is_labelled_here(seen):
        yield _Told("Label on", made is not None and seen.answers.get(LABEL) is True)
    checks = (each for each in seen.checks if made and each.preparation == made.id and each.agrees)
    agreed = next(checks, None)
    second = "Second check"
    yield _Told(second, True, agreed.check.at, agreed.by) if agreed else _Told(second)
    yield _reached(seen, "Time-out and start", Stage.DOSING)


def _pressure(seen: Visit) -> ReadingSeen | None:
    """The first blood pressure since they came."""
    came = next((step.at for step in seen.history if step.stage is Stage.ARRIVED), None)
    found = (
        each
        for each in seen.readings
        if not each.replaced
        and each.vitals.systolic_mmhg is not None
        and came is not None
        and each.at >= came
    )
    return next(found, None)


def _reached(seen: Visit, words: str, stage: Stage) -> _Told:
    taken = next((step for step in reversed(seen.history) if step.stage is stage), None)
    if taken is None:
        return _Told(words)
    return _Told(words, True, taken.at, seen.names.get(taken.by, ""))
