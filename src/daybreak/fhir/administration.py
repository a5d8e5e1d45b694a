"""What was given as MedicationAdministrations: one by its id, or those of one person."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from daybreak.actions import intake
from daybreak.care.errors import NotFound, NotUnderstood
from daybreak.care.team.actor import Actor
from daybreak.exchange.fhir_administration import Given, administration
from daybreak.fhir.doors import BASE, Resource, door
from daybreak.fhir.searching import MOST, PAGE, between, number, whose
from daybreak.records.reads import administrations as reads
from daybreak.records.reads.administrations import Administration, Standing

KIND = "MedicationAdministration"
DOSE, MEDICINE = "dose", "medicine"  # what an id ends in: which table its row is of
STATUS = {
    Standing.RUNNING: "in-progress",
    Standing.PAUSED: "on-hold",
    Standing.WHOLE: "completed",
    Standing.CUT_SHORT: "stopped",
    Standing.TAKEN_BACK: "entered-in-error",
}
# `date` is what other resources call it, and is heeded as well.
TIMES = ("effective-time", "date")
HEEDED = ("patient", "subject", *TIMES, "status", "_id")
KNOWN = frozenset({*HEEDED, "_count", "_offset", "_format"})


@door("fhir-medication-administration")
def read(_request: HttpRequest, actor: Actor, id: str) -> Resource:  # noqa: A002 - FHIR's own word
    """One thing that was given, as it stands now."""
    key, _, kind = id.partition(".")
    now = timezone.now()
    try:
        row = UUID(key)
    except ValueError:
        raise _unknown() from None
    if kind == DOSE and str(row) == key:
        found = reads.dose(actor, row, now=now)
    elif kind == MEDICINE and str(row) == key:
        found = reads.medicine(actor, row)
    else:
        raise _unknown()
    intake.note_reading(actor, found.patient, now=now)
    return _told(found)


@door("fhir-medication-administration")
def search(request: HttpRequest, actor: Actor) -> Resource:
    """Everything that was given to somebody, what began last first, a page at a time."""
    query, now = request.GET, timezone.now()
    if "handling=strict" in request.headers.get("Prefer", "") and set(query) - KNOWN:
        raise NotUnderstood("parameter", "This is not a parameter here. See the metadata.")
    patient = whose(query)
    when = [between(text) for name in TIMES for text in query.getlist(name)]
    count = min(number(query, "_count", PAGE), MOST)
    offset = number(query, "_offset", 0)
    found = map(_told, reads.administrations(actor, patient, when, now=now))
    intake.note_reading(actor, patient, now=now)
    told = [each for each in found if _fits(each, request)]
    said = [(name, value) for name in HEEDED for value in query.getlist(name)]
    base = request.build_absolute_uri(BASE)

    def link(relation: str, start: int) -> dict[str, str]:
        asked = urlencode([*said, ("_count", str(count)), ("_offset", str(start))])
        return {"relation": relation, "url": f"{base}/{KIND}?{asked}"}

    links = [link("self", offset)]
    if count and offset + count < len(told):
        links.append(link("next", offset + count))
    page = [
        {"fullUrl": f"{base}/{KIND}/{each['id']}", "resource": each, "search": {"mode": "match"}}
        for each in told[offset : offset + count]
    ]
    bundle = {"resourceType": "Bundle", "type": "searchset", "total": len(told), "link": links}
    return bundle | ({"entry": page} if page else {})


def _fits(one: Resource, request: HttpRequest) -> bool:
    """Whether a status and an id that were asked for are its own; of a list one must be."""
    statuses = [text.split(",") for text in request.GET.getlist("status")]
    ids = [text.split(",") for text in request.GET.getlist("_id")]
    return all(
        any(each.rpartition("|")[2] == one["status"] for each in some) for some in statuses
    ) and all(one["id"] in some for some in ids)


def _told(found: Administration) -> Resource:
    given = Given(
        status=STATUS[found.standing],
        drug=found.drug,
        subject=f"Patient/{found.patient}",
        start=found.start,
        end=found.end,
        amount=found.amount,
        route=found.route,
        route_snomed=found.route_snomed,
        rxnorm=found.rxnorm,
        rate=found.rate,
        performers=tuple(f"Practitioner/{each}" for each in found.by),
        notes=tuple(f"Lot {each}" for each in found.lots if each),
    )
    return administration(given, id=f"{found.key}.{DOSE if found.is_dose else MEDICINE}")


def _unknown() -> NotFound:
    return NotFound("administration", "There is no such dose among those you may read.")
