"""A session moves forward, and nobody who was dosed leaves unobserved."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.errors import NotAllowed
from daybreak.care.session.stages import (
    ACT,
    NEXT,
    ON_SITE,
    OVER,
    WATCHED,
    History,
    Stage,
    Step,
    act_for,
    advance,
    dose_began,
    dose_ended,
    drawing,
    entered,
    move,
    stage_of,
    who_may,
)
from daybreak.care.team.permissions import ACTS
from daybreak.care.team.roles import Role

NURSE = UUID(int=1)
T0 = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)


def history(*stages: Stage) -> History:
    """A session that took ten minutes for each step."""
    return tuple(
        Step(stage, T0 + timedelta(minutes=10 * number), NURSE)
        for number, stage in enumerate(stages)
    )


@st.composite
def walks(draw: st.DrawFn) -> list[Stage]:
    """Some way through the table, up to a session that is over or forty steps."""
    path = [Stage.SCHEDULED]
    while (onward := sorted(NEXT[path[-1]])) and len(path) < 40:
        path.append(draw(st.sampled_from(onward)))
    return path


def test_every_stage_has_a_row_in_the_table() -> None:
    assert set(NEXT) == set(Stage)


def test_every_stage_but_the_first_can_be_reached() -> None:
    assert {to for onward in NEXT.values() for to in onward} == set(Stage) - {Stage.SCHEDULED}


def test_from_every_stage_a_session_can_come_to_an_end() -> None:
    ends = set(OVER)
    while more := {here for here in Stage if NEXT[here] & ends} - ends:
        ends |= more

    assert ends == set(Stage)


@settings(deadline=None)
@given(walks())
def test_whoever_was_dosed_is_observed_before_they_leave(path: list[Stage]) -> None:
    if Stage.DOSING in path and Stage.DISCHARGED in path:
        between = path[path.index(Stage.DOSING) : path.index(Stage.DISCHARGED)]

        assert Stage.RECOVERY in between
        assert between[-1] is Stage.DISCHARGE_ASSESSED


@settings(deadline=None)
@given(walks())
def test_whoever_was_dosed_is_not_called_aborted_or_cancelled(path: list[Stage]) -> None:
    if Stage.DOSING in path:
        assert not {Stage.ABORTED, Stage.CANCELLED, Stage.NO_SHOW} & set(path)


@settings(deadline=None)
@given(walks())
def test_nobody_is_dosed_without_check_in_assessment_and_preparation_in_order(
    path: list[Stage],
) -> None:
    if Stage.DOSING in path:
        before = path[: path.index(Stage.DOSING)]

        assert before == [
            Stage.SCHEDULED,
            Stage.ARRIVED,
            Stage.CHECKED_IN,
            Stage.PRE_ASSESSED,
            Stage.PREPARED,
        ]


@settings(deadline=None)
@given(walks())
def test_once_the_dose_is_over_it_does_not_start_again(path: list[Stage]) -> None:
    for stage in (Stage.RECOVERY, Stage.TRANSFERRED, Stage.LEFT_AMA):
        if stage in path:
            assert not {Stage.DOSING, Stage.PAUSED} & set(path[path.index(stage) :])


@settings(deadline=None)
@given(walks())
def test_drug_that_left_the_cabinet_is_accounted_for_before_the_end(path: list[Stage]) -> None:
    if Stage.PREPARED in path and path[-1] in OVER:
        assert path[-1] is Stage.CLOSED


def test_someone_on_site_can_always_be_taken_to_hospital_or_leave() -> None:
    for stage in ON_SITE:
        assert {Stage.TRANSFERRED, Stage.LEFT_AMA} <= NEXT[stage]


def test_a_step_outside_the_table_names_the_open_ones() -> None:
    with pytest.raises(NotAllowed, match=r"prepared cannot become recovery.*aborted, dosing"):
        move(Stage.PREPARED, Stage.RECOVERY)


def test_a_session_that_is_over_says_so() -> None:
    with pytest.raises(NotAllowed, match="none; the session is over"):
        move(Stage.CLOSED, Stage.RECOVERY)


def test_every_step_names_an_act_that_somebody_may_do() -> None:
    for here, onward in NEXT.items():
        for to in onward:
            assert act_for(here, to) in ACTS
            assert who_may(here, to)


def test_every_stage_but_the_first_has_its_act() -> None:
    assert set(ACT) == set(Stage) - {Stage.SCHEDULED}


def test_going_on_after_a_pause_is_its_own_act() -> None:
    assert act_for(Stage.PAUSED, Stage.DOSING) == "session-resume"
    assert act_for(Stage.PREPARED, Stage.DOSING) == "session-start"


def test_the_front_desk_starts_no_dose() -> None:
    assert Role.FRONT_DESK not in who_may(Stage.PREPARED, Stage.DOSING)
    assert who_may(Stage.CHECKED_IN, Stage.PRE_ASSESSED) == {Role.PRESCRIBER}


def test_who_may_take_a_step_that_is_not_there_is_refused() -> None:
    with pytest.raises(NotAllowed):
        who_may(Stage.SCHEDULED, Stage.DOSING)


def test_a_session_without_steps_is_scheduled() -> None:
    assert stage_of(()) is Stage.SCHEDULED
    assert entered((), Stage.ARRIVED) is None


def test_a_step_is_added_in_order_of_time() -> None:
    arrived = history(Stage.ARRIVED)

    assert stage_of(advance(arrived, Step(Stage.CHECKED_IN, T0, NURSE))) is Stage.CHECKED_IN
    with pytest.raises(NotAllowed, match="arrived at 09:00 UTC"):
        advance(arrived, Step(Stage.CHECKED_IN, T0 - timedelta(seconds=1), NURSE))


@settings(deadline=None)
@given(walks(), st.lists(st.integers(-5, 90), min_size=40, max_size=40))
def test_the_times_of_a_history_never_run_backwards(path: list[Stage], minutes: list[int]) -> None:
    steps: History = ()
    for stage, minute in zip(path[1:], minutes, strict=False):
        step = Step(stage, (steps[-1].at if steps else T0) + timedelta(minutes=minute), NURSE)
        if minute < 0 and steps:
            with pytest.raises(NotAllowed):
                advance(steps, step)
            break
        steps = advance(steps, step)

    assert [step.at for step in steps] == sorted(step.at for step in steps)


@pytest.mark.parametrize(
    ("stages", "began", "ended"),
    [
        ([Stage.ARRIVED], None, None),
        ([Stage.DOSING], 0, None),
        ([Stage.DOSING, Stage.PAUSED], 0, None),
        ([Stage.DOSING, Stage.PAUSED, Stage.DOSING, Stage.RECOVERY], 0, 30),
        ([Stage.DOSING, Stage.TRANSFERRED], 0, 10),
        ([Stage.DOSING, Stage.RECOVERY, Stage.DISCHARGE_ASSESSED, Stage.RECOVERY], 0, 10),
        ([Stage.ARRIVED, Stage.LEFT_AMA], None, None),
    ],
)
def test_a_dose_lasts_from_its_start_to_its_last_end(
    stages: list[Stage], began: int | None, ended: int | None
) -> None:
    steps = history(*stages)

    assert dose_began(steps) == (None if began is None else T0 + timedelta(minutes=began))
    assert dose_ended(steps) == (None if ended is None else T0 + timedelta(minutes=ended))


def test_the_drawing_has_one_arrow_for_each_step() -> None:
    arrows = [line for line in drawing().splitlines() if "-->" in line]

    steps = sum(len(onward) for onward in NEXT.values())
    assert len(arrows) == steps + 1 + len(OVER)
    assert "    dosing --> recovery" in arrows
    assert "    no_show --> [*]" in arrows


def test_someone_who_is_watched_was_dosed() -> None:
    assert {
        Stage.DOSING,
        Stage.PAUSED,
        Stage.RECOVERY,
        Stage.DISCHARGE_ASSESSED,
    } == WATCHED
