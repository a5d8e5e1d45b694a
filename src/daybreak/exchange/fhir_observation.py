"""Vitals taken at the chair as FHIR R4 Observations."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as held
from datetime import UTC, datetime
from typing import Any

from daybreak.care.intake.measure import Measure
from daybreak.care.session.told_by import ToldFigure
from daybreak.care.session.vitals import Vitals
from daybreak.exchange.code_maps import LOINC, UCUM, measures
from daybreak.exchange.monitor_codes import Method
from daybreak.exchange.units import units

_CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category"
_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
_PROFILES = "http://hl7.org/fhir/StructureDefinition"
_MDC = "urn:iso:std:iso:11073:10101"  # FHIR R4, "Using ISO 11073 codes" (general knowledge)
_PRESSURE = (Measure.SYSTOLIC_MMHG, Measure.DIASTOLIC_MMHG, Measure.MEAN_MMHG)
_ALONE: Mapping[Measure, str | None] = {  # each with its vital-signs profile, where R4 has one
    Measure.HEART_RATE_PER_MIN: "heartrate",
    Measure.SPO2_PERCENT: "oxygensat",
    Measure.RESPIRATORY_RATE_PER_MIN: "resprate",
    Measure.ETCO2_MMHG: None,
    Measure.TEMPERATURE_DC: "bodytemp",
}
# Scores of ours: the field of Vitals, its local code, its name, and who gives it.
_SCORES = (
    ("moaas", "moaas", "Sedation, MOAA/S 0-5", "exam"),
    ("rass", "rass", "Agitation and sedation, RASS -5 to +4", "exam"),
    ("dissociation_nrs", "dissociation-nrs", "Dissociation 0-10", "survey"),
    ("nausea_nrs", "nausea-nrs", "Nausea 0-10", "survey"),
    ("anxiety_nrs", "anxiety-nrs", "Anxiety 0-10", "survey"),
)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What all observations of one set of vitals have in common.

    The others are references as FHIR writes them: `Patient/…`, `Practitioner/…`, `Device/…`,
    `Encounter/…`, `Procedure/…`. `device_name` is a monitor of which no Device is kept, and
    `told` what it called each figure, by the column of our vitals.
    """

    at: datetime
    subject: str
    performer: tuple[str, ...] = ()
    device: str | None = None
    encounter: str | None = None
    part_of: str | None = None
    status: str = "final"
    device_name: str = ""
    told: Mapping[str, ToldFigure] = held(default_factory=dict)


def observations(
    vitals: Vitals, circumstances: Circumstances, *, id_of: Callable[[str], str]
) -> tuple[dict[str, Any], ...]:
    """One Observation for the blood pressure and one for each other figure that was taken.

    Args:
        vitals: in our units.
        circumstances: whose, when, by whom.
        id_of: the id of the Observation for `blood-pressure`, `heart-rate-per-min`, `moaas`...
            The same reading has to get the same id each time it is read.
    """
    made = []
    if any(_figure(vitals, each) is not None for each in _PRESSURE):
        made.append(_pressure(vitals, circumstances, id_of("blood-pressure")))
    for measure, profile in _ALONE.items():
        value = _figure(vitals, measure)
        if value is not None:
            basis = _basis(circumstances, id_of(measure.value), "vital-signs", profile)
            told = {
                "code": _code(measure, circumstances),
                "valueQuantity": quantity(measure, value),
            }
            made.append(basis | told | _method(circumstances, measure))
    if vitals.pain_nrs is not None:
        basis = _basis(circumstances, id_of(Measure.PAIN_NRS.value), "survey", None)
        figure = {"valueQuantity": quantity(Measure.PAIN_NRS, vitals.pain_nrs)}
        made.append(basis | {"code": _code(Measure.PAIN_NRS, circumstances)} | figure)
    for field, code, name, category in _SCORES:
        score: int | None = getattr(vitals, field)
        if score is not None:
            basis = _basis(circumstances, id_of(code), category, None)
            local = {"system": measures().local.system, "code": code, "display": name}
            made.append(basis | {"code": {"coding": [local], "text": name}, "valueInteger": score})
    return tuple(made)


def quantity(measure: Measure, value: int) -> dict[str, Any]:
    """A whole number of our small unit as a FHIR Quantity in the UCUM unit that we send."""
    unit = units().sent_for(measures().row(measure).kind)
    figure = unit.from_ours(value)
    whole = figure == figure.to_integral_value()
    return {
        "value": int(figure) if whole else float(figure),
        "unit": unit.ucum,
        "system": UCUM,
        "code": unit.ucum,
    }


def _pressure(vitals: Vitals, circumstances: Circumstances, id: str) -> dict[str, Any]:  # noqa: A002 - FHIR's own word
    """The panel. It always has systolic and diastolic; one that was not taken says so."""
    panel = measures().panel[0]
    basis = _basis(circumstances, id, "vital-signs", "bp")
    components = []
    for measure in _PRESSURE:
        value = _figure(vitals, measure)
        if value is not None:
            figure = {"valueQuantity": quantity(measure, value)}
            components.append({"code": _code(measure, circumstances)} | figure)
        elif measure is not Measure.MEAN_MMHG:
            absent = {"coding": [{"system": _ABSENT, "code": "not-performed"}]}
            code = _code(measure, circumstances)
            components.append({"code": code, "dataAbsentReason": absent})
    coding = {"system": LOINC, "code": panel.loinc, "display": panel.name}
    told = {"code": {"coding": [coding], "text": panel.name}, "component": components}
    return basis | told | _method(circumstances, *_PRESSURE)


def _basis(
    circumstances: Circumstances,
    id: str,  # noqa: A002 - FHIR's own word
    category: str,
    profile: str | None,
) -> dict[str, Any]:
    told: dict[str, Any] = {"resourceType": "Observation", "id": id}
    if profile:
        told["meta"] = {"profile": [f"{_PROFILES}/{profile}"]}
    if circumstances.part_of:
        told["partOf"] = [{"reference": circumstances.part_of}]
    told["status"] = circumstances.status
    told["category"] = [{"coding": [{"system": _CATEGORIES, "code": category}]}]
    told["subject"] = {"reference": circumstances.subject}
    if circumstances.encounter:
        told["encounter"] = {"reference": circumstances.encounter}
    told["effectiveDateTime"] = instant(circumstances.at)
    if circumstances.performer:
        told["performer"] = [{"reference": each} for each in circumstances.performer]
    if circumstances.device:
        told["device"] = {"reference": circumstances.device}
    elif circumstances.device_name:
        told["device"] = {"display": circumstances.device_name}
    return told


def instant(at: datetime) -> str:
    """`at` as FHIR writes it, in UTC.

    Raises:
        ValueError: `at` has no zone.
    """
    if at.tzinfo is None:
        raise ValueError(f"at must be aware; it is {at!r}.")
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _method(circumstances: Circumstances, *among: Measure) -> dict[str, Any]:
    """How a monitor measured it, in its words and ours; nothing where neither says."""
    told = (circumstances.told.get(each.column) for each in among)
    one = next((each for each in told if each is not None), None)
    ours = "" if one is None or one.method == Method.NOT_SAID else one.method
    said = one.told_method.replace("^", " ").strip() if one else ""
    text = ", ".join(filter(None, (ours, said)))
    return {"method": {"text": text}} if text else {}


def _code(measure: Measure, circumstances: Circumstances) -> dict[str, Any]:
    """Our codes, and after them the one a monitor sent, by its ISO/IEEE 11073 number."""
    row = measures().row(measure)
    codings = [{"system": LOINC, "code": code, "display": row.name} for code in _sent(measure)]
    told = circumstances.told.get(measure.column)
    if told is not None and told.mdc is not None:
        display = {"display": told.label} if told.label.startswith("MDC_") else {}
        codings.append({"system": _MDC, "code": str(told.mdc), **display})
    return {"coding": codings, "text": row.name}


def _sent(measure: Measure) -> tuple[str, ...]:
    """The codes we send: both of the two for pulse oximetry, as US Core asks, else the first."""
    codes = measures().row(measure).loinc
    return codes if measure is Measure.SPO2_PERCENT else codes[:1]


def _figure(vitals: Vitals, measure: Measure) -> int | None:
    value: int | None = getattr(vitals, measure.column)
    return value
