"""What a trial says: each figure with an interval, two protocols side by side, what it hangs on.

The interval is over worlds: what the fit to trials left open and how clinics differ. It is not the
error of having tried only so many people; that stands beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daybreak.lab.clinic.figures import BY_NAME, MEASURES, Measure
from daybreak.lab.clinic.trial import Tried
from daybreak.lab.clinic.worlds import QUANTITIES

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LOW, HIGH = 5.0, 95.0  # percentiles of the 90 % interval
WIDE = 1.645  # half of a 90 % interval, in standard errors
FEWEST = 10  # people that a figure must rest on


@dataclass(frozen=True, slots=True)
class Told:
    """A figure, its 90 % interval over worlds, and the error of having tried so few people.

    All None where too few people have what it is a share of.
    """

    value: float | None
    lo90: float | None
    hi90: float | None
    error: float | None


RATIO = (0.0, float("inf"))  # what a figure that is no share lies between

NOTHING = Told(None, None, None, None)


def told(tried: Tried, measure: Measure) -> Told:
    """One figure of one trial."""
    found = _influence(tried, measure)
    if found is None:
        return NOTHING
    value, parts = found
    bounds = (0.0, 100.0) if measure.is_share else RATIO
    return _spread(value, parts, tried.world, tried.worlds.count, bounds)


def figures(tried: Tried) -> dict[str, Told]:
    """Every figure of one trial, by name."""
    return {each.name: told(tried, each) for each in MEASURES}


def difference(one: Tried, other: Tried, measure: Measure) -> Told:
    """How much the second is over the first: the same people in the same worlds under both.

    Raises:
        ValueError: they are not the same people.
    """
    if one.seed != other.seed or one.people != other.people:
        raise ValueError("two trials can be compared when seed and people are the same.")
    first, second = _influence(one, measure), _influence(other, measure)
    if first is None or second is None:
        return NOTHING
    value, parts = second[0] - first[0], second[1] - first[1]
    return _spread(value, parts, one.world, one.worlds.count, (-np.inf, np.inf))


def compared(one: Tried, other: Tried) -> dict[str, Told]:
    """Every figure of the second over that of the first, by name."""
    return {each.name: difference(one, other, each) for each in MEASURES}


def median_relapse_days(tried: Tried) -> Told:
    """Days from the mark day until half of those who responded are back at the relapse line.

    None where fewer than half are, while they are followed.
    """
    responded = tried.columns["response_mark"] > 0
    days = np.sort(tried.columns["relapse_day"][responded])
    if len(days) < FEWEST or not np.isfinite(days[len(days) // 2]):
        return NOTHING
    middle = float(days[len(days) // 2])
    by_then = Measure(
        "", "", "", lambda c: c["response_mark"] * (c["relapse_day"] <= middle),
        lambda c: c["response_mark"], is_share=False,
    )  # fmt: skip
    share = told(tried, by_then)
    if share.value is None or share.lo90 is None or share.hi90 is None or share.error is None:
        return NOTHING

    def at(level: float) -> float | None:
        found = float(days[min(max(int(level * len(days)), 0), len(days) - 1)])
        return found if np.isfinite(found) else None

    off = at(min(0.5 + share.error, 1.0))
    return Told(
        middle,
        at(0.5 - (share.hi90 - share.value)),
        at(0.5 + (share.value - share.lo90)),
        None if off is None else off - middle,
    )


def curve(tried: Tried) -> list[Told]:
    """The mean score of each week of all who began, MADRS points, first week first."""
    found = []
    for week in range(tried.weeks + 1):
        scores = tried.scores[:, week]
        found.append(told(tried, _mean_of(scores)))
    return found


def _mean_of(scores: Floats) -> Measure:
    return Measure("", "", "", lambda c: scores * c["admitted"], lambda c: c["admitted"])


def hangs_on(tried: Tried, names: Sequence[str]) -> dict[str, dict[str, float]]:
    """What each unknown of the model moves: figures of the upper half of worlds less the lower.

    Returns:
        By quantity and then figure.
    """
    answer: dict[str, dict[str, float]] = {}
    for k, quantity in enumerate(QUANTITIES):
        values = tried.worlds.quantities[:, k]
        is_upper = (values > np.median(values))[tried.world]
        moved = {}
        for name in names:
            upper, lower = (_ratio(tried, BY_NAME[name], which) for which in (is_upper, ~is_upper))
            if upper is not None and lower is not None:
                moved[name] = upper - lower
        answer[quantity] = moved
    return answer


def _ratio(tried: Tried, measure: Measure, which: NDArray[np.bool_]) -> float | None:
    of, over = measure.of(tried.columns)[which], measure.over(tried.columns)[which]
    if np.count_nonzero(over) < FEWEST or over.sum() <= 0:
        return None
    return float(measure.times * of.sum() / over.sum())


def _influence(tried: Tried, measure: Measure) -> tuple[float, Floats] | None:
    """The figure, and how each person pulls it, so that their mean in a world is that world's."""
    of, over = measure.of(tried.columns), measure.over(tried.columns)
    if np.count_nonzero(over) < FEWEST or over.sum() <= 0:
        return None
    ratio = of.sum() / over.sum()
    return float(measure.times * ratio), measure.times * (of - ratio * over) / over.mean()


def _spread(
    value: float, parts: Floats, world: Ints, count: int, bounds: tuple[float, float]
) -> Told:
    """The interval over worlds, without the chance of having so few people in each, but never
    narrower than the error of having tried so few in all."""
    sizes = np.bincount(world, minlength=count)
    there = sizes > 1
    means = np.bincount(world, parts, minlength=count)[there] / sizes[there]
    squares = np.bincount(world, parts**2, minlength=count)[there] / sizes[there]
    within = (squares - means**2) / (sizes[there] - 1)
    error = float(np.sqrt(np.mean(within) / max(1, there.sum())))
    if there.sum() < FEWEST:
        return Told(value, None, None, error)
    total = float(np.var(means, ddof=1))
    kept = np.sqrt(max(0.0, 1 - float(np.mean(within)) / total)) if total > 0 else 0.0
    off = kept * (np.percentile(means, (LOW, HIGH)) - means.mean())
    down, up = min(float(off[0]), -WIDE * error), max(float(off[1]), WIDE * error)
    if bounds == RATIO and value > 0:  # a ratio cannot fall under 0: its logarithm is spread
        return Told(value, value * float(np.exp(down / value)), value * float(np.exp(up / value)),
                    error)  # fmt: skip
    return Told(value, max(value + down, bounds[0]), min(value + up, bounds[1]), error)


def plain(found: Mapping[str, Told]) -> dict[str, dict[str, float | None]]:
    """Figures for a machine, to four significant digits."""
    return {
        name: {
            part: None if (x := getattr(each, part)) is None else float(f"{x:.4g}")
            for part in ("value", "lo90", "hi90", "error")
        }
        for name, each in found.items()
    }
