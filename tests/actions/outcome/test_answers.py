"""Questionnaires: everyone their own, staff with the person, and nothing urgent is turned away."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from clinic import NOON, Clinic
from daybreak.actions import outcome
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.team.roles import Role
from daybreak.records.models import Contact, JournalLine, ScaleAnswer
from daybreak.records.reads.outcome import safety_task, safety_tasks
from treated import Treated, treated

CALM = {**{str(item): 1 for item in range(1, 9)}, "9": 0}


@pytest.fixture
def somebody(clinic: Clinic) -> Treated:
    return treated(clinic)


def own(somebody: Treated, **sent: Any) -> dict[str, Any]:
    by = somebody.as_patient()
    usual = {"by": by, "act_id": uuid4(), "at": None, "now": somebody.clinic.clock()}
    return {**usual, "patient": somebody.patient, **sent}


def test_a_patient_answers_and_the_score_is_in_their_course(somebody: Treated) -> None:
    answered = outcome.answer_scale(**own(somebody, scale="phq-9", answers=CALM, language="es-US"))

    row = ScaleAnswer.objects.get(id=answered.answer)
    assert (answered.total, answered.band, answered.needs_somebody) == (8, "mild", False)
    assert (row.answered_by, row.language, row.course_id) == ("patient", "es-US", somebody.course)
    line = JournalLine.objects.get(act="outcome-answer-scale")
    assert (line.patient, line.chain_id) == (somebody.patient, somebody.clinic.site)


def test_staff_answer_with_somebody_at_the_time_it_was_filled_in(somebody: Treated) -> None:
    yesterday = NOON - timedelta(days=1)
    sent = {**somebody.clinic.nurse, "at": yesterday}

    answered = outcome.answer_scale(
        **sent, patient=somebody.patient, scale="gad-7", answers={str(i): 2 for i in range(1, 8)}
    )

    row = ScaleAnswer.objects.get(id=answered.answer)
    assert (row.answered_by, row.at, row.total) == ("staff", yesterday, 14)


def test_a_scale_of_a_session_belongs_to_that_session(somebody: Treated) -> None:
    session = somebody.session(1, NOON - timedelta(days=2))

    answered = outcome.answer_scale(
        **somebody.clinic.nurse,
        patient=somebody.patient,
        scale="today",
        answers={"mood": 4, "safety": 0},
        session=session,
    )

    assert ScaleAnswer.objects.get(id=answered.answer).session_id == session


def test_the_same_form_twice_is_one_answer(somebody: Treated) -> None:
    sent = own(somebody, scale="phq-9", answers=CALM)

    assert outcome.answer_scale(**sent) == outcome.answer_scale(**sent)
    assert ScaleAnswer.objects.count() == 1


@pytest.mark.parametrize("nine", [1, 2, 3])
def test_thoughts_of_death_make_a_task_for_the_clinic_the_same_day(
    somebody: Treated, nine: int
) -> None:
    answered = outcome.answer_scale(**own(somebody, scale="phq-9", answers={**CALM, "9": nine}))

    assert answered.needs_somebody
    task = safety_task(somebody.patient)
    assert task is not None
    assert task.answer == answered.answer
    assert task.is_urgent == (nine == 3)
    assert safety_tasks(somebody.clinic.actors[Role.NURSE]) == (task,)


def test_the_task_closes_with_a_screen_made_after_it_and_in_no_other_way(
    somebody: Treated,
) -> None:
    somebody.screened(at=NOON - timedelta(days=1))
    outcome.answer_scale(**own(somebody, scale="phq-9", answers={**CALM, "9": 1}))
    outcome.answer_scale(**own(somebody, scale="phq-9", answers=CALM))
    outcome.read_crisis_text(**own(somebody))
    task = safety_task(somebody.patient)
    assert task is not None
    assert task.text_read_at is not None

    somebody.screened(at=somebody.clinic.clock())

    assert safety_task(somebody.patient) is None


def test_a_question_about_suicide_left_open_is_asked(somebody: Treated) -> None:
    outcome.answer_scale(**own(somebody, scale="phq-9", answers={**CALM, "9": None}))

    task = safety_task(somebody.patient)
    assert task is not None
    assert task.is_missing


def test_an_old_sheet_is_kept_and_alarms_nobody_today(somebody: Treated) -> None:
    sent = {**somebody.clinic.nurse, "at": NOON - timedelta(days=15)}

    answered = outcome.answer_scale(
        **sent, patient=somebody.patient, scale="phq-9", answers={**CALM, "9": 3}
    )

    assert answered.needs_somebody
    assert safety_task(somebody.patient) is None


def test_one_task_a_person_the_most_worrying_first(clinic: Clinic) -> None:
    low, high = treated(clinic), treated(clinic)
    outcome.answer_scale(**own(low, scale="phq-9", answers={**CALM, "9": 1}))
    outcome.answer_scale(**own(high, scale="phq-9", answers={**CALM, "9": None}))
    outcome.answer_scale(**own(high, scale="phq-9", answers={**CALM, "9": 3}))

    tasks = safety_tasks(clinic.actors[Role.NURSE])

    assert [task.patient for task in tasks] == [high.patient, low.patient]


def test_another_organisation_sees_no_task_of_ours(somebody: Treated, other_clinic: Clinic) -> None:
    outcome.answer_scale(**own(somebody, scale="phq-9", answers={**CALM, "9": 3}))

    assert safety_tasks(other_clinic.actors[Role.NURSE]) == ()


def test_saying_that_one_has_read_it_needs_something_to_read(somebody: Treated) -> None:
    with pytest.raises(NotAllowed, match="nothing to confirm"):
        outcome.read_crisis_text(**own(somebody))

    assert not Contact.objects.exists()


def refused(somebody: Treated, error: type[Exception], words: str, **sent: Any) -> None:
    lines = JournalLine.objects.count()
    with pytest.raises(error, match=words):
        outcome.answer_scale(**sent)
    assert not ScaleAnswer.objects.exists()
    assert JournalLine.objects.count() == lines


def test_a_patient_answers_for_nobody_else(somebody: Treated) -> None:
    other = treated(somebody.clinic)
    sent = own(somebody, patient=other.patient, scale="phq-9", answers=CALM)

    refused(somebody, NotFound, "no such person", **sent)


def test_a_clinicians_scale_is_not_the_patients_to_answer(somebody: Treated) -> None:
    sent = own(somebody, scale="cgi-s", answers={"severity": 4})

    refused(somebody, NotFound, "no such questionnaire", **sent)


@pytest.mark.parametrize("scale", ["c-ssrs-screener", "c-ssrs-since-last-visit"])
def test_a_suicide_screen_has_its_own_page_and_disposition(somebody: Treated, scale: str) -> None:
    sent = {**somebody.clinic.nurse, "patient": somebody.patient}

    refused(somebody, NotAllowed, "suicide screen", **sent, scale=scale, answers={"q1": 1})


def test_nothing_is_answered_in_a_time_to_come(somebody: Treated) -> None:
    sent = {**somebody.clinic.nurse, "at": NOON + timedelta(days=1), "patient": somebody.patient}

    refused(somebody, NotUnderstood, "not come yet", **sent, scale="phq-9", answers=CALM)


def test_the_session_must_be_the_persons_own(somebody: Treated) -> None:
    session = treated(somebody.clinic).session(1, NOON - timedelta(days=2))
    sent = {**somebody.clinic.nurse, "patient": somebody.patient, "session": session}

    refused(somebody, NotFound, "no such session", **sent, scale="phq-9", answers=CALM)


def test_another_clinics_nurse_knows_nobody_here(somebody: Treated, other_clinic: Clinic) -> None:
    sent = {**other_clinic.nurse, "patient": somebody.patient}

    refused(somebody, NotFound, "no such person", **sent, scale="phq-9", answers=CALM)


def test_an_auditor_answers_nothing(somebody: Treated) -> None:
    sent = {**somebody.clinic.by(Role.AUDITOR), "patient": somebody.patient}

    refused(somebody, WrongRole, "This is for", **sent, scale="phq-9", answers=CALM)
