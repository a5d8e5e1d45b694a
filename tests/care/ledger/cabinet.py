"""A cabinet to try the ledger on: people who may sign, vials, and a book in which they stand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from daybreak.care.ledger.account import safe
from daybreak.care.ledger.book import Book
from daybreak.care.ledger.entry import Draft, Line, Move, Signature, Vial
from daybreak.care.ledger.moves import open_vial, receipt
from daybreak.care.ledger.rules import ledger_rules
from daybreak.care.ledger.writing import write
from daybreak.care.quantities import Mass, Strength
from daybreak.care.team.roles import Role

T0 = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
RULES = ledger_rules()
SAFE = safe("north", "main")
NURSE = Signature(UUID(int=1), T0, frozenset({Role.NURSE}), date(2027, 12, 31))
OTHER = Signature(UUID(int=2), T0, frozenset({Role.PRESCRIBER}), date(2027, 12, 31))


def vial(name: str = "v1", *, lot: str = "A1", mg: int = 500, **other: Any) -> Vial:
    plain = Vial(
        name, "ketamine", "0409-2051", lot, date(2027, 6, 30), Mass.mg(mg), Strength.mg_per_ml(50)
    )
    return replace(plain, **other)


KIT = replace(
    vial("kit", lot="S9", mg=84), substance="esketamine", strength=None, device=Mass.mg(28)
)


def drafted(move: Move, lines: tuple[Line, ...], **other: Any) -> Draft:
    """A draft with both signatures and all its papers, unless told otherwise."""
    draft = Draft(
        move=move,
        at=T0,
        by=NURSE,
        witness=OTHER,
        lines=lines,
        reason="as it was",
        document="INV-1",
        session="s1",
    )
    return replace(draft, **other)


def with_move(book: Book, move: Move, lines: tuple[Line, ...], **other: Any) -> Book:
    return write(book, drafted(move, lines, **other), RULES)


def stocked(*vials: Vial) -> Book:
    lines = receipt(vials, source="Supplier", into=SAFE)
    return with_move(Book(), Move.RECEIPT, lines, vials=vials, session="")


def with_open(*vials: Vial) -> Book:
    book = stocked(*vials)
    for each in vials:
        book = with_move(book, Move.OPEN, open_vial(book, each.id))
    return book


def later(minutes: int) -> datetime:
    return T0 + timedelta(minutes=minutes)
