"""Asking for a password once more, of whoever is signed in or of a colleague beside them."""

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from daybreak.care.errors import NotAllowed


def is_right(request: HttpRequest, *, email: str, password: str) -> bool:
    """Whether that is the password of the account that signs in with `email`.

    Wrong ones count together with those at the sign-in page.

    Raises:
        NotAllowed: it was tried too often. The message says how long to wait.
    """
    try:
        found = get_adapter(request).authenticate(request, email=email, password=password)
    except ValidationError as often:
        raise NotAllowed("password-tries", " ".join(often.messages)) from None
    return found is not None
