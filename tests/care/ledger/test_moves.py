"""What was done is said, and its lines follow: out of where it was, into where it went."""

from typing import Any

import pytest

from care.ledger.cabinet import SAFE, stocked, vial, with_move, with_open
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.ledger.account import Account, Kind, opened, safe
from daybreak.care.ledger.book import Book
from daybreak.care.ledger.entry import Move
from daybreak.care.ledger.moves import (
    Lines,
    administer,
    count_off,
    declare_residual,
    lose,
    open_vial,
    overfill,
    settle,
    take_back,
    waste,
    waste_vial,
    whole,
    withdraw,
)
from daybreak.care.quantities import Mass


def told(lines: Lines) -> list[tuple[str, str, int]]:
    return [(str(line.account), line.vial, line.micrograms) for line in lines]


def drawn() -> Book:
    """Ten milligrams of v1 and ten of v2, drawn up for one session."""
    book = with_open(vial("v1"), vial("v2"))
    for name in ("v1", "v2"):
        book = with_move(book, Move.WITHDRAW, withdraw(name, "s1", Mass.mg(10)))
    return book


def test_a_vial_is_opened_whole() -> None:
    assert told(open_vial(stocked(vial("v1"), vial("v2")), "v2")) == [
        ("stock:north/main", "v2", -500_000),
        ("open:v2", "v2", 500_000),
    ]


def test_what_is_on_hand_goes_whole_from_where_it_is() -> None:
    south = safe("south", "main")

    assert told(whole(stocked(vial("v1"), vial("v2")), "v1", south))[1] == (
        "stock:south/main",
        "v1",
        500_000,
    )
    assert told(whole(drawn(), "v1", south))[0] == ("open:v1", "v1", -490_000)
    back = whole(stocked(vial()), "v1", Account(Kind.RETURNED, "Distributor"))
    gone = with_move(stocked(vial()), Move.RETURN, back)
    with pytest.raises(NotAllowed, match=r"^Nothing of that vial is on hand\.") as refused:
        whole(gone, "v1", south)
    assert refused.value.code == "ledger-nothing"


@pytest.mark.parametrize(
    ("move", "into"),
    [(administer, "patient:s1"), (waste, "waste:s1"), (declare_residual, "waste:s1/residual")],
)
def test_the_vial_drawn_first_is_used_first_and_the_rest_is_a_variance(
    move: Any, into: str
) -> None:
    lines = move(drawn(), "s1", Mass.mg(25))

    assert told(lines) == [
        ("prep:s1", "v1", -10_000),
        (into, "v1", 10_000),
        ("prep:s1", "v2", -10_000),
        (into, "v2", 10_000),
        ("variance:s1", "v2", -5_000),
        (into, "v2", 5_000),
    ]


def test_what_is_left_of_each_vial_is_settled_by_itself() -> None:
    book = with_move(drawn(), Move.ADMINISTER, administer(drawn(), "s1", Mass.mg(4)))

    assert told(settle(book, "s1")) == [
        ("prep:s1", "v1", -6_000),
        ("variance:s1", "v1", 6_000),
        ("prep:s1", "v2", -10_000),
        ("variance:s1", "v2", 10_000),
    ]


def test_the_rest_of_a_vial_is_wasted_and_what_is_more_is_a_variance() -> None:
    assert told(waste_vial(drawn(), "v1", Mass.mg(490))) == [
        ("open:v1", "v1", -490_000),
        ("waste:v1", "v1", 490_000),
    ]
    assert told(waste_vial(drawn(), "v1", Mass.mg(495))) == [
        ("open:v1", "v1", -490_000),
        ("waste:v1", "v1", 490_000),
        ("variance:v1", "v1", -5_000),
        ("waste:v1", "v1", 5_000),
    ]
    empty = with_move(drawn(), Move.VIAL_WASTE, waste_vial(drawn(), "v1", Mass.mg(490)))
    assert told(waste_vial(empty, "v1", Mass.mg(5))) == [
        ("variance:v1", "v1", -5_000),
        ("waste:v1", "v1", 5_000),
    ]


def test_overfill_loss_and_count_name_where_they_belong() -> None:
    assert told(overfill("v1", Mass.mg(5))) == [
        ("variance:v1/overfill", "v1", -5_000),
        ("open:v1", "v1", 5_000),
    ]
    assert told(lose(SAFE, "v1", Mass.mg(5), "spill-1")) == [
        ("stock:north/main", "v1", -5_000),
        ("loss:spill-1", "v1", 5_000),
    ]
    two = stocked(vial("v1"), vial("v2"))
    assert told(count_off(two, SAFE, "v1", Mass.mg(499), "count-1")) == [
        ("stock:north/main", "v1", -1_000),
        ("variance:count-1", "v1", 1_000),
    ]
    assert told(count_off(drawn(), opened("v1"), "v1", Mass.mg(491), "c")) == [
        ("open:v1", "v1", 1_000),
        ("variance:c", "v1", -1_000),
    ]


def test_an_entry_is_taken_back_the_other_way_round() -> None:
    assert told(take_back(drawn(), 4)) == [
        ("open:v1", "v1", 10_000),
        ("prep:s1", "v1", -10_000),
    ]
    with pytest.raises(NotUnderstood) as refused:
        take_back(drawn(), 99)
    assert refused.value.code == "ledger-correction"
    assert refused.value.message == "There is no entry of that number in this book."


@pytest.mark.parametrize("micrograms", [0, -1])
def test_nothing_is_no_amount(micrograms: int) -> None:
    with pytest.raises(NotUnderstood, match=r"^An amount is more than nothing\.") as refused:
        withdraw("v1", "s1", Mass(micrograms))
    assert refused.value.code == "ledger-nothing"


def test_nothing_is_given_before_something_was_drawn() -> None:
    with pytest.raises(NotAllowed, match=r"^Nothing was drawn up for this session\.") as refused:
        administer(with_open(vial()), "s1", Mass.mg(1))
    assert refused.value.code == "ledger-nothing"
