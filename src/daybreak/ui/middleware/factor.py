"""Staff outside a demo need a second factor before they see anything."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from daybreak.care.errors import WrongRole
from daybreak.care.team.roles import STAFF
from daybreak.ui.middleware.machines import is_for_machines, shut

OPEN = ("/account/", "/static/", "/healthz")
KEY = "second-factor"
LACKS = "This account has no second factor yet. Sign in on the pages and set it up first."


class SecondFactorMiddleware:
    """Sends a staff account without TOTP to the page that sets it up, and nowhere else.

    Sign-in itself asks for the code once it is set up; here we only see that it is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = getattr(request, "actor", None)
        if actor is None or request.path.startswith(OPEN) or not actor.is_any(STAFF):
            return self.get_response(request)
        if request.place.demo or request.session.get(KEY):  # type: ignore[attr-defined]
            return self.get_response(request)
        if is_mfa_enabled(request.user):
            request.session[KEY] = True
            return self.get_response(request)
        if is_for_machines(request):
            shut(request, WrongRole("second-factor", LACKS))
            return self.get_response(request)
        return redirect("mfa_activate_totp")
