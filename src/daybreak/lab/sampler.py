"""Draws from what the ten quantities and the study effects may be, after the results.

Random walks whose steps are learnt in a first part and then kept: one over the quantities as they
stand, one that carries the studies along, one that needs no likelihood, and one for all studies
at once, since they touch each other only through the quantities.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daybreak.lab.crowd import EXPECTANCY, QUANTITIES, STRENGTH, STUDY_D, STUDY_E
from daybreak.lab.prior import WIDTH, drawn, log_prior

Floats = NDArray[np.float64]
ByTrial = Callable[[Floats, Floats], Floats]
Progress = Callable[[int, int], None]

SIZE = len(QUANTITIES)
ACCEPTED = 0.25  # of proposals, what a random walk should see
CHEAP_STEPS = 5


@dataclass(frozen=True, slots=True)
class Draws:
    """Draws of all chains: `theta` (chains, draws, 10), `effects` (chains, draws, 2, trials)."""

    theta: Floats
    effects: Floats


class _Walk:
    """A random walk over the quantities that learns the shape of its steps."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng, self.scale = rng, 0.3
        self.mean, self.spread, self.count = np.zeros(SIZE), np.diag((0.3 * WIDTH) ** 2), 1.0
        self.root = np.linalg.cholesky(self.spread)

    def step(self, theta: Floats) -> Floats:
        moved = theta + self.scale * (self.root @ self.rng.standard_normal(SIZE))
        return np.asarray(moved)

    def learn(self, theta: Floats, chance: float, number: int) -> None:
        self.scale *= float(np.exp((chance - ACCEPTED) / np.sqrt(1 + number / 10)))
        self.count += 1
        away = theta - self.mean if self.count > 2 else np.zeros(SIZE)  # noqa: PLR2004
        rate = max(1 / self.count, 0.005)
        self.mean = self.mean + rate * away if self.count > 2 else theta.copy()  # noqa: PLR2004
        self.spread = (1 - rate) * self.spread + rate * np.outer(away, away)
        if number % 50 == 0:
            self.root = np.linalg.cholesky(self.spread + 1e-8 * np.eye(SIZE))


def sample(
    by_trial: ByTrial,
    trials: int,
    *,
    seed: int,
    chains: int = 4,
    learn: int = 2500,
    keep: int = 2500,
    thin: int = 5,
    progress: Progress | None = None,
) -> Draws:
    """Walk `chains` chains, `learn` steps to settle and `keep` more, every `thin`th kept.

    Args:
        by_trial: log likelihood of each study, of the quantities and the effects (2, trials).
        trials: how many studies there are.
        seed: whole number; the same seed gives the same draws.
        chains, learn, keep, thin: how long.
        progress: called with steps done and steps in all.
    """
    thetas, effects = [], []
    whole = chains * (learn + keep)
    for chain in range(chains):
        rng = np.random.default_rng([seed, chain])
        walk = _Chain(by_trial, trials, rng)
        theta, effect = [], []
        for number in range(learn + keep):
            walk.sweep(number, learning=number < learn)
            if number >= learn and (number - learn) % thin == 0:
                theta.append(walk.theta.copy())
                effect.append(walk.effects.copy())
            if progress and number % 50 == 49:  # noqa: PLR2004
                progress(chain * (learn + keep) + number + 1, whole)
        thetas.append(theta)
        effects.append(effect)
    return Draws(np.array(thetas), np.array(effects))


class _Chain:
    def __init__(self, by_trial: ByTrial, trials: int, rng: np.random.Generator) -> None:
        self.by_trial, self.rng = by_trial, rng
        self.theta = drawn(rng)
        self.effects = np.zeros((2, trials))
        self.likely = by_trial(self.theta, self.effects)
        self.walks = (_Walk(rng), _Walk(rng))
        self.reach = np.full(trials, 0.7)

    def sweep(self, number: int, *, learning: bool) -> None:
        self._quantities(number, learning=learning)
        self._quantities_with_studies(number, learning=learning)
        for _ in range(CHEAP_STEPS):
            self._without_likelihood()
        self._studies(number, learning=learning)

    def _quantities(self, number: int, *, learning: bool) -> None:
        theta = self.walks[0].step(self.theta)
        gain = log_prior(theta) - log_prior(self.theta)
        chance = 0.0
        if np.isfinite(gain):
            likely = self.by_trial(theta, self.effects)
            gain += likely.sum() - self.likely.sum()
            gain += _studies_prior(theta, self.effects) - _studies_prior(self.theta, self.effects)
            chance = float(np.exp(min(0.0, gain)))
            if self.rng.random() < chance:
                self.theta, self.likely = theta, likely
        if learning:
            self.walks[0].learn(self.theta, chance, number)

    def _quantities_with_studies(self, number: int, *, learning: bool) -> None:
        theta = self.walks[1].step(self.theta)
        gain = log_prior(theta) - log_prior(self.theta)
        chance = 0.0
        if np.isfinite(gain):
            effects = self.effects * (_sds(theta) / _sds(self.theta))[:, None]
            likely = self.by_trial(theta, effects)
            gain += likely.sum() - self.likely.sum()
            chance = float(np.exp(min(0.0, gain)))
            if self.rng.random() < chance:
                self.theta, self.effects, self.likely = theta, effects, likely
        if learning:
            self.walks[1].learn(self.theta, chance, number)

    def _without_likelihood(self) -> None:
        """Move a mean against its studies' effects, and the spreads; what was found stays."""
        theta, effects = self.theta.copy(), self.effects.copy()
        wide = _sds(theta) / np.sqrt(effects.shape[1])
        shift = 1.5 * wide * self.rng.standard_normal(2)
        theta[EXPECTANCY] += shift[0]
        theta[STRENGTH] += shift[1]
        effects -= shift[:, None]
        theta[[STUDY_E, STUDY_D]] += 0.2 * self.rng.standard_normal(2)
        gain = log_prior(theta) + _studies_prior(theta, effects)
        gain -= log_prior(self.theta) + _studies_prior(self.theta, self.effects)
        if np.log(self.rng.random()) < gain:
            self.theta, self.effects = theta, effects

    def _studies(self, number: int, *, learning: bool) -> None:
        step = self.rng.standard_normal(self.effects.shape) * _sds(self.theta)[:, None]
        effects = self.effects + self.reach * step
        likely = self.by_trial(self.theta, effects)
        before = (self.effects / _sds(self.theta)[:, None]) ** 2
        after = (effects / _sds(self.theta)[:, None]) ** 2
        gain = likely - self.likely + 0.5 * (before - after).sum(axis=0)
        chance = np.exp(np.minimum(gain, 0.0))
        moved = self.rng.random(len(chance)) < chance
        self.effects = np.where(moved, effects, self.effects)
        self.likely = np.where(moved, likely, self.likely)
        if learning:
            self.reach = np.clip(
                self.reach * np.exp((chance - 0.35) / np.sqrt(1 + number / 10)), 0.02, 3.0
            )


def _sds(theta: Floats) -> Floats:
    return np.exp(theta[[STUDY_E, STUDY_D]])


def _studies_prior(theta: Floats, effects: Floats) -> float:
    sds = _sds(theta)
    scaled = effects / sds[:, None]
    return float(-0.5 * (scaled**2).sum() - effects.shape[1] * np.log(sds).sum())


def disagreement(theta: Floats) -> Floats:
    """R-hat of split chains for each quantity; 1 when chains agree. Gelman 2013, section 11.4."""
    half = theta.shape[1] // 2
    parts = np.concatenate([theta[:, :half], theta[:, half : 2 * half]])
    within = parts.var(axis=1, ddof=1).mean(axis=0)
    between = parts.mean(axis=1).var(axis=0, ddof=1)
    result: Floats = np.sqrt(((half - 1) / half * within + between) / within)
    return result
