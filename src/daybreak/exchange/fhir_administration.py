"""What was given at the chair as a FHIR R4 MedicationAdministration."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from daybreak.care.quantities import Mass, Rate, Volume
from daybreak.exchange.code_maps import UCUM
from daybreak.exchange.drug_codes import drugs
from daybreak.exchange.fhir_observation import instant

_SNOMED = "http://snomed.info/sct"
_RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
_AT_ONCE = frozenset({"completed", "entered-in-error"})  # without an end it was one moment
_CATEGORY = "http://terminology.hl7.org/CodeSystem/medication-admin-category"


@dataclass(frozen=True, slots=True)
class Given:
    """One thing that was given, as our record has it.

    `status` is FHIR's own word. `amount` is what went in; nothing where it was not written down.
    `subject`, `performers` are references as FHIR writes them.
    """

    status: str
    drug: str
    subject: str
    start: datetime
    end: datetime | None
    amount: Mass | Volume | None
    route: str = ""
    route_snomed: str = ""
    rxnorm: str = ""
    rate: Rate | None = None
    performers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def administration(given: Given, *, id: str) -> dict[str, Any]:  # noqa: A002 - FHIR's own word
    """One MedicationAdministration. The same row has to get the same `id` each time.

    Raises:
        ValueError: a time has no zone.
    """
    told: dict[str, Any] = {
        "resourceType": "MedicationAdministration",
        "id": id,
        "status": given.status,
        "category": {"coding": [{"system": _CATEGORY, "code": "outpatient"}]},
        "medicationCodeableConcept": _medication(given),
        "subject": {"reference": given.subject},
    }
    if given.end is None and given.status in _AT_ONCE:
        told["effectiveDateTime"] = instant(given.start)
    else:
        period = {"start": instant(given.start)}
        told["effectivePeriod"] = period | ({"end": instant(given.end)} if given.end else {})
    if given.performers:
        told["performer"] = [{"actor": {"reference": each}} for each in given.performers]
    if given.notes:
        told["note"] = [{"text": each} for each in given.notes]
    if dosage := _dosage(given):
        told["dosage"] = dosage
    return told


def _medication(given: Given) -> dict[str, Any]:
    codings = [
        {"system": each.system, "code": each.code, "display": each.display}
        for each in drugs().codes(given.drug)
    ]
    if given.rxnorm:
        codings.append({"system": _RXNORM, "code": given.rxnorm})
    return ({"coding": codings} if codings else {}) | {"text": given.drug}


def _dosage(given: Given) -> dict[str, Any]:
    """How it went in. Without an amount or a rate FHIR takes no dosage at all."""
    figures: dict[str, Any] = {}
    if isinstance(given.amount, Mass):
        figures["dose"] = _quantity(given.amount.in_mg, "mg")
    elif isinstance(given.amount, Volume):
        figures["dose"] = _quantity(given.amount.in_ml, "mL")
    if given.rate is not None:
        figures["rateQuantity"] = _quantity(given.rate.in_ml_per_h, "mL/h")
    if not figures:
        return {}
    way: dict[str, Any] = {}
    if given.route:
        coding = [{"system": _SNOMED, "code": given.route_snomed}] if given.route_snomed else []
        way["route"] = ({"coding": coding} if coding else {}) | {"text": given.route}
    return way | figures


def _quantity(figure: Decimal, unit: str) -> dict[str, Any]:
    whole = figure == figure.to_integral_value()
    value = int(figure) if whole else float(figure)
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}
