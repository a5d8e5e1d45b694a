"""The glance in words: one line for the way, PHQ-9 compared, and only what concerns a reader."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from daybreak.care.due.open_work import Due, Task
from daybreak.care.findings import Mark, Source
from daybreak.care.outcome.trajectory import Scored, trajectory
from daybreak.care.scales.library import scale
from daybreak.care.scales.result import ScaleResult
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records.reads.glance import Milestone
from daybreak.web.intake import words
from daybreak.web.intake.glance import curve, steps, tasks_for

NOON = datetime(2026, 11, 17, 20, tzinfo=UTC)
TODAY = date(2026, 11, 17)


def scored(*totals: tuple[int, int]) -> list[Scored]:
    """(days from the first session, total) as scores."""
    return [
        Scored(
            NOON + timedelta(days=days),
            ScaleResult("phq-9", 1, total, {}, 9, False, "some", (), 1),
        )
        for days, total in totals
    ]


@pytest.mark.parametrize(
    ("totals", "said"),
    [
        ([(-3, 21), (5, 13)], "21 before the first session. 8 points better: a partial response."),
        ([(-3, 21), (5, 10)], "21 before the first session. 11 points better: a response."),
        ([(-3, 21), (5, 4)], "21 before the first session. 17 points better: remission."),
        ([(-3, 21), (5, 20)], "21 before the first session. 1 point better: no response."),
        ([(-3, 15), (5, 21)], "15 before the first session. 6 points worse: worse than before."),
        ([(-3, 21)], "some"),
    ],
)
def test_a_score_is_compared_with_the_one_before_the_first_session(
    totals: list[tuple[int, int]], said: str
) -> None:
    told = trajectory(scale("phq-9"), scored(*totals), sessions=[NOON])

    drawn = curve(told, (), today=TODAY)

    assert drawn is not None
    assert (drawn.total, drawn.words) == (totals[-1][1], said)


def test_without_a_score_there_is_no_curve() -> None:
    assert curve(trajectory(scale("phq-9"), [], sessions=[]), (), today=TODAY) is None


def test_a_long_course_shows_its_beginning_and_its_end() -> None:
    way = [Milestone("registered", "done", TODAY), Milestone("screened", "done", TODAY)]
    way += [Milestone("session", "done", TODAY, number) for number in range(1, 30)]

    drawn = steps([*way, Milestone("review", "todo")], today=TODAY)

    assert len(drawn) == 12
    assert [step.number for step in drawn if step.number] == [1, *range(22, 30)]
    assert (drawn[0].name, drawn[0].on, drawn[-1].gate) == ("Intake", "today", True)


@pytest.mark.parametrize(
    ("role", "titles"),
    [
        (Role.NURSE, ["Screen now", "Book"]),
        (Role.FRONT_DESK, ["Book"]),
        (Role.AUDITOR, []),
    ],
)
def test_each_reader_sees_what_is_theirs_to_do(role: Role, titles: list[str]) -> None:
    source = Source("x", Mark.OURS)
    due = Due(
        (
            Task("a", "Screen now", (Role.NURSE,), NOON, NOON, source, is_urgent=True),
            Task("b", "Book", (Role.FRONT_DESK,), NOON, NOON, source),
        ),
        (),
    )
    actor = Actor(uuid4(), "X", uuid4(), frozenset({role}), frozenset())

    lines = tasks_for(due, actor)

    assert [line.title for line in lines] == titles
    assert all(isinstance(line.late_from, datetime) is line.is_urgent for line in lines)


def test_without_a_course_nothing_is_due() -> None:
    actor = Actor(uuid4(), "X", uuid4(), frozenset({Role.NURSE}), frozenset())

    assert tasks_for(None, actor) == []


@pytest.mark.parametrize(
    ("told", "said"),
    [("2019", "2019"), ("2019-05", "May 2019"), ("2019-05-03", "3 May 2019"), ("once", "once")],
)
def test_a_date_is_said_as_exactly_as_it_was_told(told: str, said: str) -> None:
    assert words.partial_day(told) == said


@pytest.mark.parametrize(
    ("tag", "said"),
    [("en", "English"), ("es-US", "Spanish"), ("ZH-Hant", "Chinese"), ("xx", "xx")],
)
def test_a_language_is_named(tag: str, said: str) -> None:
    assert words.language(tag) == said
