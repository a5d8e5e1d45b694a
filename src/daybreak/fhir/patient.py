"""The least that says who a Patient is."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from daybreak.actions import intake
from daybreak.care.errors import NotFound
from daybreak.care.team.actor import Actor
from daybreak.fhir.doors import Resource, door
from daybreak.records.reads.intake import KnownDetails, known_details


@door("fhir-patient")
def read(_request: HttpRequest, actor: Actor, id: str) -> Resource:  # noqa: A002 - FHIR's own word
    """One person: the clinic's number, name, sex, birth date, and whether they have died."""
    try:
        patient = UUID(id)
    except ValueError:
        raise NotFound("person", "There is no such person among those you work with.") from None
    known = known_details(actor, patient)
    intake.note_reading(actor, patient, now=timezone.now())
    return _told(str(patient), known, actor.organisation)


def _told(id: str, known: KnownDetails, organisation: UUID) -> Resource:  # noqa: A002 - FHIR's own word
    name: dict[str, object] = {"use": "official", "family": known.family}
    if known.given:
        name["given"] = [known.given]
    told: Resource = {
        "resourceType": "Patient",
        "id": id,
        "identifier": [{"system": f"urn:uuid:{organisation}", "value": known.number}],
        "name": [name],
        "gender": known.sex,
        "birthDate": known.birth_date.isoformat(),
    }
    return told | ({"deceasedBoolean": True} if known.deceased else {})
