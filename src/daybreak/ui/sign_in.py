"""Somebody else takes over a device: a sign-in like any other, but for the page."""

from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import load_backend
from django.http import HttpRequest

from daybreak.care.errors import NotAllowed, NotFound


def account_of(key: UUID) -> Any:
    """The account with that id, as Django signs it in.

    Raises:
        NotFound: there is none, or it is closed.
    """
    found = load_backend(settings.AUTHENTICATION_BACKENDS[0]).get_user(key)
    if found is None or not found.is_active:
        raise NotFound("account", "There is no such account here any more.")
    return found


def has_second_factor(key: UUID) -> bool:
    """Whether a sign-in of this account also asks for a code."""
    return bool(is_mfa_enabled(account_of(key)))


def change_to(request: HttpRequest, key: UUID, *, code: str = "") -> None:
    """Sign `key` in on this device, in the place of whoever is; who it is was asked before.

    Whoever has a second factor gives its code, here as at the sign-in page.

    Raises:
        NotAllowed: the code is missing, wrong, or was tried too often.
    """
    account = account_of(key)
    form = None
    if is_mfa_enabled(account):
        form = AuthenticateForm({"code": code}, user=account)
        if not form.is_valid():
            told = form.errors.get("code", ["That code does not fit."])
            raise NotAllowed("second-factor", " ".join(str(each) for each in told))
    get_adapter(request).login(request, account)
    if form is not None:
        form.save()
