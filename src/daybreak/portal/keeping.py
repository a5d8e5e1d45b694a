"""Answers of somebody whose session ended while they typed: kept until they have signed in again.

They are kept on our side, in the session of that browser, and shown to the same account alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest

SALT = "portal-answers"
LONGEST_S = 24 * 60 * 60  # a form older than a day is opened anew
KEY = "kept-answers"
WHO = "who"


def mark(account: object) -> str:
    """What a form carries so that its answers find back to whoever it was shown to."""
    return signing.dumps(str(account), salt=SALT)


def keep(request: HttpRequest, scale: str) -> bool:
    """Keep what was sent, if this form was once shown to somebody signed in; whether it was."""
    account = _account(request.POST.get(WHO, ""))
    if account is None:
        return False
    typed = {
        name: value for name, value in request.POST.items() if name.startswith(("item-", "lang"))
    }
    request.session[KEY] = {"account": account, "scale": scale, "typed": typed}
    return True


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody had typed, by the name of its field."""

    typed: Mapping[str, str]


def kept(request: HttpRequest, scale: str) -> Kept | None:
    """What the same person had typed into this questionnaire, until it is sent."""
    found = request.session.get(KEY)
    if not found or found["scale"] != scale or found["account"] != str(request.user.pk):
        return None
    return Kept(found["typed"])


def forget(request: HttpRequest) -> None:
    """It was sent."""
    request.session.pop(KEY, None)


def _account(told: str) -> str | None:
    try:
        return str(signing.loads(told, salt=SALT, max_age=LONGEST_S))
    except signing.BadSignature:
        return None
