"""Turns a refusal into a page: one sentence, what to do next, and nothing left behind."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from daybreak.care.errors import DaybreakError, NotAllowed, NotFound, NotUnderstood, WrongRole

log = logging.getLogger("daybreak.refused")

STATUS = {
    NotFound: HTTPStatus.NOT_FOUND,
    WrongRole: HTTPStatus.FORBIDDEN,
    NotAllowed: HTTPStatus.CONFLICT,
    NotUnderstood: HTTPStatus.BAD_REQUEST,
}


class ErrorsMiddleware:
    """Maps the tree of errors to pages once; the log holds the code and no words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DaybreakError):
            log.info("refused %s", error.code)
            # Of the tree nothing else reaches a page but a file of the catalogue that was
            # spoilt while we serve: the house itself is out of order then, not the request.
            out_of_order = HTTPStatus.SERVICE_UNAVAILABLE
            status = next(
                (s for kind, s in STATUS.items() if isinstance(error, kind)), out_of_order
            )
            return _page(request, status, error.message)
        if isinstance(error, RequestDataTooBig):
            return _page(
                request,
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                "That is more than one request may carry. Send it in smaller parts.",
            )
        if isinstance(error, OperationalError) and "locked" in str(error):
            return _page(
                request,
                HTTPStatus.SERVICE_UNAVAILABLE,
                "The record is busy and nothing was stored. Press Back and send it again.",
            )
        return None


def _page(request: HttpRequest, status: HTTPStatus, message: str) -> HttpResponse:
    template = {403: "403.html", 404: "404.html", 409: "409.html"}.get(status, "400.html")
    return render(request, template, {"message": message}, status=status)
