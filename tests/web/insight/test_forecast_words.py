"""Words of a forecast: in tens, as ranges, without a promise."""

import pytest

from daybreak.web.insight import forecast_words as words
from daybreak.web.insight.ranks import rank_chart


def chance(low: float, high: float) -> dict[str, float]:
    return {"middle": (low + high) / 2, "low": low, "high": high}


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.41, 0.68, "4 to 7 in 10"),
        (0.5, 0.52, "5 in 10"),
        (0.0, 0.03, "fewer than 1 in 10"),
        (0.02, 0.12, "0 to 1 in 10"),
    ],
)
def test_shares_are_said_in_tens(low: float, high: float, said: str) -> None:
    assert words.tens(chance(low, high)) == said


def test_the_conversation_ends_with_what_nobody_knows() -> None:
    said = words.conversation(chance(0.4, 0.7))

    assert said == (
        "Among simulated people like those in trials, with scores like these, about 4 to 7 in 10 "
        "improved by half. We do not know which group you are in. This cannot tell you whether to "
        "continue."
    )
    assert words.conversation(None) == ""


def test_relapse_is_said_week_by_week() -> None:
    told = {"weeks": [4, 8], "shares": [0.11, 0.24]}

    assert words.relapse(told) == "11 in 100 by week 4, 24 by week 8"
    assert words.relapse(None) == ""


def test_bars_of_ranks_say_their_counts() -> None:
    chart = rank_chart("trd iv phq-9 abc", [3, 0, 0, 0, 0, 0, 0, 0, 0, 1])

    assert chart is not None
    assert "3, 0" in chart.title
    assert "even would be 0.4" in chart.title
    assert rank_chart("none", [0] * 10) is None
