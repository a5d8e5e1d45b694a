"""A study left out is predicted from the others, its own effects summed over."""

import numpy as np
import pytest

from daybreak.lab.calibrate import fit, flat
from daybreak.lab.contrasts import contrasts, standard_error
from daybreak.lab.crowd import STUDY_D, STUDY_E
from daybreak.lab.leave_out import leave_out, marginal
from daybreak.lab.results import calibration, likelihood_of
from daybreak.lab.sampler import Draws

FEW = ("Murrough2013b", "Singh2016a", "Domany2019", "Canuso2018", "Lapidus2014")
RESULTS = tuple(each for each in calibration()[0] if each.trial in FEW)


@pytest.fixture(scope="module")
def draws() -> Draws:
    return fit(RESULTS, 35.0, chains=1, learn=300, keep=500)


def test_summing_over_a_studys_effects_is_what_plain_chance_gives(draws: Draws) -> None:
    likely = likelihood_of(RESULTS, 35.0)
    theta = flat(draws)[-1:]
    rng = np.random.default_rng(1)
    sds = np.exp(theta[0, [STUDY_E, STUDY_D]])[:, None]
    many = np.stack(
        [
            likely.by_trial(theta[0], sds * rng.standard_normal((2, len(likely.trials))))
            for _ in range(4000)
        ]
    )
    wanted = np.log(np.exp(many - many.max(axis=0)).mean(axis=0)) + many.max(axis=0)

    found = marginal(likely, theta, draws)[0]

    np.testing.assert_allclose(found, wanted, atol=0.7)
    assert np.abs(found - wanted).mean() < 0.35


def test_every_study_is_left_out_once_and_its_weights_sum_to_one(draws: Draws) -> None:
    left = leave_out(RESULTS, 35.0, draws)

    assert sorted(each.trial for each in left) == sorted(FEW)
    for each in left:
        assert each.weights.sum() == pytest.approx(1)
        assert each.simulated.found.shape == (len(each.results), len(each.weights))
        for pair in contrasts(each):
            assert 0 <= pair.probability <= 1
            assert pair.brier <= 1


@pytest.mark.parametrize(
    ("trial", "arm", "error"),
    [
        ("Singh2016a", "pbo", 2.97),
        ("Murrough2013b", "mdz", 8.8 / 4.63),
        ("Domany2019", "pok", None),
    ],
)
def test_a_printed_error_is_read_as_it_was_meant(trial: str, arm: str, error: float | None) -> None:
    result = next(
        each
        for each in RESULTS
        if (each.trial, each.reading.question["arm"]) == (trial, arm)
        and each.asked.kind == "change"
    )

    found = standard_error(result)

    assert found == (error if error is None else pytest.approx(error))
