"""What is due in many courses is what is due in each of them."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic import NOON, Clinic
from daybreak.actions import outcome
from daybreak.actions.journal import add
from daybreak.actions.outcome.contacts import ContactKind
from daybreak.care.due import CourseFacts
from daybreak.care.session.stages import Stage
from daybreak.records.models import Disposition, SuicideScreen
from daybreak.records.reads.due import course_facts, due_for
from daybreak.records.reads.due_of_many import due_for_all, facts_of_courses
from treated import Treated, after_six, treated
from visiting import visiting


def everyone(clinic: Clinic) -> list[Treated]:
    """People in whose courses something different is due."""
    new, reviewed, elsewhere = treated(clinic), after_six(clinic), treated(clinic)
    for number in range(1, 7):
        elsewhere.past(number, (NOON - timedelta(days=24 - 3 * number)).date())
    called = treated(clinic)
    session = called.session(1, NOON - timedelta(days=1))
    outcome.contact(
        **clinic.nurse,
        patient=called.patient,
        kind=ContactKind.NEXT_DAY,
        session=session,
        reached=True,
        note="Well.",
    )
    worried = treated(clinic)
    worried.screened(at=NOON - timedelta(days=3), level="high")
    worried.screened(at=NOON - timedelta(days=2), level="low")
    screen = SuicideScreen.objects.get(level="high")
    worried.write(
        lambda: add(Disposition(screen=screen, disposition="evaluated-today", safety_plan=True))
    )
    asked = treated(clinic)
    asked.score(at=NOON, answers={"1": 1, "9": 1})
    sniffs = treated(clinic, protocol="esketamine-trd")
    sniffs.session(1, NOON - timedelta(days=2), until=Stage.DISCHARGED)
    coming = visiting(clinic, starts_at=NOON + timedelta(hours=1)).somebody
    return [new, reviewed, elsewhere, called, worried, asked, sniffs, coming]


def in_order(facts: CourseFacts) -> CourseFacts:
    """Their sessions come in no order of their own."""
    return replace(facts, sessions=tuple(sorted(facts.sessions, key=lambda each: each.id)))


def test_many_are_told_what_each_is_told(clinic: Clinic) -> None:
    courses = [one.course for one in everyone(clinic)]

    for hours in (0, 30, 24 * 20):
        now = clinic.clock() + timedelta(hours=hours)
        facts, due = facts_of_courses(courses, now=now), due_for_all(courses, now)
        assert {course: in_order(each) for course, each in facts.items()} == {
            course: in_order(course_facts(course, now=now)) for course in courses
        }
        assert due == {course: due_for(course, now) for course in courses}
        assert any(each.tasks for each in due.values())


def test_more_people_ask_for_no_more_queries(clinic: Clinic) -> None:
    courses = [one.course for one in everyone(clinic)]
    now = clinic.clock()

    def queries(asked: list[UUID]) -> int:
        with CaptureQueriesContext(connection) as seen:
            due_for_all(asked, now)
        return len(seen)

    assert queries(courses) == queries([courses[4]])  # who has a screen, for its dispositions
    assert queries(courses) < 25


def test_nobody_is_nothing(clinic: Clinic) -> None:
    assert due_for_all([], clinic.clock()) == {}
