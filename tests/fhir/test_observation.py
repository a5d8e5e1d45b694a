"""What was measured at the chair can be read by a program that was let in, as FHIR writes it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from clinic import Clinic
from daybreak.records.models import Chain, JournalLine
from fhir_program import Watched, watched_at

Ask = Callable[..., Any]


def ids(bundle: dict[str, Any]) -> list[str]:
    return [entry["resource"]["id"] for entry in bundle.get("entry", [])]


def test_a_blood_pressure_is_read_by_its_id(ask: Ask, watched: Watched) -> None:
    answer = ask(f"Observation/{watched.last}.blood-pressure")

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/fhir+json")
    assert answer["Cache-Control"] == "no-store"
    told = answer.json()
    assert told["status"] == "final"
    assert told["code"]["coding"][0]["code"] == "85354-9"
    assert told["subject"] == {"reference": f"Patient/{watched.patient}"}
    assert told["effectiveDateTime"] == "2026-11-18T20:00:00Z"
    assert [part["valueQuantity"]["value"] for part in told["component"]] == [128, 86]


def test_what_was_corrected_says_so_and_so_does_the_correction(ask: Ask, watched: Watched) -> None:
    wrong = ask(f"Observation/{watched.first}.blood-pressure").json()
    right = ask(f"Observation/{watched.correction}.blood-pressure").json()

    assert (wrong["status"], right["status"]) == ("entered-in-error", "corrected")


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("", 4),
        ("&category=vital-signs", 3),
        ("&category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs", 3),
        ("&category=vital-signs&code=85354-9", 2),
        ("&code=http://loinc.org|8867-4", 1),
        ("&code=8867-4,85354-9", 3),
        ("&code=8480-6", 2),
        ("&code=http://snomed.info/sct|85354-9", 0),
        ("&date=2026-11-17", 1),
        ("&date=2026", 4),
        ("&date=ge2026-11-18", 3),
        ("&date=gt2026-11-17", 3),
        ("&date=lt2026-11-18", 1),
        ("&date=le2026-11-17T20:00:00Z", 1),
        ("&date=ne2026-11-17", 3),
        ("&date=ge2026-11-17&date=lt2026-11-18", 1),
        ("&date=2026-11-17T12:00:00-08:00", 1),
        ("&nonsense=1", 4),
    ],
)
def test_a_search_finds_what_was_asked_for_and_nothing_corrected(
    ask: Ask, watched: Watched, more: str, found: int
) -> None:
    answer = ask(f"Observation?patient={watched.patient}{more}")

    assert answer.status_code == 200
    bundle = answer.json()
    assert (bundle["type"], bundle["total"]) == ("searchset", found)
    assert f"{watched.first}.blood-pressure" not in ids(bundle)
    assert ("entry" in bundle) is (bundle["total"] > 0)


def test_the_newest_come_first_and_pages_follow_one_another(ask: Ask, watched: Watched) -> None:
    first = ask(f"Observation?patient=Patient/{watched.patient}&category=vital-signs&_count=2")
    links = {link["relation"]: link["url"] for link in first.json()["link"]}
    rest = ask(
        urlsplit(links["next"]).path.removeprefix("/fhir/r4/") + f"?{urlsplit(links['next']).query}"
    )

    assert ids(first.json()) == [
        f"{watched.last}.blood-pressure",
        f"{watched.last}.heart-rate-per-min",
    ]
    assert ids(rest.json()) == [f"{watched.correction}.blood-pressure"]
    assert {link["relation"] for link in rest.json()["link"]} == {"self"}


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?category=vital-signs",
        "?patient=",
        "?patient=x",
        "?patient=a&patient=b",
        "?patient={patient}&date=yesterday",
        "?patient={patient}&date=2026-13",
        "?patient={patient}&date=9999",
        "?patient={patient}&_count=-1",
    ],
)
def test_a_search_that_cannot_be_read_is_told_what_to_write(
    ask: Ask, watched: Watched, query: str
) -> None:
    answer = ask(f"Observation{query.format(patient=watched.patient)}")

    assert answer.status_code == 400
    issue = answer.json()["issue"][0]
    assert (answer.json()["resourceType"], issue["code"]) == ("OperationOutcome", "invalid")


def test_an_unknown_parameter_is_refused_to_whoever_wants_to_know(
    ask: Ask, watched: Watched
) -> None:
    path = f"Observation?patient={watched.patient}&nonsense=1"

    assert ask(path, Prefer="handling=strict").status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "Observation/x",
        "Observation/x.blood-pressure",
        "Observation/{last}",
        "Observation/{last}.weight",
        "Observation/{last}.spo2-percent",
        "Observation/{patient}.blood-pressure",
        "Observation?patient={last}",
        "Patient/{last}",
        "Patient/x",
        "Encounter/{last}",
        "",
        "nothing/at/all",
    ],
)
def test_what_is_not_there_is_404_in_the_same_words_for_all(
    ask: Ask, watched: Watched, path: str
) -> None:
    answer = ask(path.format(last=watched.last, patient=watched.patient))

    assert answer.status_code == 404
    assert answer.json()["issue"][0]["code"] == "not-found"


def test_another_organisations_readings_are_not_there(
    ask: Ask, watched: Watched, other_clinic: Clinic
) -> None:
    theirs = watched_at(other_clinic)

    for path in (
        f"Observation/{theirs.last}.blood-pressure",
        f"Observation?patient={theirs.patient}",
        f"Patient/{theirs.patient}",
    ):
        assert ask(path).status_code == 404


def test_every_reading_is_journalled_once_a_token(
    clinic: Clinic, ask: Ask, watched: Watched
) -> None:
    ask(f"Observation/{watched.last}.blood-pressure")
    ask(f"Observation?patient={watched.patient}")
    ask(f"Patient/{watched.patient}")

    lines = JournalLine.objects.filter(chain__kind=Chain.Kind.READING)
    assert [(line.patient, line.by_roles) for line in lines] == [(watched.patient, "system")]


def test_a_patient_is_told_by_the_least_that_says_who_they_are(
    clinic: Clinic, ask: Ask, watched: Watched
) -> None:
    assert ask(f"Patient/{watched.patient}").json() == {
        "resourceType": "Patient",
        "id": str(watched.patient),
        "identifier": [{"system": f"urn:uuid:{clinic.organisation}", "value": watched.number}],
        "name": [{"use": "official", "family": "Halloway", "given": ["Wren"]}],
        "gender": "unknown",
        "birthDate": "1985-02-14",
    }
