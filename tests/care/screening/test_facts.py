"""A fact fits its question, grows old, and no record can say no for a person."""

from datetime import date
from typing import Any

import pytest

from daybreak.care.errors import NotUnderstood
from daybreak.care.screening.facts import Fact, Origin, check, merged
from daybreak.care.screening.fields import fields

FIELDS = fields()
OLD, NEW = date(2026, 1, 1), date(2026, 11, 22)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("systolic-mmhg", 1640),
        ("systolic-mmhg", True),
        ("systolic-mmhg", "120"),
        ("hx-avm", 1),
        ("hx-avm", "yes"),
        ("pregnancy", "maybe"),
        ("pregnancy", True),
        ("last-mi-or-stroke-on", "last spring"),
        ("last-mi-or-stroke-on", 20260101),
        ("last-mi-or-stroke-on", "9999-12-31"),
        ("last-mi-or-stroke-on", "0001-01-01"),
    ],
)
def test_what_cannot_be_an_answer_is_not_understood(name: str, value: Any) -> None:
    with pytest.raises(NotUnderstood, match=r"\.$"):
        check(FIELDS.field(name), value)


@pytest.mark.parametrize("each", FIELDS.questions, ids=lambda each: each.id)
def test_every_question_can_be_answered_without_worry_or_left_open(each: Any) -> None:
    check(each, each.reassuring)
    check(each, None)
    assert each.question
    assert each.name


def test_a_question_nobody_asks_is_not_understood() -> None:
    with pytest.raises(NotUnderstood):
        FIELDS.field("hx-anuerysm")


def test_questions_of_a_version_that_is_not_here_are_refused() -> None:
    with pytest.raises(NotUnderstood):
        fields(99)


@pytest.mark.parametrize(
    ("first", "second", "stays"),
    [
        # a person's later no does not undo what another record says of a lasting thing
        (Fact(True, OLD, Origin.IMPORTED), Fact(False, NEW, Origin.ASKED), True),
        (Fact(False, NEW, Origin.ASKED), Fact(True, OLD, Origin.IMPORTED), True),
        # but a person may correct a person
        (Fact(True, OLD, Origin.ASKED), Fact(False, NEW, Origin.ASKED), False),
        (Fact(False, OLD, Origin.ASKED), Fact(True, NEW, Origin.ASKED), True),
        # an open answer hides nothing
        (Fact(True, OLD, Origin.ASKED), Fact(None, NEW, Origin.ASKED), True),
        (Fact(None, NEW, Origin.ASKED), Fact(False, OLD, Origin.ASKED), False),
    ],
)
def test_of_two_answers_the_newest_counts_but_a_record_is_not_talked_away(
    first: Fact, second: Fact, *, stays: bool
) -> None:
    together = merged(FIELDS, {"hx-aneurysm": first}, {"hx-aneurysm": second})
    assert together["hx-aneurysm"].value is stays


def test_the_newest_measure_counts_and_a_later_layer_wins_a_tie() -> None:
    old = {"systolic-mmhg": Fact(150, OLD, Origin.MEASURED)}
    new = {"systolic-mmhg": Fact(130, NEW, Origin.MEASURED)}
    again = {"systolic-mmhg": Fact(128, NEW, Origin.MEASURED)}

    assert merged(FIELDS, new, old)["systolic-mmhg"].value == 130
    assert merged(FIELDS, new, again)["systolic-mmhg"].value == 128
