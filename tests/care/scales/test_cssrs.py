"""The most serious yes decides, and a missing answer never lowers the level."""

from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.scales.cssrs import Level, triage

Sheet = Mapping[str, bool | None]
NO: Sheet = dict.fromkeys(("q1", "q2", "q3", "q4", "q5", "q6", "q6b"), False)
ANSWER = st.sampled_from([True, False, None])
SHEET = st.fixed_dictionaries(dict.fromkeys(NO, ANSWER))


def level_of(sheet: Sheet, *, since: bool = False) -> Level:
    return triage(
        q1=sheet["q1"],
        q2=sheet["q2"],
        q3=sheet["q3"],
        q4=sheet["q4"],
        q5=sheet["q5"],
        q6=sheet["q6"],
        q6b=sheet["q6b"],
        since_last_visit=since,
    )


@pytest.mark.parametrize(
    ("yes", "level"),
    [
        ((), Level.NONE),
        (("q1",), Level.LOW),
        (("q2",), Level.LOW),
        (("q1", "q2"), Level.LOW),
        (("q2", "q3"), Level.MODERATE),
        (("q6",), Level.MODERATE),
        (("q2", "q4"), Level.HIGH),
        (("q2", "q5"), Level.HIGH),
        (("q6", "q6b"), Level.HIGH),
        (("q1", "q2", "q3", "q4", "q5", "q6", "q6b"), Level.HIGH),
    ],
)
def test_the_most_serious_yes_decides(yes: tuple[str, ...], level: Level) -> None:
    assert level_of({**NO, **dict.fromkeys(yes, True)}) == level


def test_cssrs_has_no_total_and_yes_answers_are_not_counted() -> None:
    """Three yes answers can be less than one: some vendors' sums say otherwise."""
    three = level_of({**NO, "q1": True, "q2": True, "q3": True})
    one = level_of({**NO, "q5": True})

    assert (three, one) == (Level.MODERATE, Level.HIGH)


def test_behaviour_of_unknown_age_is_high_until_it_is_answered() -> None:
    assert level_of({**NO, "q6": True, "q6b": None}) == Level.HIGH
    assert level_of({**NO, "q6": True, "q6b": False}) == Level.MODERATE


def test_any_behaviour_since_the_last_visit_is_high() -> None:
    sheet = {**NO, "q6": True, "q6b": False}

    assert level_of(sheet, since=True) == Level.HIGH


@pytest.mark.parametrize("missing", ["q1", "q2", "q6"])
def test_a_missing_answer_is_incomplete_and_needs_a_clinician(missing: str) -> None:
    level = level_of({**NO, missing: None})

    assert level == Level.INCOMPLETE
    assert level.needs_clinician_now


@pytest.mark.parametrize("missing", ["q3", "q4", "q5"])
def test_questions_skipped_after_a_no_are_not_missing(missing: str) -> None:
    assert level_of({**NO, missing: None}) == Level.NONE
    assert level_of({**NO, "q2": True, missing: None}) == Level.INCOMPLETE


@given(sheet=SHEET, since=st.booleans())
def test_incomplete_means_that_an_answer_could_change_the_level(
    sheet: dict[str, bool | None], since: bool
) -> None:
    """A level other than high or incomplete holds whatever the missing answers were."""
    level = level_of(sheet, since=since)
    open_keys = [key for key, answer in sheet.items() if answer is None]
    skipped = {"q3", "q4", "q5"} if sheet["q2"] is False else set()
    matter = [key for key in open_keys if key not in skipped | {"q6b"}]
    if level not in {Level.HIGH, Level.INCOMPLETE}:
        assert not matter
    if level is Level.HIGH:
        for answers in product([True, False], repeat=len(matter)):
            filled = {**sheet, **dict(zip(matter, answers, strict=True))}
            assert level_of(filled, since=since) == Level.HIGH


@given(sheet=SHEET, key=st.sampled_from(list(NO)), since=st.booleans())
def test_a_yes_never_lowers_the_level(sheet: dict[str, bool | None], key: str, since: bool) -> None:
    weight = [Level.NONE, Level.LOW, Level.MODERATE, Level.INCOMPLETE, Level.HIGH]
    before = level_of({**sheet, key: False}, since=since)
    after = level_of({**sheet, key: True}, since=since)

    assert weight.index(after) >= weight.index(before)


def test_old_behaviour_is_moderate_unless_the_form_asks_since_the_last_visit() -> None:
    def level(*, since_last_visit: bool | None) -> Level:
        asked = {} if since_last_visit is None else {"since_last_visit": since_last_visit}
        return triage(q1=False, q2=False, q3=None, q4=None, q5=None, q6=True, q6b=False, **asked)

    assert level(since_last_visit=None) is Level.MODERATE
    assert level(since_last_visit=True) is Level.HIGH
