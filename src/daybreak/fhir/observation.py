"""Vital signs as Observations: one by its id, or those of one person."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from daybreak.actions import intake
from daybreak.care.errors import NotFound
from daybreak.care.team.actor import Actor
from daybreak.exchange.fhir_observation import Circumstances, observations
from daybreak.fhir.doors import BASE, Resource, door
from daybreak.fhir.searching import Asked, Token, asked
from daybreak.records.reads.observations import Reading, reading, readings


@door("fhir-observation")
def read(_request: HttpRequest, actor: Actor, id: str) -> Resource:  # noqa: A002 - FHIR's own word
    """One observation; what was corrected later says that it was entered in error."""
    row, _, _ = id.partition(".")
    try:
        found = reading(actor, UUID(row))
    except ValueError:
        found = None
    told = next((one for one in _told(found) if one["id"] == id), None) if found else None
    if found is None or told is None:
        raise NotFound("observation", "There is no such observation among those you may read.")
    intake.note_reading(actor, found.patient, now=timezone.now())
    return told


@door("fhir-observation")
def search(request: HttpRequest, actor: Actor) -> Resource:
    """Somebody's observations as they stand, newest first, a page at a time."""
    strict = "handling=strict" in request.headers.get("Prefer", "")
    wanted = asked(request.GET, strict=strict)
    found = readings(actor, wanted.patient, wanted.when)
    intake.note_reading(actor, wanted.patient, now=timezone.now())
    told = [one for row in found for one in _told(row) if _fits(one, wanted)]
    return _searchset(request.build_absolute_uri(BASE), told, wanted, _said(request))


def _told(row: Reading) -> Iterator[Resource]:
    status = "entered-in-error" if row.replaced else "corrected" if row.corrects else "final"
    circumstances = Circumstances(
        at=row.at,
        subject=f"Patient/{row.patient}",
        performer=(f"Practitioner/{row.by}",) if row.by else (),
        status=status,
        device_name=row.device,
        told={one.signal.value: one for one in row.told},
    )
    yield from observations(row.vitals, circumstances, id_of=lambda kind: f"{row.id}.{kind}")


def _fits(one: Resource, wanted: Asked) -> bool:
    codes = one["code"]["coding"]
    parts = [code for part in one.get("component", ()) for code in part["code"]["coding"]]
    categories = [code for category in one["category"] for code in category["coding"]]
    return (
        all(_any(tokens, categories) for tokens in wanted.category)
        and all(_any(tokens, codes + parts) for tokens in wanted.code)
        and (wanted.ids is None or one["id"] in wanted.ids)
    )


def _any(tokens: tuple[Token, ...], codings: list[dict[str, str]]) -> bool:
    return any(
        coding["code"] == token.code and token.system in {None, coding["system"]}
        for token in tokens
        for coding in codings
    )


def _said(request: HttpRequest) -> list[tuple[str, str]]:
    """The parameters that were heeded, to be said back."""
    heeded = ("patient", "subject", "category", "code", "date", "_id")
    return [(name, value) for name in heeded for value in request.GET.getlist(name)]


def _searchset(
    base: str, told: list[Resource], wanted: Asked, said: list[tuple[str, str]]
) -> Resource:
    def link(relation: str, offset: int) -> dict[str, str]:
        query = [*said, ("_count", str(wanted.count)), ("_offset", str(offset))]
        return {"relation": relation, "url": f"{base}/Observation?{urlencode(query)}"}

    after = wanted.offset + wanted.count
    links = [link("self", wanted.offset)]
    if wanted.count and after < len(told):
        links.append(link("next", after))
    page: list[dict[str, Any]] = [
        {
            "fullUrl": f"{base}/Observation/{one['id']}",
            "resource": one,
            "search": {"mode": "match"},
        }
        for one in told[wanted.offset : after]
    ]
    bundle = {"resourceType": "Bundle", "type": "searchset", "total": len(told), "link": links}
    return bundle | ({"entry": page} if page else {})
