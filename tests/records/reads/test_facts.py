"""What every room knows of a person comes together as one set of facts, each with its origin."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from clinic import NOON, Clinic
from daybreak.actions import intake, screening
from daybreak.care.screening.facts import Fact, Origin
from daybreak.care.screening.suicidality import Disposition
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.reads.facts import facts_of, medicines_of, zone_of
from fhir_bundles import allergy, bundle, condition, medication, observation, patient, phq9, weight
from treated import Treated, treated

TODAY = date(2026, 11, 17)  # at the site


def imported(clinic: Clinic, *resources: dict[str, Any]) -> UUID:
    sent = clinic.desk
    return intake.import_file(
        by=sent["by"],
        sent=sent["act_id"],
        now=sent["now"],
        content=bundle(*resources),
        file="wren.json",
        site=clinic.site,
    ).people[0]


def known(clinic: Clinic, person: UUID) -> dict[str, Fact]:
    return facts_of(person, now=clinic.clock())


def answered(clinic: Clinic, person: UUID, **answers: Any) -> None:
    screening.answer(**clinic.nurse, patient=person, answers=answers)


@pytest.fixture
def somebody(clinic: Clinic) -> Treated:
    return treated(clinic)


# the imported record


def test_a_record_says_yes_with_its_day_and_is_silent_about_the_rest(clinic: Clinic) -> None:
    person = imported(clinic, patient(), condition("Aneurysm of thoracic aorta"))

    facts = known(clinic, person)

    # A year alone is counted as late as it can have been: the condition may be as recent.
    assert facts["hx-aneurysm"] == Fact(True, date(2019, 12, 31), Origin.IMPORTED)
    assert not any(fact.value is False for fact in facts.values() if fact.origin is Origin.IMPORTED)
    assert "hx-avm" not in facts


def test_a_medicine_taken_now_answers_and_one_that_ended_does_not(clinic: Clinic) -> None:
    now = imported(clinic, patient("A-1"), medication("Lorazepam 1 mg tablet"))
    before = imported(
        clinic,
        patient("A-2", birthDate="1970-01-01"),
        medication("Lorazepam 1 mg tablet", status="stopped"),
    )

    assert known(clinic, now)["taking-benzodiazepine"].value is True
    assert [each.name for each in medicines_of(now)] == ["Lorazepam 1 mg tablet"]
    assert "taking-benzodiazepine" not in known(clinic, before)
    assert medicines_of(before) == ()


def test_an_allergy_to_the_drug_counts_and_another_does_not(clinic: Clinic) -> None:
    ketamine = imported(clinic, patient("A-1"), allergy("Ketamine"))
    penicillin = imported(clinic, patient("A-2", birthDate="1970-01-01"), allergy("Penicillin"))

    assert known(clinic, ketamine)["allergy-ketamine"].value is True
    assert "allergy-ketamine" not in known(clinic, penicillin)


def test_an_imported_yes_stands_beside_a_later_no(clinic: Clinic) -> None:
    person = imported(clinic, patient(), condition("Aneurysm of thoracic aorta"))

    answered(clinic, person, **{"hx-aneurysm": False})

    assert known(clinic, person)["hx-aneurysm"].value is True


def test_a_measurement_is_a_fact_of_its_day_at_the_site(clinic: Clinic) -> None:
    # Half past six in the morning UTC is still the evening before in Los Angeles.
    late = {"effectiveDateTime": "2026-11-02T06:30:00Z"}
    person = imported(clinic, patient(), weight(80, **late))

    assert known(clinic, person)["weight-g"] == Fact(80_000, date(2026, 11, 1), Origin.IMPORTED)


def test_a_figure_nobody_can_have_is_no_fact(clinic: Clinic) -> None:
    person = imported(clinic, patient(), observation("8867-4", 999, "/min"))

    assert "heart-rate-per-min" not in known(clinic, person)


# what was answered


def test_the_latest_answer_counts(clinic: Clinic, somebody: Treated) -> None:
    answered(clinic, somebody.patient, **{"family-psychosis": True})
    answered(clinic, somebody.patient, **{"family-psychosis": False})

    fact = known(clinic, somebody.patient)["family-psychosis"]
    assert fact == Fact(False, TODAY, Origin.ASKED)


def test_an_answer_taken_back_is_not_known(clinic: Clinic, somebody: Treated) -> None:
    answered(clinic, somebody.patient, **{"family-psychosis": False})
    answered(clinic, somebody.patient, **{"family-psychosis": None})

    assert known(clinic, somebody.patient)["family-psychosis"].value is None


# what follows


def test_the_age_is_that_of_the_day_at_the_site(clinic: Clinic) -> None:
    person = imported(clinic, patient(birthDate="1985-11-18"))

    assert known(clinic, person)["age-years"].value == 40
    assert facts_of(person, now=NOON + timedelta(days=1))["age-years"].value == 41


def test_the_last_dose_is_counted_from_anyone(clinic: Clinic, somebody: Treated) -> None:
    somebody.past(1, TODAY - timedelta(days=9))
    assert known(clinic, somebody.patient)["days-since-last-dose"].value == 9

    somebody.session(2, NOON - timedelta(days=3))

    facts = known(clinic, somebody.patient)
    assert facts["days-since-last-dose"] == Fact(3, TODAY, Origin.DERIVED)
    assert facts["ever-dosed"].value is True


def test_a_session_that_never_came_to_a_dose_is_none(clinic: Clinic, somebody: Treated) -> None:
    somebody.session(1, NOON - timedelta(days=3), until=Stage.PREPARED)

    assert "days-since-last-dose" not in known(clinic, somebody.patient)


def test_a_course_without_consent_says_so(clinic: Clinic, somebody: Treated) -> None:
    facts = known(clinic, somebody.patient)

    assert facts["consent-current"].value is False
    assert facts["min-gap-days"].value == 2


def test_the_latest_score_is_a_fact_with_its_ninth_item(clinic: Clinic, somebody: Treated) -> None:
    answers: dict[str, int | None] = {str(item): 1 for item in range(1, 10)}
    somebody.score(at=NOON - timedelta(days=1), answers={**answers, "9": 2})

    facts = known(clinic, somebody.patient)

    assert (facts["phq9-total"].value, facts["phq9-item9"].value) == (10, 2)


def test_a_total_alone_leaves_the_ninth_item_unknown(clinic: Clinic) -> None:
    person = imported(clinic, patient(), phq9(21))

    facts = known(clinic, person)

    assert facts["phq9-total"].value == 21
    assert "phq9-item9" not in facts


def test_a_high_suicide_screen_is_unsigned_until_it_is_signed(
    clinic: Clinic, somebody: Treated
) -> None:
    yes = {"q1": True, "q2": True, "q4": True, "q6": False}
    done = screening.screen_suicidality(
        **clinic.nurse, patient=somebody.patient, form="recent", moment="contact", answers=yes
    )
    facts = known(clinic, somebody.patient)
    assert facts["cssrs-level"] == Fact("high", TODAY, Origin.DERIVED)
    assert facts["suicide-disposition-signed"].value is False

    screening.sign_disposition(
        **clinic.by(Role.THERAPIST),
        screen=done.screen,
        disposition=Disposition.EVALUATED_TODAY,
        safety_plan=True,
    )

    assert known(clinic, somebody.patient)["suicide-disposition-signed"].value is True


def test_days_are_counted_where_somebody_first_came(clinic: Clinic, somebody: Treated) -> None:
    assert zone_of(somebody.patient).key == "America/Los_Angeles"
