"""What was given can be read by a program that was let in, as FHIR writes it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from clinic import Clinic
from daybreak.actions import session as act
from daybreak.actions.journal import add
from daybreak.care.session.stages import Stage
from daybreak.records.models import AdjunctDose, Chain, JournalLine
from visiting import Visiting, visiting

Ask = Callable[..., Any]


def dose(ask: Ask, visit: Visiting) -> Any:
    return ask(f"MedicationAdministration/{visit.session}.dose").json()


def medicine(visit: Visiting) -> AdjunctDose:
    """Another medicine given beside the dose."""
    with visit.somebody.written():
        return add(
            AdjunctDose(
                session_id=visit.session,
                drug="ondansetron",
                route="iv",
                amount_ug=4_000,
                findings="[]",
            )
        )


def test_a_whole_dose_is_told_with_its_amount_rate_route_and_times(
    clinic: Clinic, ask: Ask
) -> None:
    visit = visiting(clinic).until(Stage.CLOSED)
    seen = visit.seen

    told = dose(ask, visit)

    assert (told["resourceType"], told["status"]) == ("MedicationAdministration", "completed")
    assert told["subject"] == {"reference": f"Patient/{seen.patient}"}
    assert told["medicationCodeableConcept"]["text"] == "ketamine"
    assert told["dosage"]["dose"] == {
        "value": 40,
        "unit": "mg",
        "system": "http://unitsofmeasure.org",
        "code": "mg",
    }
    assert told["dosage"]["rateQuantity"]["value"] == 150
    assert told["dosage"]["route"]["coding"][0]["code"] == "47625008"
    assert told["effectivePeriod"]["start"] < told["effectivePeriod"]["end"]
    assert told["note"] == [{"text": "Lot LOT7"}]


def test_the_status_follows_the_dose(clinic: Clinic, ask: Ask) -> None:
    visit = visiting(clinic).until(Stage.PREPARED)
    assert ask(f"MedicationAdministration/{visit.session}.dose").status_code == 404
    visit.check()
    visit.start()
    assert dose(ask, visit)["status"] == "in-progress"
    assert "end" not in dose(ask, visit)["effectivePeriod"]

    clinic.clock.forward(minutes=20)
    act.pause(**visit.nurse(), shown_ul=50_000)
    held = dose(ask, visit)
    assert (held["status"], held["dosage"]["dose"]["value"]) == ("on-hold", 20)

    act.end(**visit.nurse(), reason="patient-request", shown_ul=50_000)
    over = dose(ask, visit)
    assert (over["status"], over["dosage"]["dose"]["value"]) == ("stopped", 20)


def test_another_medicine_is_told_as_it_was_given(clinic: Clinic, ask: Ask) -> None:
    visit = visiting(clinic).until(Stage.DOSING)
    row = medicine(visit)

    told = ask(f"MedicationAdministration/{row.id}.medicine").json()

    assert told["status"] == "completed"
    assert told["medicationCodeableConcept"] == {"text": "ondansetron"}
    assert (told["dosage"]["dose"]["value"], told["dosage"]["dose"]["code"]) == (4, "mg")


def test_a_medicine_that_was_never_given_was_entered_in_error(clinic: Clinic, ask: Ask) -> None:
    visit = visiting(clinic).until(Stage.DOSING)
    row = medicine(visit)
    act.take_back_adjunct(**visit.nurse(), dose=row.id, reason="The wrong chair")

    told = ask(f"MedicationAdministration/{row.id}.medicine").json()
    search = f"MedicationAdministration?patient={visit.somebody.patient}&status="

    assert told["status"] == "entered-in-error"
    assert "effectiveDateTime" in told
    assert ask(search + "entered-in-error").json()["total"] == 1
    assert ask(search + "completed").json()["total"] == 0


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("", 2),
        ("&status=completed", 2),
        ("&status=stopped", 0),
        ("&status=stopped,completed", 2),
        ("&effective-time=2026-11-17", 2),
        ("&date=2026-11-17", 2),
        ("&effective-time=lt2026-11-17", 0),
        ("&effective-time=ge2026-11-17&effective-time=lt2026-11-18", 2),
        ("&effective-time=ne2026-11-17", 0),
        ("&_id={session}.dose", 1),
        ("&_count=1", 2),
        ("&nonsense=1", 2),
    ],
)
def test_a_search_finds_what_was_asked_for(clinic: Clinic, ask: Ask, more: str, found: int) -> None:
    visit = visiting(clinic).until(Stage.CLOSED)
    medicine(visit)

    answer = ask(
        f"MedicationAdministration?patient={visit.somebody.patient}"
        + more.format(session=visit.session)
    )

    assert answer.status_code == 200
    assert answer.json()["total"] == found
    assert ("entry" in answer.json()) is (found > 0)
    starts = [
        one["resource"].get("effectiveDateTime") or one["resource"]["effectivePeriod"]["start"]
        for one in answer.json().get("entry", [])
    ]
    assert starts == sorted(starts, reverse=True)


@pytest.mark.parametrize(
    "query", ["", "?patient=x", "?patient={p}&date=soon", "?patient={p}&_count=-1"]
)
def test_a_search_that_cannot_be_read_is_refused(clinic: Clinic, ask: Ask, query: str) -> None:
    patient = visiting(clinic).somebody.patient

    assert ask("MedicationAdministration" + query.format(p=patient)).status_code == 400


def test_an_unknown_parameter_is_refused_to_whoever_wants_to_know(clinic: Clinic, ask: Ask) -> None:
    path = f"MedicationAdministration?patient={visiting(clinic).somebody.patient}&nonsense=1"

    assert ask(path, Prefer="handling=strict").status_code == 400


@pytest.mark.parametrize("id", ["x", "{session}", "{session}.medicine", "{other}.dose", ".dose"])
def test_what_is_not_there_is_404(clinic: Clinic, ask: Ask, id: str) -> None:  # noqa: A002 - FHIR's own word
    visit = visiting(clinic).until(Stage.DOSING)
    path = id.format(session=visit.session, other=uuid4())

    assert ask(f"MedicationAdministration/{path}").status_code == 404


def test_another_organisations_doses_are_not_there(
    clinic: Clinic, other_clinic: Clinic, ask: Ask
) -> None:
    theirs = visiting(other_clinic).until(Stage.DOSING)
    row = medicine(theirs)

    for path in (
        f"MedicationAdministration/{theirs.session}.dose",
        f"MedicationAdministration/{row.id}.medicine",
        f"MedicationAdministration?patient={theirs.somebody.patient}",
    ):
        assert ask(path).status_code == 404


def test_reading_is_journalled_once_a_token(clinic: Clinic, ask: Ask) -> None:
    visit = visiting(clinic).until(Stage.DOSING)
    dose(ask, visit)
    ask(f"MedicationAdministration?patient={visit.somebody.patient}")

    lines = JournalLine.objects.filter(chain__kind=Chain.Kind.READING, by_roles="system")
    assert [line.patient for line in lines] == [visit.somebody.patient]
