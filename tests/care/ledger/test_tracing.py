"""Where all of a lot went: on hand, given, wasted, returned, destroyed, lost, or a variance."""

from dataclasses import fields, replace

import pytest

from care.ledger.cabinet import KIT, SAFE, vial, with_move, with_open
from daybreak.care.ledger.account import Account, Kind, opened, prepared, residual, wasted
from daybreak.care.ledger.book import Book
from daybreak.care.ledger.entry import Move
from daybreak.care.ledger.moves import (
    administer,
    declare_residual,
    lose,
    overfill,
    receipt,
    settle,
    waste,
    waste_vial,
    whole,
    withdraw,
)
from daybreak.care.ledger.tracing import Reconciled, by_lot, reconciled, sessions_of
from daybreak.care.quantities import Mass


def a_day() -> Book:
    """Two vials of lot A1 and one of B2; a session, a spill, waste, and one sent back."""
    book = with_open(vial("v1"), vial("v2"), vial("v3", lot="B2"))
    book = with_move(book, Move.OVERFILL, overfill("v1", Mass.mg(10)))
    book = with_move(book, Move.WITHDRAW, withdraw("v1", "s1", Mass.mg(60)))
    book = with_move(book, Move.ADMINISTER, administer(book, "s1", Mass.mg(40)))
    book = with_move(book, Move.WASTE, waste(book, "s1", Mass.mg(12)))
    book = with_move(book, Move.RESIDUAL, declare_residual(book, "s1", Mass.mg(3)))
    book = with_move(book, Move.VARIANCE, settle(book, "s1"))
    book = with_move(book, Move.LOSS, lose(opened("v1"), "v1", Mass.mg(50), "spill"))
    book = with_move(book, Move.VIAL_WASTE, waste_vial(book, "v1", Mass.mg(100)))
    book = with_move(book, Move.RETURN, whole(book, "v2", Account(Kind.RETURNED, "Distributor")))
    return with_move(book, Move.DESTROY, whole(book, "v3", Account(Kind.DESTROYED, "form-41")))


def in_mg(found: Reconciled) -> tuple[int, ...]:
    return tuple(getattr(found, each.name).micrograms // 1000 for each in fields(found))


@pytest.mark.parametrize(
    ("name", "mg"),
    [
        ("v1", (500, 300, 40, 115, 0, 0, 50, -5)),
        ("v2", (500, 0, 0, 0, 500, 0, 0, 0)),
        ("v3", (500, 0, 0, 0, 0, 500, 0, 0)),
    ],
)
def test_what_became_of_a_vial(name: str, mg: tuple[int, ...]) -> None:
    """Received, on hand, given, wasted, returned, destroyed, lost, variance."""
    found = reconciled(a_day(), name)

    assert in_mg(found) == mg
    assert found.adds_up


def test_a_lot_is_all_its_vials_together() -> None:
    lots = by_lot(a_day())

    assert list(lots) == ["A1", "B2"]
    assert in_mg(lots["A1"]) == (1000, 300, 40, 115, 500, 0, 50, -5)
    assert in_mg(lots["B2"]) == (500, 0, 0, 0, 0, 500, 0, 0)


def test_parts_that_do_not_make_up_the_whole_are_seen() -> None:
    found = reconciled(a_day(), "v1")

    for part in fields(found):
        off = Mass(getattr(found, part.name).micrograms + 1)
        assert not replace(found, **{part.name: off}).adds_up, part.name


def test_a_recall_finds_every_session_and_no_other() -> None:
    book = with_open(vial("v1"), vial("v2", lot="B2"))
    for session, name, mg in (("s2", "v1", 20), ("s3", "v2", 30)):
        lines = withdraw(name, session, Mass.mg(mg))
        book = with_move(book, Move.WITHDRAW, lines, session=session)
        given = administer(book, session, Mass.mg(mg))
        book = with_move(book, Move.ADMINISTER, given, session=session)

    assert sessions_of(book, "A1") == {"s2": Mass.mg(20)}
    assert sessions_of(book, "B2") == {"s3": Mass.mg(30)}
    assert sessions_of(book, "C3") == {}


def test_two_vials_given_in_one_session_are_added() -> None:
    book = with_open(vial("v1"), vial("v2"))
    for name in ("v1", "v2"):
        book = with_move(book, Move.WITHDRAW, withdraw(name, "s1", Mass.mg(20)))
    book = with_move(book, Move.ADMINISTER, administer(book, "s1", Mass.mg(35)))

    assert sessions_of(book, "A1") == {"s1": Mass.mg(35)}


def test_what_is_declared_is_kept_apart_from_what_was_measured() -> None:
    book = a_day()

    assert book.held(wasted("s1")) == Mass.mg(12)
    assert book.held(residual("s1")) == Mass.mg(3)
    assert book.held(prepared("s1")) == Mass(0)
    assert book.held(Account(Kind.VARIANCE, "s1")) == Mass.mg(5)


def test_a_receipt_brings_each_vial_by_its_label() -> None:
    lines = receipt([vial("v1", mg=200), KIT], source="Supplier", into=SAFE)

    assert [(str(line.account), line.vial, line.micrograms) for line in lines] == [
        ("external:Supplier", "v1", -200_000),
        ("stock:north/main", "v1", 200_000),
        ("external:Supplier", "kit", -84_000),
        ("stock:north/main", "kit", 84_000),
    ]
