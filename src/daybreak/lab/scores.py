"""How well studies are predicted that were left out, beside predictors that need no model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import pi, sqrt

import numpy as np

from daybreak.lab.arms import Kind
from daybreak.lab.calibrate import calibrate
from daybreak.lab.chances import weighted_quantiles
from daybreak.lab.comparators import (
    Guess,
    by_drug,
    by_route_and_schedule,
    endpoint_of,
    in_units,
    regression,
)
from daybreak.lab.contrasts import Contrast, contrasts
from daybreak.lab.evidence import evidence
from daybreak.lab.leave_out import LeftOut, leave_out
from daybreak.lab.posterior import Posterior
from daybreak.lab.predict import LEVELS, Forecast, predict
from daybreak.lab.results import Result, calibration
from daybreak.lab.sampler import Progress

MISS = 2 / 0.10  # what a point outside a 90 % interval costs: the interval score of Gneiting 2007
PREDICTORS = ("mechanism", "regression", "route-and-schedule", "drug")
ENDPOINTS = ("response", "remission", "change", "difference")


@dataclass(frozen=True, slots=True)
class Scored:
    """One row, what was found, and what each predictor had said.

    Percent, or improvement in MADRS points. `floor` is the error that chance alone would leave.
    """

    result: Result
    endpoint: str
    found: float
    guesses: Mapping[str, Guess]
    floor: float


@dataclass(frozen=True, slots=True)
class Summary:
    """One predictor for one endpoint: mean absolute error, coverage, interval."""

    rows: int
    error: float
    error_by_n: float
    covered: float
    width: float
    interval_score: float


@dataclass(frozen=True, slots=True)
class Scores:
    """Everything that was scored."""

    rows: tuple[Scored, ...]
    left: tuple[LeftOut, ...]
    contrasts: tuple[Contrast, ...]
    posterior: Posterior


def score(*, progress: Progress | None = None) -> Scores:
    """Fit, leave each study out in turn, and score it."""
    results, usual = calibration()
    found, draws = calibrate()
    left = leave_out(results, usual, draws, progress=progress)
    rows = tuple(scored for each in left for scored in _rows(each, results, usual))
    pairs = tuple(pair for each in left for pair in contrasts(each))
    return Scores(rows, left, pairs, found)


def _rows(left: LeftOut, results: Sequence[Result], usual: float) -> list[Scored]:
    others = [each for each in results if each.trial != left.trial]
    middle = weighted_quantiles(left.simulated.middle, left.weights, (0.5,))[0]
    ends = weighted_quantiles(left.simulated.found, left.weights, LEVELS)
    regressed = regression(left.results, others)
    rows = []
    for k, result in enumerate(left.results):
        told = [_in_units(result, float(x), usual) for x in (middle[k], ends[0, k], ends[1, k])]
        variance = float(left.weights @ left.simulated.variance[k])
        share = in_units(result) / 100
        people = result.asked.people
        if result.asked.kind is Kind.SHARE:
            error = 100 * sqrt(share * (1 - share) / people)
        else:
            error = sqrt(variance * (1 + (result.asked.kind is Kind.DIFFERENCE)) / people)
        rows.append(
            Scored(
                result,
                endpoint_of(result),
                in_units(result),
                {
                    "mechanism": Guess(told[0], min(told[1:]), max(told[1:])),
                    "regression": regressed[k],
                    "route-and-schedule": by_route_and_schedule(result, others),
                    "drug": by_drug(result, others),
                },
                sqrt(2 / pi) * error,
            )
        )
    return rows


def _in_units(result: Result, value: float, usual: float) -> float:
    """A value in the row's own unit as improvement in MADRS points; percent stay."""
    asked = result.asked
    if asked.kind is Kind.SHARE:
        return value
    base = asked.baseline_madrs or usual
    if asked.is_end_score:
        return base - value * asked.instrument.madrs_per_point
    if asked.is_percent:
        return -value / 100 * base
    return -value * asked.instrument.madrs_per_point


def summary(rows: Sequence[Scored], predictor: str) -> Summary:
    """How one predictor did on these rows."""
    found = np.array([each.found for each in rows])
    told = [each.guesses[predictor] for each in rows]
    middle, low, high = (
        np.array([getattr(each, name) for each in told]) for name in ("middle", "low", "high")
    )
    n = np.array([each.result.asked.people for each in rows])
    error = np.abs(found - middle)
    outside = np.maximum(low - found, 0) + np.maximum(found - high, 0)
    return Summary(
        len(rows),
        float(error.mean()),
        float((n * error).sum() / n.sum()),
        float((outside <= 1e-9).mean()),  # noqa: PLR2004 - an end of the interval is inside it
        float((high - low).mean()),
        float((high - low + MISS * outside).mean()),
    )


def benchmark(posterior: Posterior) -> tuple[tuple[str, ...], ...]:
    """The rows that are never fitted: what was found, what was predicted, hit or miss."""
    shown = [each for each in evidence() if not each.may_be_fitted]
    table = []
    answers = predict([each.question for each in shown], posterior)
    for reading, answer in zip(shown, answers, strict=True):
        row = reading.question
        value = "" if reading.value is None else f"{reading.value:g}"
        name = (row.trial, row["arm"], row["instrument"], row["endpoint"], row["day"], value)
        table.append((*name, *_verdict(answer, reading.value)))
    return tuple(table)


def _verdict(answer: Forecast, value: float | None) -> tuple[str, str, str]:
    if answer.predicted is None or answer.lo90 is None or answer.hi90 is None:
        return "", "", f"abstained: {answer.reason}"
    hit = value is not None and answer.lo90 <= value <= answer.hi90
    interval = f"{answer.lo90:.0f} to {answer.hi90:.0f}"
    return f"{answer.predicted:.0f}", interval, "hit" if hit else "miss"
