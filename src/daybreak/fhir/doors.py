"""How another system enters: by GET, in JSON, as somebody who may read; never to a page."""

import functools
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from daybreak.care.errors import DaybreakError, NotAllowed
from daybreak.care.team import permissions
from daybreak.care.team.actor import Actor
from daybreak.fhir.asking import asking
from daybreak.fhir.refusals import NotInThisFormat, NotServed, answer, refused

P = ParamSpec("P")
Resource = dict[str, Any]

BASE = "/fhir/r4"

log = logging.getLogger("daybreak.refused")
TYPES = frozenset({"*/*", "application/*", "application/fhir+json", "application/json"})
FORMATS = frozenset({"json", "application/json", "application/fhir+json", "application/fhir json"})


def door(
    what: str,
) -> Callable[
    [Callable[Concatenate[HttpRequest, Actor, P], Resource]],
    Callable[Concatenate[HttpRequest, P], HttpResponse],
]:
    """Let in whoever may read `what` (a row of `permissions.READS`)."""

    def decorate(
        view: Callable[Concatenate[HttpRequest, Actor, P], Resource],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        def enter(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> Resource:
            actor = asking(request)
            permissions.check_read(actor, what)
            return view(request, actor, *args, **kwargs)

        return resource(enter)

    return decorate


def resource(
    view: Callable[Concatenate[HttpRequest, P], Resource],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let in anybody who asks rightly, and turn every refusal into an OperationOutcome."""

    @csrf_exempt  # nothing is written here, and a refusal must not be a page
    @functools.wraps(view)
    def enter(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            _check(request)
            return answer(view(request, *args, **kwargs))
        except DaybreakError as error:
            log.info("refused %s", error.code)
            return refused(error)
        except DatabaseError:
            log.exception("the database did not answer")
            busy = NotAllowed("busy", "The record is busy. Ask again in a moment.")
            response = refused(busy)
            response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
            return response
        except Exception:
            log.exception("the FHIR entrance failed")
            response = refused(DaybreakError("fault", "Something is wrong here. It was noted."))
            response.status_code = HTTPStatus.INTERNAL_SERVER_ERROR
            return response

    return enter


def _check(request: HttpRequest) -> None:
    if request.method not in {"GET", "HEAD"}:
        raise NotServed("read-only", "Here one only reads: ask by GET.")
    asked = request.GET.get("_format")
    accepted = request.headers.get("Accept", "*/*")
    if asked is not None and asked not in FORMATS:
        raise NotInThisFormat("format", "Only JSON is written here: _format=json.")
    if asked is None and not any(_is_json(part) for part in accepted.split(",")):
        raise NotInThisFormat("format", "Only JSON is written here: Accept: application/fhir+json.")


def _is_json(part: str) -> bool:
    kind, *parameters = (word.strip().lower() for word in part.split(";"))
    refused = any(word in {"q=0", "q=0.0", "q=0.00", "q=0.000"} for word in parameters)
    return not refused and (not kind or kind in TYPES)
