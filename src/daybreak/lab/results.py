"""What trials found, chosen so that nobody counts twice, and how likely the model makes it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from daybreak.lab.arms import Abstention, Asked, Kind, understood
from daybreak.lab.cells import Cells, cells_of
from daybreak.lab.chances import log_beta_binomial, log_normal
from daybreak.lab.evidence import COUNTED_ELSEWHERE, Reading, evidence

Floats = NDArray[np.float64]

# Fixed; our choice. Arms differ by more than chance: the same share of the variance between
# people comes back between arms, however large they are.
BETWEEN_ARMS = 0.02
BASELINE_SD_BETWEEN_STUDIES_MADRS = 4.0  # of the means the table gives
REMISSION_DOUBT_WITHOUT_BASELINE = 0.05
SAME_PEOPLE_AGAIN = 0.5  # what a second row of the same people adds to a first
EVER = "any time point"  # rows of people who responded at some time are no rows of a day


@dataclass(frozen=True, slots=True)
class Result:
    """One row that counts: what was asked, and what was found.

    `found` is improvement in MADRS points, or a share from 0 to 1.
    """

    reading: Reading
    asked: Asked
    found: float

    @property
    def trial(self) -> str:
        return self.reading.question.trial


def counted(readings: Sequence[Reading], usual_baseline: float) -> tuple[Result, ...]:
    """Rows about symptoms that say something no row before them says of the same people."""
    results: list[Result] = []
    seen: set[tuple[object, ...]] = set()
    for reading in readings:
        row = reading.question
        if reading.value is None or row.trial in COUNTED_ELSEWHERE or EVER in reading.error:
            continue
        try:
            asked = understood(row)
        except Abstention:
            continue
        what = (row["endpoint"] == "response", row["endpoint"] == "remission", asked.kind)
        key = (row.trial, row["arm"], asked.hours, *what)
        if asked.kind is Kind.DIFFERENCE and (*key[:-1], Kind.CHANGE) in seen:
            continue
        if key in seen:
            continue
        seen.add(key)
        results.append(Result(reading, asked, _found(asked, reading.value, usual_baseline)))
    return tuple(results)


def usual_baseline_of(readings: Sequence[Reading]) -> float:
    """The mean before treatment of trials that may be fitted, MADRS points, each trial once."""
    by_trial: dict[str, list[float]] = {}
    for reading in readings:
        if not reading.may_be_fitted:
            continue
        try:
            asked = understood(reading.question)
        except Abstention:
            continue
        if asked.baseline_madrs:
            by_trial.setdefault(reading.question.trial, []).append(asked.baseline_madrs)
    return float(np.mean([np.mean(each) for each in by_trial.values()]))


def calibration() -> tuple[tuple[Result, ...], float]:
    """The results that may be fitted, and the usual baseline, MADRS points."""
    rows = tuple(each for each in evidence() if each.may_be_fitted)
    usual = usual_baseline_of(rows)
    return counted(rows, usual), usual


def _found(asked: Asked, value: float, usual_baseline: float) -> float:
    base = asked.baseline_madrs or usual_baseline
    scale = asked.instrument.madrs_per_point
    if asked.kind is Kind.SHARE:
        return value / 100
    if asked.is_end_score:
        return base - value * scale
    if asked.is_percent:
        return -value / 100 * base
    return -value * scale


@dataclass(frozen=True, slots=True)
class Likelihood:
    """Results packed with the model's cells. `trial` numbers the study of each result."""

    cells: Cells
    trial_of_cell: NDArray[np.int64]
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    trials: tuple[str, ...]
    trial: NDArray[np.int64]
    is_share: NDArray[np.bool_]
    people: Floats
    found: Floats
    doubt: Floats
    unknown_base: Floats
    weight: Floats

    def by_trial(self, theta: Floats, effects: Floats) -> Floats:
        """Log likelihood of each study, shape (trials,).

        Args:
            theta: the ten quantities.
            effects: of each study on expectancy and on the drug, shape (2, trials).
        """
        shift = effects[:, self.trial_of_cell]
        answers = self.cells.answers(theta, shift[0], shift[1])
        own = answers[self.first]
        pair = np.where(self.second[:, None] >= 0, answers[self.second], 0.0)
        mean = own[:, 0] - pair[:, 0]
        between = BETWEEN_ARMS + 1 / self.people
        variance = (own[:, 1] + pair[:, 1]) * between + self.doubt**2
        variance = variance + (self.unknown_base * mean / self.cells.base[self.first]) ** 2
        terms = np.where(
            self.is_share,
            log_beta_binomial(self.found, self.people, own[:, 2], BETWEEN_ARMS, self.doubt),
            log_normal(self.found, mean, variance),
        )
        total = np.bincount(self.trial, self.weight * terms, len(self.trials))
        return total.astype(np.float64)


def likelihood_of(results: Sequence[Result], usual_baseline: float) -> Likelihood:
    """Pack results with everything the model needs to say how likely they are."""
    asked: list[Asked] = []
    first, second, owners = [], [], []
    trials = tuple(dict.fromkeys(each.trial for each in results))
    for each in results:
        number = trials.index(each.trial)
        first.append(len(asked))
        asked.append(each.asked)
        owners.append(number)
        second.append(-1)
        if each.asked.kind is Kind.DIFFERENCE:
            second[-1] = len(asked)
            asked.append(each.asked.control)
            owners.append(number)
    return Likelihood(
        cells_of(asked, usual_baseline),
        np.array(owners),
        np.array(first),
        np.array(second),
        trials,
        np.array([trials.index(each.trial) for each in results]),
        np.array([each.asked.kind is Kind.SHARE for each in results]),
        np.array([each.asked.people for each in results]),
        np.array([each.found for each in results]),
        np.array([doubt_of(each.asked, usual_baseline) for each in results]),
        np.array([_unknown(each.asked) for each in results]),
        _weights(results),
    )


def doubt_of(asked: Asked, usual_baseline: float) -> float:
    """What the scale's map may be off, as a share or in MADRS points."""
    doubt = asked.instrument.doubt_percent / 100
    if asked.kind is not Kind.SHARE:
        return doubt * (asked.baseline_madrs or usual_baseline)
    if asked.below_share is None and asked.baseline_madrs is None:
        return sqrt(doubt**2 + REMISSION_DOUBT_WITHOUT_BASELINE**2)
    return doubt


def _unknown(asked: Asked) -> float:
    return 0.0 if asked.baseline_madrs else BASELINE_SD_BETWEEN_STUDIES_MADRS


def _weights(results: Sequence[Result]) -> Floats:
    """How much each row counts, since the same people answer at other times and endpoints."""

    def worth(rows: int) -> float:
        return (1 + (rows - 1) * SAME_PEOPLE_AGAIN) / rows

    arms = [(each.trial, each.reading.question["arm"]) for each in results]
    times = [(*arm, each.asked.hours) for arm, each in zip(arms, results, strict=True)]
    at_time = Counter(times)
    of_arm = Counter((trial, arm) for trial, arm, _ in at_time)
    return np.array(
        [worth(at_time[t]) * worth(of_arm[a]) for t, a in zip(times, arms, strict=True)]
    )
