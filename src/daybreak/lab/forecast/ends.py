"""Response, remission and relapse among weighed people."""

from dataclasses import dataclass
from math import erfc

import numpy as np
from numpy.typing import NDArray

from daybreak.lab.crowd import REMISSION_DOUBT_MADRS
from daybreak.lab.forecast.known import HOURS, Person
from daybreak.lab.forecast.limits import limits
from daybreak.lab.forecast.selves import CLINIC_DRUG, CLINIC_HOPE, Selves
from daybreak.lab.forecast.told import Chance, Relapse
from daybreak.twin.compiled import compiled
from daybreak.twin.parameters import parameters

Floats = NDArray[np.float64]

FIFTH = 0.2  # of clinics, from either end, between which a range is told; our choice


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale read in MADRS points, with the person's own first score on it."""

    madrs_per_point: float
    remission_madrs: float
    doubt_madrs: float
    first_madrs: float


def responds_now(scale: Scale, person: Person) -> bool:
    """Whether the latest score is at most half of the first."""
    if not person.later:
        return False
    latest = person.later[-1].points * scale.madrs_per_point
    return latest <= parameters().value("response_share") * scale.first_madrs


def chances(
    scale: Scale, some: Selves, true_madrs: Floats, weights: Floats
) -> tuple[Chance, Chance]:
    """The chance that the score then seen is a response, and that it is a remission.

    Args:
        scale: the scale.
        some: the people.
        true_madrs: each one's true score then, shape (people,).
        weights: of the people, sum 1.
    """
    noise = np.hypot(some.noise, scale.doubt_madrs)
    share = parameters().value("response_share")
    response = below((share * scale.first_madrs - true_madrs) / noise)
    doubt = np.hypot(noise, REMISSION_DOUBT_MADRS)
    remission = below((scale.remission_madrs - true_madrs) / doubt)
    return _ranged(response, some, weights), _ranged(remission, some, weights)


def _ranged(each: Floats, some: Selves, weights: Floats) -> Chance:
    """The mean, and the means of the fifths of clinics where least and most is expected."""
    clinic = some.normals[:, CLINIC_DRUG] + some.normals[:, CLINIC_HOPE]
    order = np.argsort(clinic, kind="stable")
    reached = np.cumsum(weights[order])
    least, most = order[reached <= FIFTH], order[reached > 1 - FIFTH]

    def mean(which: NDArray[np.int64]) -> float:
        whole = float(weights[which].sum())
        return float(weights[which] @ each[which]) / whole if whole > 0 else middle

    middle = float(weights @ each)
    low, high = sorted((mean(least), mean(most)))
    return Chance(round(middle, 3), round(min(low, middle), 3), round(max(high, middle), 3))


def relapse(scale: Scale, since_h: Floats, course_madrs: Floats, weights: Floats) -> Relapse | None:
    """How many of those truly better by half now have relapsed, week by week.

    Args:
        scale: the scale.
        since_h: weekly times from now, 0 first, shape (weeks + 1,).
        course_madrs: true scores then, shape (people, weeks + 1).
        weights: of the people, sum 1.

    Source: the twin's assumed hazard, which rises with the score; it is fitted to no trial.
    """
    known = parameters()
    better = course_madrs[:, 0] <= known.value("response_share") * scale.first_madrs
    whole = float(weights[better].sum())
    if whole <= 0:
        return None
    above = (course_madrs[better] - known.value("relapse_score")) / 10.0
    hazard = known.value("relapse_hazard") * np.exp(known.value("relapse_slope") * above)
    steps = np.diff(since_h)
    piled = np.cumsum((hazard[:, 1:] + hazard[:, :-1]) / 2 * steps, axis=1)
    lost = weights[better] / whole @ -np.expm1(-piled)
    weeks = since_h[1:] / (7 * HOURS)

    def until(share: float) -> float | None:
        if lost[-1] < share:
            return None
        return round(float(np.interp(share, [0.0, *lost], [0.0, *weeks])), 1)

    told = tuple(week for week in limits().recent_weeks if week <= weeks[-1] + 1e-9)
    shares = tuple(round(float(np.interp(week, weeks, lost)), 3) for week in told)
    return Relapse(told, shares, until(0.25), until(0.5))


def below(x: Floats) -> Floats:
    """Probability that a standard normal is below each."""
    out = np.empty(len(x))
    _below(np.ascontiguousarray(x, dtype=np.float64), out)
    return out


@compiled
def _below(x, out):  # type: ignore[no-untyped-def] # Numba infers its types from the call
    for i in range(len(x)):
        out[i] = 0.5 * erfc(-x[i] * 0.7071067811865476)
