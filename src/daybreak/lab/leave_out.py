"""Each study predicted by a fit that never saw it.

The full fit is reweighted by how little it needed the study; where that cannot be trusted, the
fit is made again without it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daybreak.lab.calibrate import fit, flat
from daybreak.lab.crowd import STUDY_D, STUDY_E
from daybreak.lab.pareto import TRUSTED, smoothed
from daybreak.lab.predict import Simulated, simulated
from daybreak.lab.results import Likelihood, Result, likelihood_of
from daybreak.lab.sampler import Draws, Progress

Floats = NDArray[np.float64]

DRAWS = 500  # of the full fit, reweighted
POINTS = 32  # at which a study's effects are summed over
REPEATS = 2  # trials simulated for each draw
WIDER = 1.3  # how much wider than its posterior the effects are proposed
BROAD = 0.2  # share of proposals from before the results
SEED = 7


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One study as the others predict it. `weights` belong to the simulated trials."""

    trial: str
    results: tuple[Result, ...]
    simulated: Simulated
    weights: Floats
    pareto_k: float
    was_refitted: bool


def leave_out(
    results: Sequence[Result],
    usual_baseline: float,
    draws: Draws,
    *,
    progress: Progress | None = None,
) -> tuple[LeftOut, ...]:
    """Every study in turn, predicted from the others."""
    likely = likelihood_of(results, usual_baseline)
    theta = flat(draws)
    chosen = np.linspace(0, len(theta) - 1, min(DRAWS, len(theta))).astype(int)
    theta = theta[chosen]
    of_study = marginal(likely, theta, draws)
    found = []
    for number, trial in enumerate(likely.trials):
        mine = tuple(each for each in results if each.trial == trial)
        weights, k = smoothed(-of_study[:, number])
        used, refit = theta, k > TRUSTED
        if refit:
            others = [each for each in results if each.trial != trial]
            again = flat(fit(others, usual_baseline, chains=2, learn=1000, keep=1000))
            used = again[np.linspace(0, len(again) - 1, min(DRAWS, len(again))).astype(int)]
            weights = np.full(len(used), 1 / len(used))
        trials = simulated(
            [each.asked for each in mine],
            np.repeat(used, REPEATS, axis=0),
            usual_baseline,
            shares_chance=False,
        )
        found.append(LeftOut(trial, mine, trials, np.repeat(weights, REPEATS) / REPEATS, k, refit))
        if progress:
            progress(number + 1, len(likely.trials))
    return tuple(found)


def marginal(likely: Likelihood, theta: Floats, draws: Draws) -> Floats:
    """Log likelihood of each study with its own effects summed over, shape (draws, trials)."""
    rng = np.random.default_rng(SEED)
    sds = np.exp(draws.theta[..., [STUDY_E, STUDY_D]])
    scaled = (draws.effects / sds[..., None]).reshape(-1, 2, len(likely.trials))
    mean = scaled.mean(axis=0)
    spreads = np.stack([np.cov(each) for each in scaled.transpose(2, 1, 0)])
    root = WIDER * np.linalg.cholesky(spreads + 1e-6 * np.eye(2))
    normals = rng.standard_normal((POINTS, 2, len(likely.trials)))
    near = mean + np.einsum("tij,pjt->pit", root, normals)
    broad = rng.random((POINTS, 1, len(likely.trials))) < BROAD
    z = np.where(broad, normals, near)
    away = np.linalg.solve(root, (z - mean).transpose(0, 2, 1)[..., None])[..., 0]
    size = np.log(np.abs(np.linalg.det(root)))
    log_near = -0.5 * (away**2).sum(axis=-1) - size
    log_broad = -0.5 * (z**2).sum(axis=1)
    log_q = np.logaddexp(np.log(1 - BROAD) + log_near, np.log(BROAD) + log_broad)
    out = np.empty((len(theta), len(likely.trials)))
    for d, each in enumerate(theta):
        sd = np.exp(each[[STUDY_E, STUDY_D]])[:, None]
        terms = np.stack([likely.by_trial(each, sd * z[p]) for p in range(POINTS)])
        terms = terms + log_broad - log_q
        top = terms.max(axis=0)
        out[d] = top + np.log(np.exp(terms - top).mean(axis=0))
    return out
