"""A filled-in scale is scored once, by the rules of its own file, or not stored at all."""

import json
from datetime import timedelta

import pytest

from clinic import NOON, Clinic
from daybreak.actions.scales import store_answer
from daybreak.care.errors import NotFound, NotUnderstood
from daybreak.records.models import JournalLine, ScaleAnswer
from daybreak.records.verify import verify
from treated import Treated, treated

AT = NOON - timedelta(days=1)
PHQ9 = {str(item): 1 for item in range(1, 10)}


@pytest.fixture
def somebody(clinic: Clinic) -> Treated:
    return treated(clinic)


def test_answers_are_stored_with_the_score_they_come_to(somebody: Treated) -> None:
    row = somebody.score(at=AT, answers={**PHQ9, "1": 3, "function": 2})

    assert (row.total, row.band, row.answered, row.prorated) == (11, "moderate", 9, False)
    assert (row.scale_version, row.scorer_version, row.at) == (1, 1, AT)
    assert json.loads(row.answers) == {**PHQ9, "1": 3, "function": 2}
    assert "suicide-screen" in json.loads(row.flags)


def test_an_unanswered_item_is_not_stored_as_an_answer(somebody: Treated) -> None:
    row = somebody.score(at=AT, answers={**PHQ9, "9": None})

    assert "9" not in json.loads(row.answers)
    assert "suicide-item-missing" in json.loads(row.flags)
    assert row.total == 8


def test_a_total_without_answers_says_that_its_items_are_unknown(somebody: Treated) -> None:
    row = somebody.score(21, at=AT)

    flags = json.loads(row.flags)
    assert (row.total, row.band, row.answered) == (21, "severe", 0)
    assert set(flags) == {"screen-positive", "items-unknown"}
    assert row.scorer_version == 0


@pytest.mark.parametrize(
    ("scale", "answers", "total", "words"),
    [
        ("phq-9", None, 28, "from 0 to 27"),
        ("phq-9", None, -1, "from 0 to 27"),
        ("phq-9", None, None, "Neither answers nor a total"),
        ("phq-9", {}, None, "No question"),
        ("phq-9", {"1": None}, None, "No question"),
        ("phq-9", {"1": 4}, None, "answered from 0 to 3"),
        ("phq-9", {"10": 1}, None, "no such item"),
        ("phq-9", PHQ9, 10, "do not come to the total"),
        ("c-ssrs-screener", None, 3, "has no total"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_stored(
    somebody: Treated,
    scale: str,
    answers: dict[str, int | None] | None,
    total: int | None,
    words: str,
) -> None:
    lines = JournalLine.objects.count()

    with pytest.raises(NotUnderstood, match=words):
        somebody.score(total, at=AT, scale=scale, answers=answers)

    assert not ScaleAnswer.objects.exists()
    assert JournalLine.objects.count() == lines


def test_a_total_that_agrees_with_its_answers_is_taken(somebody: Treated) -> None:
    assert somebody.score(9, at=AT, answers=dict(PHQ9)).total == 9


def test_a_scale_nobody_has_is_not_found(somebody: Treated) -> None:
    with pytest.raises(NotFound):
        somebody.score(3, at=AT, scale="phq-99")


def test_a_score_outside_an_act_cannot_be_stored(somebody: Treated) -> None:
    with pytest.raises(RuntimeError, match="inside an act"):
        store_answer(
            patient=somebody.patient,
            scale="phq-9",
            answers=None,
            total=3,
            at=AT,
            answered_by="staff",
        )


def test_what_is_stored_verifies(somebody: Treated) -> None:
    somebody.score(at=AT, answers={**PHQ9, "9": None})
    somebody.score(12, at=AT, scale="gad-7")

    assert verify().ok
