"""A PIN for the chair, as two hashes: one that devices may hold, and one that stays here.

Both are PBKDF2-HMAC-SHA256 with salts of their own, because a browser's WebCrypto can make them
too. The number of rounds is our choice after OWASP's password storage cheat sheet (general
knowledge: 600,000 for this function).
"""

import hmac
import secrets
from base64 import b64decode, b64encode
from hashlib import pbkdf2_hmac
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.cache import cache

from daybreak.care.errors import NotAllowed
from daybreak.care.team import pin as rule
from daybreak.records.reads import pins as reads

KIND = "pbkdf2_sha256"
ITERATIONS = 600_000
KEY_BYTES, SALT_BYTES = 32, 16


def make(pin: str, *, iterations: int = ITERATIONS) -> tuple[str, str]:
    """The (verifier, prover) of a PIN: `pbkdf2_sha256$<iterations>$<salt>$<hash>`, in base64.

    The hash of the prover is the key of proofs, and is encrypted with the key of the data
    folder; everything else may be known to a device.

    Raises:
        NotUnderstood: it may not be a PIN (`care.team.pin`).
    """
    rule.check(pin)
    checking, proving = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(SALT_BYTES)
    verifier = _joined(iterations, checking, _b64(_derived(pin, checking, iterations)))
    key = _box().encrypt(_derived(pin, proving, iterations)).decode("ascii")
    return verifier, _joined(iterations, proving, key)


def matches(account: UUID, pin: str) -> bool:
    """Whether that is the account's PIN. Tries are not counted here; see `ask`."""
    kept = reads.hashes(account)
    if kept is None:
        return False
    _, iterations, salt, wanted = kept.verifier.split("$")
    return hmac.compare_digest(_derived(pin, b64decode(salt), int(iterations)), b64decode(wanted))


def proved(account: UUID, message: bytes, proof_hex: str) -> bool:
    """Whether somebody who knew the account's PIN signed `message`: HMAC-SHA256, in hex.

    Raises:
        NotAllowed: the PIN cannot be read with the key of this data folder.
    """
    kept = reads.hashes(account)
    if kept is None:
        return False
    try:
        key = _box().decrypt(kept.prover.split("$")[3].encode())
    except InvalidToken:
        raise NotAllowed(
            "pin-key",
            "This PIN cannot be read with the key of this data folder. Ask an administrator to "
            "bring back keys/at-rest-key from the copy of the folder, or set the PIN again.",
        ) from None
    right = hmac.new(key, message, "sha256").hexdigest()
    return hmac.compare_digest(right.encode(), proof_hex.lower().encode())


def ask(account: UUID, pin: str) -> bool:
    """Whether that is the account's PIN, counting the tries wherever they are made.

    Raises:
        NotAllowed: it was tried too often; the password still opens, and ends the pause.
    """
    tries = _tries(account)
    cache.add(tries, 0, timeout=rule.PAUSE_MINUTES * 60)
    try:
        # Counted before it is looked at, so that tries made at the same time all count.
        number = cache.incr(tries)
    except ValueError:  # it ran out between the two lines
        cache.set(tries, 1, timeout=rule.PAUSE_MINUTES * 60)
        number = 1
    if number > rule.TRIES:
        raise NotAllowed(
            "pin-paused",
            f"This PIN was tried {rule.TRIES} times in vain. Use the password, or wait "
            f"{rule.PAUSE_MINUTES} minutes.",
        )
    if not matches(account, pin):
        return False
    forgive(account)
    return True


def is_paused(account: UUID) -> bool:
    """Whether the PIN was tried so often that only the password opens for now."""
    return int(cache.get(_tries(account), 0)) >= rule.TRIES


def forgive(account: UUID) -> None:
    """Forget the tries: the right PIN or the password was typed."""
    cache.delete(_tries(account))


def _tries(account: UUID) -> str:
    return f"pin-tries-{account}"


def _derived(pin: str, salt: bytes, iterations: int) -> bytes:
    return pbkdf2_hmac("sha256", pin.encode(), salt, iterations, KEY_BYTES)


def _joined(iterations: int, salt: bytes, last: str) -> str:
    return f"{KIND}${iterations}${_b64(salt)}${last}"


def _b64(raw: bytes) -> str:
    return b64encode(raw).decode("ascii")


def _box() -> Fernet:
    return Fernet(settings.DAYBREAK_AT_REST_KEY())
