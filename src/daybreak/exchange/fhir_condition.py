"""A FHIR Condition as a condition."""

from collections.abc import Iterator

from daybreak.care.intake.partial_date import PartialDate
from daybreak.care.intake.record import Condition, WhyLeftOut
from daybreak.exchange.fhir_json import Part
from daybreak.exchange.fhir_resource import Resource, Skipped, named

_OVER = frozenset({"inactive", "remission", "resolved"})
_CLINICAL = _OVER | {"active", "recurrence", "relapse", "unknown"}
_UNSURE = frozenset({"unconfirmed", "provisional", "differential"})
_VERIFIED = _UNSURE | {"confirmed", "refuted", "entered-in-error", "unknown"}
_ENDS = ("abatementDateTime", "abatementPeriod", "abatementAge", "abatementRange")


def conditions(resource: Resource) -> Iterator[Condition | Skipped]:
    """The condition, or why it was not taken. Where nothing says it is over, it is active.

    Raises:
        EntryNotUnderstood: it is not written as FHIR R4 writes it.
    """
    part = resource.part
    status = part.status("clinicalStatus", _CLINICAL)
    verification = part.status("verificationStatus", _VERIFIED)
    codes, text = part.concept("code")
    abated = part.day("abatementDateTime") or _period(part, "abatementPeriod", "end")
    if verification == "entered-in-error":
        yield Skipped(WhyLeftOut.ENTERED_IN_ERROR)
    elif verification == "refuted":
        yield Skipped(WhyLeftOut.REFUTED)
    elif nameless := named(codes, text):
        yield nameless
    else:
        yield Condition(
            key=resource.key,
            digest=resource.digest,
            codes=codes,
            text=text,
            active=_active(part, status),
            status=status,
            verification=verification,
            onset=part.day("onsetDateTime") or _period(part, "onsetPeriod", "start"),
            abated=abated,
            recorded=part.day("recordedDate"),
        )


def _active(part: Part, status: str | None) -> bool:
    if status is None or status == "unknown":
        return not any(part.has(key) for key in (*_ENDS, "abatementString"))
    return status not in _OVER


def _period(part: Part, key: str, side: str) -> PartialDate | None:
    period = part.part(key)
    return period.day(side) if period else None
