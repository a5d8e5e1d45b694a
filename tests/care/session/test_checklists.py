"""The scores for going home add up, and a missing item is never taken for a good one."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.errors import NotUnderstood
from daybreak.care.session.checklists import checklist, checklists, score

ALDRETE = checklist("aldrete-modified")
PADSS = checklist("padss")
FIT = {item.id: 2 for item in ALDRETE.item}


def test_both_scores_are_on_the_shelf_with_five_items_and_a_cut_of_nine() -> None:
    assert {each.id for each in checklists()} == {"aldrete-modified", "padss"}
    for each in checklists():
        assert (len(each.item), each.pass_from) == (5, 9)


@pytest.mark.parametrize(
    ("changed", "total", "passed"),
    [
        ({}, 10, True),
        ({"activity": 1}, 9, True),
        ({"activity": 1, "spo2": 1}, 8, False),
        ({"activity": 0}, 8, False),
    ],
)
def test_nine_of_ten_is_enough(changed: dict[str, int], total: int, passed: bool) -> None:
    result = score(ALDRETE, FIT | changed)

    assert (result.total, result.is_passed) == (total, passed)
    assert result.version == 1


def test_an_item_that_was_scored_nothing_is_named() -> None:
    assert score(ALDRETE, FIT | {"spo2": 0}).zeros == ("Oxygen",)


@pytest.mark.parametrize("answers", [{}, {"activity": 2}, FIT | {"spo2": None}])
def test_without_every_item_there_is_no_total(answers: dict[str, int | None]) -> None:
    result = score(ALDRETE, answers)

    assert result.total is None
    assert not result.is_passed
    assert "spo2" in result.missing


def test_bleeding_that_does_not_apply_counts_as_none() -> None:
    answers = {"vital-signs": 2, "activity": 2, "discomfort": 2, "intake-output": 2}

    assert score(PADSS, answers).total == 10


@pytest.mark.parametrize("answers", [FIT | {"spo2": 3}, FIT | {"spo2": -1}, FIT | {"luck": 2}])
def test_what_is_no_answer_is_refused(answers: dict[str, int]) -> None:
    with pytest.raises(NotUnderstood):
        score(ALDRETE, answers)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([item.id for item in ALDRETE.item]), st.integers(0, 2)))
def test_a_pass_needs_every_item_and_nine_points(answers: dict[str, int]) -> None:
    result = score(ALDRETE, answers)

    assert result.is_passed is (len(answers) == 5 and sum(answers.values()) >= 9)


@pytest.mark.parametrize("pass_from", [0, 11])
def test_a_cut_that_cannot_be_reached_or_missed_is_refused(pass_from: int) -> None:
    with pytest.raises(ValueError, match="can be reached"):
        replace(ALDRETE, pass_from=pass_from)
