"""The worklist says for everyone at once what the facts of each course say alone."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic import NOON, Clinic
from daybreak.actions import outcome
from daybreak.actions import session as act
from daybreak.actions.outcome.contacts import ContactKind
from daybreak.care.outcome.rules import outcome_rules
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import Session
from daybreak.records.reads.due import due_for
from daybreak.records.reads.follow_up import RULES, FollowUp, follow_ups
from treated import Treated, after_six, treated
from visiting import visiting


def lines(clinic: Clinic, **later: float) -> tuple[FollowUp, ...]:
    now = clinic.clock() + timedelta(**later)
    return follow_ups(clinic.actors[Role.PRESCRIBER], now=now)


def people(clinic: Clinic) -> list[Treated]:
    """One of each kind: new, after three, after six, in maintenance elsewhere, gone early."""
    three, elsewhere, away = treated(clinic), treated(clinic), treated(clinic)
    for number in range(1, 4):
        three.session(number, NOON - timedelta(days=12 - 3 * number))
    for number in range(1, 11):
        kind = "induction" if number <= 6 else "maintenance"
        elsewhere.past(number, (NOON - timedelta(days=200 - 12 * number)).date(), kind=kind)
    away.session(1, NOON - timedelta(days=1), until=Stage.DISCHARGED)
    return [treated(clinic), three, after_six(clinic), elsewhere, away]


def test_the_list_and_each_course_agree(clinic: Clinic) -> None:
    everyone = people(clinic)
    now = clinic.clock() + timedelta(days=3)

    listed = follow_ups(clinic.actors[Role.PRESCRIBER], now=now)

    for somebody in everyone:
        alone = {task for task in due_for(somebody.course, now).tasks if task.rule in RULES}
        found = [one.task for one in listed if one.course == somebody.course]
        assert set(found) <= alone
        assert {task.rule for task in found} == {task.rule for task in alone}
    assert {"review-series", "review-maintenance", "call-the-next-day"} <= {
        one.task.rule for one in listed
    }


def test_a_call_names_its_session_and_a_review_its_count(clinic: Clinic) -> None:
    somebody = treated(clinic)
    session = somebody.session(1, NOON - timedelta(days=2))
    after = after_six(clinic)

    found = {(one.course, one.task.rule): one for one in lines(clinic)}

    assert found[somebody.course, "call-the-next-day"].session == session
    review = found[after.course, "review-series"]
    assert (review.session, review.sessions_given) == (None, 6)


def test_the_last_call_and_the_last_review_answer_for_the_earlier_ones(clinic: Clinic) -> None:
    somebody = after_six(clinic)

    found = [(one.task.rule, one.task.about) for one in lines(clinic)]

    last = Session.objects.get(course=somebody.course, number=6)
    assert sorted(found) == [("call-the-next-day", str(last.id)), ("review-series", "6")]


def test_a_review_takes_the_line_away(clinic: Clinic) -> None:
    somebody = after_six(clinic)
    outcome.review(
        **clinic.prescriber,
        course=somebody.course,
        option="hold",
        grounds="Wait.",
        signs={sign.id: False for sign in outcome_rules().sign},
    )

    assert "review-series" not in {one.task.rule for one in lines(clinic)}


def test_nobody_sees_another_organisations_people(clinic: Clinic, other_clinic: Clinic) -> None:
    after_six(clinic)

    assert lines(other_clinic) == ()


def test_more_people_are_not_more_queries(clinic: Clinic) -> None:
    counts = []
    for _ in range(2):
        people(clinic)
        with CaptureQueriesContext(connection) as seen:
            lines(clinic)
        counts.append(len(seen))

    assert counts[0] == counts[1]
    assert counts[0] <= 25


def test_a_call_of_the_same_day_leaves_that_of_the_next_day_open(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.DOSING)
    act.leave_early(**visit.nurse(), answers={}, details="Wanted to go.")
    both = {one.task.rule for one in lines(clinic, hours=13)}

    outcome.contact(
        **clinic.nurse,
        patient=visit.somebody.patient,
        kind=ContactKind.NEXT_DAY,
        reached=True,
        note="At home.",
        session=visit.session,
    )
    after_one = {one.task.rule for one in lines(clinic, hours=13)}

    assert both >= {"call-the-same-day", "call-the-next-day"}
    assert after_one & {"call-the-same-day", "call-the-next-day"} == {"call-the-next-day"}
