"""What was drawn up is given, wasted, declared, lost or a variance: all of it, always."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.ledger.cabinet import KIT, RULES, vial, with_move, with_open
from daybreak.care.ledger.account import prepared
from daybreak.care.ledger.book import Book
from daybreak.care.ledger.entry import Move
from daybreak.care.ledger.moves import (
    administer,
    declare_residual,
    lose,
    settle,
    take_back,
    waste,
    waste_vial,
    withdraw,
)
from daybreak.care.ledger.settlement import (
    closing,
    end_of_day,
    lot_agrees,
    lots_given,
    settlement,
)
from daybreak.care.quantities import Mass

DRAWN = Mass.mg(40)


def drawn(*masses: Mass) -> Book:
    """A session for which so much was drawn from each of as many vials."""
    book = with_open(*(vial(f"v{n}", lot=f"L{n}") for n in range(1, len(masses) + 1)))
    for n, mass in enumerate(masses, start=1):
        book = with_move(book, Move.WITHDRAW, withdraw(f"v{n}", "s1", mass))
    return book


def left(book: Book, delivered: Mass, *cases: str) -> list[str]:
    found = closing(book, "s1", delivered=delivered, open_cases=cases, rules=RULES)
    return [each.rule for each in found]


def test_a_session_paused_and_stopped_adds_up_as_in_worked_example_c() -> None:
    book = drawn(DRAWN)
    book = with_move(book, Move.ADMINISTER, administer(book, "s1", Mass.mg(22)))
    book = with_move(book, Move.WASTE, waste(book, "s1", Mass.mg(18)))

    found = settlement(book, "s1")

    assert (found.drawn, found.given, found.wasted) == (DRAWN, Mass.mg(22), Mass.mg(18))
    assert (found.variance, found.left, found.adds_up) == (Mass(0), Mass(0), True)


measured = st.integers(1, 60_000).map(Mass)


@given(
    st.lists(st.integers(1, 40_000).map(Mass), min_size=1, max_size=3),
    measured,
    st.none() | measured,
    st.none() | measured,
)
def test_drawn_is_delivered_wasted_declared_and_the_variance_on_every_path(
    drawn_up: list[Mass], given_: Mass, wasted: Mass | None, declared: Mass | None
) -> None:
    book = drawn(*drawn_up)
    book = with_move(book, Move.ADMINISTER, administer(book, "s1", given_))
    if wasted:
        book = with_move(book, Move.WASTE, waste(book, "s1", wasted))
    if declared:
        book = with_move(book, Move.RESIDUAL, declare_residual(book, "s1", declared))
    assert settlement(book, "s1").adds_up
    if rest := settle(book, "s1"):
        book = with_move(book, Move.VARIANCE, rest)

    found = settlement(book, "s1")

    total = sum(mass.micrograms for mass in drawn_up)
    asked = sum(mass.micrograms for mass in (given_, wasted, declared) if mass)
    assert found.adds_up
    assert found.left == Mass(0)
    assert (found.given, found.drawn) == (given_, Mass(total))
    # A wrong measurement is found, to the microgram and with its sign, and never absorbed.
    assert found.variance == Mass(total - asked)
    assert ("ledger-case" in left(book, given_)) == (total != asked)
    assert left(book, given_, "s1") == [
        "ledger-open-vial" for mass in drawn_up if mass < Mass.mg(500)
    ]


def test_a_session_is_not_closed_with_drug_that_nobody_accounts_for() -> None:
    book = drawn(DRAWN)
    book = with_move(book, Move.ADMINISTER, administer(book, "s1", Mass.mg(22)))

    assert left(book, Mass.mg(22)) == ["ledger-left", "ledger-open-vial"]


def test_what_the_chart_says_was_given_is_what_the_ledger_says_to_the_microgram() -> None:
    book = drawn(DRAWN)
    book = with_move(book, Move.ADMINISTER, administer(book, "s1", DRAWN))

    assert "ledger-delivered" not in left(book, DRAWN)
    assert "ledger-delivered" in left(book, Mass(DRAWN.micrograms + 1))
    assert "ledger-delivered" in left(book, Mass(DRAWN.micrograms - 1))


def test_two_variances_that_cancel_are_still_a_case() -> None:
    book = drawn(Mass.mg(10), Mass.mg(10))
    book = with_move(book, Move.ADMINISTER, administer(book, "s1", Mass.mg(21)))
    book = with_move(book, Move.WITHDRAW, withdraw("v1", "s1", Mass.mg(1)))
    book = with_move(book, Move.VARIANCE, settle(book, "s1"))

    assert settlement(book, "s1").variance == Mass(0)
    assert "ledger-case" in left(book, Mass.mg(21))
    assert "ledger-case" not in left(book, Mass.mg(21), "s1")


def test_a_spilled_syringe_is_a_loss_and_the_session_adds_up() -> None:
    book = drawn(DRAWN)
    book = with_move(book, Move.LOSS, lose(prepared("s1"), "v1", DRAWN, "spill-1"))

    found = settlement(book, "s1")

    assert (found.lost, found.left, found.adds_up) == (DRAWN, Mass(0), True)


def test_an_entry_taken_back_was_never_drawn() -> None:
    book = drawn(DRAWN)
    seq = book.entries[-1].seq
    book = with_move(book, Move.CORRECT, take_back(book, seq), corrects=seq)

    assert settlement(book, "s1").drawn == Mass(0)
    assert settlement(book, "s1").adds_up


def test_a_single_dose_vial_is_empty_at_the_end_of_the_day() -> None:
    book = drawn(DRAWN)
    assert [each.rule for each in end_of_day(book, RULES)] == ["ledger-open-vial"]

    book = with_move(book, Move.VIAL_WASTE, waste_vial(book, "v1", Mass.mg(460)))
    assert end_of_day(book, RULES) == ()


@pytest.mark.parametrize(("form", "expected"), [("S9", []), ("S8", ["ledger-lot"])])
def test_the_lot_on_the_form_is_the_lot_in_the_ledger(form: str, expected: list[str]) -> None:
    book = with_open(KIT)
    book = with_move(book, Move.WITHDRAW, withdraw("kit", "s1", Mass.mg(56)))
    book = with_move(book, Move.ADMINISTER, administer(book, "s1", Mass.mg(56)))

    assert lots_given(book, "s1") == ("S9",)
    found = lot_agrees(book, "s1", on_form=form, rules=RULES)
    assert [each.rule for each in found] == expected


def test_more_in_a_vial_than_the_book_has_stands_as_a_variance() -> None:
    book = with_open(vial())
    book = with_move(book, Move.VIAL_WASTE, waste_vial(book, "v1", Mass.mg(510)))

    assert book.on_hand == {}
    assert end_of_day(book, RULES) == ()


def test_a_lot_of_which_nothing_was_given_in_the_end_is_not_named() -> None:
    book = drawn(Mass.mg(10), Mass.mg(10))
    book = with_move(book, Move.ADMINISTER, administer(book, "s1", Mass.mg(10)))
    seq = book.entries[-1].seq
    book = with_move(book, Move.CORRECT, take_back(book, seq), corrects=seq)
    assert lots_given(book, "s1") == ()

    book = with_move(book, Move.ADMINISTER, administer(book, "s1", Mass.mg(20)))
    assert lots_given(book, "s1") == ("L1", "L2")


def test_a_vial_for_several_doses_stays_open_and_an_empty_one_is_no_finding() -> None:
    book = with_open(vial("v1", is_single_dose=False), vial("v2", mg=20))
    book = with_move(book, Move.WITHDRAW, withdraw("v1", "s1", Mass.mg(20)))
    book = with_move(book, Move.WITHDRAW, withdraw("v2", "s1", Mass.mg(20)))
    book = with_move(book, Move.ADMINISTER, administer(book, "s1", Mass.mg(40)))

    assert left(book, Mass.mg(40)) == []
    assert end_of_day(book, RULES) == ()


def test_of_two_lots_only_the_one_that_was_given_is_named() -> None:
    book = drawn(Mass.mg(10), Mass.mg(10))
    book = with_move(book, Move.ADMINISTER, administer(book, "s1", Mass.mg(10)))
    book = with_move(book, Move.ADMINISTER, administer(book, "s1", Mass.mg(10)))
    seq = book.entries[-1].seq
    book = with_move(book, Move.CORRECT, take_back(book, seq), corrects=seq)

    assert lots_given(book, "s1") == ("L1",)
