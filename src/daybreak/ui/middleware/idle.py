"""Signs an account out that nobody has touched for a while."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from daybreak.ui.middleware.machines import is_for_machines, shut

KEY = "touched-at"
GRAIN_S = 30  # the session is written at most this often, not on every click


class IdleMiddleware:
    """Counts from the last time a person did something; a page refreshing itself is nobody.

    The limit is `DAYBREAK_IDLE_MINUTES`. A screen that is locked at a chair stays signed in:
    `web.session.lock` has marked it, and opens nothing of it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated or getattr(request, "is_locked", False):
            return self.get_response(request)
        now = int(time.time())
        touched = request.session.get(KEY)
        if is_over(request):
            logout(request)
            if is_for_machines(request):
                shut(request)
                return self.get_response(request)
            # A patient's answers are looked at even so: the page keeps them, and shows whom to
            # call when they speak of death.
            if request.method == "POST" and request.path.startswith("/p/answer/"):
                return self.get_response(request)
            return _sign_in_again(request)
        # A page refreshes itself by htmx, or without a script by its own address with `?refresh`.
        by_itself = request.headers.get("X-Daybreak-Poll") == "1" or "refresh" in request.GET
        if touched is None or (not by_itself and now - touched > GRAIN_S):
            request.session[KEY] = now
        return self.get_response(request)


def is_over(request: HttpRequest) -> bool:
    """Whether nobody has touched this browser for longer than the idle minutes."""
    touched = request.session.get(KEY)
    limit_s = settings.DAYBREAK_IDLE_MINUTES * 60
    return touched is not None and int(time.time()) - touched > limit_s


def _sign_in_again(request: HttpRequest) -> HttpResponse:
    home = "/p/" if request.path.startswith("/p/") else "/"
    back = request.get_full_path() if request.method == "GET" else home
    where = f"{reverse('account_login')}?{urlencode({'next': back, 'idle': '1'})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": where})
    return redirect(where)
