"""The distributions are those of SciPy, which only developers have."""

import numpy as np
import pytest
from scipy import stats

from daybreak.lab.chances import (
    concentration,
    log_beta_binomial,
    log_gamma,
    log_normal,
    weighted_quantiles,
)


def test_the_logarithm_of_gamma_is_that_of_scipy() -> None:
    x = np.array([1e-3, 0.5, 1.0, 7.3, 1e3])

    from scipy.special import gammaln

    np.testing.assert_allclose(log_gamma(x), gammaln(x), rtol=1e-12)


@pytest.mark.parametrize("doubt", [0.0, 0.06])
def test_a_share_that_varies_between_arms_is_a_beta_binomial(doubt: float) -> None:
    p, n, k = np.array([0.3, 0.7]), np.array([20.0, 100.0]), np.array([5.0, 80.0])
    size = concentration(p, 0.02, np.full(2, doubt))

    found = log_beta_binomial(k / n, n, p, 0.02, np.full(2, doubt))

    wanted = [
        stats.betabinom.logpmf(int(k[i]), int(n[i]), p[i] * size[i], (1 - p[i]) * size[i])
        for i in range(2)
    ]
    np.testing.assert_allclose(found, wanted, rtol=1e-9)


def test_a_large_arm_is_never_surer_than_arms_are_alike() -> None:
    p, n = np.array([0.5]), 10_000_000.0
    size = concentration(p, 0.02, np.zeros(1))[0]
    spread = np.sqrt(stats.betabinom.var(int(n), 0.5 * size, 0.5 * size)) / n

    assert spread == pytest.approx(np.sqrt(0.02 * 0.25), rel=1e-3)


def test_a_normal_density_is_that_of_scipy() -> None:
    x = np.array([-1.0, 3.0])

    np.testing.assert_allclose(
        log_normal(x, np.ones(2), np.full(2, 4.0)), stats.norm.logpdf(x, 1.0, 2.0)
    )


def test_quantiles_under_equal_weights_are_quantiles() -> None:
    x = np.random.default_rng(1).standard_normal((3, 1001))
    weights = np.full(1001, 1 / 1001)

    found = weighted_quantiles(x, weights, (0.05, 0.5))

    np.testing.assert_allclose(found[1], np.median(x, axis=1))
    np.testing.assert_allclose(found[0], np.quantile(x, 0.05, axis=1), atol=0.01)


def test_who_has_all_the_weight_is_every_quantile() -> None:
    weights = np.array([0.0, 1.0, 0.0])

    assert weighted_quantiles(np.array([3.0, 2.0, 1.0]), weights, (0.1, 0.9)).tolist() == [2, 2]
