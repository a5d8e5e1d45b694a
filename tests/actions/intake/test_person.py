"""Somebody new gets a chart; what it says of them is corrected, never overwritten."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from clinic import Clinic
from daybreak.actions import intake
from daybreak.actions.intake import Details
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.intake.person import Sex
from daybreak.care.team.roles import Role
from daybreak.records.models import (
    CareRelation,
    ChartCard,
    JournalLine,
    Patient,
    PatientDetails,
)

WREN = Details(given="Wren", family="Halloway", birth_date=date(1985, 2, 14), sex=Sex.FEMALE)


def register(clinic: Clinic, details: Details = WREN, **more: Any) -> intake.Registered:
    return intake.register(**clinic.desk, details=details, site=clinic.site, **more)


def test_a_new_person_gets_a_chart_a_number_and_a_care_relation(clinic: Clinic) -> None:
    registered = register(clinic)

    assert registered.number == "DB-0001"
    details = PatientDetails.objects.get(patient=registered.patient)
    assert (details.given, details.family, details.origin) == ("Wren", "Halloway", "typed")
    assert CareRelation.objects.get(patient=registered.patient).site_id == clinic.site
    line = JournalLine.objects.get(chain=clinic.site, act="intake-register")
    assert line.patient == registered.patient
    assert ChartCard.objects.get(patient=registered.patient).name == "Wren Halloway"


def test_numbers_are_counted_for_each_organisation(clinic: Clinic, other_clinic: Clinic) -> None:
    register(clinic)
    second = register(clinic, replace(WREN, family="Other"))
    elsewhere = register(other_clinic)

    assert (second.number, elsewhere.number) == ("DB-0002", "DB-0001")


def test_a_likely_duplicate_is_refused_until_somebody_says_it_is_another_person(
    clinic: Clinic,
) -> None:
    register(clinic)
    twin = replace(WREN, given="Robin", family="  halloWay ")

    with pytest.raises(NotAllowed, match="has a chart already"):
        register(clinic, twin)
    assert Patient.objects.count() == 1

    assert register(clinic, twin, even_so=True).number == "DB-0002"


def test_somebody_of_another_organisation_is_no_duplicate(
    clinic: Clinic, other_clinic: Clinic
) -> None:
    register(clinic)

    assert register(other_clinic).number == "DB-0001"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"family": "   "}, "family name"),
        ({"birth_date": date(2027, 1, 1)}, "future"),
        ({"birth_date": date(1885, 2, 14)}, "more than 130 years"),
        ({"given": "x" * 121}, "too long"),
        ({"phone": "1" * 41}, "too long"),
    ],
)
def test_details_that_cannot_be_are_refused_and_leave_nothing(
    clinic: Clinic, change: dict[str, Any], words: str
) -> None:
    lines = JournalLine.objects.count()

    with pytest.raises(NotUnderstood, match=words):
        register(clinic, replace(WREN, **change))

    assert (Patient.objects.count(), JournalLine.objects.count()) == (0, lines)


def test_a_repeated_act_id_registers_once(clinic: Clinic) -> None:
    sent = clinic.desk

    first = intake.register(**sent, details=WREN, site=clinic.site)
    again = intake.register(**sent, details=WREN, site=clinic.site)

    assert again == first
    assert Patient.objects.count() == 1


def test_whoever_may_not_register_is_refused(clinic: Clinic) -> None:
    with pytest.raises(WrongRole):
        intake.register(**clinic.by(Role.AUDITOR), details=WREN, site=clinic.site)


def test_nobody_is_registered_at_another_organisations_site(
    clinic: Clinic, other_clinic: Clinic
) -> None:
    with pytest.raises(NotFound):
        intake.register(**clinic.desk, details=WREN, site=other_clinic.site)


def test_a_correction_adds_a_version_and_keeps_the_first(clinic: Clinic) -> None:
    patient = register(clinic).patient

    intake.correct_details(
        **clinic.desk, patient=patient, details=replace(WREN, preferred="Wrennie")
    )

    assert PatientDetails.objects.filter(patient=patient).count() == 2
    assert ChartCard.objects.get(patient=patient).name == "Wrennie Halloway"


def test_a_correction_that_changes_nothing_is_refused(clinic: Clinic) -> None:
    patient = register(clinic).patient

    with pytest.raises(NotAllowed, match="Nothing was changed"):
        intake.correct_details(**clinic.desk, patient=patient, details=WREN)


def test_another_organisations_person_cannot_be_corrected(
    clinic: Clinic, other_clinic: Clinic
) -> None:
    patient = register(other_clinic).patient

    with pytest.raises(NotFound):
        intake.correct_details(
            **clinic.desk, patient=patient, details=replace(WREN, phone="555-0101")
        )
    assert PatientDetails.objects.filter(patient=patient).count() == 1
