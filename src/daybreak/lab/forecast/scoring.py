"""How a forecast is held to what came: losses, coverage, and when it may no longer be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from daybreak.lab.forecast.limits import limits
from daybreak.lab.forecast.told import INTERVALS, LEVELS, Band

HOURS = 24.0


@dataclass(frozen=True, slots=True)
class Loss:
    """One forecast and what came.

    `crps` is the continuous ranked probability score in points, from the pinball losses of all
    levels; less is better. `covered` says which central intervals hold what came; `rank` is the
    share of levels below it, 0 to 1.
    """

    crps: float
    covered: tuple[tuple[int, bool], ...]
    rank: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a group's forecasts are worse than the population curve.

    `worse_by` is the mean difference in CRPS, points, above 0 when they are; `at_least` the lower
    end of its one-sided 95 % interval. Both are None before there are enough outcomes.
    """

    outcomes: int
    worse_by: float | None
    at_least: float | None
    is_off: bool


def pinball(value: float, quantile: float, level: float) -> float:
    """The loss of one quantile. Koenker, Bassett 1978."""
    away = value - quantile
    return level * away if away >= 0 else (level - 1) * away


def loss(quantiles: Sequence[float], value: float) -> Loss:
    """The loss of a forecast whose quantiles belong to `LEVELS`."""
    mean = sum(pinball(value, q, level) for q, level in zip(quantiles, LEVELS, strict=True))
    covered = []
    for share, (low, high) in INTERVALS.items():
        ends = (quantiles[LEVELS.index(low)], quantiles[LEVELS.index(high)])
        covered.append((share, ends[0] <= value <= ends[1]))
    below = sum(q < value for q in quantiles)
    same = sum(q == value for q in quantiles)
    return Loss(2 * mean / len(LEVELS), tuple(covered), (below + same / 2) / len(LEVELS))


def carried_forward(last: float, value: float) -> float:
    """The CRPS of saying that nothing changes."""
    return abs(value - last)


def brier(chance: float, *, came: bool) -> float:
    """The loss of a chance. Brier 1950."""
    return (chance - came) ** 2


def at(bands: Sequence[Band], at_h: float) -> tuple[float, ...] | None:
    """The quantiles at a time between two of those foretold; None outside them."""
    if not bands or not bands[0].at_h <= at_h <= bands[-1].at_h:
        return None
    for before, after in pairwise(bands):
        if before.at_h <= at_h <= after.at_h:
            share = (at_h - before.at_h) / (after.at_h - before.at_h)
            return tuple(
                a + share * (b - a) for a, b in zip(before.quantiles, after.quantiles, strict=True)
            )
    return bands[0].quantiles


def at_best(quantiles: Sequence[float], highest: float) -> tuple[float, float]:
    """The least and the most that a missing outcome could have cost, CRPS."""
    possible = [loss(quantiles, float(value)).crps for value in range(round(highest) + 1)]
    return min(possible), max(possible)


def followed(
    planned: Sequence[tuple[float, float]], given: Sequence[tuple[float, float]], until_h: float
) -> bool:
    """Whether the doses until then were those foretold.

    Args:
        planned, given: each dose's hour and mg, after the forecast was made.
        until_h: when the outcome came.
    """
    known = limits()
    slack_h = known.plan_tolerance_days * HOURS
    due = [each for each in planned if each[0] <= until_h - slack_h]
    may = [each for each in planned if each[0] <= until_h + slack_h]
    had = sorted(each for each in given if each[0] <= until_h)
    if not len(due) <= len(had) <= len(may):
        return False
    tolerance = known.plan_tolerance_percent / 100
    return all(
        abs(a[0] - b[0]) <= slack_h and abs(a[1] - b[1]) <= tolerance * a[1]
        for a, b in zip(sorted(planned), had, strict=False)
    )


def judged(forecast_crps: Sequence[float], population_crps: Sequence[float]) -> Verdict:
    """The rule fixed beforehand: off where surely worse than the population curve."""
    known = limits()
    more = [a - b for a, b in zip(forecast_crps, population_crps, strict=True)]
    count = len(more)
    if count < known.outcomes_to_judge:
        return Verdict(count, None, None, is_off=False)
    mean = sum(more) / count
    spread = sqrt(sum((each - mean) ** 2 for each in more) / (count - 1))
    at_least = mean - known.worse_bound_z * spread / sqrt(count)
    return Verdict(count, mean, at_least, is_off=at_least > 0)
