"""What cannot be so is not written, and everything that stands against it is told."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from care.ledger.cabinet import (
    KIT,
    NURSE,
    OTHER,
    RULES,
    SAFE,
    T0,
    drafted,
    later,
    stocked,
    vial,
    with_move,
    with_open,
)
from daybreak.care.errors import NotAllowed
from daybreak.care.ledger.account import Account, Kind, opened, prepared, safe, supplier
from daybreak.care.ledger.book import Book
from daybreak.care.ledger.entry import SHAPES, Draft, Line, Move
from daybreak.care.ledger.moves import (
    administer,
    lose,
    open_vial,
    overfill,
    receipt,
    settle,
    take_back,
    waste,
    waste_vial,
    whole,
    withdraw,
)
from daybreak.care.ledger.writing import refusals, write
from daybreak.care.quantities import Mass
from daybreak.care.team.roles import Role

DRAWN = drafted(Move.WITHDRAW, withdraw("v1", "s1", Mass.mg(40)))


def told(book: Book, draft: Draft) -> list[str]:
    return [each.rule for each in refusals(book, draft, RULES)]


def test_every_move_has_a_shape() -> None:
    assert set(SHAPES) == set(Move)


def test_a_day_at_the_cabinet_can_be_written() -> None:
    book = with_open(vial())
    book = with_move(book, Move.WITHDRAW, withdraw("v1", "s1", Mass.mg(40)))
    book = with_move(book, Move.ADMINISTER, administer(book, "s1", Mass.mg(22)))
    book = with_move(book, Move.WASTE, waste(book, "s1", Mass.mg(18)))

    assert book.held(opened("v1")) == Mass.mg(460)
    assert book.held(prepared("s1")) == Mass(0)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"lines": ()}, "ledger-nothing"),
        ({"session": ""}, "ledger-session"),
        ({"witness": NURSE}, "ledger-same-person"),
        ({"by": replace(NURSE, roles=frozenset({Role.FRONT_DESK}))}, "ledger-role"),
        ({"by": replace(NURSE, licensed_until=None)}, "ledger-licence"),
        ({"by": replace(NURSE, licensed_until=date(2026, 11, 1))}, "ledger-licence"),
        ({"witness": replace(OTHER, licensed_until=date(2026, 11, 1))}, "ledger-licence"),
        ({"witness": replace(OTHER, is_escort=True)}, "ledger-escort"),
        ({"witness": replace(OTHER, roles=frozenset({Role.PATIENT}))}, "ledger-role"),
        ({"witness": replace(OTHER, at=later(31))}, "ledger-witness-late"),
        ({"lines": withdraw("v9", "s1", Mass.mg(1))}, "ledger-vial-unknown"),
        ({"lines": withdraw("v1", "s1", Mass.mg(501))}, "ledger-negative"),
        ({"lines": (*DRAWN.lines, Line(prepared("s1"), "v1", 1))}, "ledger-unbalanced"),
        ({"lines": (Line(opened("v1"), "v1", 0),)}, "ledger-nothing"),
        ({"lines": (Line(SAFE, "v1", -9), Line(prepared("s1"), "v1", 9))}, "ledger-accounts"),
        ({"at": T0.replace(year=2027, month=7)}, "ledger-expired"),
        ({"at": T0 + timedelta(days=29)}, "ledger-beyond-use"),
        ({"corrects": 1}, "ledger-correction"),
    ],
)
def test_what_cannot_be_drawn_up_is_refused(change: dict[str, Any], rule: str) -> None:
    book = with_open(vial())

    assert rule in told(book, replace(DRAWN, **change))
    with pytest.raises(NotAllowed):
        write(book, replace(DRAWN, **change), RULES)


@pytest.mark.parametrize(
    "edge",
    [
        {"by": replace(NURSE, licensed_until=date(2026, 11, 2))},
        {"witness": replace(OTHER, at=later(30))},
        {"witness": replace(OTHER, at=later(-30))},
        {"witness": None},
        {"lines": withdraw("v1", "s1", Mass.mg(500))},
        {"at": T0 + timedelta(days=28)},
    ],
)
def test_what_just_can_be_drawn_up_is_written(edge: dict[str, Any]) -> None:
    assert told(with_open(vial()), replace(DRAWN, **edge)) == []


def test_the_last_day_of_a_vial_is_printed_on_it() -> None:
    last = with_open(vial(expires=T0.date()))

    assert told(last, DRAWN) == []
    assert told(last, replace(DRAWN, at=T0 + timedelta(days=1))) == ["ledger-expired"]


def test_everything_that_stands_against_it_is_told_at_once() -> None:
    wrong = replace(DRAWN, session="", witness=NURSE, lines=withdraw("v1", "s1", Mass.mg(900)))

    assert told(with_open(vial()), wrong) == [
        "ledger-session",
        "ledger-same-person",
        "ledger-negative",
    ]


@pytest.mark.parametrize("move", [move for move, shape in SHAPES.items() if shape.witnessed])
def test_what_is_witnessed_needs_a_witness(move: Move) -> None:
    assert "ledger-witness" in told(Book(), drafted(move, (), witness=None))


@pytest.mark.parametrize("move", [move for move, shape in SHAPES.items() if shape.reasoned])
def test_what_needs_a_reason_is_refused_without(move: Move) -> None:
    assert "ledger-reason" in told(Book(), drafted(move, (), reason=" "))


@pytest.mark.parametrize("move", [move for move, shape in SHAPES.items() if shape.documented])
def test_what_needs_a_document_is_refused_without(move: Move) -> None:
    assert "ledger-document" in told(Book(), drafted(move, (), document=" "))


def test_a_vial_is_received_once() -> None:
    again = drafted(
        Move.RECEIPT, receipt([vial()], source="Supplier", into=SAFE), vials=(vial(),), session=""
    )

    assert told(stocked(vial()), again) == ["ledger-vial-twice"]


def test_a_vial_stands_on_a_receipt_once() -> None:
    same = (vial(), vial())
    twice = drafted(
        Move.RECEIPT, receipt(same, source="Supplier", into=SAFE), vials=same, session=""
    )

    assert set(told(Book(), twice)) == {"ledger-vial-twice"}


def test_a_lot_set_aside_is_not_drawn_from_until_it_is_released() -> None:
    book = with_open(vial())
    book = with_move(book, Move.QUARANTINE, (), lot="A1")
    assert told(book, DRAWN) == ["ledger-quarantined"]

    book = with_move(book, Move.RELEASE, (), lot="A1")
    assert told(book, DRAWN) == []


def test_a_recall_is_never_released_and_holds_no_other_lot() -> None:
    book = with_open(vial(), vial("v2", lot="B2"))
    book = with_move(book, Move.RECALL, (), lot="A1")
    book = with_move(book, Move.RELEASE, (), lot="A1")

    assert told(book, DRAWN) == ["ledger-recalled"]
    assert told(book, replace(DRAWN, lines=withdraw("v2", "s1", Mass.mg(40)))) == []


def test_what_is_recalled_can_still_be_wasted_and_returned() -> None:
    book = with_open(vial())
    book = with_move(book, Move.RECALL, (), lot="A1")

    back = whole(book, "v1", Account(Kind.RETURNED, "Distributor"))

    assert told(book, drafted(Move.RETURN, back)) == []


def test_a_vial_for_one_dose_serves_one_session() -> None:
    book = with_move(with_open(vial()), Move.WITHDRAW, DRAWN.lines)
    again = drafted(Move.WITHDRAW, withdraw("v1", "s1", Mass.mg(5)))
    for_another = drafted(Move.WITHDRAW, withdraw("v1", "s2", Mass.mg(5)), session="s2")

    assert told(book, again) == []
    assert told(book, for_another) == ["ledger-one-session"]


def test_a_vial_for_several_doses_serves_several_sessions() -> None:
    book = with_move(with_open(vial(is_single_dose=False)), Move.WITHDRAW, DRAWN.lines)

    for_another = drafted(Move.WITHDRAW, withdraw("v1", "s2", Mass.mg(5)), session="s2")

    assert told(book, for_another) == []


def test_nasal_devices_are_whole() -> None:
    book = with_open(KIT)

    assert told(book, drafted(Move.WITHDRAW, withdraw("kit", "s1", Mass.mg(56)))) == []
    assert told(book, drafted(Move.WITHDRAW, withdraw("kit", "s1", Mass.mg(50)))) == [
        "ledger-devices",
        "ledger-devices",
    ]


def test_a_vial_is_in_one_place() -> None:
    book = stocked(vial())
    half = (Line(SAFE, "v1", -1), Line(safe("south", "main"), "v1", 1))

    assert told(book, drafted(Move.TRANSFER, half)) == ["ledger-two-places"]
    moved = with_move(book, Move.TRANSFER, whole(book, "v1", safe("south", "main")))
    assert moved.place_of("v1") == safe("south", "main")


@pytest.mark.parametrize(("mg", "expected"), [(50, []), (51, ["ledger-overfill"])])
def test_a_vial_holds_a_tenth_over_its_label_at_most(mg: int, expected: list[str]) -> None:
    assert told(with_open(vial()), drafted(Move.OVERFILL, overfill("v1", Mass.mg(mg)))) == expected


def test_the_tenth_over_the_label_is_not_there_twice() -> None:
    book = with_move(with_open(vial()), Move.OVERFILL, overfill("v1", Mass.mg(30)))

    again = drafted(Move.OVERFILL, overfill("v1", Mass.mg(30)))

    assert told(book, again) == ["ledger-overfill"]


def test_a_wrong_entry_is_taken_back_once_and_whole() -> None:
    book = with_move(with_open(vial()), Move.WITHDRAW, DRAWN.lines)
    seq = book.entries[-1].seq
    back = drafted(Move.CORRECT, take_back(book, seq), corrects=seq)

    corrected = write(book, back, RULES)

    assert corrected.held(opened("v1")) == Mass.mg(500)
    assert len(corrected.entries) == len(book.entries) + 1
    assert "ledger-correction" in told(corrected, back)
    assert "ledger-correction" in told(book, replace(back, lines=back.lines[:1]))
    assert "ledger-correction" in told(book, replace(back, corrects=99))
    assert "ledger-correction" in told(book, replace(back, corrects=None))
    of_a_correction = drafted(
        Move.CORRECT, take_back(corrected, seq + 1), corrects=corrected.entries[-1].seq
    )
    assert "ledger-correction" in told(corrected, of_a_correction)


def test_what_was_used_since_cannot_be_taken_back() -> None:
    book = with_move(with_open(vial()), Move.WITHDRAW, DRAWN.lines)
    book = with_move(book, Move.ADMINISTER, administer(book, "s1", Mass.mg(40)))

    back = drafted(Move.CORRECT, take_back(book, 3), corrects=3)

    assert told(book, back) == ["ledger-negative"]


def test_more_than_was_drawn_up_is_written_as_given_and_found() -> None:
    book = with_move(with_open(vial()), Move.WITHDRAW, DRAWN.lines)
    book = with_move(book, Move.ADMINISTER, administer(book, "s1", Mass.mg(41)))

    assert book.held(Account(Kind.PATIENT, "s1")) == Mass.mg(41)
    assert book.held(Account(Kind.VARIANCE, "s1")) == Mass.mg(-1)


def test_nothing_is_given_of_what_was_not_drawn_up() -> None:
    book = with_open(vial())

    with pytest.raises(NotAllowed, match="Nothing was drawn up"):
        administer(book, "s1", Mass.mg(1))
    assert settle(book, "s1") == ()
    with pytest.raises(NotAllowed, match="was not received"):
        open_vial(book, "v9")


def test_the_supplier_may_go_under_nothing_and_nobody_else_on_hand() -> None:
    book = stocked(vial())

    assert book.held(supplier("Supplier")) == Mass.mg(-500)
    too_much = lose(SAFE, "v1", Mass(500_001), "incident")
    assert told(book, drafted(Move.LOSS, too_much)) == ["ledger-negative"]


def test_a_session_moves_nothing_of_another() -> None:
    book = with_move(with_open(vial()), Move.WITHDRAW, DRAWN.lines)
    of_another = drafted(Move.ADMINISTER, administer(book, "s1", Mass.mg(40)), session="s2")

    assert told(book, of_another) == ["ledger-other-session", "ledger-other-session"]


def test_a_variance_is_no_way_around_what_is_there() -> None:
    book = with_move(with_open(vial()), Move.WITHDRAW, DRAWN.lines)
    patient, off = Account(Kind.PATIENT, "s1"), Account(Kind.VARIANCE, "s1")
    beside = (Line(off, "v1", -9), Line(patient, "v1", 9))
    all_but_one = (
        Line(prepared("s1"), "v1", -39_999),
        Line(off, "v1", -1),
        Line(patient, "v1", 40_000),
    )
    around = (Line(opened("v1"), "v1", -9), Line(prepared("s1"), "v1", 9))

    assert told(book, drafted(Move.ADMINISTER, beside)) == ["ledger-variance"]
    assert told(book, drafted(Move.ADMINISTER, all_but_one)) == ["ledger-variance"]
    assert told(book, drafted(Move.VARIANCE, around)) == ["ledger-variance"]
    assert told(book, drafted(Move.ADMINISTER, administer(book, "s1", Mass.mg(41)))) == []
    wasted_over = drafted(Move.VIAL_WASTE, waste_vial(book, "v1", Mass.mg(461)))
    assert told(book, wasted_over) == []


def said(book: Book, draft: Draft) -> list[str]:
    return [each.because for each in refusals(book, draft, RULES)]


def test_a_microgram_that_was_never_there_cannot_be_taken() -> None:
    unmade = drafted(
        Move.ADMINISTER,
        (Line(prepared("s1"), "v1", -1), Line(Account(Kind.PATIENT, "s1"), "v1", 1)),
    )

    assert told(with_open(vial()), unmade) == ["ledger-negative"]


def test_a_refusal_names_the_vial_the_session_and_what_is_held_of_it() -> None:
    book = with_open(vial("v1"), vial("v2"))
    book = with_move(book, Move.WITHDRAW, withdraw("v1", "s1", Mass.mg(40)))
    book = with_move(book, Move.WITHDRAW, withdraw("v2", "s1", Mass.mg(10)))
    patient, off = Account(Kind.PATIENT, "s1"), Account(Kind.VARIANCE, "s1")
    over = (Line(prepared("s1"), "v2", -11_000), Line(patient, "v2", 11_000))
    beside = (Line(off, "v2", -9), Line(patient, "v2", 9))
    around = (Line(opened("v2"), "v2", -9), Line(prepared("s1"), "v2", 9))

    assert said(book, drafted(Move.ADMINISTER, over)) == [
        f"{prepared('s1')} holds 10 mg of v2; 11 mg cannot be taken from it."
    ]
    assert said(book, drafted(Move.ADMINISTER, beside)) == [
        "v2: a variance is written only for what is neither there nor explained."
    ]
    assert said(book, drafted(Move.VARIANCE, around)) == [
        "v2: a variance is written only for what is neither there nor explained."
    ]
    of_another = drafted(Move.ADMINISTER, over[:1], session="s2")
    assert f"{prepared('s1')} is not of the session s2." in said(book, of_another)


def test_what_is_refused_says_everything_with_what_to_do() -> None:
    wrong = replace(DRAWN, session="", witness=NURSE)

    with pytest.raises(NotAllowed) as refused:
        write(with_open(vial()), wrong, RULES)

    assert refused.value.code == "ledger-session"
    assert refused.value.message == (
        "A withdraw belongs to a session. Open it from the session's page. "
        "Both signatures are by the same person. A second person signs."
    )
    assert {each.source for each in refusals(with_open(vial()), wrong, RULES)} == {RULES.source}
