"""What is answered is judged by every rule; what is unknown holds; only who may sets aside."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from clinic import Clinic
from daybreak.actions import intake, screening
from daybreak.care.catalogue.route import route
from daybreak.care.catalogue.rule import Asked
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.findings import Status
from daybreak.care.intake.person import Sex
from daybreak.care.scales.cssrs import Level
from daybreak.care.screening.fields import Field, FieldKind
from daybreak.care.screening.ruleset import ruleset
from daybreak.care.screening.suicidality import Disposition
from daybreak.care.team.roles import Role
from daybreak.records.models import (
    EligibilityDecision,
    FactRow,
    JournalLine,
    SuicideScreen,
    VerdictRow,
)
from daybreak.records.verify import verify
from fhir_bundles import bundle, condition, medication, patient, weight

NO_SUICIDALITY = {"q1": False, "q2": False, "q6": False}


@pytest.fixture
def person(clinic: Clinic) -> UUID:
    details = intake.Details("Wren", "Halloway", date(1985, 2, 14), Sex.FEMALE)
    return intake.register(**clinic.desk, details=details, site=clinic.site).patient


def healthy(asked: Asked = Asked.ELIGIBILITY) -> dict[str, Any]:
    """The answers of a healthy adult to every question the rules ask for an infusion."""
    questions: tuple[Field, ...] = ruleset().questions(asked, route("iv"))
    return {each.id: each.reassuring for each in questions if each.kind is not FieldKind.DAY}


def screened(clinic: Clinic, person: UUID, **answers: Any) -> screening.Screened:
    """What the rules say once everything is answered and the suicide screen is negative."""
    if not SuicideScreen.objects.filter(patient=person).exists():
        _suicide_screen(clinic, person, NO_SUICIDALITY)
    return screening.answer(**clinic.nurse, patient=person, answers={**healthy(), **answers})


def imported(clinic: Clinic, *resources: dict[str, Any]) -> UUID:
    """The person of a FHIR bundle, taken in by the front desk as a file would be."""
    sent = clinic.desk
    taken = intake.import_file(
        by=sent["by"],
        sent=sent["act_id"],
        now=sent["now"],
        content=bundle(*resources),
        file="wren.json",
        site=clinic.site,
    )
    return taken.people[0]


def test_a_bundle_without_problems_holds_and_never_clears(clinic: Clinic) -> None:
    person = imported(clinic, patient(), weight())

    judged = screening.answer(**clinic.nurse, patient=person, answers={})

    assert judged.status is Status.HOLD
    unknown = msgspec.json.decode(VerdictRow.objects.get(id=judged.verdict).unknown)
    assert {"hx-aneurysm", "psychosis", "systolic-mmhg", "cssrs-level"} <= set(unknown)


def test_a_problem_in_a_bundle_counts_and_its_absence_does_not(clinic: Clinic) -> None:
    aneurysm = condition("Aneurysm of thoracic aorta")
    judged = screened(clinic, imported(clinic, patient(), aneurysm), **{"hx-aneurysm": False})

    found = _finding(judged.verdict, "X02")
    assert judged.status is Status.EXCLUDE
    assert "It stands in an imported record." in found["because"]


def test_a_problem_withdrawn_where_it_came_from_is_asked_again(clinic: Clinic) -> None:
    person = imported(clinic, patient(), condition("Aneurysm of thoracic aorta"))
    screened(clinic, person, **{"hx-aneurysm": None})
    wrong = {"coding": [{"code": "entered-in-error"}]}
    imported(clinic, patient(), condition("Aneurysm of thoracic aorta", verificationStatus=wrong))

    judged = screening.answer(**clinic.nurse, patient=person, answers={})

    assert judged.status is Status.HOLD
    assert "hx-aneurysm" in _finding(judged.verdict, "X02")["unknown"]


def test_somebody_of_whom_nothing_is_known_is_held(clinic: Clinic, person: UUID) -> None:
    judged = screening.answer(**clinic.nurse, patient=person, answers={})

    assert judged.status >= Status.HOLD
    assert judged.unknown > 0


def test_a_healthy_adult_with_every_question_answered_is_not_held(
    clinic: Clinic, person: UUID
) -> None:
    judged = screened(clinic, person)

    assert judged.status < Status.HOLD, VerdictRow.objects.get(id=judged.verdict).findings
    assert judged.unknown == 0


def test_one_answer_taken_back_to_not_known_holds_again(clinic: Clinic, person: UUID) -> None:
    screened(clinic, person)

    judged = screening.answer(**clinic.nurse, patient=person, answers={"hx-aneurysm": None})

    assert judged.status is Status.HOLD


def test_an_aneurysm_excludes_and_every_other_finding_comes_too(
    clinic: Clinic, person: UUID
) -> None:
    judged = screened(clinic, person, **{"hx-aneurysm": True, "bipolar": True})

    row = VerdictRow.objects.get(id=judged.verdict)
    assert row.status == "exclude"
    assert '"rule":"X02"' in row.findings
    assert '"rule":"P01"' in row.findings


def test_the_age_is_worked_out_and_needs_no_answer(clinic: Clinic, person: UUID) -> None:
    judged = screened(clinic, person)

    assert '"unknown":["age-years"]' not in VerdictRow.objects.get(id=judged.verdict).findings
    assert not FactRow.objects.filter(field="age-years").exists()


def test_an_impossible_answer_is_refused_and_stores_nothing(clinic: Clinic, person: UUID) -> None:
    lines = JournalLine.objects.count()

    with pytest.raises(NotUnderstood):
        screening.answer(**clinic.nurse, patient=person, answers={"systolic-mmhg": 1640})

    assert JournalLine.objects.count() == lines
    assert not FactRow.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cssrs-level", "none"),
        ("suicide-disposition-signed", True),
        ("consent-current", True),
        ("age-years", 41),
    ],
)
def test_nobody_types_what_a_screen_a_signature_or_a_birth_date_says(
    clinic: Clinic, person: UUID, name: str, value: bool | int | str
) -> None:
    with pytest.raises(NotAllowed, match="cannot be typed"):
        screening.answer(**clinic.nurse, patient=person, answers={name: value})

    assert not FactRow.objects.exists()


def test_a_suicide_screen_at_screening_asks_the_rules_again_at_once(
    clinic: Clinic, person: UUID
) -> None:
    screened(clinic, person)

    high = _suicide_screen(clinic, person, {"q1": True, "q2": True, "q4": True, "q6": False})
    held = VerdictRow.objects.latest("recorded_at")
    assert held.status == "hold"
    assert _finding(held.id, "P08")["level"] == "hold"

    _sign(clinic, high.screen, safety_plan=True)
    assert _finding(VerdictRow.objects.latest("recorded_at").id, "P08")["level"] == "warn"


def test_a_suicide_screen_of_a_contact_leaves_the_verdict_of_eligibility_alone(
    clinic: Clinic, person: UUID
) -> None:
    screened(clinic, person)
    verdicts = VerdictRow.objects.count()

    screening.screen_suicidality(
        **clinic.nurse, patient=person, form="recent", moment="contact", answers=NO_SUICIDALITY
    )

    assert VerdictRow.objects.count() == verdicts


def test_nobody_proceeds_on_a_verdict_that_an_import_has_left_behind(clinic: Clinic) -> None:
    person = imported(clinic, patient())
    judged = screened(clinic, person)
    imported(clinic, patient(), medication("Lorazepam 1 mg tablet"))

    with pytest.raises(NotAllowed, match="Ask them again"):
        _decide(clinic, person, judged.verdict, "proceed")

    again = screening.answer(**clinic.nurse, patient=person, answers={})
    assert _decide(clinic, person, again.verdict, "proceed").decision == "proceed"


def test_a_prescriber_proceeds_only_on_the_latest_verdict_that_does_not_hold(
    clinic: Clinic, person: UUID
) -> None:
    held = screening.answer(**clinic.nurse, patient=person, answers={})
    with pytest.raises(NotAllowed, match="Nobody proceeds while a rule holds"):
        _decide(clinic, person, held.verdict, "proceed")

    clear = screened(clinic, person)
    with pytest.raises(NotAllowed, match="asked again since"):
        _decide(clinic, person, held.verdict, "proceed")

    assert _decide(clinic, person, clear.verdict, "proceed").decision == "proceed"


def test_to_wait_or_decline_needs_grounds(clinic: Clinic, person: UUID) -> None:
    judged = screening.answer(**clinic.nurse, patient=person, answers={})

    with pytest.raises(NotAllowed, match="Write down why"):
        _decide(clinic, person, judged.verdict, "decline", grounds=" ")

    _decide(clinic, person, judged.verdict, "decline", grounds="Wishes another treatment.")
    assert EligibilityDecision.objects.get().grounds == "Wishes another treatment."


def test_a_finding_is_set_aside_by_who_may_with_a_reason_and_an_end(
    clinic: Clinic, person: UUID
) -> None:
    judged = screened(clinic, person, **{"systolic-mmhg": 165, "bp-confirmed": True})
    found = _finding(judged.verdict, "C02")
    assert judged.status is Status.HOLD
    what = {
        "patient": person,
        "rule": "C02",
        "because": found["because"],
        "reason": "Known white-coat readings, home diary normal.",
        "days": 7,
    }

    with pytest.raises(WrongRole):
        screening.set_aside(**clinic.nurse, **what)
    with pytest.raises(NotAllowed, match="reason"):
        screening.set_aside(**clinic.prescriber, **{**what, "reason": "ok"})
    with pytest.raises(NotAllowed, match="within"):
        screening.set_aside(**clinic.prescriber, **{**what, "days": 400})

    after = screening.set_aside(**clinic.prescriber, **what)

    assert after.status < Status.HOLD
    assert "white-coat" in _finding(after.verdict, "C02")["because"]


def test_an_override_ends_when_its_time_is_over(clinic: Clinic, person: UUID) -> None:
    judged = screened(clinic, person, **{"systolic-mmhg": 165, "bp-confirmed": True})
    screening.set_aside(
        **clinic.prescriber,
        patient=person,
        rule="C02",
        because=_finding(judged.verdict, "C02")["because"],
        reason="Known white-coat readings, home diary normal.",
        days=1,
    )
    later = clinic.clock.forward(hours=25)

    found = screening.verdict_of(person, now=later)

    assert found.status >= Status.HOLD


def test_a_hard_rule_cannot_be_set_aside(clinic: Clinic, person: UUID) -> None:
    judged = screened(clinic, person, **{"allergy-ketamine": True})

    with pytest.raises(NotAllowed, match="cannot be set aside"):
        screening.set_aside(
            **clinic.prescriber,
            patient=person,
            rule="X05",
            because=_finding(judged.verdict, "X05")["because"],
            reason="The patient insists on it very much.",
            days=1,
        )


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        (NO_SUICIDALITY, Level.NONE),
        ({"q1": True, "q2": False, "q6": False}, Level.LOW),
        (
            {"q1": True, "q2": True, "q3": True, "q4": False, "q5": False, "q6": False},
            Level.MODERATE,
        ),
        ({"q1": True, "q2": True, "q3": True, "q4": True, "q5": False, "q6": False}, Level.HIGH),
        ({"q1": True}, Level.INCOMPLETE),
    ],
)
def test_a_suicide_screen_comes_to_its_level(
    clinic: Clinic, person: UUID, answers: dict[str, bool | None], level: Level
) -> None:
    done = _suicide_screen(clinic, person, answers)

    assert done.level is level


def test_a_high_suicide_screen_holds_until_a_disposition_is_signed_the_same_day(
    clinic: Clinic, person: UUID
) -> None:
    screened(clinic, person)
    high = _suicide_screen(clinic, person, {"q1": True, "q2": True, "q4": True, "q6": False})
    assert screening.verdict_of(person, now=clinic.clock()).status >= Status.HOLD

    with pytest.raises(NotAllowed, match="safety plan"):
        _sign(clinic, high.screen, safety_plan=False)
    _sign(clinic, high.screen, safety_plan=True)

    assert "P08" not in {
        finding.rule
        for finding in screening.verdict_of(person, now=clinic.clock()).findings
        if finding.level >= Status.HOLD
    }


def test_yesterdays_screen_is_not_signed_today(clinic: Clinic, person: UUID) -> None:
    high = _suicide_screen(clinic, person, {"q1": True, "q2": True, "q4": True, "q6": False})
    clinic.clock.forward(days=1)

    with pytest.raises(NotAllowed, match="another day"):
        _sign(clinic, high.screen, safety_plan=True)


def test_another_organisations_person_does_not_exist(
    clinic: Clinic, other_clinic: Clinic, person: UUID
) -> None:
    with pytest.raises(NotFound):
        screening.answer(**other_clinic.nurse, patient=person, answers={})


def test_a_repeated_form_is_judged_once(clinic: Clinic, person: UUID) -> None:
    sent = clinic.nurse
    first = screening.answer(**sent, patient=person, answers=healthy())
    again = screening.answer(
        **{**sent, "now": sent["now"] + timedelta(minutes=1)}, patient=person, answers=healthy()
    )

    assert again == first
    assert VerdictRow.objects.count() == 1


def test_everything_stays_provable(clinic: Clinic, person: UUID) -> None:
    screened(clinic, person)
    _suicide_screen(clinic, person, NO_SUICIDALITY)

    assert verify().ok


def _decide(
    clinic: Clinic, person: UUID, verdict: UUID, decision: str, grounds: str = ""
) -> screening.Decided:
    return screening.decide(
        **clinic.prescriber, patient=person, verdict=verdict, decision=decision, grounds=grounds
    )


def _suicide_screen(
    clinic: Clinic, person: UUID, answers: Mapping[str, bool | None]
) -> screening.SuicideScreened:
    return screening.screen_suicidality(
        **clinic.nurse, patient=person, form="recent", moment="screening", answers=answers
    )


def _sign(clinic: Clinic, screen: UUID, *, safety_plan: bool) -> None:
    screening.sign_disposition(
        **clinic.by(Role.THERAPIST),
        screen=screen,
        disposition=Disposition.EVALUATED_TODAY,
        safety_plan=safety_plan,
    )


def _finding(verdict: UUID, rule: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = msgspec.json.decode(VerdictRow.objects.get(id=verdict).findings)
    return next(each for each in found if each["rule"] == rule)
