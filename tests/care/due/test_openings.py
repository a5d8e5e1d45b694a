"""What each rule counts from, and what settles it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from daybreak.care.due import CourseFacts, ReviewFacts, SessionFacts, SuicideScreen
from daybreak.care.due.openings import GATES, TASKS
from daybreak.care.due.rules import rulebook
from daybreak.care.scales.cssrs import Level
from daybreak.care.session.stages import Stage

TIMES = rulebook().due.times
T0 = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def day(number: float) -> datetime:
    return T0 + timedelta(days=number)


def given(number: int, **more: object) -> SessionFacts:
    session = SessionFacts(
        id=f"s{number}",
        number=number,
        planned_for=day(3 * number),
        stage=Stage.CLOSED,
        began=day(3 * number),
        left=day(3 * number) + timedelta(hours=2),
    )
    return replace(session, **more)  # type: ignore[arg-type] # fields by name


def planned(number: int, **more: object) -> SessionFacts:
    session = SessionFacts(id=f"s{number}", number=number, planned_for=day(3 * number))
    return replace(session, **more)  # type: ignore[arg-type] # fields by name


NEW = CourseFacts(opened=T0, indication="trd")
SIGNED = replace(
    NEW,
    consulted=day(1),
    screened=day(1),
    screening=(),
    decided=day(1),
    plan_signed=day(2),
    planned_sessions=6,
    consent_at=day(2),
    has_consent=True,
)
SIX = replace(SIGNED, sessions=tuple(given(number) for number in range(1, 7)))


def opened(rule: str, course: CourseFacts) -> list[tuple[datetime, str]]:
    table = TASKS if rule in TASKS else GATES
    return [(opening.at, opening.about) for opening in table[rule](course, TIMES)]


@pytest.mark.parametrize(
    ("rule", "course", "since"),
    [
        ("answer-enquiry", NEW, T0),
        ("answer-enquiry", SIGNED, None),
        ("complete-screening", NEW, T0),
        ("complete-screening", replace(SIGNED, has_unknowns=True), day(1)),
        ("complete-screening", SIGNED, None),
        ("decide-eligibility", replace(SIGNED, decided=None), day(1)),
        ("decide-eligibility", NEW, None),
        ("decide-eligibility", SIGNED, None),
        ("sign-plan", replace(SIGNED, plan_signed=None), day(1)),
        ("sign-plan", NEW, None),
        ("get-consent", replace(SIGNED, has_consent=False), day(2)),
        ("get-consent", NEW, None),
        ("renew-consent", SIGNED, day(2 + 365)),
        ("consent-expired", SIGNED, day(2 + 365)),
        ("book-series", SIGNED, day(2)),
        ("book-series", SIX, None),
        ("decide-what-next", SIX, day(18) + timedelta(hours=2)),
        ("decide-what-next", SIGNED, None),
        ("decide-what-next", replace(SIX, sessions=(*SIX.sessions, planned(7))), None),
        ("justify-the-year", SIX, day(2 + 365)),
        ("justify-the-year", replace(SIX, justified=day(400)), day(400 + 365)),
        ("justify-the-year", SIGNED, None),
        ("screen-suicidality", replace(NEW, screen_owed_since=day(1)), day(1)),
        ("suicide-screen-owed", replace(NEW, screen_owed_since=day(1)), day(1)),
        ("not-screened", NEW, T0),
        ("not-screened", replace(SIGNED, has_unknowns=True), T0),
        ("not-decided", NEW, T0),
        ("plan-unsigned", NEW, T0),
        ("plan-unsigned", SIGNED, None),
        ("consent-missing", NEW, T0),
        ("consent-missing", replace(SIGNED, consent_at=None), day(2)),
        ("consent-missing", SIGNED, None),
    ],
)
def test_each_rule_counts_from_what_made_it_so(
    rule: str, course: CourseFacts, since: datetime | None
) -> None:
    assert opened(rule, course) == ([] if since is None else [(since, "")])


@pytest.mark.parametrize(
    "task",
    ["reconcile-medicines", "confirm-escort", "read-education", "write-goals", "remind-fasting"],
)
def test_preparation_is_asked_for_the_next_session_alone(task: str) -> None:
    two = replace(SIGNED, sessions=(planned(2), planned(1)))
    done = replace(SIGNED, sessions=(planned(1, done={task: day(1)}), planned(2)))
    arrived = replace(SIGNED, sessions=(planned(1, stage=Stage.ARRIVED), planned(2)))

    assert opened(task, two) == [(day(3), "s1")]
    assert opened(task, done) == []
    assert opened(task, arrived) == []


@pytest.mark.parametrize(
    ("task", "session"),
    [
        ("call-who-did-not-come", planned(1, stage=Stage.NO_SHOW)),
        ("call-the-same-day", given(1, stage=Stage.LEFT_AMA, left_against_advice=True)),
        ("call-the-next-day", given(1)),
        ("close-session", given(1, stage=Stage.DISCHARGED)),
        ("close-session", given(1, stage=Stage.TRANSFERRED)),
        ("close-session", planned(1, stage=Stage.ABORTED, left=day(3))),
        ("send-monitoring-form", given(1, is_esketamine=True)),
        ("hold-integration", given(1)),
    ],
)
def test_what_follows_a_session_is_asked_until_it_is_done(task: str, session: SessionFacts) -> None:
    course = replace(SIGNED, has_psychotherapy=True, sessions=(session,))
    when_done = replace(course, sessions=(replace(session, done={task: day(9)}),))

    assert [about for _, about in opened(task, course)] == ["s1"]
    assert opened(task, when_done) == []


@pytest.mark.parametrize(
    ("task", "session"),
    [
        ("call-who-did-not-come", planned(1, stage=Stage.CANCELLED)),
        ("call-the-same-day", given(1)),
        ("call-the-next-day", given(1, left=None)),  # still here
        ("call-the-next-day", planned(1, stage=Stage.ABORTED, left=day(3))),  # never dosed
        ("close-session", given(1)),
        ("send-monitoring-form", given(1)),
        ("hold-integration", given(1)),
    ],
)
def test_what_does_not_follow_a_session_is_not_asked(task: str, session: SessionFacts) -> None:
    assert opened(task, replace(SIGNED, sessions=(session,))) == []


def reviewed(*counts: int) -> tuple[ReviewFacts, ...]:
    return tuple(ReviewFacts(after_session=count, at=day(20 + count)) for count in counts)


@pytest.mark.parametrize(
    ("sessions", "reviews", "asked"),
    [
        (2, (), []),
        (3, (), ["3"]),
        (4, reviewed(3), []),
        (6, (), ["3", "6"]),
        (6, reviewed(3), ["6"]),
        (6, reviewed(6), []),  # a later review answers for the earlier
        (9, reviewed(3), ["6"]),
    ],
)
def test_a_series_is_reviewed_after_three_and_after_six(
    sessions: int, reviews: tuple[ReviewFacts, ...], asked: list[str]
) -> None:
    course = replace(SIGNED, sessions=tuple(given(n + 1) for n in range(sessions)), reviews=reviews)

    assert [about for _, about in opened("review-series", course)] == asked
    assert [about for _, about in opened("review-missing", course)] == [
        about for about in asked if about == "6"
    ]


def test_without_the_review_after_six_the_gate_is_shut_from_the_sixth_on() -> None:
    assert opened("review-missing", SIX) == [(day(18) + timedelta(hours=2), "6")]


@pytest.mark.parametrize(
    ("sessions", "reviews", "since", "about"),
    [
        (6, reviewed(6), None, ""),
        (7, reviewed(6), day(26 + 91), ""),
        (10, reviewed(6), day(30) + timedelta(hours=2), "10"),
        (14, reviewed(6), day(42) + timedelta(hours=2), "14"),
        (14, reviewed(6, 14), day(34 + 91), ""),
        (7, (), None, ""),
    ],
)
def test_maintenance_is_reviewed_every_fourth_session_and_every_three_months(
    sessions: int, reviews: tuple[ReviewFacts, ...], since: datetime | None, about: str
) -> None:
    course = replace(SIGNED, sessions=tuple(given(n + 1) for n in range(sessions)), reviews=reviews)

    assert opened("review-maintenance", course) == ([] if since is None else [(since, about)])


@pytest.mark.parametrize(
    ("level", "disposition", "shut"),
    [
        (Level.HIGH, None, True),
        (Level.INCOMPLETE, None, True),
        (Level.HIGH, day(2), False),
        (Level.MODERATE, None, False),
        (Level.NONE, None, False),
    ],
)
def test_a_high_screen_shuts_the_gate_until_a_disposition_is_signed(
    level: Level, disposition: datetime | None, shut: bool
) -> None:
    screen = SuicideScreen(level=level, at=day(1), disposition_at=disposition)
    found = opened("suicide-disposition", replace(NEW, suicide_screens=(screen,)))

    assert found == ([(day(1), level.value)] if shut else [])


def test_a_later_screen_does_not_open_the_gate_of_an_unsettled_one() -> None:
    screens = (
        SuicideScreen(level=Level.HIGH, at=day(1)),
        SuicideScreen(level=Level.NONE, at=day(2)),
    )

    assert opened("suicide-disposition", replace(NEW, suicide_screens=screens)) == [
        (day(1), "high")
    ]
