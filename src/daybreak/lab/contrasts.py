"""Whether a trial tells drug from control: as published, and how likely the model held it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from daybreak.lab.arms import Kind
from daybreak.lab.comparators import endpoint_of
from daybreak.lab.leave_out import LeftOut
from daybreak.lab.results import Result

Floats = NDArray[np.float64]

SEPARATES = 1.96  # standard errors; p < 0.05, two-sided
ORDER = ("change", "response", "remission")
SURE = 0.01  # a probability is never taken for more than this short of certain


@dataclass(frozen=True, slots=True)
class Contrast:
    """A drug arm beside its control at one time."""

    trial: str
    arm: str
    day: str
    endpoint: str
    separated: bool
    probability: float

    @property
    def brier(self) -> float:
        return (self.probability - self.separated) ** 2

    @property
    def log_loss(self) -> float:
        p = min(max(self.probability, SURE), 1 - SURE)
        return -log(p if self.separated else 1 - p)


def contrasts(left: LeftOut) -> tuple[Contrast, ...]:
    """Each drug arm of a study against its control, by change where both have one."""
    found = []
    seen: set[tuple[str, float]] = set()
    for endpoint in ORDER:
        for number, result in enumerate(left.results):
            key = (result.reading.question["arm"], result.asked.hours)
            other = _control_of(number, left.results)
            if endpoint_of(result) != endpoint or key in seen or other is None:
                continue
            seen.add(key)
            question = result.reading.question
            found.append(
                Contrast(
                    left.trial,
                    question["arm"],
                    question["day"],
                    endpoint,
                    _published(left, number, other),
                    _probability(left, number, other),
                )
            )
    return tuple(found)


def _control_of(number: int, results: Sequence[Result]) -> int | None:
    """The control with the same visits, and of the same part of the trial."""
    mine = results[number]
    if not mine.asked.arm.is_drug or mine.asked.kind is Kind.DIFFERENCE:
        return None
    times = [dose.at_h for dose in mine.asked.arm.regimen.doses]
    fits = [
        k
        for k, each in enumerate(results)
        if not each.asked.arm.is_drug
        and endpoint_of(each) == endpoint_of(mine)
        and each.asked.hours == mine.asked.hours
    ]
    if not fits:
        return None

    def likeness(k: int) -> tuple[bool, bool]:
        doses = [dose.at_h for dose in results[k].asked.arm.regimen.doses]
        return _part(results[k]) == _part(mine), doses == times

    return max(fits, key=likeness)


def _part(result: Result) -> str:
    return result.reading.question["arm"].partition("_")[2]


def _published(left: LeftOut, one: int, other: int) -> bool:
    a, b = left.results[one], left.results[other]
    if a.asked.kind is Kind.SHARE:
        return bool(_share_z(a.found, b.found, a.asked.people, b.asked.people) > SEPARATES)
    errors = []
    for k in (one, other):
        result = left.results[k]
        usual = sqrt(float(left.weights @ left.simulated.variance[k]) / result.asked.people)
        errors.append(standard_error(result) or usual)
    return abs(a.found - b.found) > SEPARATES * sqrt(errors[0] ** 2 + errors[1] ** 2)


def standard_error(result: Result) -> float | None:
    """The standard error that a row prints, MADRS points; None where it prints none."""
    text, scale = result.reading.error, result.asked.instrument.madrs_per_point
    if found := re.match(r"SE (\d+(?:\.\d+)?)", text):
        return float(found[1]) * scale
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text) * scale / sqrt(result.asked.people)
    if found := re.match(r"t\(\d+\)=-?(\d+(?:\.\d+)?)", text):
        return abs(result.found) / float(found[1])
    return None


def _probability(left: LeftOut, one: int, other: int) -> float:
    """How often simulated trials separate, arms sharing their study."""
    a, b = left.results[one].asked, left.results[other].asked
    first, second = left.simulated.found[one], left.simulated.found[other]
    if a.kind is Kind.SHARE:
        z = _share_z(first / 100, second / 100, a.people, b.people)
    else:
        variance = left.simulated.variance
        error = np.sqrt(variance[one] / a.people + variance[other] / b.people)
        z = np.abs(first - second) * a.instrument.madrs_per_point / error
    return float(left.weights @ (z > SEPARATES))


def _share_z(p: Floats | float, q: Floats | float, n: float, m: float) -> Floats:
    """Standard errors between two shares, pooled."""
    p, q = np.asarray(p), np.asarray(q)
    pooled = np.clip((n * p + m * q) / (n + m), 1e-6, 1 - 1e-6)
    result: Floats = np.abs(p - q) / np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    return result
