"""Losses are what the papers say, coverage is counted, and the rule is the rule."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.lab.forecast.limits import limits
from daybreak.lab.forecast.scoring import (
    at,
    at_best,
    brier,
    carried_forward,
    followed,
    judged,
    loss,
    pinball,
)
from daybreak.lab.forecast.told import LEVELS, Band

points = st.floats(0, 60, allow_nan=False)
ladders = st.lists(points, min_size=19, max_size=19).map(sorted)


@given(ladders, points)
def test_a_loss_is_never_below_nothing(quantiles: list[float], value: float) -> None:
    found = loss(quantiles, value)

    assert found.crps >= 0
    assert 0 <= found.rank <= 1


@given(points, points)
def test_a_forecast_that_is_sure_loses_its_distance(said: float, value: float) -> None:
    sure = loss([said] * len(LEVELS), value).crps

    assert sure == pytest.approx(carried_forward(said, value), abs=1e-9)


def test_the_loss_is_the_continuous_ranked_probability_score() -> None:
    # of a uniform forecast on 0 to 1 at its middle: 1/12; nineteen levels come near
    quantiles = list(LEVELS)

    assert loss(quantiles, 0.5).crps == pytest.approx(1 / 12, abs=0.01)


@settings(max_examples=10)
@given(st.integers(0, 1000))
def test_the_true_forecast_loses_least_on_average(seed: int) -> None:
    rng = np.random.default_rng(seed)
    drawn = rng.standard_normal(4000)
    ranked = np.quantile(drawn, LEVELS).tolist()
    off = [q + 0.5 for q in ranked]

    some = drawn[:400]
    assert sum(loss(ranked, float(x)).crps for x in some) < sum(
        loss(off, float(x)).crps for x in some
    )


def test_intervals_hold_their_ends() -> None:
    quantiles = [float(k) for k in range(1, 20)]

    assert dict(loss(quantiles, 5.0).covered) == {50: True, 80: True, 90: True}
    assert dict(loss(quantiles, 4.9).covered) == {50: False, 80: True, 90: True}
    assert dict(loss(quantiles, 1.0).covered) == {50: False, 80: False, 90: True}
    assert dict(loss(quantiles, 0.9).covered) == {50: False, 80: False, 90: False}


def test_pinball_and_brier_by_hand() -> None:
    assert pinball(10, 8, 0.9) == pytest.approx(1.8)
    assert pinball(6, 8, 0.9) == pytest.approx(0.2)
    assert brier(0.7, came=True) == pytest.approx(0.09)
    assert brier(0.7, came=False) == pytest.approx(0.49)


def test_between_two_times_quantiles_lie_between() -> None:
    bands = [Band(84.0, (10.0,)), Band(168.0, (20.0,)), Band(336.0, (20.0,))]

    assert at(bands, 84.0) == (10.0,)
    assert at(bands, 126.0) == (15.0,)
    assert at(bands, 336.0) == (20.0,)
    assert at(bands, 83.0) is None
    assert at(bands, 337.0) is None
    assert at([], 84.0) is None


def test_a_missing_outcome_costs_between_its_best_and_its_worst() -> None:
    quantiles = [float(k) for k in range(1, 20)]
    low, high = at_best(quantiles, 27.0)

    assert all(low <= loss(quantiles, float(v)).crps <= high for v in range(28))


PLANNED = [(100.0, 40.0), (200.0, 40.0)]


@pytest.mark.parametrize(
    ("given_doses", "until_h", "expected"),
    [
        ([], 90.0, True),
        ([(100.0, 40.0)], 190.0, True),
        ([(150.0, 40.0)], 190.0, True),  # within three days
        ([(100.0, 40.0), (200.0, 43.0)], 300.0, True),  # within a tenth
        ([(100.0, 40.0), (200.0, 45.0)], 300.0, False),
        ([(100.0, 40.0)], 300.0, False),
        ([], 300.0, False),
        ([(20.0, 40.0), (100.0, 40.0), (200.0, 40.0)], 300.0, False),
    ],
)
def test_a_plan_was_followed_or_it_was_not(
    given_doses: list[tuple[float, float]], until_h: float, expected: bool
) -> None:
    assert followed(PLANNED, given_doses, until_h) is expected


def test_the_rule_waits_for_its_outcomes_and_then_asks_for_certainty() -> None:
    few, enough = limits().outcomes_to_judge - 1, limits().outcomes_to_judge

    assert judged([3.0] * few, [1.0] * few).at_least is None
    assert judged([3.0] * enough, [1.0] * enough).is_off
    assert not judged([1.0] * enough, [1.0] * enough).is_off
    assert not judged([1.0] * enough, [3.0] * enough).is_off
    unsure = [1.0 + 5.0 * (-1) ** k for k in range(enough)]
    assert not judged(unsure, [0.9] * enough).is_off
