"""Readings between arriving and leaving are theirs; outside, they are nobody's."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.session.stages import History, Stage, Step
from daybreak.care.session.stay import check_moment, check_reading, is_here, stay

T0 = datetime(2026, 11, 17, 18, tzinfo=UTC)
NURSE = UUID(int=1)


def at(minute: float) -> datetime:
    return T0 + timedelta(minutes=minute)


def history(*steps: tuple[Stage, float]) -> History:
    return tuple(Step(stage, at(minute), NURSE) for stage, minute in steps)


HERE = history((Stage.ARRIVED, 0), (Stage.CHECKED_IN, 10), (Stage.DOSING, 30))
LEFT = (*HERE, *history((Stage.RECOVERY, 70), (Stage.DISCHARGED, 140)))


def test_nobody_stays_who_never_came() -> None:
    assert stay(()) is None
    assert stay(history((Stage.NO_SHOW, 30))) is None
    with pytest.raises(NotAllowed, match="not arrived yet"):
        check_reading(at(5), (), now=at(5))


@given(st.floats(-300, 300))
def test_a_stay_is_half_open(minute: float) -> None:
    found = stay(LEFT)

    assert found is not None
    assert found.covers(at(minute)) == (at(0) <= at(minute) < at(140))


@pytest.mark.parametrize(("minute", "fits"), [(-1, False), (0, True), (139, True), (140, False)])
def test_a_reading_is_of_the_session_only_while_they_were_here(minute: float, fits: bool) -> None:
    if fits:
        check_reading(at(minute), LEFT, now=at(200))
    else:
        with pytest.raises(NotAllowed, match="not here at that time"):
            check_reading(at(minute), LEFT, now=at(200))


def test_nothing_is_added_to_a_closed_session() -> None:
    closed = (*LEFT, *history((Stage.CLOSED, 160)))

    with pytest.raises(NotAllowed, match="closed"):
        check_reading(at(60), closed, now=at(200))


@pytest.mark.parametrize(("ahead_s", "fits"), [(0, True), (60, True), (61, False), (86_400, False)])
def test_time_may_be_a_minute_ahead_and_no_more(ahead_s: int, fits: bool) -> None:
    moment = T0 + timedelta(seconds=ahead_s)
    if fits:
        check_moment(moment, now=T0)
    else:
        with pytest.raises(NotUnderstood):
            check_moment(moment, now=T0)


def test_somebody_is_here_until_they_leave() -> None:
    assert is_here(HERE)
    assert not is_here(LEFT)
    assert not is_here(())
