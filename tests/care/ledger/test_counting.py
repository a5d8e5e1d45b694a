"""Two people count without seeing what should be there, and what differs becomes a case."""

from datetime import timedelta
from uuid import UUID

import pytest

from care.ledger.cabinet import RULES, SAFE, T0, stocked, vial, with_move, with_open
from daybreak.care.errors import NotAllowed
from daybreak.care.findings import Status
from daybreak.care.ledger.account import Account, Kind, opened
from daybreak.care.ledger.book import Book
from daybreak.care.ledger.counting import Case, Count, Outcome, blind_sheet, compare, settle_case
from daybreak.care.ledger.entry import Move
from daybreak.care.ledger.moves import count_off, receipt, withdraw
from daybreak.care.quantities import Mass

ONE, TWO = UUID(int=1), UUID(int=2)
OPEN, SEALED = (opened("v1"), "v1"), (SAFE, "v2")


def cabinet() -> Book:
    """One open vial of 500 mg at 50 mg/mL, and one sealed."""
    more = vial("v2", lot="B2")
    lines = receipt([more], source="Supplier", into=SAFE)
    return with_move(with_open(vial()), Move.RECEIPT, lines, vials=(more,), session="")


def counted(open_mg: str = "500", sealed_mg: str = "500", by: UUID = ONE) -> Count:
    return Count(by, {OPEN: Mass.mg(open_mg), SEALED: Mass.mg(sealed_mg)})


def found(first: Count, second: Count) -> list[tuple[str, Status]]:
    return [(each.rule, Status(each.level)) for each in compare(cabinet(), first, second, RULES)]


def test_what_is_drawn_up_is_not_counted() -> None:
    book = with_move(cabinet(), Move.WITHDRAW, withdraw("v1", "s1", Mass.mg(40)))

    assert {place.account.kind for place in blind_sheet(book)} == {Kind.OPEN, Kind.STOCK}


def test_a_vial_without_a_strength_differs_by_nothing() -> None:
    book = with_open(vial(strength=None))
    off = {OPEN: Mass.mg("499.999")}

    found = compare(book, Count(ONE, off), Count(TWO, off), RULES)

    assert [each.level for each in found] == [Status.HOLD]


def test_the_sheet_names_everything_and_no_amount() -> None:
    sheet = blind_sheet(cabinet())

    assert {place.substance for place in sheet} == {"ketamine"}
    assert [(place.vial, place.lot) for place in sheet] == [("v1", "A1"), ("v2", "B2")]
    assert not any("500" in repr(place) for place in sheet)


def test_a_count_that_agrees_finds_nothing() -> None:
    assert found(counted(), counted(by=TWO)) == []


@pytest.mark.parametrize(
    ("open_mg", "level"),
    [
        ("490", Status.NOTE),  # 0.2 mL, 2 percent: within
        ("489.999", Status.HOLD),
        ("510", Status.NOTE),
        ("510.001", Status.HOLD),
    ],
)
def test_an_open_vial_may_differ_by_what_a_measure_differs(open_mg: str, level: Status) -> None:
    off = found(counted(open_mg), counted(open_mg, by=TWO))

    assert off == [("ledger-count-differs", level)]


@pytest.mark.parametrize(
    ("label_mg", "counted_mg", "level"),
    [
        (200, "196", Status.NOTE),  # 2 percent, 0.08 mL
        (200, "195.999", Status.HOLD),  # over 2 percent, though under 0.2 mL
        (1000, "990", Status.NOTE),  # 0.2 mL, 1 percent
        (1000, "989.999", Status.HOLD),  # over 0.2 mL, though under 2 percent
    ],
)
def test_either_line_alone_opens_a_case(label_mg: int, counted_mg: str, level: Status) -> None:
    book = with_open(vial(mg=label_mg))
    off = {OPEN: Mass.mg(counted_mg)}

    found = compare(book, Count(ONE, off), Count(TWO, off), RULES)

    assert [each.level for each in found] == [level]


def test_of_two_vials_in_one_safe_each_is_counted_by_itself() -> None:
    book = stocked(vial("v1"), vial("v2"))
    both = {(SAFE, "v1"): Mass.mg(500), (SAFE, "v2"): Mass.mg(500)}

    assert compare(book, Count(ONE, both), Count(TWO, both), RULES) == ()
    fewer = {**both, (SAFE, "v2"): Mass.mg(499)}
    (found,) = compare(book, Count(ONE, fewer), Count(TWO, fewer), RULES)
    assert found.because == "v2: 499 mg were counted; the book holds 500 mg."


def test_a_sealed_vial_differs_by_nothing() -> None:
    off = found(counted(sealed_mg="499.999"), counted(sealed_mg="499.999", by=TWO))

    assert off == [("ledger-count-differs", Status.HOLD)]


def test_a_vial_nobody_knew_of_is_a_case() -> None:
    strange = (SAFE, "v7")
    counts = [
        Count(by, {OPEN: Mass.mg(500), SEALED: Mass.mg(500), strange: Mass.mg(5)})
        for by in (ONE, TWO)
    ]

    assert found(*counts) == [("ledger-count-differs", Status.HOLD)]


def test_who_counts_twice_has_counted_once() -> None:
    assert found(counted(), counted()) == [("ledger-count-same-person", Status.HOLD)]


def test_two_counts_that_differ_are_counted_again() -> None:
    assert found(counted("480"), counted("500", by=TWO)) == [("ledger-count-apart", Status.HOLD)]


def test_what_was_not_counted_is_said() -> None:
    partly = Count(TWO, {OPEN: Mass.mg(500)})

    assert found(counted(), partly) == [("ledger-count-missing", Status.HOLD)]


def test_after_a_variance_the_book_says_what_is_there() -> None:
    book = cabinet()
    lines = count_off(book, opened("v1"), "v1", Mass.mg(480), "count-1")
    book = with_move(book, Move.VARIANCE, lines)

    assert book.held(opened("v1")) == Mass.mg(480)
    assert book.held(Account(Kind.VARIANCE, "count-1")) == Mass.mg(20)
    assert count_off(book, opened("v1"), "v1", Mass.mg(480), "count-2") == ()


def test_a_case_is_escalated_after_a_day_and_settled_with_a_reason() -> None:
    case = Case("c1", "count-1", T0)
    day = timedelta(hours=24)

    assert not case.is_escalated(T0 + day - timedelta(seconds=1), RULES)
    assert case.is_escalated(T0 + day, RULES)
    with pytest.raises(NotAllowed, match=r"^Say in a sentence why") as wordless:
        settle_case(case, outcome=Outcome.EXPLAINED, reason=" ")
    assert wordless.value.code == "ledger-case-reason"
    settled = settle_case(case, outcome=Outcome.THEFT_OR_LOSS, reason=" A vial is gone. ")
    assert settled == Case("c1", "count-1", T0, Outcome.THEFT_OR_LOSS, "A vial is gone.")
    assert not settled.is_open
    assert not settled.is_escalated(T0 + day, RULES)
    with pytest.raises(NotAllowed, match=r"^This case is settled\.") as again:
        settle_case(settled, outcome=Outcome.EXPLAINED, reason="Found.")
    assert again.value.code == "ledger-case-settled"
