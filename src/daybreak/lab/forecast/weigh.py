"""How well each virtual person fits what was seen, and what to do when few do."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from daybreak.lab.forecast.limits import limits
from daybreak.lab.forecast.selves import Firsts, Selves

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Means = Callable[[Selves, Firsts, Rows], Floats]

SEED = 11
STRIDE = 0.45  # of a move, in standard deviations of the population; our choice
STAGES = 25  # at most, before it is given up
HALVINGS = 40


@dataclass(frozen=True, slots=True)
class Fit:
    """The people who fit, and how well.

    `which` are their numbers among those walked, `weights` sum to 1. `effective` is how many
    equal people they are worth, `before` the same before any refresh. `misfit` is how far the
    scores lie from everyone's, in standard deviations; above 0 is further than usual.
    """

    selves: Selves
    firsts: Firsts
    which: Rows
    weights: Floats
    effective: float
    before: float
    misfit: float

    @property
    def was_refreshed(self) -> bool:
        return len(self.which) != 0 and self.effective != self.before


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen after the first dose, MADRS points, and how far its map may be off."""

    points: Floats
    doubt: float

    def log_likely(self, means: Floats, noise: Floats) -> Floats:
        """Log likelihood of all scores for each person, shape (people,)."""
        variance = (noise**2 + self.doubt**2)[:, None]
        away = (self.points - means) ** 2 / variance
        result: Floats = -0.5 * (away + np.log(variance)).sum(axis=1)
        return result

    def away(self, means: Floats, noise: Floats) -> Floats:
        """The sum of squared distances for each person, in their own standard deviations."""
        variance = (noise**2 + self.doubt**2)[:, None]
        result: Floats = ((self.points - means) ** 2 / variance).sum(axis=1)
        return result


def weigh(some: Selves, began: Firsts, look: Look, means: Means) -> Fit:
    """Weigh people by what was seen; move them about where too few fit.

    Args:
        some: the people.
        began: what the score before treatment says of where each began.
        look: the scores after the first dose.
        means: what those scores would be for people, given them, where they began, their numbers.
    """
    everyone = np.arange(some.count)
    likely = look.log_likely(means(some, began, everyone), some.noise)
    weights = _normal(began.log_weight + likely)
    effective = worth(weights)
    if effective >= limits().enough_people or not len(look.points):
        misfit = _misfit(
            weights, look.away(means(some, began, everyone), some.noise), len(look.points)
        )
        return Fit(some, began, everyone, weights, effective, effective, misfit)
    return _refreshed(some, began, look, means, effective)


def worth(weights: Floats) -> float:
    """How many equal people these weights are worth. Kish 1965."""
    return float(1 / np.square(weights).sum())


def _refreshed(some: Selves, began: Firsts, look: Look, means: Means, before: float) -> Fit:
    """Let the scores in by degrees, and move the people who fit at each.

    A move keeps the population as it is (a step towards a new draw and back), and is taken as
    often as the scores allow; so the people stay draws of what is possible given the scores.

    Source: Del Moral, Doucet, Jasra. J R Stat Soc B 68 (2006) 411; Neal 1998 for the move.
    """
    rng = np.random.default_rng(SEED)
    which = np.arange(some.count)
    log_weights = began.log_weight.copy()
    likely = look.log_likely(means(some, began, which), some.noise)
    heat, stages = 0.0, 0
    while heat < 1 and stages < STAGES:
        step = _step(log_weights, likely, 1 - heat)
        heat, stages = min(1.0, heat + step), stages + 1
        weights = _normal(log_weights + step * likely)
        kept = _drawn_again(weights, limits().people_ahead, rng)
        some, began, which, likely = some.take(kept), began.take(kept), which[kept], likely[kept]
        log_weights = np.zeros(len(kept))
        for _ in range(limits().moves_a_stage):
            normals = sqrt(1 - STRIDE**2) * some.normals
            normals = normals + STRIDE * rng.standard_normal(normals.shape)
            tried = some.moved(normals)
            new = look.log_likely(means(tried, began, which), tried.noise)
            taken = np.log(rng.random(len(new))) < heat * (new - likely)
            some = some.moved(np.where(taken[:, None], normals, some.normals))
            likely = np.where(taken, new, likely)
    weights = np.full(len(which), 1 / len(which))
    misfit = _misfit(weights, look.away(means(some, began, which), some.noise), len(look.points))
    alone = np.bincount(np.unique(which, return_inverse=True)[1])
    effective = float(alone.sum() ** 2 / np.square(alone).sum()) if heat >= 1 else 0.0
    return Fit(some, began, which, weights, effective, before, misfit)


def _step(log_weights: Floats, likely: Floats, most: float) -> float:
    """How far the scores may be let in with half of those kept still counting."""
    wanted = limits().people_ahead / 2
    if worth(_normal(log_weights + most * likely)) >= wanted:
        return most
    low, high = 0.0, most
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        enough = worth(_normal(log_weights + middle * likely)) >= wanted
        low, high = (middle, high) if enough else (low, middle)
    return max(high, 1e-6)


def _drawn_again(weights: Floats, count: int, rng: np.random.Generator) -> Rows:
    """People drawn evenly along their weights."""
    places = (np.arange(count) + rng.random()) / count
    found = np.searchsorted(np.cumsum(weights), places)
    return np.asarray(np.minimum(found, len(weights) - 1))


def _normal(logs: Floats) -> Floats:
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())


def _misfit(weights: Floats, away: Floats, scores: int) -> float:
    """How unusual the mean distance is, as a standard normal. Wilson, Hilferty 1931."""
    if not scores:
        return 0.0
    mean = float(weights @ away)
    spread = 2 / (9 * scores)
    return float(((mean / scores) ** (1 / 3) - (1 - spread)) / sqrt(spread))
