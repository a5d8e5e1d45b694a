"""What is said of a chair stays so until the moment at which it says that it may not."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from care.session.test_alarms_twin import (
    ACKS,
    PROFILES,
    READINGS,
    SYMPTOMS,
    WAY,
    WHO,
    at,
    chair,
)
from daybreak.care.session.alarms import open_alarms
from daybreak.care.session.chair import Chair
from daybreak.care.session.monitoring import due, turns_at
from daybreak.care.session.stages import Stage, Step

WAYS = [WAY[:2], WAY, (*WAY, Stage.PAUSED), (*WAY, Stage.RECOVERY)]
SECONDS = st.integers(0, 5400).map(lambda seconds: seconds / 60)


CHAIRS = st.tuples(st.sampled_from(PROFILES), READINGS, SYMPTOMS, ACKS).map(
    lambda told: chair(*told)
)


@settings(max_examples=200)
@given(
    CHAIRS,
    st.sampled_from(WAYS),
    SECONDS,
    st.lists(st.floats(0, 1, exclude_max=True), max_size=4),
)
def test_nothing_changes_by_itself_before_it_was_said_to(
    told: Chair, way: tuple[Stage, ...], minute: float, parts: list[float]
) -> None:
    history = tuple(Step(stage, at(place), WHO) for place, stage in enumerate(way))
    told = replace(told, history=history)
    now = at(minute)
    turns = turns_at(told, now)
    assert turns is None or turns > now
    last = (turns or now + timedelta(hours=5)) - timedelta(microseconds=1)

    as_said = open_alarms(told, now), due(told, now)

    for then in (last, *(now + (last - now) * part for part in parts)):
        assert (open_alarms(told, then), due(told, then)) == as_said


def test_a_reading_that_falls_due_is_said_to_turn_then() -> None:
    told = chair(PROFILES[0], [], [], [])
    first = due(told, at(5))[0]

    assert turns_at(told, at(5)) == first.due_at
    assert turns_at(told, first.due_at) == first.overdue_at
    assert turns_at(told, first.late_at - timedelta(seconds=1)) == first.late_at
