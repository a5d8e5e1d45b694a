"""Scores and changes in words: a number never stands without what it is compared with."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from daybreak.actions.outcome import EndReason
from daybreak.care.outcome.rules import outcome_rules
from daybreak.care.outcome.trajectory import Judged, Scored, trajectory
from daybreak.care.scales.library import scale
from daybreak.care.scales.scoring import total_only
from daybreak.web.outcome import words

START = datetime(2026, 10, 5, 17, tzinfo=UTC)


def told(name: str, *totals: int, sessions: int = 1) -> str:
    """The headline of scores a day apart, the first session after the first score."""
    of = scale(name)
    scored = [
        Scored(START + timedelta(days=day), total_only(of, total))
        for day, total in enumerate(totals)
    ]
    begun = [START + timedelta(hours=1)] if sessions else []
    return words.headline(of, trajectory(of, scored, sessions=begun))


@pytest.mark.parametrize(
    ("totals", "sessions", "expected"),
    [
        ((22, 10), 1, "PHQ-9 from 22 to 10: a response, not yet remission"),
        ((22, 4), 1, "PHQ-9 from 22 to 4: remission"),
        ((22, 16), 1, "PHQ-9 from 22 to 16: a partial response"),
        ((22, 21), 1, "PHQ-9 from 22 to 21: no response"),
        ((14, 20), 1, "PHQ-9 from 14 to 20: worse than before the series"),
        ((8, 2), 1, "PHQ-9 from 8 to 2: not judged"),
        ((22,), 1, "PHQ-9: 22, before the first session"),
        ((22,), 0, "PHQ-9: 22, before the first session"),
        ((), 1, "PHQ-9"),
    ],
)
def test_a_headline_says_what_a_curve_found(
    totals: tuple[int, ...], sessions: int, expected: str
) -> None:
    assert told("phq-9", *totals, sessions=sessions) == expected


def test_a_scale_without_thresholds_is_not_judged_and_does_not_say_so() -> None:
    assert told("today", 3, 6) == "Today from 3 to 6"


def test_a_change_is_in_points_and_in_percent() -> None:
    of = scale("phq-9")
    scored = [Scored(START, total_only(of, 20)), Scored(START + timedelta(2), total_only(of, 13))]
    curve = trajectory(of, scored, sessions=[START + timedelta(days=1)])
    assert curve.latest is not None

    assert words.change(curve.latest.compared) == "7 better (35\u202f%)"
    assert words.reliable(curve.latest.compared) == "real change is 6 or more"
    assert words.change(None) == ""


def test_percentages_have_no_trailing_zero() -> None:
    assert words.percentage(Decimal("53.60")) == "53.6\u202f%"
    assert words.percentage(50) == "50\u202f%"


def test_every_judgement_reason_and_option_has_words() -> None:
    assert set(words.JUDGED) == set(Judged)
    assert set(words.END) == set(EndReason)
    assert {option.id for option in outcome_rules().option} <= set(words.SHORT)


def test_what_worries_is_said_first() -> None:
    told = words.flags(("screen-positive", "suicide-screen", "some-new-flag"))

    assert told == (
        ("asks for a suicide screen", True),
        ("over the screening cut", False),
        ("some new flag", False),
    )
