"""How accounts come to be: by invitation, never by signing up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Closes sign-up, and sends each kind of account to its own first page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 — allauth's signature
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/p/" if getattr(request.user, "patient_id", None) else "/"

    def get_user_display(self, user: Any) -> str:
        return str(user.name)
