"""Who is asking: every request of a signed-in account carries its actor and its place."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from daybreak.records.reads import team
from daybreak.ui.middleware.machines import is_for_machines


class ActorMiddleware:
    """Turns the signed-in account into an `Actor`, and speaks its site's time.

    An account without any role left, or deactivated, is signed out at its next request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            signed_in = team.signed_in(request.user.pk, visit=request.session.session_key or "")
            if signed_in is None:
                logout(request)
                if is_for_machines(request):
                    return self.get_response(request)
                return redirect("account_login")
            request.actor = signed_in.actor  # type: ignore[attr-defined]  # see ui.request
            request.place = signed_in.place  # type: ignore[attr-defined]
            with timezone.override(signed_in.place.time_zone):
                return self.get_response(request)
        return self.get_response(request)
