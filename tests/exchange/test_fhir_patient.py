"""Who a record is about: what was told, the best of it, and nothing that was not."""

from collections.abc import Callable
from typing import Any

import pytest

from daybreak.care.intake.record import Identifier, PartialDate, Person, Sex
from daybreak.exchange.fhir_bundle import read_bundle
from daybreak.exchange.fhir_json import EntryNotUnderstood

Json = dict[str, Any]
FileOf = Callable[..., bytes]
Vector = Callable[[str], bytes]


def _person(file_of: FileOf, **told: Any) -> Person:
    patient = {"resourceType": "Patient", "id": "p1"} | told
    return read_bundle(file_of(patient=patient))[0].person


def test_a_referred_person_is_who_they_are_now(vector: Vector) -> None:
    (record,) = read_bundle(vector("fhir/referral.json"))
    person = record.person

    assert (person.given, person.family) == (("Avery", "Q"), "Testpatient")
    assert person.identifiers == (Identifier("urn:oid:1.2.36.146", "A-17", "MR"),)
    assert (person.phone, person.email) == ("555-0101", "avery@example.org")
    assert person.address == ("2 Here Street", "Testville, MA 02000", "US")
    assert person.language == "es-US"
    assert person.sex is Sex.FEMALE
    assert person.birth_date == PartialDate(1985, 4)
    assert person.born_on is None
    assert not person.deceased


def test_what_was_not_told_is_not_made_up(file_of: FileOf) -> None:
    person = _person(file_of)

    assert person == Person(key="Patient/p1", digest=person.digest)
    assert person.sex is Sex.UNKNOWN


@pytest.mark.parametrize(
    ("told", "deceased", "on"),
    [
        ({}, False, None),
        ({"deceasedBoolean": False}, False, None),
        ({"deceasedBoolean": True}, True, None),
        ({"deceasedDateTime": "2024-05"}, True, PartialDate(2024, 5)),
        ({"deceasedDateTime": "2024-05-06T10:00:00+02:00"}, True, PartialDate(2024, 5, 6)),
    ],
)
def test_a_death_is_carried(file_of: FileOf, told: Any, deceased: bool, on: Any) -> None:
    person = _person(file_of, **told)

    assert (person.deceased, person.deceased_on) == (deceased, on)


def test_a_name_written_in_one_piece_is_not_cut_up(file_of: FileOf) -> None:
    person = _person(file_of, name=[{"text": "Avery Testpatient"}])

    assert (person.full_name, person.family, person.given) == ("Avery Testpatient", None, ())


def test_a_name_or_number_whose_time_is_over_is_not_used(file_of: FileOf) -> None:
    over = {"end": "2020"}
    person = _person(
        file_of,
        name=[{"family": "Before", "period": over}, {"family": "Now"}],
        telecom=[
            {"system": "phone", "value": "1", "use": "mobile", "period": over},
            {"system": "phone", "value": "2", "use": "old"},
            {"system": "phone", "value": "3", "use": "work"},
        ],
    )

    assert (person.family, person.phone) == ("Now", "3")


def test_birth_sex_is_told_apart_from_administrative_sex(file_of: FileOf) -> None:
    url = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex"
    person = _person(file_of, gender="male", extension=[{"url": url, "valueCode": "F"}])

    assert (person.sex, person.birth_sex) == (Sex.MALE, Sex.FEMALE)


@pytest.mark.parametrize(
    "broken",
    [
        {"gender": "F"},
        {"birthDate": "12/04/1985"},
        {"name": {"family": "Testpatient"}},
        {"name": [{"given": "Avery"}]},
        {"deceasedBoolean": "yes"},
        {"identifier": ["A-17"]},
    ],
)
def test_a_patient_that_is_not_written_as_fhir_writes_one_is_named(
    file_of: FileOf, broken: Json
) -> None:
    with pytest.raises(EntryNotUnderstood) as refused:
        _person(file_of, **broken)

    assert (refused.value.entry, refused.value.what) == (1, "Patient/p1")
