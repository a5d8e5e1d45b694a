"""A FHIR AllergyIntolerance as an allergy."""

from collections.abc import Iterator

from daybreak.care.intake.record import Allergy, Code, WhyLeftOut
from daybreak.exchange.fhir_json import Part
from daybreak.exchange.fhir_resource import Resource, Skipped, named

_OVER = frozenset({"inactive", "resolved"})
_CLINICAL = _OVER | {"active"}
_VERIFIED = frozenset({"unconfirmed", "confirmed", "refuted", "entered-in-error"})
_CRITICAL = frozenset({"low", "high", "unable-to-assess"})


def allergies(resource: Resource) -> Iterator[Allergy | Skipped]:
    """The allergy, or why it was not taken. Where nothing says it is over, it is active.

    Raises:
        EntryNotUnderstood: it is not written as FHIR R4 writes it.
    """
    part = resource.part
    status = part.status("clinicalStatus", _CLINICAL)
    verification = part.status("verificationStatus", _VERIFIED)
    codes, text = part.concept("code")
    substances = _substances(part)
    if verification == "entered-in-error":
        yield Skipped(WhyLeftOut.ENTERED_IN_ERROR)
    elif verification == "refuted":
        yield Skipped(WhyLeftOut.REFUTED)
    elif nameless := named((*codes, *substances), text):
        yield nameless
    else:
        yield Allergy(
            key=resource.key,
            digest=resource.digest,
            codes=codes,
            substances=substances,
            text=text,
            active=status not in _OVER,
            status=status,
            verification=verification,
            criticality=part.one_of("criticality", _CRITICAL),
            onset=part.day("onsetDateTime"),
            recorded=part.day("recordedDate"),
        )


def _substances(part: Part) -> tuple[Code, ...]:
    reactions = part.parts("reaction")
    return tuple(code for one in reactions for code in one.concept("substance")[0])
