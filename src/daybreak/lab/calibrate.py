"""The fit: ten quantities and two effects for each study, from the rows that may be fitted."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from daybreak.lab.posterior import Posterior, code_hash, evidence_hash
from daybreak.lab.results import Result, calibration, likelihood_of
from daybreak.lab.sampler import Draws, Progress, disagreement, sample

Floats = NDArray[np.float64]

SEED = 1
DRAWS_KEPT = 1000


def fit(
    results: Sequence[Result],
    usual_baseline: float,
    *,
    seed: int = SEED,
    chains: int = 4,
    learn: int = 1500,
    keep: int = 2500,
    progress: Progress | None = None,
) -> Draws:
    """Draws of the quantities and of each study's effects, after these results."""
    likely = likelihood_of(results, usual_baseline)
    return sample(
        likely.by_trial,
        len(likely.trials),
        seed=seed,
        chains=chains,
        learn=learn,
        keep=keep,
        progress=progress,
    )


def calibrate(*, seed: int = SEED, progress: Progress | None = None) -> tuple[Posterior, Draws]:
    """Fit the rows of the evidence that may be fitted, and nothing else."""
    results, usual = calibration()
    draws = fit(results, usual, seed=seed, progress=progress)
    theta = flat(draws)
    chosen = np.linspace(0, len(theta) - 1, min(DRAWS_KEPT, len(theta))).astype(int)
    found = Posterior(
        theta[chosen],
        usual,
        seed,
        tuple(dict.fromkeys(each.trial for each in results)),
        len(results),
        tuple(round(float(r), 3) for r in disagreement(draws.theta)),
        evidence_hash(),
        code_hash(),
    )
    return found, draws


def flat(draws: Draws) -> Floats:
    """The draws of all chains behind one another, shape (draws, 10)."""
    return draws.theta.reshape(-1, draws.theta.shape[-1])
