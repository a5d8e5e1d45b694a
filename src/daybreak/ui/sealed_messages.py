"""What a page says once after a form, on its way to the next page.

A message may name a score, so it is not left readable in the browser; and it is not kept in the
signed-in session either, because that would be one durable write more for every form and another
for the page after it.
"""

from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core import signing
from django.http import HttpRequest


class SealedCookieStorage(CookieStorage):
    """Django's cookie of messages, encrypted with the clinic's own key."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.signer = _Seal()


class _Seal:
    """Stands where Django's signer does: whatever it did not write is a bad signature."""

    def sign_object(self, obj: Any, serializer: Any, compress: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002 — the signer's own form
        sealed = Fernet(settings.DAYBREAK_AT_REST_KEY()).encrypt(serializer().dumps(obj))
        return sealed.decode("ascii")

    def unsign_object(self, sealed: str, serializer: Any) -> Any:
        try:
            told = Fernet(settings.DAYBREAK_AT_REST_KEY()).decrypt(sealed.encode())
        except (InvalidToken, UnicodeEncodeError):
            raise signing.BadSignature("not sealed here") from None
        return serializer().loads(told)
