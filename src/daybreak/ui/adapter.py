"""How accounts come to be, by invitation only; and how their second factors are kept."""

from datetime import timedelta
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from daybreak.care.errors import NotAllowed
from daybreak.records.reads import team
from daybreak.ui import shell

JUST_NOW = timedelta(minutes=5)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Closes sign-up, and sends each kind of account to its own first page."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed. Ask an administrator of the clinic.",
        "email_password_mismatch": "Address and password do not fit together. Type both again. "
        "If you have forgotten the password, ask the clinic for a new link.",
        "incorrect_password": "That is not the password of this account. Type it again.",
        "enter_current_password": "That is not the password you have now. Type it again.",
        "too_many_login_attempts": "This was tried too often. Wait five minutes, then sign in "
        "again; if it is urgent, ask an administrator of the clinic.",
        "rate_limited": "This was tried too often. Wait a minute, then try again.",
        "invalid_password_reset": "This link is used, or too old. Ask for a new one.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 — allauth's signature
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        found = team.signed_in(request.user.pk, visit="") if request.user.pk else None
        return shell.first_page(found.actor) if found else "/"

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not for somebody who typed the password a moment ago and sets up a first factor."""
        user, since = self.request.user, timezone.now() - JUST_NOW
        if app == "allauth.mfa" and user.last_login and user.last_login > since:
            first = Authenticator.objects.filter(user=user).order_by("created_at").first()
            if first is None or first.created_at > since:
                return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_user_display(self, user: Any) -> str:
        return str(user.name)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """Keeps the secrets of second factors encrypted: a copy of the database alone opens nothing."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That code does not fit. Wait for the next one and type it at once. "
        "Each counts once, and the telephone's clock must be right.",
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            raise NotAllowed(
                "second-factor-key",
                "This second factor cannot be read with the key of this data folder. Ask an "
                "administrator to bring back keys/at-rest-key from the copy of the folder.",
            ) from None


def _box() -> Fernet:
    return Fernet(settings.DAYBREAK_AT_REST_KEY())
