"""The act with which somebody sets their own PIN for the chair."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add
from daybreak.care.errors import NotFound, NotUnderstood
from daybreak.care.team.actor import Actor
from daybreak.records.models import Account, ChairPin

VERIFIER_LETTERS = 200  # as the column takes


@dataclass(frozen=True, slots=True)
class PinSet:
    account: UUID


@act("team-set-pin")
def set_pin(
    *, by: Actor, act_id: UUID, at: datetime | None, now: datetime, verifier: str, prover: str
) -> PinSet:
    """Keep two hashes of the sender's own PIN; the latest counts.

    The PIN itself never reaches us: `ui.pins.make` has turned it into both.

    Raises:
        NotFound: the sender has no account here.
        NotUnderstood: one of the two is not such a hash.
    """
    if not Account.objects.filter(id=by.id, organisation=by.organisation).exists():
        raise NotFound("account", "There is no such account in this organisation.")
    if not (_looks_made(verifier) and _looks_made(prover)) or len(verifier) > VERIFIER_LETTERS:
        raise NotUnderstood("pin-hash", "The PIN was not prepared as it must be. Set it again.")
    add(ChairPin(account_id=by.id, verifier=verifier, prover=prover))
    return PinSet(by.id)


def _looks_made(text: str) -> bool:
    parts = text.split("$")
    return len(parts) == 4 and parts[0] == "pbkdf2_sha256" and all(parts)  # noqa: PLR2004 — as written
