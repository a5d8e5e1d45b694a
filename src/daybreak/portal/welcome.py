"""Somebody who was invited chooses a password, once, and is in."""

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib.auth import get_user_model, logout
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from daybreak.actions.intake import welcomed
from daybreak.portal.words import EN, LANGUAGES, Words, words_of
from daybreak.ui.doors import status_of

GONE = 410


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind an invitation link. The link is void once a password is set."""
    words = _words(request)
    with translation.override(words.tag[:2]):  # what Django itself says of a password
        return _welcome(request, token, words)


def _welcome(request: HttpRequest, token: str, words: Words) -> HttpResponse:
    account = welcomed(token)
    if account is None:
        return render(request, "portal/link_gone.html", {"words": words}, status=GONE)
    user = _user(account)
    form: Any = SetPasswordForm(user, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if request.user.is_authenticated:  # somebody else on the same machine
            logout(request)
        form.save()
        record_authentication(request, user, method="password")
        signed_in: HttpResponse = perform_login(request, user)
        return signed_in
    return render(
        request,
        "portal/welcome.html",
        {
            "words": words,
            "form": form,
            "how_they_sign_in": words.welcome_words.format(email=user.email),
        },
        status=status_of(form if form.is_bound else None),
    )


def _words(request: HttpRequest) -> Words:
    """The first of the browser's languages that we speak; nobody is known yet."""
    told = request.headers.get("Accept-Language", "").lower().split(",")
    spoken = (each.strip()[:2] for each in told)
    return words_of(next((tag for tag in spoken if tag in LANGUAGES), EN.tag))


def _user(account: UUID) -> Any:
    return get_user_model()._default_manager.get(pk=account)
