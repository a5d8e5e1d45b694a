"""What another system is told: a resource, or an OperationOutcome that says why not."""

from http import HTTPStatus
from typing import Any

from django.http import JsonResponse

from daybreak.care.errors import DaybreakError, NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.exchange.fhir_outcome import refusal

FHIR_JSON = "application/fhir+json"


class NotSignedIn(DaybreakError):
    """Nobody is asking, or the token is none of ours, or its time is over."""


class NotServed(DaybreakError):
    """The address is right and the way of asking is not."""


class NotInThisFormat(DaybreakError):
    """It was asked for in a format that we do not write."""


# The first that fits: what HTTP calls it, and what FHIR calls it where our tree does not say.
STATUS: tuple[tuple[type[DaybreakError], HTTPStatus, str | None], ...] = (
    (NotSignedIn, HTTPStatus.UNAUTHORIZED, "login"),
    (NotServed, HTTPStatus.METHOD_NOT_ALLOWED, "not-supported"),
    (NotInThisFormat, HTTPStatus.NOT_ACCEPTABLE, "not-supported"),
    (WrongRole, HTTPStatus.FORBIDDEN, None),
    (NotFound, HTTPStatus.NOT_FOUND, None),
    (NotAllowed, HTTPStatus.CONFLICT, None),
    (NotUnderstood, HTTPStatus.BAD_REQUEST, None),
)


def answer(resource: dict[str, Any], *, status: int = HTTPStatus.OK) -> JsonResponse:
    """A resource as FHIR sends it; nobody on the way keeps it."""
    return JsonResponse(
        resource,
        status=status,
        content_type=f"{FHIR_JSON}; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )


def refused(error: DaybreakError) -> JsonResponse:
    """The refusal with its own code and the status that goes with it."""
    found = (row for row in STATUS if isinstance(error, row[0]))
    _, status, issue = next(found, (DaybreakError, HTTPStatus.BAD_REQUEST, None))
    outcome = refusal(error)
    if issue:
        outcome["issue"][0]["code"] = issue
    response = answer(outcome, status=status)
    if status is HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="Daybreak", scope="system/*.rs"'
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        response["Allow"] = "GET, HEAD"
    return response
