"""What is due is everything that is open, and only a fact takes it away."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.due import CourseFacts, Due, ReviewFacts, SessionFacts, SuicideScreen, due
from daybreak.care.findings import Finding, Mark, Source, Status
from daybreak.care.scales.cssrs import Level
from daybreak.care.screening.suicidality import pathway
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role

T0 = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SOURCE = Source("a test", Mark.OURS)


def day(number: float) -> datetime:
    return T0 + timedelta(days=number)


NEW = CourseFacts(opened=T0, indication="trd")
READY = CourseFacts(
    opened=T0,
    indication="trd",
    consulted=day(1),
    screened=day(1),
    screening=(),
    decided=day(1),
    plan_signed=day(2),
    planned_sessions=1,
    consent_at=day(2),
    has_consent=True,
    sessions=(SessionFacts(id="s1", number=1, planned_for=day(10)),),
)


def tasks(course: CourseFacts, at: float) -> set[str]:
    return {task.rule for task in due(course, day(at)).tasks}


def gates(course: CourseFacts, at: float = 10) -> set[str]:
    return {gate.rule for gate in due(course, day(at)).gates}


def test_for_someone_new_everything_stands_before_a_dose() -> None:
    assert gates(NEW) == {"not-screened", "not-decided", "plan-unsigned", "consent-missing"}
    assert {"answer-enquiry", "complete-screening"} <= tasks(NEW, 0)


def test_before_a_course_is_opened_nothing_is_due() -> None:
    assert due(NEW, day(-1)) == Due((), ())


def test_when_all_is_settled_nothing_stands_before_a_dose() -> None:
    assert gates(READY) == set()
    assert due(READY, day(3)).is_open_for_dose


@pytest.mark.parametrize(
    ("days_before", "expected"),
    [
        (8, set()),
        (7, {"read-education", "write-goals"}),
        (4, {"read-education", "write-goals", "reconcile-medicines"}),
        (3, {"read-education", "write-goals", "reconcile-medicines", "confirm-escort"}),
    ],
)
def test_preparation_opens_as_the_day_comes_near(days_before: float, expected: set[str]) -> None:
    preparation = {"read-education", "write-goals", "reconcile-medicines", "confirm-escort"}

    assert tasks(READY, 10 - days_before) & preparation == expected


def test_a_task_is_late_from_its_time_on() -> None:
    (escort,) = [task for task in due(READY, day(9)).tasks if task.rule == "confirm-escort"]

    assert escort.about == "s1"
    assert escort.roles == (Role.FRONT_DESK, Role.PATIENT)
    assert not escort.is_late(day(8.9))
    assert escort.is_late(day(9))


def test_what_screening_holds_stands_before_a_dose_with_who_may_set_it_aside() -> None:
    held = Finding("C04", Status.HOLD, "Not controlled.", SOURCE, overridable_by=("director",))
    warned = Finding("C01", Status.WARN, "High today.", SOURCE)
    course = replace(READY, screening=(held, warned))

    (gate,) = due(course, day(5)).gates
    assert (gate.rule, gate.opened_by, gate.since) == ("C04", ("director",), day(1))
    assert not due(course, day(5)).is_open_for_dose


def test_consent_lasts_a_year() -> None:
    assert gates(READY, 2 + 364.9) == set()
    assert "consent-expired" in gates(READY, 2 + 365)
    assert "renew-consent" in tasks(READY, 2 + 335)


def test_the_suicide_pathway_makes_its_tasks_and_they_come_first() -> None:
    high = replace(READY, suicide_screens=(SuicideScreen(level=Level.HIGH, at=day(4)),))
    found = due(high, day(4)).tasks

    assert found[0].rule == "suicide-evaluate-now"
    assert found[0].is_urgent
    assert gates(high, 4) == {"suicide-disposition"}
    seen = SuicideScreen(
        level=Level.HIGH,
        at=day(4),
        disposition_at=day(4),
        done={"suicide-evaluate-now": day(4), "suicide-follow-up": day(6)},
    )
    settled = replace(READY, suicide_screens=(seen,))
    assert "suicide-evaluate-now" not in tasks(settled, 7)
    assert gates(settled, 7) == set()


def test_the_questionnaires_of_the_schedule_are_due_too() -> None:
    found = {task.rule: task for task in due(READY, day(9)).tasks}

    assert found["scale-phq-9"].roles == (Role.PATIENT,)
    answered = replace(READY, answered={"phq-9": (day(8.5),)})
    assert "scale-phq-9" not in tasks(answered, 9)


def test_someone_with_nothing_booked_is_not_forgotten() -> None:
    done = SessionFacts(
        id="s1",
        number=1,
        planned_for=day(10),
        stage=Stage.CLOSED,
        began=day(10),
        left=day(10.1),
    )
    course = replace(READY, sessions=(done,))

    assert "decide-what-next" not in tasks(course, 24)
    assert "decide-what-next" in tasks(course, 24.2)


def test_after_closing_only_what_is_owed_to_the_person_stays() -> None:
    left = SessionFacts(
        id="s1",
        number=1,
        planned_for=day(10),
        stage=Stage.DISCHARGED,
        began=day(10),
        left=day(10.1),
        is_esketamine=True,
    )
    closed = replace(READY, sessions=(left,), closed=day(11))

    assert tasks(closed, 12) == {"call-the-next-day", "close-session", "send-monitoring-form"}
    assert gates(closed, 12) == {"course-closed"}


instants = st.integers(0, 60).map(day)
maybe = st.none() | instants
sessions = st.builds(
    SessionFacts,
    id=st.sampled_from(["a", "b", "c", "d", "e", "f", "g"]),
    number=st.integers(1, 9),
    planned_for=instants,
    stage=st.sampled_from(Stage),
    began=maybe,
    left=maybe,
    left_against_advice=st.booleans(),
    is_esketamine=st.booleans(),
    done=st.dictionaries(st.sampled_from(["call-the-next-day", "confirm-escort"]), instants),
)
screens = st.builds(
    SuicideScreen,
    level=st.sampled_from(Level),
    at=instants,
    before=st.none() | st.sampled_from(Level),
    is_remote=st.booleans(),
    disposition_at=maybe,
)
findings = st.builds(
    Finding,
    st.sampled_from(["X01", "C04"]),
    st.sampled_from(Status),
    st.just("so"),
    st.just(SOURCE),
)
courses = st.builds(
    CourseFacts,
    opened=instants,
    indication=st.sampled_from(["trd", "ptsd", "unheard-of"]),
    consulted=maybe,
    screened=maybe,
    screening=st.none() | st.lists(findings, max_size=2).map(tuple),
    has_unknowns=st.booleans(),
    decided=maybe,
    plan_signed=maybe,
    planned_sessions=st.integers(0, 8),
    reviews_after=st.sampled_from([(3, 6), (), (4,)]),
    review_blocking_after=st.sampled_from([6, 4]),
    review_every=st.sampled_from([1, 4]),
    consent_at=maybe,
    has_consent=st.booleans(),
    has_psychotherapy=st.booleans(),
    has_mania_risk=st.none() | st.booleans(),
    sessions=st.lists(sessions, max_size=7).map(tuple),
    reviews=st.lists(
        st.builds(ReviewFacts, after_session=st.integers(1, 9), at=instants), max_size=3
    ).map(tuple),
    justified=maybe,
    suicide_screens=st.lists(screens, max_size=3).map(tuple),
    screen_owed_since=maybe,
    answered=st.dictionaries(
        st.sampled_from(["phq-9", "today", "audit-c"]), st.lists(instants, max_size=3).map(tuple)
    ),
    closed=maybe,
)


@settings(max_examples=200, deadline=None)
@given(courses, st.integers(0, 400), st.integers(0, 400))
def test_more_time_never_makes_anything_undue(course: CourseFacts, first: int, more: int) -> None:
    now, later = day(60 + first), day(60 + first + more)
    before, after = due(course, now), due(course, later)

    assert {(task.rule, task.about) for task in before.tasks} <= {
        (task.rule, task.about) for task in after.tasks
    }
    assert {(gate.rule, gate.about) for gate in before.gates} <= {
        (gate.rule, gate.about) for gate in after.gates
    }


@settings(max_examples=200, deadline=None)
@given(courses, st.integers(-10, 400))
def test_whatever_the_facts_there_is_an_answer_and_the_urgent_comes_first(
    course: CourseFacts, at: int
) -> None:
    found = due(course, day(at))

    assert all(task.since <= day(at) and task.roles and task.title for task in found.tasks)
    assert all(not later.is_urgent or one.is_urgent for one, later in pairwise(found.tasks))


@settings(max_examples=200, deadline=None)
@given(courses, st.integers(60, 400))
def test_no_dose_is_open_without_screening_decision_plan_and_consent(
    course: CourseFacts, at: int
) -> None:
    if day(at) >= course.opened and due(course, day(at)).is_open_for_dose:
        assert course.closed is None
        assert course.screening is not None
        assert not course.has_unknowns
        assert all(finding.level < Status.REFER for finding in course.screening)
        assert course.decided is not None
        assert course.plan_signed is not None
        assert course.has_consent
        assert course.consent_at is not None
        assert day(at) < course.consent_at + timedelta(days=365)
        assert not course.owes_screen
        assert all(
            screen.disposition_at is not None
            for screen in course.suicide_screens
            if screen.level.needs_clinician_now
        )


@settings(max_examples=200, deadline=None)
@given(courses, st.integers(-10, 400), st.randoms(use_true_random=False))
def test_asked_again_in_any_order_the_answer_is_the_same(
    course: CourseFacts, at: int, chance: Random
) -> None:
    """One session is told once: two of one id are not two orders of the same facts."""
    once = tuple({each.id: each for each in course.sessions}.values())
    course = replace(course, sessions=once)

    def shuffled(facts: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(chance.sample(facts, len(facts)))

    again = replace(
        course,
        sessions=shuffled(course.sessions),
        suicide_screens=shuffled(course.suicide_screens),
        reviews=shuffled(course.reviews),
        answered={name: shuffled(course.answered[name]) for name in sorted(course.answered)},
    )

    first, second = due(course, day(at)), due(again, day(at))

    assert first == due(course, day(at))
    assert sorted(map(repr, first.tasks)) == sorted(map(repr, second.tasks))
    assert sorted(map(repr, first.gates)) == sorted(map(repr, second.gates))


@settings(max_examples=200, deadline=None)
@given(courses, st.integers(60, 4000))
def test_no_open_safety_item_is_ever_forgotten(course: CourseFacts, at: int) -> None:
    """Not by time, not by a later screen, not by closing the course."""
    found = due(course, day(at))
    open_tasks = {(task.rule, task.about) for task in found.tasks}
    shut = [gate.rule for gate in found.gates]

    for screen in course.suicide_screens:
        if screen.level.needs_clinician_now and screen.disposition_at is None:
            assert "suicide-disposition" in shut
        for task in pathway().level[screen.level].task:
            is_repeat = screen.level is Level.LOW and screen.before is Level.LOW
            if not is_repeat and task.id not in screen.done:
                assert (task.id, screen.at.isoformat()) in open_tasks
    if course.owes_screen:
        assert "suicide-screen-owed" in shut
        assert "screen-suicidality" in {rule for rule, _ in open_tasks}
    for session in course.sessions:
        if session.left_against_advice and "call-the-same-day" not in session.done:
            assert ("call-the-same-day", session.id) in open_tasks
