"""What is due follows from the rows of every room, and from nothing else."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic import NOON, Clinic
from daybreak.actions import outcome
from daybreak.actions.journal import add
from daybreak.actions.outcome.contacts import ContactKind
from daybreak.care.outcome.rules import outcome_rules
from daybreak.care.session.stages import Stage
from daybreak.records.models import Disposition, SuicideScreen
from daybreak.records.reads.due import course_facts, due_for
from daybreak.records.reads.due_of_many import NOT_RECORDED
from treated import Treated, after_six, treated

SIGNS = {sign.id: False for sign in outcome_rules().sign}


def tasks(somebody: Treated, **later: float) -> set[str]:
    now = somebody.clinic.clock() + timedelta(**later)
    return {task.rule for task in due_for(somebody.course, now).tasks}


def gates(somebody: Treated) -> set[str]:
    return {gate.rule for gate in due_for(somebody.course, somebody.clinic.clock()).gates}


def test_after_six_the_review_is_due_and_holds_the_next_dose(clinic: Clinic) -> None:
    somebody = after_six(clinic)
    assert "review-series" in tasks(somebody)
    assert "review-missing" in gates(somebody)

    outcome.review(
        **clinic.prescriber,
        course=somebody.course,
        option="maintenance",
        grounds="A response.",
        signs=SIGNS,
    )

    assert "review-series" not in tasks(somebody)
    assert "review-missing" not in gates(somebody)


def test_sessions_given_elsewhere_ask_for_the_review_too(clinic: Clinic) -> None:
    somebody = treated(clinic)
    for number in range(1, 7):
        somebody.past(number, (NOON - timedelta(days=24 - 3 * number)).date())

    assert "review-missing" in gates(somebody)
    assert "call-the-next-day" not in tasks(somebody)


def test_somebody_is_called_the_day_after_until_they_are_reached(clinic: Clinic) -> None:
    somebody = treated(clinic)
    session = somebody.session(1, NOON - timedelta(days=1))
    sent: dict[str, Any] = {
        "patient": somebody.patient,
        "kind": ContactKind.NEXT_DAY,
        "session": session,
    }
    assert "call-the-next-day" in tasks(somebody)

    outcome.contact(**clinic.nurse, **sent, reached=False)
    assert "call-the-next-day" in tasks(somebody)

    outcome.contact(**clinic.nurse, **sent, reached=True, note="Well.")
    assert "call-the-next-day" not in tasks(somebody)


def test_an_answer_about_death_asks_for_a_screen_and_holds_the_dose(clinic: Clinic) -> None:
    somebody = treated(clinic)
    somebody.score(at=NOON, answers={"1": 1, "9": 1})
    assert "screen-suicidality" in tasks(somebody)
    assert "suicide-screen-owed" in gates(somebody)

    somebody.screened(at=clinic.clock())

    assert "screen-suicidality" not in tasks(somebody)
    assert "suicide-screen-owed" not in gates(somebody)


def test_a_high_screen_waits_for_a_signature_and_for_nothing_else(clinic: Clinic) -> None:
    somebody = treated(clinic)
    somebody.screened(at=NOON, level="high")
    assert "suicide-evaluate-now" in tasks(somebody)

    outcome.contact(
        **clinic.nurse,
        patient=somebody.patient,
        kind=ContactKind.FOLLOW_UP,
        reached=True,
        note="Says she is well.",
    )
    somebody.screened(at=clinic.clock(), level="none")
    assert "suicide-evaluate-now" in tasks(somebody)

    screen = SuicideScreen.objects.get(level="high")
    somebody.write(
        lambda: add(Disposition(screen=screen, disposition="evaluated-today", safety_plan=True))
    )
    assert "suicide-evaluate-now" not in tasks(somebody)


@pytest.mark.parametrize("level", ["moderate", "low"])
def test_a_lesser_screen_is_answered_by_the_next_one(clinic: Clinic, level: str) -> None:
    somebody = treated(clinic)
    somebody.screened(at=NOON - timedelta(days=2), level=level)
    before = {rule for rule in tasks(somebody) if rule.startswith("suicide-")}
    assert before

    somebody.screened(at=clinic.clock(), level="none")

    assert not {rule for rule in tasks(somebody) if rule.startswith("suicide-")}


def test_the_questionnaire_of_the_review_is_due_until_it_is_answered(clinic: Clinic) -> None:
    somebody = after_six(clinic, latest=None)
    assert "scale-phq-9" in tasks(somebody)

    somebody.score(11, at=clinic.clock())

    assert "scale-phq-9" not in tasks(somebody)


def test_a_closed_course_asks_for_nothing_more(clinic: Clinic) -> None:
    somebody = after_six(clinic)
    outcome.contact(
        **clinic.nurse,
        patient=somebody.patient,
        kind=ContactKind.FOLLOW_UP,
        reached=True,
        note="Well.",
    )
    outcome.close_course(
        **clinic.prescriber, course=somebody.course, reason=outcome.EndReason.COMPLETED
    )

    assert not any(rule.startswith(("scale-", "review")) for rule in tasks(somebody))


def test_what_nobody_can_record_as_done_is_not_asked(clinic: Clinic) -> None:
    somebody = treated(clinic)
    somebody.session(1, NOON + timedelta(hours=20), until=Stage.SCHEDULED)

    assert not tasks(somebody) & NOT_RECORDED


def test_a_dose_that_was_paused_began_once(clinic: Clinic) -> None:
    from daybreak.records.models import Step

    somebody = treated(clinic)
    session = somebody.session(1, NOON - timedelta(days=1), until=Stage.DOSING)
    began = course_facts(somebody.course, now=NOON).sessions[0].began
    for here, there in (("dosing", "paused"), ("paused", "dosing")):
        with somebody.written() as journal:
            add(Step(session_id=session, from_stage=here, to_stage=there))
            journal.changed(session)

    assert course_facts(somebody.course, now=NOON).sessions[0].began == began


def test_the_facts_take_a_handful_of_queries_however_long_the_course(clinic: Clinic) -> None:
    short, long = treated(clinic), after_six(clinic)
    short.session(1, NOON)
    counts = []
    for somebody in (short, long):
        with CaptureQueriesContext(connection) as seen:
            due_for(somebody.course, clinic.clock())
        counts.append(len(seen))

    assert counts[1] <= counts[0]
    assert counts[1] <= 25


def test_an_unknown_course_is_not_found(clinic: Clinic) -> None:
    from daybreak.care.errors import NotFound

    with pytest.raises(NotFound):
        due_for(uuid4(), clinic.clock())
