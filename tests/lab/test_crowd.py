"""What a trial counts follows from people, as a slow and obvious sum over people shows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.lab import crowd as c
from daybreak.lab.prior import CENTRE

RESPONSE, REMISSION = (0.5, 0.0), (0.0, 10.5)


def answers(theta: np.ndarray, z: float, e: float, mark: tuple[float, float], ad: float = 0.0):  # type: ignore[no-untyped-def]
    one = np.ones(1)
    out = np.zeros((1, 3))
    c.crowd(
        theta, z * one, 0 * one, e * one, ad * one, np.array([False]), np.array([False]), 33 * one,
        5 * one, mark[0] * one, mark[1] * one, 0 * one, 0 * one, out,
    )  # fmt: skip
    return out[0]


@pytest.mark.parametrize("mark", [RESPONSE, REMISSION])
@pytest.mark.parametrize(("z", "e", "ad"), [(0.0, 0.5, 0.0), (0.3, 0.5, 0.0), (0.6, 0.8, 0.9)])
def test_the_sum_is_what_many_people_do(
    z: float, e: float, ad: float, mark: tuple[float, float]
) -> None:
    rng = np.random.default_rng(3)
    n, factor = 400_000, np.exp(CENTRE[c.PEOPLE])
    hope = rng.standard_normal(n)
    p = 1 / (1 + np.exp(-(CENTRE[c.EXPECTANCY] + c.EXPECTANCY_SD * factor * hope)))
    a = 1 / (1 + np.exp(-(CENTRE[c.ANTIDEPRESSANT] + c.ANTIDEPRESSANT_SD * factor * hope)))
    own = z * np.exp(CENTRE[c.STRENGTH] + c.SENSITIVITY_SD * factor * rng.standard_normal(n))
    ceiling = np.where(rng.random(n) < c.LOW_SHARE, c.LOW_CEILING, 1.0)
    y = (1 - p * e) * (1 - a * ad) * (1 - ceiling * own / (own + c.HALF))
    first = 33 + 5 * rng.standard_normal(n)
    score = first * y + c.RESIDUAL_MADRS * factor * rng.standard_normal(n)

    mean, variance, share = answers(CENTRE, z, e, mark, ad)

    assert mean == pytest.approx((first - score).mean(), abs=0.1)
    assert variance == pytest.approx((first - score).var(), rel=0.03)
    if mark == REMISSION:
        cut = 10.5 + c.REMISSION_DOUBT_MADRS * rng.standard_normal(n)
        assert share == pytest.approx((score < cut).mean(), abs=0.01)
    else:
        noisy = 33 * y + c.RESIDUAL_MADRS * factor * rng.standard_normal(n)
        assert share == pytest.approx((noisy < 16.5).mean(), abs=0.01)


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.01, 0.5))
def test_more_drug_never_makes_a_group_worse(z: float, e: float, more: float) -> None:
    for mark in (RESPONSE, REMISSION):
        less, larger = answers(CENTRE, z, e, mark), answers(CENTRE, z + more, e, mark)
        assert larger[0] >= less[0]
        assert larger[2] >= less[2]


def test_no_more_than_ten_quantities_are_fitted() -> None:
    assert len(c.QUANTITIES) == len(set(c.QUANTITIES)) == len(CENTRE) == 10
