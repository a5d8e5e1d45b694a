"""A screen at a chair is locked: its monitor stays to be seen, and everything else is shut.

A chair that nobody has touched for the idle minutes is locked where other pages are signed out:
while somebody is dosed, nobody stands before a sign-in page instead of their monitor.
"""

import re
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from daybreak.care.errors import NotFound, WrongRole
from daybreak.care.session.stages import WATCHED
from daybreak.care.team import permissions
from daybreak.records.reads.session import visit
from daybreak.ui.middleware import idle
from daybreak.ui.middleware.machines import is_for_machines, shut

KEY = "chair-lock"  # the session at whose chair this browser is locked
SEAT = "at-chair"  # the session whose page was last opened here
CHAIR = re.compile(r"^/sessions/([0-9a-f-]{36})/")
QUIET = ("/healthz", "/static/")  # asked for by pages, not by people
OPEN = frozenset({"session-unlock", "account_logout", "healthz"})
LOCKED = 423
NOTHING_STORED = "This screen is locked, and nothing was stored. Unlock it and enter it again."
TO_MACHINES = "This session is locked at a chair. Unlock it on the pages first."


def locked_at(request: HttpRequest) -> UUID | None:
    """The session at whose chair this browser is locked; None while it is open."""
    kept = request.session.get(KEY)
    return UUID(kept) if kept else None


def lock(request: HttpRequest, session: UUID) -> None:
    """Shut everything in this browser but the monitor of that session."""
    request.session[KEY] = str(session)


def open_again(request: HttpRequest) -> None:
    """Somebody has shown who they are."""
    request.session.pop(KEY, None)
    request.session[idle.KEY] = int(time.time())


class LockMiddleware:
    """Refuses everything in a locked browser; locks a chair that was left alone.

    It stands before the one that signs the idle out, which leaves a locked browser alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and hasattr(request, "actor"):
            if locked_at(request) is None:
                self._notice(request)
            if locked_at(request) is not None:
                request.is_locked = True  # type: ignore[attr-defined]  # read by IdleMiddleware
                if is_for_machines(request):
                    shut(request, WrongRole("locked", TO_MACHINES))
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, named: dict[str, Any]
    ) -> HttpResponse | None:
        """What is not the locked monitor itself is refused before it begins."""
        if not getattr(request, "is_locked", False) or is_for_machines(request):
            return None
        match, session = request.resolver_match, locked_at(request)
        if session is None or match is None or match.url_name in OPEN:
            return None
        here = match.url_name == "session" and named.get("session") == session
        if here and request.method in {"GET", "HEAD"}:
            return None
        return _refused(request, session)

    def _notice(self, request: HttpRequest) -> None:
        """Lock a chair that was left alone; otherwise keep which one stands here."""
        match = CHAIR.match(request.path)
        here = match[1] if match else None
        if idle.is_over(request):
            seat = here or request.session.get(SEAT)
            if seat and _is_watched(request, seat):
                lock(request, UUID(seat))
        elif _is_opened_by_somebody(request) and request.session.get(SEAT) != here:
            request.session[SEAT] = here


def _is_opened_by_somebody(request: HttpRequest) -> bool:
    """Whether this is a page that a person goes to, not a part of one that refreshes itself."""
    told = request.headers
    return (
        request.method == "GET"
        and told.get("HX-Request") != "true"
        and told.get("Sec-Fetch-Mode", "navigate") == "navigate"
        and not request.path.startswith(QUIET)
    )


def _is_watched(request: HttpRequest, session: str) -> bool:
    actor = request.actor  # type: ignore[attr-defined]  # ActorMiddleware
    try:
        key = UUID(session)
        return permissions.may_read(actor, "session") and visit(actor, key).stage in WATCHED
    except (NotFound, ValueError):
        return False


def _refused(request: HttpRequest, session: UUID) -> HttpResponse:
    """To the locked monitor; whoever sent something hears that it was not stored."""
    where = reverse("session", args=(session,))
    sends = request.method not in {"GET", "HEAD"}
    if "application/json" in f"{request.headers.get('Accept')} {request.content_type}":
        return JsonResponse({"code": "locked", "message": NOTHING_STORED}, status=LOCKED)
    if sends:
        messages.warning(request, NOTHING_STORED)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": where})
    return redirect(where)
