"""What a course says of itself follows from its sessions."""

from datetime import UTC, datetime, timedelta

from daybreak.care.due import CourseFacts, SessionFacts, SuicideScreen
from daybreak.care.scales.cssrs import Level
from daybreak.care.session.stages import Stage

T0 = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def day(number: float) -> datetime:
    return T0 + timedelta(days=number)


def session(number: int, stage: Stage, *, dosed: bool) -> SessionFacts:
    began = day(number) if dosed else None
    return SessionFacts(
        id=f"s{number}", number=number, planned_for=day(number), stage=stage, began=began
    )


COURSE = CourseFacts(
    opened=T0,
    indication="trd",
    sessions=(
        session(4, Stage.SCHEDULED, dosed=False),
        session(3, Stage.DOSING, dosed=True),
        session(2, Stage.NO_SHOW, dosed=False),
        session(1, Stage.CLOSED, dosed=True),
        session(5, Stage.ARRIVED, dosed=False),
        session(6, Stage.CANCELLED, dosed=False),
        session(7, Stage.ABORTED, dosed=False),
    ),
)


def test_a_session_counts_as_dosed_from_its_start() -> None:
    assert [each.number for each in COURSE.dosed] == [1, 3]


def test_what_was_missed_cancelled_or_ended_before_a_dose_is_not_to_come() -> None:
    assert [each.number for each in COURSE.coming] == [4, 5]


def test_a_screen_answers_only_what_came_before_it() -> None:
    early = SuicideScreen(level=Level.NONE, at=day(1))
    course = CourseFacts(
        opened=T0, indication="trd", screen_owed_since=day(2), suicide_screens=(early,)
    )
    later = SuicideScreen(level=Level.NONE, at=day(2))

    assert course.owes_screen
    assert not CourseFacts(
        opened=T0, indication="trd", screen_owed_since=day(2), suicide_screens=(early, later)
    ).owes_screen
