"""The fit is made of the marked rows, repeats itself, and knows its own uncertainty."""

import numpy as np
import pytest

from daybreak.lab.arms import understood
from daybreak.lab.calibrate import calibrate, fit, flat
from daybreak.lab.evidence import Reading
from daybreak.lab.posterior import posterior
from daybreak.lab.predict import simulated
from daybreak.lab.prior import drawn
from daybreak.lab.results import Result, calibration
from lab.arms_table import row


def made_up(seed: int) -> tuple[np.ndarray, list[Result]]:
    """A truth drawn from what is believed before, and ten trials drawn from it."""
    theta = drawn(np.random.default_rng(1000 + seed))
    results = []
    for number in range(10):
        rows = [
            row(trial=f"T{number}", arm=arm, drug=drug, n="60", day=day, endpoint=endpoint)
            for arm, drug in (("ket", "ketamine_racemic"), ("pbo", "placebo_saline"))
            for day, endpoint in (("1", "mean_change"), ("7", "response"))
        ]
        asked = [understood(each) for each in rows]
        many = np.repeat(theta[None], 11, axis=0)
        found = simulated(asked, many, 35.0, shares_chance=False).found[:, number + 1]
        for question, one, value in zip(rows, asked, found.tolist(), strict=True):
            result = value / 100 if one.below_share else -value
            results.append(
                Result(Reading(question, value, "", may_be_fitted=True, source=""), one, result)
            )
    return theta, results


def test_the_truth_of_made_up_trials_lies_where_the_fit_says() -> None:
    """Ranks over ten quantities and a few truths are spread as chance would spread them."""
    ranks = []
    for seed in range(2):
        theta, results = made_up(seed)
        draws = flat(fit(results, 35.0, seed=seed, chains=1, learn=600, keep=1000))
        ranks.append((draws < theta).mean(axis=0))
    inside = np.mean((np.array(ranks) > 0.05) & (np.array(ranks) < 0.95))

    assert inside >= 0.75


def test_the_same_seed_gives_the_same_fit() -> None:
    results, usual = calibration()

    one, again = (fit(results, usual, chains=1, learn=10, keep=10) for _ in range(2))

    assert np.array_equal(one.theta, again.theta)


@pytest.mark.slow
def test_the_posterior_that_ships_comes_back_from_its_seed() -> None:
    """Another processor may round otherwise and walk elsewhere, so means are compared."""
    again, _ = calibrate(seed=posterior().seed)

    off = again.theta.mean(axis=0) - posterior().theta.mean(axis=0)
    assert np.abs(off / posterior().theta.std(axis=0)).max() < 0.3
    assert (again.evidence_hash, again.code_hash) == (
        posterior().evidence_hash,
        posterior().code_hash,
    )
