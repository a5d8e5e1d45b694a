"""A course begins with a decision to proceed, an evaluation, and a consent in every clause."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from clinic import Clinic
from daybreak.actions import intake, outcome, plan, screening
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.findings import Status
from daybreak.care.intake.person import Sex
from daybreak.care.plan.consent import consent_form
from daybreak.records.models import ChartCard, Consent, Course, JournalLine
from daybreak.records.reads.consent import consent_findings, consent_holds, consent_of
from daybreak.records.verify import verify
from planned import at, clauses, eligible, opened, somebody


def asked(clinic: Clinic, person: UUID, **said: Any) -> dict[str, Any]:
    return {
        "patient": person,
        "site": clinic.site,
        "indication": "trd",
        "protocol": "iv-racemic-six",
        "evaluation": "Two adequate trials failed.",
        **said,
    }


def test_a_course_is_opened_for_somebody_who_may_proceed(clinic: Clinic) -> None:
    person = eligible(clinic)

    done = plan.open_course(**clinic.prescriber, **asked(clinic, person))

    row = Course.objects.get(id=done.course)
    assert (row.protocol, row.protocol_version, row.indication) == ("iv-racemic-six", 1, "trd")
    assert row.evaluation == "Two adequate trials failed."
    assert ChartCard.objects.get(patient=person).stage == "plan"
    line = JournalLine.objects.get(act="plan-open-course")
    assert line.patient == person
    assert line.chain_id == clinic.site


def test_without_a_decision_to_proceed_there_is_no_course(clinic: Clinic) -> None:
    person = somebody(clinic)
    lines = JournalLine.objects.count()

    with pytest.raises(NotAllowed, match="decided"):
        plan.open_course(**clinic.prescriber, **asked(clinic, person))
    assert JournalLine.objects.count() == lines

    judged = screening.answer(**clinic.nurse, patient=person, answers={})
    screening.decide(
        **clinic.prescriber,
        patient=person,
        verdict=judged.verdict,
        decision="wait",
        grounds="Blood pressure first.",
    )
    with pytest.raises(NotAllowed, match="decided"):
        plan.open_course(**clinic.prescriber, **asked(clinic, person))
    assert not Course.objects.exists()


def test_what_was_learned_since_the_decision_holds(clinic: Clinic) -> None:
    person = eligible(clinic)
    screening.answer(**clinic.nurse, patient=person, answers={"hx-aneurysm": True})

    with pytest.raises(NotAllowed, match="Screen them again"):
        plan.open_course(**clinic.prescriber, **asked(clinic, person))


def test_what_grew_old_since_the_decision_is_asked_at_check_in(clinic: Clinic) -> None:
    person = eligible(clinic)
    clinic.clock.forward(days=60)
    assert screening.verdict_of(person, now=clinic.clock()).status is Status.HOLD

    plan.open_course(**clinic.prescriber, **asked(clinic, person))

    assert Course.objects.count() == 1


def test_for_another_route_than_was_decided_on_everything_must_be_known_anew(
    clinic: Clinic,
) -> None:
    person = eligible(clinic)
    clinic.clock.forward(days=60)

    with pytest.raises(NotAllowed, match="Screen them again"):
        plan.open_course(**clinic.prescriber, **asked(clinic, person, protocol="esketamine-trd"))


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        ({"evaluation": "  "}, NotUnderstood, "evaluation"),
        ({"indication": "crps"}, NotAllowed, "not written for"),
        ({"indication": "sadness"}, NotFound, "no such indication"),
        ({"protocol": "iv-seven"}, NotFound, "protocol"),
    ],
)
def test_what_cannot_be_a_course_is_refused_and_stores_nothing(
    clinic: Clinic, said: dict[str, Any], error: type[Exception], words: str
) -> None:
    person = eligible(clinic)
    lines = JournalLine.objects.count()

    with pytest.raises(error, match=words):
        plan.open_course(**clinic.prescriber, **asked(clinic, person, **said))

    assert not Course.objects.exists()
    assert JournalLine.objects.count() == lines


def test_one_course_at_a_time(clinic: Clinic) -> None:
    course = opened(clinic)
    person = Course.objects.get(id=course).patient_id

    with pytest.raises(NotAllowed, match="open already"):
        plan.open_course(**clinic.prescriber, **asked(clinic, person))

    outcome.close_course(**clinic.prescriber, course=course, reason=outcome.EndReason.OWN_WISH)
    assert plan.open_course(**clinic.prescriber, **asked(clinic, person)).course != course


def test_nobody_plans_for_somebody_who_has_died(clinic: Clinic) -> None:
    person = eligible(clinic)
    intake.correct_details(
        **clinic.desk,
        patient=person,
        details=intake.Details("Wren", "Halloway", date(1985, 2, 14), Sex.FEMALE, deceased=True),
    )

    with pytest.raises(NotAllowed, match="died"):
        plan.open_course(**clinic.prescriber, **asked(clinic, person))


def test_only_a_prescriber_of_this_organisation_opens_a_course(
    clinic: Clinic, other_clinic: Clinic
) -> None:
    person = eligible(clinic)

    with pytest.raises(WrongRole):
        plan.open_course(**clinic.nurse, **asked(clinic, person))
    with pytest.raises(NotFound):
        plan.open_course(**other_clinic.prescriber, **asked(other_clinic, person))
    with pytest.raises(NotFound):
        plan.open_course(**clinic.prescriber, **asked(clinic, person, site=other_clinic.site))


def test_a_repeated_form_opens_one_course(clinic: Clinic) -> None:
    person = eligible(clinic)
    sent = clinic.prescriber

    first = plan.open_course(**sent, **asked(clinic, person))
    again = plan.open_course(**sent, **asked(clinic, person))

    assert again == first
    assert Course.objects.count() == 1


def signed(clinic: Clinic, course: UUID, **said: Any) -> plan.ConsentRecorded:
    what: dict[str, Any] = {
        **clinic.nurse,
        "course": course,
        "version": consent_form().version,
        "initialled": clauses(),
        "signed_by": "Wren Halloway",
    }
    return plan.record_consent(**{**what, **said})


def test_a_consent_in_every_clause_is_in_force_for_a_year(clinic: Clinic) -> None:
    course = opened(clinic)
    assert [each.rule for each in consent_findings(course, now=clinic.clock())] == [
        "consent-missing"
    ]

    done = signed(clinic, course, initialled=clauses(opt_ins=False))

    assert done.expires_on == date(2027, 11, 17)
    assert consent_holds(course, now=clinic.clock())
    seen = consent_of(course)
    assert seen is not None
    assert (seen.form, seen.version, seen.signed_by) == ("consent", 1, "Wren Halloway")
    assert "recording" not in dict(seen.initialled)
    assert not consent_holds(course, now=clinic.clock.forward(days=365))


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        ({"initialled": clauses()[1:]}, NotAllowed, "What this is"),
        ({"initialled": (*clauses(), "labelled")}, NotUnderstood, "no such clause"),
        ({"signed_by": " "}, NotUnderstood, "who signed"),
        ({"version": 7}, NotAllowed, "words of the consent have changed"),
        ({"at": at(25)}, NotAllowed, "has not been"),
    ],
)
def test_half_a_consent_is_none(
    clinic: Clinic, said: dict[str, Any], error: type[Exception], words: str
) -> None:
    course = opened(clinic)
    lines = JournalLine.objects.count()

    with pytest.raises(error, match=words):
        signed(clinic, course, **said)

    assert not Consent.objects.exists()
    assert JournalLine.objects.count() == lines


def test_a_consent_is_taken_by_nurse_or_prescriber_of_the_clinic(
    clinic: Clinic, other_clinic: Clinic
) -> None:
    course = opened(clinic)

    with pytest.raises(WrongRole):
        signed(clinic, course, **clinic.desk)
    with pytest.raises(NotFound):
        signed(clinic, course, **other_clinic.nurse)


def test_the_way_to_a_course_stays_provable(clinic: Clinic) -> None:
    signed(clinic, opened(clinic))

    assert verify().ok
