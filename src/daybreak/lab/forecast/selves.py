"""Virtual people as the fit to trials leaves them: each a way that this person could be.

Each carries one draw of the fitted quantities, one draw of what sets a new clinic apart, and their
own answer to drug, contact and antidepressant. All but the draw of the fit are standard normals,
so that people can be moved about without leaving the population.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# Compiled functions have no annotations: Numba infers their types from the call.

from dataclasses import dataclass, replace
from functools import lru_cache
from math import exp

import numpy as np
from numpy.typing import NDArray

from daybreak.lab.crowd import (
    ANTIDEPRESSANT,
    ANTIDEPRESSANT_SD,
    CONTACT,
    EXPECTANCY,
    EXPECTANCY_SD,
    FADE,
    HALF,
    LOW_CEILING,
    LOW_SHARE,
    OPEN,
    PEOPLE,
    RESIDUAL_MADRS,
    SENSITIVITY_SD,
    STRENGTH,
    STUDY_D,
    STUDY_E,
    USUAL_BASELINE_SD_MADRS,
)
from daybreak.lab.posterior import Posterior, posterior
from daybreak.lab.results import BASELINE_SD_BETWEEN_STUDIES_MADRS
from daybreak.twin.compiled import compiled
from daybreak.twin.parameters import parameters
from daybreak.twin.spreads import spreads_of

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

SEED = 20_261_122
TRAITS = ("drug", "hope", "antidepressant", "ceiling", "clinic_drug", "clinic_hope", "first")
DRUG, HOPE, TREATED, CEILING, CLINIC_DRUG, CLINIC_HOPE, FIRST = range(7)
LOW_BELOW = -1.0364333894937898  # a standard normal is below it in 15 % of people, `LOW_SHARE`


@dataclass(frozen=True, slots=True)
class Selves:
    """Ways that one person could be.

    `theta` are the fitted quantities, shape (people, 10); `normals` standard normals, shape
    (people, 7), in the order of `TRAITS`; `fade_h` and `contact_h` the hours in which synapses
    and expectancy are lost; `noise` the standard deviation of one rating, MADRS points; `who`
    numbers the twin's own person behind each.
    """

    theta: Floats
    normals: Floats
    fade_h: Floats
    contact_h: Floats
    noise: Floats
    who: Rows

    @property
    def count(self) -> int:
        return len(self.noise)

    def take(self, which: Rows) -> "Selves":
        return Selves(
            self.theta[which],
            self.normals[which],
            self.fade_h[which],
            self.contact_h[which],
            self.noise[which],
            self.who[which],
        )

    def moved(self, normals: Floats) -> "Selves":
        return replace(self, normals=normals)


@dataclass(frozen=True, slots=True)
class Firsts:
    """What a score before treatment says of where each of them began, MADRS points.

    `mean` and `sd` are of the true first score; `log_weight` how likely the seen one was.
    """

    mean: Floats
    sd: Floats
    log_weight: Floats

    def true(self, selves: Selves) -> Floats:
        """Where each began, MADRS points; nobody below 1."""
        return np.asarray(np.maximum(self.mean + self.sd * selves.normals[:, FIRST], 1.0))

    def take(self, which: Rows) -> "Firsts":
        return Firsts(self.mean[which], self.sd[which], self.log_weight[which])


@lru_cache(maxsize=4)
def selves(count: int, seed: int = SEED) -> Selves:
    """So many of them; the same every time."""
    return drawn(posterior(), count, np.random.default_rng(seed))


def drawn(known: Posterior, count: int, rng: np.random.Generator) -> Selves:
    """Draw people from what the fit left possible."""
    theta = known.theta[np.resize(rng.permutation(len(known.theta)), count)]
    twin = parameters()
    spread = spreads_of(twin)
    own = spread.second[spread.names.index("slow_time")] * rng.standard_normal(count)
    return Selves(
        theta,
        rng.standard_normal((count, len(TRAITS))),
        twin.value("slow_time") * np.exp(theta[:, FADE] + own),
        twin.value("expectancy_time") * np.exp(theta[:, CONTACT]),
        RESIDUAL_MADRS * np.exp(theta[:, PEOPLE]),
        np.arange(count),
    )


def prior_first(known: Posterior) -> tuple[float, float]:
    """Mean and spread of true scores before treatment, MADRS points."""
    sd = float(np.hypot(USUAL_BASELINE_SD_MADRS, BASELINE_SD_BETWEEN_STUDIES_MADRS))
    return known.usual_baseline, sd


def firsts(some: Selves, seen_madrs: float, doubt_madrs: float) -> Firsts:
    """Where each began, given one score before treatment and how far its map may be off."""
    middle, spread = prior_first(posterior())
    noise = some.noise**2 + doubt_madrs**2
    whole = spread**2 + noise
    mean = (seen_madrs * spread**2 + middle * noise) / whole
    away = (seen_madrs - middle) ** 2 / whole
    return Firsts(mean, np.sqrt(spread**2 * noise / whole), -0.5 * (away + np.log(whole)))


def shares(
    some: Selves, z: Floats, expectancy: Floats, grown: Floats, *, is_open: bool = True
) -> Floats:
    """Each one's score as a share of their first, shape (people, times).

    Args:
        some: the people.
        z, expectancy: plasticity and what visits have left of expectancy, (people, times).
        grown: how far a new antidepressant has come, 0 to 1, shape (times,).
        is_open: whether they know what they are given, as in a clinic.
    """
    out = np.empty_like(z)
    _shares(some.theta, some.normals, z, expectancy, grown, is_open, out)
    return out


@compiled
def _shares(  # noqa: PLR0917 - compiled code takes its arrays by place
    theta, normals, z, expectancy, grown, is_open, out
):
    for i in range(len(theta)):
        spread = exp(theta[i, PEOPLE])
        logit = theta[i, EXPECTANCY] + exp(theta[i, STUDY_E]) * normals[i, CLINIC_HOPE]
        if is_open:
            logit += theta[i, OPEN]
        p = 1.0 / (1.0 + exp(-(logit + EXPECTANCY_SD * spread * normals[i, HOPE])))
        logit = theta[i, ANTIDEPRESSANT] + ANTIDEPRESSANT_SD * spread * normals[i, TREATED]
        a = 1.0 / (1.0 + exp(-logit))
        own = theta[i, STRENGTH] + exp(theta[i, STUDY_D]) * normals[i, CLINIC_DRUG]
        own = exp(own + SENSITIVITY_SD * spread * normals[i, DRUG])
        ceiling = LOW_CEILING if normals[i, CEILING] < LOW_BELOW else 1.0
        for k in range(z.shape[1]):
            reached = own * z[i, k]
            lifted = ceiling * reached / (reached + HALF)
            out[i, k] = (1 - lifted) * (1 - p * expectancy[i, k]) * (1 - a * grown[k])


def grown(times_h: Floats, has_new_antidepressant: bool) -> Floats:  # noqa: FBT001 - one switch
    """How far an antidepressant begun with the first dose has come, shape (times,)."""
    if not has_new_antidepressant:
        return np.zeros(len(times_h))
    time = parameters().value("antidepressant_time")
    return np.asarray(1 - np.exp(-np.maximum(times_h, 0.0) / time))


assert LOW_SHARE == 0.15  # noqa: S101, PLR2004 - `LOW_BELOW` is the quantile of this share
