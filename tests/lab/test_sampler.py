"""The walk finds what is there, the same for the same seed, and says when it has not."""

import numpy as np
import pytest

from daybreak.lab.crowd import EXPECTANCY, STRENGTH, STUDY_D, STUDY_E
from daybreak.lab.prior import CENTRE, WIDTH
from daybreak.lab.sampler import disagreement, sample

TRIALS = 12


def nothing(theta: np.ndarray, effects: np.ndarray) -> np.ndarray:
    return np.zeros(TRIALS)


def test_without_results_the_walk_returns_what_was_believed_before() -> None:
    draws = sample(nothing, TRIALS, seed=4, chains=3, learn=800, keep=2500)

    theta = draws.theta.reshape(-1, 10)
    np.testing.assert_allclose((theta.mean(axis=0) - CENTRE) / WIDTH, 0, atol=0.35)
    np.testing.assert_allclose(theta.std(axis=0) / WIDTH, 1, atol=0.25)
    sds = np.exp(draws.theta[..., [STUDY_E, STUDY_D]])[..., None]
    assert (draws.effects / sds).std() == pytest.approx(1, abs=0.05)
    assert disagreement(draws.theta).max() < 1.15


def test_studies_that_are_seen_are_found_with_their_mean_and_spread() -> None:
    """Each study shows its sum of mean and effect with an error of 0.2."""
    rng = np.random.default_rng(8)
    truth = np.array([-1.0, 0.3])
    seen = truth[:, None] + 0.6 * rng.standard_normal((2, 200))

    def by_trial(theta: np.ndarray, effects: np.ndarray) -> np.ndarray:
        off = seen - theta[[EXPECTANCY, STRENGTH]][:, None] - effects
        return np.asarray(-0.5 * (off**2).sum(axis=0) / 0.04)

    draws = sample(by_trial, 200, seed=2, chains=1, learn=800, keep=1500)

    theta = draws.theta.reshape(-1, 10)
    assert theta[:, EXPECTANCY].mean() == pytest.approx(seen[0].mean(), abs=0.05)
    assert theta[:, STRENGTH].mean() == pytest.approx(seen[1].mean(), abs=0.05)
    spread = np.sqrt(seen.var(axis=1) - 0.04)
    found = np.exp(theta[:, [STUDY_E, STUDY_D]]).mean(axis=0)
    np.testing.assert_allclose(found, spread, atol=0.1)


def test_the_same_seed_gives_the_same_draws_and_another_gives_others() -> None:
    one, again, other = (
        sample(nothing, TRIALS, seed=seed, chains=1, learn=20, keep=20) for seed in (1, 1, 2)
    )

    assert np.array_equal(one.theta, again.theta)
    assert not np.array_equal(one.theta, other.theta)


def test_chains_that_disagree_are_seen() -> None:
    rng = np.random.default_rng(1)
    apart = rng.standard_normal((2, 200, 10)) + np.array([0.0, 3.0])[:, None, None]

    assert disagreement(apart).min() > 1.5
