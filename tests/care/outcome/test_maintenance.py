"""Sessions thin out only while the benefit is known to hold."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.catalogue.protocol import protocol
from daybreak.care.outcome.maintenance import (
    done_on_rung,
    gaps_shortening,
    next_gaps,
    review_due,
    rung_of,
)
from daybreak.care.outcome.rules import outcome_rules

RULES = outcome_rules()
_MAINTENANCE = protocol("iv-racemic-six", 1).maintenance
assert _MAINTENANCE is not None
LADDER = _MAINTENANCE
TODAY = date(2026, 6, 1)


def gaps(rung: int, done: int, holding: bool | None) -> list[int]:
    options = next_gaps(RULES, LADDER, rung=rung, done=done, is_holding=holding)
    return [option.gap_days for option in options]


@pytest.mark.parametrize(
    ("rung", "done", "holding", "days"),
    [
        (0, 1, True, [7]),  # two at least before it lengthens
        (0, 2, True, [7, 14]),
        (0, 4, True, [7, 14]),
        (1, 2, True, [14, 21]),
        (1, 2, False, [7, 14]),
        (1, 2, None, [7, 14]),  # not known is not held
        (0, 2, False, [7]),
        (3, 12, True, [28]),  # the last rung
        (3, 1, False, [21, 28]),
    ],
)
def test_the_ladder_opens_a_longer_gap_only_when_the_benefit_holds(
    rung: int, done: int, holding: bool | None, days: list[int]
) -> None:
    assert gaps(rung, done, holding) == days


@given(st.integers(0, 3), st.integers(0, 20), st.sampled_from([True, False, None]))
def test_every_gap_has_its_grounds_and_none_skips_a_rung(
    rung: int, done: int, holding: bool | None
) -> None:
    options = next_gaps(RULES, LADDER, rung=rung, done=done, is_holding=holding)

    assert rung in [option.rung for option in options]
    assert all(abs(option.rung - rung) <= 1 for option in options)
    assert [option.gap_days for option in options] == sorted(o.gap_days for o in options)
    assert all(option.why.because and option.why.source.citation for option in options)
    if not holding:
        assert max(option.rung for option in options) == rung


def test_a_gap_kept_longer_than_planned_is_said() -> None:
    (stay, _) = next_gaps(RULES, LADDER, rung=0, done=4, is_holding=True)

    assert stay.why.rule == "ladder-overstayed"


@pytest.mark.parametrize(
    ("gap", "rung"), [(3, 0), (7, 0), (13, 0), (14, 1), (21, 2), (28, 3), (60, 3)]
)
def test_a_gap_stands_on_the_longest_rung_it_reaches(gap: int, rung: int) -> None:
    assert rung_of(LADDER, gap) == rung


@pytest.mark.parametrize(
    ("past", "done"), [((), 0), ((7,), 1), ((7, 7, 14, 15), 2), ((14, 7), 1), ((7, 7, 8), 3)]
)
def test_sessions_at_this_gap_are_counted_back_from_the_latest(
    past: tuple[int, ...], done: int
) -> None:
    assert done_on_rung(LADDER, past) == done


def test_there_is_no_rung_beyond_the_ladder() -> None:
    with pytest.raises(ValueError, match="rung must be from 0 to 3"):
        gaps(4, 1, holding=True)


@pytest.mark.parametrize(
    ("sessions", "days", "due"), [(3, 90, False), (4, 1, True), (0, 91, True), (4, 91, True)]
)
def test_maintenance_is_reviewed_every_fourth_session_and_every_three_months(
    sessions: int, days: int, due: bool
) -> None:
    found = review_due(
        RULES,
        LADDER,
        sessions_since=sessions,
        last_review=TODAY - timedelta(days=days),
        today=TODAY,
    )

    assert bool(found) == due


@pytest.mark.parametrize(
    ("past", "said"),
    [
        ((28, 28, 28, 28, 28), False),  # five gaps are too few to compare
        ((28, 28, 28, 28, 28, 28), False),
        ((28, 28, 28, 21, 21, 21), False),  # 25 % is not more than 25 %
        ((28, 28, 28, 20, 20, 20), True),
        ((28, 28, 28, 20, 20, 60), True),  # the median, not the mean
        ((14, 14, 14, 28, 28, 28), False),
    ],
)
def test_sessions_that_come_closer_together_are_noticed(past: tuple[int, ...], said: bool) -> None:
    assert bool(gaps_shortening(RULES, past)) == said
