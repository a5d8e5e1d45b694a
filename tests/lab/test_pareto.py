"""Weights are smoothed where their tail is long, and k says when not to trust them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.lab.pareto import TRUSTED, smoothed


@pytest.mark.parametrize("k", [0.3, 0.6, 1.2])
def test_the_tail_of_a_pareto_is_found(k: float) -> None:
    rng = np.random.default_rng(5)

    found = [smoothed(-k * np.log(rng.random(4000)))[1] for _ in range(30)]

    assert np.mean(found) == pytest.approx(k, abs=0.08)
    assert np.median(np.array(found) > TRUSTED) == (k > TRUSTED)


@settings(max_examples=40, deadline=None)
@given(st.integers(30, 400), st.floats(0, 5), st.integers(0, 99))
def test_weights_sum_to_one_and_keep_their_order(count: int, spread: float, seed: int) -> None:
    logs = spread * np.random.default_rng(seed).standard_normal(count)

    weights, _ = smoothed(logs)

    assert weights.sum() == pytest.approx(1)
    assert (np.diff(weights[np.argsort(logs)]) >= -1e-12).all()


def test_equal_weights_stay_equal() -> None:
    weights, k = smoothed(np.zeros(100))

    assert weights == pytest.approx(np.full(100, 0.01))
    assert k == 0


def test_too_few_draws_are_not_trusted() -> None:
    assert smoothed(np.arange(10.0))[1] > TRUSTED
