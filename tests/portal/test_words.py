"""What we say at home: in the reader's language, plain, and never a promise."""

import string
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from daybreak.care.outcome.trajectory import Scored, Trajectory, trajectory
from daybreak.care.scales.library import scale
from daybreak.care.scales.scoring import total_only
from daybreak.portal import words
from daybreak.portal.words import EN, ES, Words

START = datetime(2026, 10, 5, 17, tzinfo=UTC)


def curve(*totals: int, begun_after: int = 1) -> Trajectory:
    of = scale("phq-9")
    scored = [
        Scored(START + timedelta(days=day), total_only(of, total))
        for day, total in enumerate(totals)
    ]
    session = START + timedelta(days=begun_after - 1, hours=1)
    return trajectory(of, scored, sessions=[session])


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ((22, 12), "10 points lighter than when you began"),
        ((22, 16), "6 points lighter"),
        ((22, 17), "About the same as when you began"),
        ((22, 22), "About the same as when you began"),
        ((12, 15), "About the same as when you began"),
        ((12, 18), "6 points heavier than when you began"),
        ((22,), "22 so far"),
    ],
)
def test_a_change_within_the_noise_of_the_scale_is_no_change(
    totals: tuple[int, ...], expected: str
) -> None:
    assert expected in words.course_words(EN, curve(*totals))


def test_without_a_score_from_before_nothing_is_claimed() -> None:
    told = words.course_words(EN, curve(15, 9, begun_after=0))

    assert "we cannot say how much has changed" in told


def test_both_languages_say_everything_with_the_same_figures() -> None:
    for field in fields(Words):
        english, spanish = getattr(EN, field.name), getattr(ES, field.name)
        assert english.strip(), field.name
        assert spanish.strip(), field.name
        names = [
            {name for _, name, _, _ in string.Formatter().parse(text) if name}
            for text in (english, spanish)
        ]
        assert names[0] == names[1], field.name


@pytest.mark.parametrize("said", [EN, ES])
def test_nothing_is_promised_exclaimed_or_scolded(said: Words) -> None:
    for field in fields(Words):
        text = getattr(said, field.name).lower()
        assert "!" not in text, field.name
        for word in ("cure", "guarantee", "successfully", "failed", "curar", "garantiz"):
            assert word not in text, (field.name, word)


@pytest.mark.parametrize(
    ("language", "expected"), [("en", EN), ("es", ES), ("es-MX", ES), ("vi", EN), ("", EN)]
)
def test_a_language_without_words_gets_english(language: str, expected: Words) -> None:
    assert words.words_of(language) is expected


@pytest.mark.parametrize(
    ("said", "hour", "expected"),
    [
        (EN, 17, "10:30\u00a0am"),
        (ES, 17, "10:30\u00a0a.\u00a0m."),
        (ES, 22, "3:30\u00a0p.\u00a0m."),
    ],
)
def test_times_are_those_of_the_place(said: Words, hour: int, expected: str) -> None:
    at = datetime(2026, 7, 1, hour, 30, tzinfo=UTC)

    assert words.clock_of(said, at, ZoneInfo("America/Los_Angeles")) == expected


def test_noon_is_noon_in_spanish_too() -> None:
    at = datetime(2026, 7, 1, 19, tzinfo=UTC)

    assert words.clock_of(ES, at, ZoneInfo("America/Los_Angeles")) == "12\u00a0del\u00a0día"


def test_days_in_both_languages() -> None:
    on = date(2026, 11, 20)

    assert words.long_day(EN, on) == "Friday 20 November"
    assert words.long_day(ES, on) == "viernes 20 de noviembre"
    assert words.short_day(ES, on) == "viernes"
