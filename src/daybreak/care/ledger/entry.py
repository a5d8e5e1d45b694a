"""One line of the ledger's book: who moved what from where to where, sealed to the one before."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from daybreak.care.ledger.account import Account, Kind
from daybreak.care.quantities import Mass, Strength
from daybreak.care.team.roles import Role

FIRST = "0" * 64  # what the first entry is sealed to


class Move(StrEnum):
    """What is done with a drug."""

    RECEIPT = "receipt"
    OPEN = "open"
    WITHDRAW = "withdraw"
    ADMINISTER = "administer"
    WASTE = "waste"
    RESIDUAL = "residual"
    VIAL_WASTE = "vial-waste"
    OVERFILL = "overfill"
    VARIANCE = "variance"
    LOSS = "loss"
    TRANSFER = "transfer"
    RETURN = "return"
    DESTROY = "destroy"
    CORRECT = "correct"
    QUARANTINE = "quarantine"
    RELEASE = "release"
    RECALL = "recall"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a move may take from and give to, and what it must carry."""

    takes: frozenset[Kind] = frozenset()
    gives: frozenset[Kind] = frozenset()
    witnessed: bool = False
    reasoned: bool = False
    documented: bool = False


def _of(*kinds: Kind) -> frozenset[Kind]:
    return frozenset(kinds)


_K = Kind
# A dose that the pump says was more than was drawn up is written as given, with a variance beside
# it: what has happened at the chair is never refused.
SHAPES: Mapping[Move, Shape] = {
    Move.RECEIPT: Shape(_of(_K.EXTERNAL), _of(_K.STOCK), witnessed=True, documented=True),
    Move.OPEN: Shape(_of(_K.STOCK), _of(_K.OPEN)),
    Move.WITHDRAW: Shape(_of(_K.OPEN), _of(_K.PREP)),
    Move.ADMINISTER: Shape(_of(_K.PREP, _K.VARIANCE), _of(_K.PATIENT)),
    Move.WASTE: Shape(_of(_K.PREP, _K.VARIANCE), _of(_K.WASTE), witnessed=True),
    Move.RESIDUAL: Shape(_of(_K.PREP, _K.VARIANCE), _of(_K.WASTE), witnessed=True, reasoned=True),
    Move.VIAL_WASTE: Shape(_of(_K.OPEN, _K.VARIANCE), _of(_K.WASTE), witnessed=True),
    Move.OVERFILL: Shape(_of(_K.VARIANCE), _of(_K.OPEN), reasoned=True),
    Move.VARIANCE: Shape(
        _of(_K.STOCK, _K.OPEN, _K.PREP, _K.VARIANCE),
        _of(_K.STOCK, _K.OPEN, _K.PREP, _K.VARIANCE),
        witnessed=True,
        reasoned=True,
    ),
    Move.LOSS: Shape(_of(_K.STOCK, _K.OPEN, _K.PREP), _of(_K.LOSS), reasoned=True),
    Move.TRANSFER: Shape(_of(_K.STOCK), _of(_K.STOCK), witnessed=True),
    Move.RETURN: Shape(_of(_K.STOCK, _K.OPEN), _of(_K.RETURNED), witnessed=True, documented=True),
    Move.DESTROY: Shape(_of(_K.STOCK, _K.OPEN), _of(_K.DESTROYED), witnessed=True, documented=True),
    Move.CORRECT: Shape(_of(*Kind), _of(*Kind), reasoned=True),
    Move.QUARANTINE: Shape(reasoned=True),
    Move.RELEASE: Shape(witnessed=True, reasoned=True),
    Move.RECALL: Shape(reasoned=True, documented=True),
}


@dataclass(frozen=True, slots=True)
class Vial:
    """One container: what is in it by its label, and of which lot.

    A kit of nasal devices has `device`, the drug in one of them: it moves in whole devices.
    """

    id: str
    substance: str
    ndc: str
    lot: str
    expires: date
    labelled: Mass
    strength: Strength | None = None
    is_single_dose: bool = True
    device: Mass | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """So much of one vial into an account; under nothing is out of it."""

    account: Account
    vial: str
    micrograms: int


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, when, in which roles, and until when their licence counts."""

    by: UUID
    at: datetime
    roles: frozenset[Role]
    licensed_until: date | None
    is_escort: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be written. `at` is aware, in the zone of the site."""

    move: Move
    at: datetime
    by: Signature
    lines: tuple[Line, ...] = ()
    witness: Signature | None = None
    reason: str = ""
    document: str = ""
    session: str = ""
    lot: str = ""  # what a quarantine, release or recall is about
    vials: tuple[Vial, ...] = ()  # those a receipt brings
    corrects: int | None = None  # the number of the entry it takes back


@dataclass(frozen=True, slots=True)
class Entry:
    """A draft that was written, as number `seq`, sealed to the entry before."""

    seq: int
    draft: Draft
    before: str
    seal: str


def sealed(draft: Draft, *, seq: int, before: str) -> Entry:
    """The draft as an entry after the one with the seal `before`."""
    return Entry(seq, draft, before, _seal(draft, seq, before))


def broken(entries: Sequence[Entry]) -> int | None:
    """The place of the first entry that is not what was sealed, or None when all are."""
    before = FIRST
    for place, entry in enumerate(entries):
        is_in_order = entry.seq == place + 1 and entry.before == before
        if not is_in_order or entry.seal != _seal(entry.draft, entry.seq, before):
            return place
        before = entry.seal
    return None


def canonical(draft: Draft, seq: int) -> str:
    """The same text for the same entry, on every machine."""
    return json.dumps(
        {"seq": seq, **asdict(draft)},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=True,
        default=_plain,
    )


def _seal(draft: Draft, seq: int, before: str) -> str:
    return sha256(f"{before}{canonical(draft, seq)}".encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(str(each) for each in value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)
