"""What a book knows of one vial: that it was received, and since when it is open."""

import pytest

from care.ledger.cabinet import later, stocked, vial, with_move
from daybreak.care.errors import NotAllowed
from daybreak.care.ledger.entry import Move
from daybreak.care.ledger.moves import open_vial, take_back


def test_a_vial_is_open_since_it_was_opened_unless_that_was_taken_back() -> None:
    book = stocked(vial("v1"), vial("v2"), vial("v3"))
    book = with_move(book, Move.OPEN, open_vial(book, "v1"), at=later(1))
    book = with_move(book, Move.OPEN, open_vial(book, "v2"), at=later(2))

    assert [book.opened_at(each) for each in ("v1", "v2", "v3")] == [later(1), later(2), None]

    opening = book.entries[1]
    book = with_move(
        book, Move.CORRECT, take_back(book, opening.seq), corrects=opening.seq, at=later(3)
    )

    assert [book.opened_at(each) for each in ("v1", "v2", "v3")] == [None, later(2), None]


def test_a_vial_that_was_never_received_is_refused_in_words() -> None:
    with pytest.raises(NotAllowed) as refusal:
        stocked(vial("v1")).vial("v9")

    assert refusal.value.code == "ledger-vial-unknown"
    assert refusal.value.message == "That vial was not received here. Scan it again."
