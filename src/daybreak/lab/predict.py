"""What a trial that nobody has fitted should find: a middle, a 90 % interval, or an abstention.

The interval is for a study of that size: who happens to be in it, how studies differ, what the
fit left open, and what a scale's map may be off. A row's answer hangs on that row alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daybreak.lab.arms import Abstention, Asked, Kind, understood
from daybreak.lab.cells import Cells, cells_of
from daybreak.lab.chances import LEAST, concentration, weighted_quantiles
from daybreak.lab.crowd import STUDY_D, STUDY_E
from daybreak.lab.evidence import Question
from daybreak.lab.posterior import Posterior
from daybreak.lab.results import BASELINE_SD_BETWEEN_STUDIES_MADRS, BETWEEN_ARMS, doubt_of
from daybreak.lab.safety import at_the_chair, is_about_the_chair
from daybreak.twin import NotPossible, People, outside_evidence

Floats = NDArray[np.float64]

LEVELS = (0.05, 0.95)
REPEATS = 4  # trials simulated for each draw of the fit
SEED = 20_261_122  # of the chance in a prediction; any whole number would do


@dataclass(frozen=True, slots=True)
class Forecast:
    """An answer in the row's own unit, or why there is none."""

    predicted: float | None = None
    lo90: float | None = None
    hi90: float | None = None
    reason: str = ""

    @property
    def abstained(self) -> bool:
        return self.predicted is None


@dataclass(frozen=True, slots=True)
class Simulated:
    """Trials drawn from the model: `middle` without and `found` with chance, (rows, draws).

    `variance` is that of the change between people, MADRS points squared.
    """

    middle: Floats
    found: Floats
    variance: Floats


def predict(rows: Sequence[Question], posterior: Posterior) -> tuple[Forecast, ...]:
    """An answer for each row, in order."""
    answers: list[Forecast] = [Forecast()] * len(rows)
    asked: list[tuple[int, Asked]] = []
    for number, row in enumerate(rows):
        try:
            if is_about_the_chair(row):
                answers[number] = Forecast(*at_the_chair(row))
                continue
            one = understood(row)
            _stay_inside(one)
            asked.append((number, one))
        except Abstention as why:
            answers[number] = Forecast(reason=str(why))
    if asked:
        theta = np.repeat(posterior.theta, REPEATS, axis=0)
        weights = np.full(len(theta), 1 / len(theta))
        drawn = simulated([each for _, each in asked], theta, posterior.usual_baseline)
        middle = weighted_quantiles(drawn.middle, weights, (0.5,))[0]
        low, high = weighted_quantiles(drawn.found, weights, LEVELS)
        for k, (number, one) in enumerate(asked):
            told = [float(f"{each[k]:.4g}") for each in (middle, low, high)]
            answers[number] = Forecast(told[0], told[1], told[2], _remark(one))
    return tuple(answers)


def simulated(
    asked: Sequence[Asked], theta: Floats, usual_baseline: float, *, shares_chance: bool = True
) -> Simulated:
    """Trials that the model draws, one for each row of `theta`, in each row's own unit.

    Arms share the effects of their study: all rows asked for together stand in one study.

    Args:
        asked: the rows.
        theta: draws of the ten quantities, shape (draws, 10).
        usual_baseline: of who has none, MADRS points.
        shares_chance: whether rows share the luck of the draw too, which makes a row's answer
            its own; arms that are compared must not.
    """
    rng = np.random.default_rng(SEED)
    draws = len(theta)
    normals = rng.standard_normal((3, draws))
    effects = np.exp(theta[:, [STUDY_E, STUDY_D]]).T * normals[:2]
    cells, first, second = _packed(asked, usual_baseline)
    answers = np.stack(
        [
            cells.answers(theta[d], *(np.full(cells.count, x) for x in effects[:, d]))
            for d in range(draws)
        ],
        axis=1,
    )
    middle, found = np.empty((len(asked), draws)), np.empty((len(asked), draws))
    variance = np.empty((len(asked), draws))
    for k, one in enumerate(asked):
        luck = np.random.default_rng([SEED, 1 if shares_chance else k + 2])
        pair = answers[second[k]] if second[k] >= 0 else np.zeros((draws, 3))
        middle[k], found[k] = _draw(one, answers[first[k]], pair, usual_baseline, luck)
        variance[k] = answers[first[k], :, 1]
    return Simulated(middle, found, variance)


def _draw(
    one: Asked, own: Floats, pair: Floats, usual_baseline: float, luck: np.random.Generator
) -> tuple[Floats, Floats]:
    doubt = doubt_of(one, usual_baseline)
    if one.kind is Kind.SHARE:
        p = np.clip(own[:, 2], LEAST, 1 - LEAST)
        size = concentration(p, BETWEEN_ARMS, np.full(len(p), doubt))
        people = max(1, round(one.people))
        here = luck.beta(p * size, (1 - p) * size)
        return 100 * p, 100 * luck.binomial(people, here) / people
    scale = one.instrument.madrs_per_point
    base = one.baseline_madrs or usual_baseline
    mean = own[:, 0] - pair[:, 0]
    variance = (own[:, 1] + pair[:, 1]) * (1 / one.people + BETWEEN_ARMS) + doubt**2
    shift = 0.0 if one.baseline_madrs else BASELINE_SD_BETWEEN_STUDIES_MADRS
    chance = np.sqrt(variance) * luck.standard_normal(len(mean))
    off = shift * luck.standard_normal(len(mean))
    found = mean * (1 + off / base) + chance
    if one.is_end_score:
        return (base - mean) / scale, np.maximum(base + off - found, 0.0) / scale
    if one.is_percent:
        return -100 * mean / base, -100 * found / (base + off)
    return -mean / scale, -found / scale


def _packed(asked: Sequence[Asked], usual_baseline: float) -> tuple[Cells, list[int], list[int]]:
    """The cells behind these rows, and which of them each row needs; -1 for no second."""
    every: list[Asked] = []
    first: list[int] = []
    second: list[int] = []
    for one in asked:
        first.append(len(every))
        every.append(one)
        second.append(len(every) if one.kind is Kind.DIFFERENCE else -1)
        if one.kind is Kind.DIFFERENCE:
            every.append(one.control)
    return cells_of(every, usual_baseline), first, second


def _stay_inside(one: Asked) -> None:
    """Refuse a dose, a pump time or an age beyond the evidence.

    Raises:
        Abstention: it is beyond.
    """
    try:
        reasons = outside_evidence(one.arm.regimen, People.one(age=one.arm.age))
    except NotPossible as refusal:
        raise Abstention(refusal.message) from refusal
    inside = [each for each in reasons if "follow-up" not in each]
    if inside:
        raise Abstention(inside[0])


def _remark(one: Asked) -> str:
    if one.baseline_madrs is None:
        return "No score before treatment was given; that of the calibration trials was taken."
    return ""
