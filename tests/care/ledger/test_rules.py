"""Every refusal is said in words, with its figures, and a file that cannot say it is refused."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from care.ledger.cabinet import (
    KIT,
    NURSE,
    OTHER,
    SAFE,
    T0,
    drafted,
    later,
    stocked,
    vial,
    with_move,
    with_open,
)
from daybreak.care.catalogue.reading import CatalogueError, read, shelf
from daybreak.care.findings import Finding, Status
from daybreak.care.ledger.account import opened, prepared, safe
from daybreak.care.ledger.book import Book
from daybreak.care.ledger.clocks import inventory_findings
from daybreak.care.ledger.counting import Count, compare
from daybreak.care.ledger.entry import Draft, Line, Move
from daybreak.care.ledger.moves import administer, overfill, receipt, withdraw
from daybreak.care.ledger.rules import REFUSALS, LedgerRules, ledger_rules
from daybreak.care.ledger.settlement import closing, lot_agrees
from daybreak.care.ledger.writing import refusals
from daybreak.care.quantities import Mass
from daybreak.care.team.roles import Role

DRAWN = drafted(Move.WITHDRAW, withdraw("v1", "s1", Mass.mg(40)))


def said(book: Book, draft: Draft) -> dict[str, str]:
    found = refusals(book, draft, ledger_rules())
    assert all(each.level is Status.HOLD and each.to_do.endswith(".") for each in found)
    return {each.rule: each.because for each in found}


def because(found: tuple[Finding, ...]) -> dict[str, str]:
    return {each.rule: each.because for each in found}


@pytest.mark.parametrize(
    ("change", "rule", "words"),
    [
        ({"lines": ()}, "ledger-nothing", "Nothing is moved."),
        ({"session": ""}, "ledger-session", "A withdraw belongs to a session."),
        ({"witness": NURSE}, "ledger-same-person", "Both signatures are by the same person."),
        (
            {"witness": replace(OTHER, at=later(-45))},
            "ledger-witness-late",
            "The two signatures lie 45 minutes apart; at most 30 count.",
        ),
        (
            {"lines": withdraw("v9", "s1", Mass.mg(1))},
            "ledger-vial-unknown",
            "No vial v9 was received here.",
        ),
        (
            {"lines": withdraw("v1", "s1", Mass.mg(501))},
            "ledger-negative",
            "open:v1 holds 500 mg of v1; 501 mg cannot be taken from it.",
        ),
        (
            {"lines": (*DRAWN.lines, Line(prepared("s1"), "v1", 1))},
            "ledger-unbalanced",
            "The lines of v1 do not add up to nothing: 0.001 mg are over or missing.",
        ),
        (
            {"lines": (Line(SAFE, "v1", -9), Line(prepared("s1"), "v1", 9))},
            "ledger-accounts",
            "A withdraw does not move drug between stock:north/main and the rest.",
        ),
        (
            {"at": T0.replace(year=2027, month=7)},
            "ledger-expired",
            "Vial v1, lot A1, expired on 2027-06-30.",
        ),
        (
            {"at": T0 + timedelta(days=29)},
            "ledger-beyond-use",
            "Vial v1 was opened on 2026-11-02; it is used for 28 days at most.",
        ),
    ],
)
def test_a_refusal_names_what_it_is_about(change: dict[str, Any], rule: str, words: str) -> None:
    assert said(with_open(vial()), replace(DRAWN, **change))[rule] == words


def test_the_papers_that_are_missing_are_named() -> None:
    bare = drafted(Move.DESTROY, (), witness=None, document="", reason="")

    assert said(Book(), bare)["ledger-witness"] == "A destroy is witnessed."
    assert said(Book(), bare)["ledger-document"] == "A destroy needs its document."
    assert said(Book(), drafted(Move.LOSS, (), reason=""))["ledger-reason"] == (
        "A loss needs a reason."
    )


def test_vials_devices_and_lots_are_named() -> None:
    book = with_open(KIT)
    half = drafted(Move.WITHDRAW, withdraw("kit", "s1", Mass.mg(50)))
    assert said(book, half)["ledger-devices"] == "kit moves in whole devices of 28 mg."

    twice = receipt([vial()], source="Supplier", into=SAFE)
    again = drafted(Move.RECEIPT, twice, vials=(vial(),), session="")
    assert said(stocked(vial()), again) == {"ledger-vial-twice": "Vial v1 is in the book already."}

    aside = with_move(with_open(vial()), Move.QUARANTINE, (), lot="A1")
    assert said(aside, DRAWN) == {"ledger-quarantined": "Lot A1 is in quarantine."}
    recalled = with_move(aside, Move.RECALL, (), lot="A1")
    assert said(recalled, DRAWN) == {"ledger-recalled": "Lot A1 was recalled."}

    over = drafted(Move.OVERFILL, overfill("v1", Mass.mg(51)))
    assert said(with_open(vial()), over) == {
        "ledger-overfill": "51 mg is more than 10 % over the label of v1."
    }
    moved = (Line(SAFE, "v1", -1), Line(safe("south", "main"), "v1", 1))
    assert said(stocked(vial()), drafted(Move.TRANSFER, moved)) == {
        "ledger-two-places": "Vial v1 would be in two places at once."
    }


def test_a_vial_drawn_from_names_whose_it_is() -> None:
    book = with_move(with_open(vial()), Move.WITHDRAW, DRAWN.lines)
    other = drafted(Move.WITHDRAW, withdraw("v1", "s2", Mass.mg(5)), session="s2")

    assert said(book, other) == {
        "ledger-one-session": "Vial v1 is for one session, and s1 has drawn from it."
    }


def test_what_keeps_a_session_open_is_said_with_its_amounts() -> None:
    book = with_move(with_open(vial()), Move.WITHDRAW, DRAWN.lines)
    book = with_move(book, Move.ADMINISTER, administer(book, "s1", Mass.mg(41)))
    rules = ledger_rules()

    found = closing(book, "s1", delivered=Mass.mg(40), open_cases=(), rules=rules)
    assert because(found) == {
        "ledger-delivered": "The ledger says 41 mg were given, the session 40 mg.",
        "ledger-open-vial": "Vial v1 is for one dose and still holds 460 mg.",
        "ledger-case": "1 mg differ between what was drawn up and what was measured, and no case "
        "is open.",
    }
    half = with_move(with_open(vial()), Move.WITHDRAW, DRAWN.lines)
    left = closing(half, "s1", delivered=Mass(0), open_cases=(), rules=rules)
    assert because(left)["ledger-left"] == "40 mg that were drawn up are not accounted for."


@pytest.mark.parametrize(
    ("form", "given_", "words"),
    [
        ("B7", 40, "The form names lot B7; the ledger gave A1."),
        ("", 40, "The form names lot none; the ledger gave A1."),
        ("B7", 0, "The form names lot B7; the ledger gave none."),
    ],
)
def test_a_lot_that_does_not_agree_is_said_both_ways(form: str, given_: int, words: str) -> None:
    book = with_move(with_open(vial()), Move.WITHDRAW, DRAWN.lines)
    if given_:
        book = with_move(book, Move.ADMINISTER, administer(book, "s1", Mass.mg(given_)))

    assert because(lot_agrees(book, "s1", on_form=form, rules=ledger_rules())) == {
        "ledger-lot": words
    }


def test_two_lots_given_are_both_named() -> None:
    book = with_open(vial(), vial("v2", lot="B2"))
    for name in ("v1", "v2"):
        book = with_move(book, Move.WITHDRAW, withdraw(name, "s1", Mass.mg(20)))
    book = with_move(book, Move.ADMINISTER, administer(book, "s1", Mass.mg(40)))

    (found,) = lot_agrees(book, "s1", on_form="A1", rules=ledger_rules())

    assert found.because == "The form names lot A1; the ledger gave A1, B2."


def test_a_count_says_what_was_counted_and_what_should_be_there() -> None:
    book, rules = with_open(vial()), ledger_rules()
    here = (opened("v1"), "v1")

    def counted(mg: int, by: int) -> Count:
        return Count(UUID(int=by), {here: Mass.mg(mg)})

    differs = compare(book, counted(480, 1), counted(480, 2), rules)
    assert because(differs) == {
        "ledger-count-differs": "v1: 480 mg were counted; the book holds 500 mg."
    }
    apart = compare(book, counted(480, 1), counted(470, 2), rules)
    assert because(apart) == {"ledger-count-apart": "Two people counted 480 mg and 470 mg in v1."}
    missing = compare(book, counted(480, 1), Count(UUID(int=2), {}), rules)
    assert because(missing) == {"ledger-count-missing": "v1 was not counted."}


def test_the_inventory_names_its_day() -> None:
    (found,) = inventory_findings(date(2024, 11, 1), date(2026, 11, 2), ledger_rules())

    assert found.because == "The inventory is due on 2026-11-01."


def test_the_rules_are_the_newest_of_the_shelf_and_the_clinic(tmp_path: Path) -> None:
    ours = (shelf("rules") / "ledger-1.toml").read_text(encoding="utf-8")
    (tmp_path / "rules").mkdir()
    newer = ours.replace("version = 1", "version = 2").replace(
        "percent_max = 10", "percent_max = 5"
    )
    (tmp_path / "rules" / "ledger-2.toml").write_text(newer, encoding="utf-8")

    assert (ledger_rules().version, ledger_rules().overfill.percent_max) == (1, 10)
    mine = ledger_rules(overlay=tmp_path)
    assert (mine.version, mine.overfill.percent_max) == (2, 5)
    assert mine.signing.roles == (Role.NURSE, Role.PRESCRIBER, Role.DIRECTOR)
    assert set(mine.by_id) == set(REFUSALS)


@pytest.mark.parametrize(
    ("wrong", "right", "key", "why"),
    [
        (
            'id = "ledger-left"',
            'id = "ledger-gone"',
            ", refusal: there",
            "there is no row for ledger-left",
        ),
        ('id = "ledger-left"', 'id = "ledger-role"', "refusal", "there is no row for ledger-left"),
        ("{left} that", "{lost} that", "refusal[24].because", "no figure lost here"),
        ('to_do = "Enter an amount."', 'to_do = "{amount}"', "refusal[3].because", "amount"),
        ("notify_business_days = 1", "notify_business_days = 0", "loss.report_days", "first"),
        (
            "report_days = 45",
            "report_days = 0",
            ", loss.report_days: a",
            "a loss is told first and reported afterwards",
        ),
    ],
)
def test_a_file_that_could_not_say_a_refusal_is_refused(
    tmp_path: Path, wrong: str, right: str, key: str, why: str
) -> None:
    ours = (shelf("rules") / "ledger-1.toml").read_text(encoding="utf-8")
    assert wrong in ours
    path = tmp_path / "mine.toml"
    path.write_text(ours.replace(wrong, right), encoding="utf-8")

    with pytest.raises(CatalogueError) as refused:
        read(path, LedgerRules)

    assert key in refused.value.message
    assert why in refused.value.why


def test_everything_a_file_lacks_is_named_in_order(tmp_path: Path) -> None:
    ours = (shelf("rules") / "ledger-1.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    lacking = ours.replace('id = "ledger-left"', 'id = "x"').replace(
        'id = "ledger-case"', 'id = "y"'
    )
    path.write_text(lacking, encoding="utf-8")
    with pytest.raises(CatalogueError, match="no row for ledger-case, ledger-left"):
        read(path, LedgerRules)
    path.unlink()
    whole = (shelf("rules") / "ledger-1.toml").read_text(encoding="utf-8")
    path.write_text(whole.replace("{left} that", "{a} {b}"), encoding="utf-8")
    with pytest.raises(CatalogueError, match="no figure a, b here"):
        read(path, LedgerRules)


def test_a_loss_may_be_told_and_reported_on_the_same_day(tmp_path: Path) -> None:
    ours = (shelf("rules") / "ledger-1.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(ours.replace("report_days = 45", "report_days = 1"), encoding="utf-8")

    assert read(path, LedgerRules).loss.report_days == 1


def test_a_row_that_stands_twice_or_that_nothing_says_is_refused(tmp_path: Path) -> None:
    ours = (shelf("rules") / "ledger-1.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    for id_ in ("ledger-role", "ledger-unheard"):
        row = f'\n[[refusal]]\nid = "{id_}"\nbecause = "x"\nto_do = "y"\n'
        path.write_text(ours + row, encoding="utf-8")
        with pytest.raises(CatalogueError, match=f"{id_}.*unknown, or stands twice") as refused:
            read(path, LedgerRules)
        assert ".id" in refused.value.message
        path.unlink()
