"""A FHIR MedicationRequest or MedicationStatement as a medicine of somebody."""

from collections.abc import Iterator
from dataclasses import dataclass

from daybreak.care.intake.partial_date import PartialDate
from daybreak.care.intake.record import Code, Medication, WhyLeftOut
from daybreak.exchange.fhir_json import Part
from daybreak.exchange.fhir_resource import Resource, Skipped, named

_REQUEST = frozenset(
    {
        "active",
        "on-hold",
        "cancelled",
        "completed",
        "entered-in-error",
        "stopped",
        "draft",
        "unknown",
    }
)
_STATEMENT = frozenset(
    {
        "active",
        "completed",
        "entered-in-error",
        "intended",
        "stopped",
        "on-hold",
        "unknown",
        "not-taken",
    }
)
_INTENT = frozenset(
    {
        "proposal",
        "plan",
        "order",
        "original-order",
        "reflex-order",
        "filler-order",
        "instance-order",
        "option",
    }
)
# On hold may be resumed any day, and unknown may well be taken: only an ending ends it.
_ACTIVE = frozenset({"active", "on-hold", "unknown"})
_LEFT_OUT = {
    "entered-in-error": WhyLeftOut.ENTERED_IN_ERROR,
    "cancelled": WhyLeftOut.CANCELLED,
    "draft": WhyLeftOut.NOT_ORDERED,
    "not-taken": WhyLeftOut.NOT_TAKEN,
    "proposal": WhyLeftOut.NOT_ORDERED,
    "option": WhyLeftOut.NOT_ORDERED,
}


@dataclass(frozen=True, slots=True)
class _Product:
    codes: tuple[Code, ...]
    text: str | None
    ingredients: tuple[Code, ...] = ()


def requests(resource: Resource) -> Iterator[Medication | Skipped]:
    """The medicine that was ordered, or why it was not taken.

    Raises:
        EntryNotUnderstood: it is not written as FHIR R4 writes it.
    """
    part = resource.part
    status = _needed(part, "status", _REQUEST)
    intent = _needed(part, "intent", _INTENT)
    if part.flag("doNotPerform"):
        yield Skipped(WhyLeftOut.NOT_TAKEN)
    elif why := _LEFT_OUT.get(status) or _LEFT_OUT.get(intent):
        yield Skipped(why)
    else:
        dispense = part.part("dispenseRequest")
        validity = dispense.part("validityPeriod") if dispense else None
        ended = validity.day("end") if validity else None
        yield _medication(resource, status, "dosageInstruction", part.day("authoredOn"), ended)


def statements(resource: Resource) -> Iterator[Medication | Skipped]:
    """The medicine that was reported, or why it was not taken.

    Raises:
        EntryNotUnderstood: it is not written as FHIR R4 writes it.
    """
    part = resource.part
    status = _needed(part, "status", _STATEMENT)
    if why := _LEFT_OUT.get(status):
        yield Skipped(why)
    else:
        period = part.part("effectivePeriod")
        started = part.day("effectiveDateTime") or (period.day("start") if period else None)
        yield _medication(
            resource, status, "dosage", started, period.day("end") if period else None
        )


def _medication(
    resource: Resource,
    status: str,
    dosage: str,
    started: PartialDate | None,
    ended: PartialDate | None,
) -> Medication | Skipped:
    product = _product(resource)
    if product is None:
        return Skipped(WhyLeftOut.NO_NAME)
    if nameless := named((*product.codes, *product.ingredients), product.text):
        return nameless
    return Medication(
        key=resource.key,
        digest=resource.digest,
        codes=product.codes,
        ingredients=product.ingredients,
        text=product.text,
        active=status in _ACTIVE,
        status=status,
        dosage="; ".join(t for one in resource.part.parts(dosage) if (t := one.text("text")))
        or None,
        started=started,
        ended=ended,
    )


def _product(resource: Resource) -> _Product | None:
    """What the medicine is: written here, or in a Medication that is pointed at."""
    part = resource.part
    here, there = "medicationCodeableConcept", "medicationReference"
    if part.has(here) == part.has(there):
        raise part.wrong("medication[x]", "has to be there, once")
    if part.has(here):
        return _Product(*part.concept(here))
    reference = part.part(there)
    if reference is None:
        return None
    found = resource.find(reference)
    if found is None or found.json.get("resourceType") != "Medication":
        return _Product((), reference.text("display"))
    codes, text = found.concept("code")
    return _Product(codes, text or reference.text("display"), _ingredients(resource, found))


def _ingredients(resource: Resource, medication: Part) -> tuple[Code, ...]:
    codes: list[Code] = []
    for one in medication.parts("ingredient"):
        codes += one.concept("itemCodeableConcept")[0]
        reference = one.part("itemReference")
        if reference and (found := resource.find(reference)):
            codes += found.concept("code")[0]
    return tuple(codes)


def _needed(part: Part, key: str, known: frozenset[str]) -> str:
    told = part.one_of(key, known)
    if told is None:
        raise part.wrong(key, "is missing")
    return told
