"""Conditions, medicines and allergies: a record can say yes, and never no."""

from collections.abc import Callable
from typing import Any

import pytest

from daybreak.care.intake.record import WhyLeftOut
from daybreak.exchange.fhir_bundle import read_bundle
from daybreak.exchange.fhir_json import EntryNotUnderstood

Json = dict[str, Any]
FileOf = Callable[..., bytes]

SUBJECT = {"reference": "Patient/p1"}
SNOMED = "http://snomed.info/sct"


def _status(code: str) -> Json:
    return {"coding": [{"code": code}]}


def _condition(**more: Any) -> Json:
    return {
        "resourceType": "Condition",
        "id": "c1",
        "subject": SUBJECT,
        "code": {"text": "it"},
    } | more


def _allergy(**more: Any) -> Json:
    return {
        "resourceType": "AllergyIntolerance",
        "id": "a1",
        "patient": SUBJECT,
        "code": {"text": "it"},
    } | more


def _request(**more: Any) -> Json:
    return {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "status": "active",
        "intent": "order",
        "subject": SUBJECT,
        "medicationCodeableConcept": {"text": "it"},
    } | more


def _statement(**more: Any) -> Json:
    return {
        "resourceType": "MedicationStatement",
        "id": "s1",
        "status": "active",
        "subject": SUBJECT,
        "medicationCodeableConcept": {"text": "it"},
    } | more


@pytest.mark.parametrize(
    ("told", "active"),
    [
        ({}, True),  # nothing says it is over
        ({"clinicalStatus": _status("active")}, True),
        ({"clinicalStatus": _status("recurrence")}, True),
        ({"clinicalStatus": _status("relapse")}, True),
        ({"clinicalStatus": _status("unknown")}, True),
        ({"clinicalStatus": _status("inactive")}, False),
        ({"clinicalStatus": _status("remission")}, False),
        ({"clinicalStatus": _status("resolved")}, False),
        ({"abatementDateTime": "2019"}, False),
        ({"abatementString": "long ago"}, False),
        ({"abatementAge": {"value": 30}}, False),
        ({"clinicalStatus": _status("active"), "abatementDateTime": "2019"}, True),
        ({"verificationStatus": _status("provisional")}, True),
    ],
)
def test_a_condition_is_active_unless_it_is_said_to_be_over(
    file_of: FileOf, told: Any, active: bool
) -> None:
    (record,) = read_bundle(file_of(_condition(**told)))

    assert [one.active for one in record.conditions] == [active]


@pytest.mark.parametrize(
    ("resource", "why"),
    [
        (_condition(verificationStatus=_status("refuted")), WhyLeftOut.REFUTED),
        (_condition(verificationStatus=_status("entered-in-error")), WhyLeftOut.ENTERED_IN_ERROR),
        (_condition(code=None), WhyLeftOut.NO_NAME),
        (_condition(code={"coding": []}), WhyLeftOut.NO_NAME),
        (
            _condition(code={"coding": [{"system": SNOMED, "code": "160245001"}]}),
            WhyLeftOut.SAYS_NONE,
        ),
        (_allergy(verificationStatus=_status("refuted")), WhyLeftOut.REFUTED),
        (_allergy(verificationStatus=_status("entered-in-error")), WhyLeftOut.ENTERED_IN_ERROR),
        (_allergy(code=None), WhyLeftOut.NO_NAME),
        (
            _allergy(code={"coding": [{"system": SNOMED, "code": "716186003"}]}),
            WhyLeftOut.SAYS_NONE,
        ),
        (_request(status="cancelled"), WhyLeftOut.CANCELLED),
        (_request(status="entered-in-error"), WhyLeftOut.ENTERED_IN_ERROR),
        (_request(status="draft"), WhyLeftOut.NOT_ORDERED),
        (_request(intent="proposal"), WhyLeftOut.NOT_ORDERED),
        (_request(intent="option"), WhyLeftOut.NOT_ORDERED),
        (_request(doNotPerform=True), WhyLeftOut.NOT_TAKEN),
        (_statement(status="not-taken"), WhyLeftOut.NOT_TAKEN),
        (_statement(status="entered-in-error"), WhyLeftOut.ENTERED_IN_ERROR),
    ],
)
def test_what_says_nothing_of_the_person_is_left_out(
    file_of: FileOf, resource: Json, why: Any
) -> None:
    (record,) = read_bundle(file_of(resource))

    assert [one.why for one in record.left_out] == [why]
    assert (record.conditions, record.allergies, record.medications) == ((), (), ())


@pytest.mark.parametrize(
    ("resource", "active"),
    [
        (_request(), True),
        (_request(status="on-hold"), True),
        (_request(status="unknown"), True),
        (_request(status="stopped"), False),
        (_request(status="completed"), False),
        (_request(intent="plan"), True),  # how US Core writes what a patient reports
        (_statement(), True),
        (_statement(status="intended"), False),
        (_statement(status="completed"), False),
    ],
)
def test_a_medicine_is_active_unless_it_is_said_to_be_over(
    file_of: FileOf, resource: Json, active: bool
) -> None:
    (record,) = read_bundle(file_of(resource))

    assert [one.active for one in record.medications] == [active]


@pytest.mark.parametrize(
    "told", [{"status": None}, {"status": "on"}, {"medicationCodeableConcept": None}]
)
def test_an_order_without_what_an_order_needs_is_refused(file_of: FileOf, told: Any) -> None:
    with pytest.raises(EntryNotUnderstood):
        read_bundle(file_of(_request(**told)))


def test_an_order_for_two_medicines_at_once_is_refused(file_of: FileOf) -> None:
    both = _request(medicationReference={"reference": "Medication/x"})

    with pytest.raises(EntryNotUnderstood):
        read_bundle(file_of(both))


def test_a_medicine_is_found_in_the_file_with_what_it_is_made_of(file_of: FileOf) -> None:
    substance = {
        "resourceType": "Substance",
        "id": "s9",
        "code": {"coding": [{"system": SNOMED, "code": "373464007"}]},
    }
    product = {
        "resourceType": "Medication",
        "id": "x",
        "code": {"text": "a compounded capsule"},
        "ingredient": [{"itemReference": {"reference": "Substance/s9"}}],
    }
    order = _request(
        medicationCodeableConcept=None, medicationReference={"reference": "Medication/x"}
    )
    (record,) = read_bundle(file_of(product, substance, order))

    assert record.medications[0].text == "a compounded capsule"
    assert [one.code for one in record.medications[0].ingredients] == ["373464007"]
    assert record.left_out == ()


def test_a_medicine_that_is_not_in_the_file_keeps_the_name_it_was_pointed_at_by(
    file_of: FileOf,
) -> None:
    lost = {"reference": "Medication/gone", "display": "clonazepam 1 mg"}
    named = _request(medicationCodeableConcept=None, medicationReference=lost)
    nameless = _request(
        id="m2", medicationCodeableConcept=None, medicationReference={"reference": "#gone"}
    )
    (record,) = read_bundle(file_of(named, nameless))

    assert [one.text for one in record.medications] == ["clonazepam 1 mg"]
    assert [one.why for one in record.left_out] == [WhyLeftOut.NO_NAME]


def test_an_allergy_carries_the_substances_that_people_reacted_to(file_of: FileOf) -> None:
    reaction = {"substance": {"coding": [{"system": SNOMED, "code": "387207008"}]}}
    (record,) = read_bundle(file_of(_allergy(reaction=[reaction])))

    assert [one.code for one in record.allergies[0].substances] == ["387207008"]
    assert record.allergies[0].active
