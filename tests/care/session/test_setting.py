"""What they bring to a session is kept as it was said, and only what the sheet asks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.errors import NotUnderstood
from daybreak.care.session.setting import Choice, Field, Kind, SettingSheet, answered, setting_sheet

SHEET = setting_sheet()


def test_the_sheet_asks_what_is_agreed_before_a_session() -> None:
    asked = {each.id for each in SHEET.field}

    assert asked >= {"mood", "anxiety", "intention", "fears", "safe", "music", "light", "touch"}
    assert [each.id for each in SHEET.field if each.id == "touch" and each.choice[0].id == "none"]
    assert all(each.source.mark for each in SHEET.field)


def test_what_stays_open_is_not_kept_and_spaces_nobody_sees_go() -> None:
    told = {"mood": "  calm \n enough ", "music": "", "fears": None, "anxiety": 0, "touch": "hand"}

    assert answered(told, SHEET) == {"mood": "calm enough", "anxiety": 0, "touch": "hand"}


@pytest.mark.parametrize(
    "told",
    [
        {"shoe-size": "42"},
        {"anxiety": 11},
        {"anxiety": -1},
        {"anxiety": "three"},
        {"touch": "hug"},
        {"mood": "x" * (SHEET.most_letters + 1)},
        {"mood": 7},
    ],
)
def test_what_does_not_fit_its_question_is_not_understood(told: dict[str, str | int]) -> None:
    with pytest.raises(NotUnderstood):
        answered(told, SHEET)


@given(st.text(max_size=SHEET.most_letters))
def test_words_are_kept_whole_but_for_their_spaces(words: str) -> None:
    kept = answered({"intention": words}, SHEET)

    assert kept.get("intention", "") == " ".join(words.split())


def test_an_answer_is_said_in_the_words_of_the_sheet() -> None:
    touch = next(each for each in SHEET.field if each.id == "touch")

    assert touch.said("none") == "No touch"
    assert touch.said("gone-since") == "gone-since"


def test_a_sheet_that_cannot_be_asked_is_refused() -> None:
    words = Field("mood", "How", Kind.WORDS, SHEET.source)
    empty = Field("touch", "Touch", Kind.CHOICE, SHEET.source)
    strange = Field("mood", "How", Kind.WORDS, SHEET.source, (Choice("a", "A"),))
    for fields in ((words, words), (empty,), (strange,)):
        with pytest.raises(ValueError, match=r"twice|choice"):
            SettingSheet("setting", 9, "Sheet", 300, SHEET.source, fields)
