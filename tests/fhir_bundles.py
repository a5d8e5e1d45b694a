"""Small FHIR R4 bundles of one made-up person, for tests that import them."""

import json
from typing import Any

SYSTEM = "http://example.org/mrn"
LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"


def patient(value: str = "A-1", **changes: Any) -> dict[str, Any]:
    """Somebody with one number; `changes` are laid over the resource."""
    return {
        "resourceType": "Patient",
        "id": "p1",
        "identifier": [{"system": SYSTEM, "value": value}],
        "name": [{"use": "official", "family": "Halloway", "given": ["Wren", "May"]}],
        "gender": "female",
        "birthDate": "1985-02-14",
        "telecom": [{"system": "phone", "value": "555-0100"}],
        **changes,
    }


def condition(name: str = "Depressive disorder", id: str = "c1", **changes: Any) -> dict[str, Any]:  # noqa: A002 - FHIR's own word
    return {
        "resourceType": "Condition",
        "id": id,
        "subject": {"reference": "Patient/p1"},
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"coding": [{"system": SNOMED, "code": "35489007", "display": name}]},
        "onsetDateTime": "2019",
        **changes,
    }


def medication(name: str = "Lorazepam 1 mg tablet", **changes: Any) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": {"text": name},
        "authoredOn": "2026-05-01",
        **changes,
    }


def allergy(name: str = "Penicillin") -> dict[str, Any]:
    return {
        "resourceType": "AllergyIntolerance",
        "id": "a1",
        "patient": {"reference": "Patient/p1"},
        "code": {"text": name},
    }


def observation(
    code: str,
    value: float,
    unit: str,
    id: str = "o1",  # noqa: A002 - FHIR's own word
    **changes: Any,
) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": id,
        "status": "final",
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": "2026-11-01T10:00:00Z",
        "code": {"coding": [{"system": LOINC, "code": code}]},
        "valueQuantity": {
            "value": value,
            "unit": unit,
            "system": "http://unitsofmeasure.org",
            "code": unit,
        },
        **changes,
    }


def weight(value: float = 80, **changes: Any) -> dict[str, Any]:
    return observation("29463-7", value, "kg", **{"id": "w1", **changes})


def phq9(value: int = 21, **changes: Any) -> dict[str, Any]:
    return observation("44261-6", value, "{score}", **{"id": "q1", **changes})


def bundle(*resources: dict[str, Any]) -> bytes:
    """The resources as a collection."""
    entries = [{"resource": resource} for resource in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()
