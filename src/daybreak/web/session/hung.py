"""A board that was hung up stays signed in when nobody touches it, and opens nothing else.

A screen on a wall has nobody before it. It would be signed out with the idle; so whoever hangs it
up gives away everything in that browser but the board itself, until it is taken down.
"""

import time
from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from daybreak.care.errors import WrongRole
from daybreak.ui.middleware.machines import is_for_machines, shut

KEY = "board-hung"  # what it says, and since when
LONGEST_S = 16 * 3600  # our choice: longer than any clinic is open, shorter than overnight twice
OPEN = frozenset({"account_logout", "healthz"})
NOTHING_ELSE = "This browser shows a board and nothing else. Take the board down to work in it."


def hang(request: HttpRequest, address: str, *, names: bool) -> None:
    """From now on this browser is that board; `names` when it may say whole names."""
    request.session[KEY] = {"address": address, "names": names, "since": int(time.time())}


def is_hung(request: HttpRequest) -> bool:
    return KEY in request.session


class HungMiddleware:
    """Refuses everything but its board in a browser in which one was hung up.

    It stands before the one that signs the idle out, which leaves a hung board alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        kept = request.session.get(KEY) if request.user.is_authenticated else None
        if kept is not None:
            if time.time() - kept["since"] > LONGEST_S:
                logout(request)
                return _goes(request, reverse("account_login"))
            request.is_locked = True  # type: ignore[attr-defined]  # read by IdleMiddleware
            if is_for_machines(request):
                shut(request, WrongRole("locked", NOTHING_ELSE))
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, _named: dict[str, Any]
    ) -> HttpResponse | None:
        """What is not the board itself is refused before it begins."""
        kept = request.session.get(KEY) if request.user.is_authenticated else None
        match = request.resolver_match
        if kept is None or match is None or match.url_name in OPEN or is_for_machines(request):
            return None
        if request.method not in {"GET", "HEAD"}:
            return render(request, "403.html", {"message": NOTHING_ELSE}, status=403)
        is_board = match.url_name == "board" and request.GET.get("wall") == "1"
        if is_board and (kept["names"] or "names" not in request.GET):
            return None
        return _goes(request, kept["address"])


def _goes(request: HttpRequest, there: str) -> HttpResponse:
    """The browser goes there; a part of a page that asks by itself takes the whole page along."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": there})
    return redirect(there)
