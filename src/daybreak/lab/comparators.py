"""What must be beaten: two naive predictors, and a regression on dose and time.

None of them knows the study it predicts.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log

import numpy as np
from numpy.typing import NDArray

from daybreak.lab.arms import Asked, Kind
from daybreak.lab.results import Result

Floats = NDArray[np.float64]

WIDE = 1.645  # half of a 90 % interval in standard deviations
FEWEST_STUDIES = 2
RIDGE = 1.0
HALF_WEIGHT = 30  # people of an arm that weighs half
REFERENCE_KG = 70.0


@cache
def available() -> Mapping[str, float]:
    """The share of a dose that reaches the blood by each route of the evidence, 0 to 1."""
    place = files("daybreak.catalogue") / "evidence" / "availability.toml"
    table = tomllib.loads(place.read_text(encoding="utf-8"))
    return {route: float(entry["value"]) for route, entry in table.items()}


@dataclass(frozen=True, slots=True)
class Guess:
    """A middle and a 90 % interval, as improvement in MADRS points or as percent."""

    middle: float
    low: float
    high: float


def endpoint_of(result: Result) -> str:
    """The endpoint a row belongs to: response, remission, change or difference."""
    asked = result.asked
    if asked.kind is not Kind.SHARE:
        return asked.kind.value
    return "remission" if asked.below_share is None else "response"


def in_units(result: Result) -> float:
    """What was found, as percent or as improvement in MADRS points."""
    return result.found * (100 if result.asked.kind is Kind.SHARE else 1)


def by_drug(target: Result, others: Sequence[Result]) -> Guess:
    """The mean of other studies for this endpoint, by drug or control."""
    return _mean(target, others, lambda asked: (asked.arm.is_drug,))


def by_route_and_schedule(target: Result, others: Sequence[Result]) -> Guess:
    """The same by route and by whether doses are repeated, where two other studies have them."""
    return (
        _mean(target, others, _route_and_schedule)
        if _enough(target, others)
        else by_drug(target, others)
    )


def _route_and_schedule(asked: Asked) -> tuple[object, ...]:
    doses = asked.arm.regimen.doses
    before = sum(dose.at_h <= asked.hours for dose in doses)
    return asked.arm.is_drug, doses[0].route, before > 1


def _enough(target: Result, others: Sequence[Result]) -> bool:
    same = _route_and_schedule(target.asked)
    return (
        len(
            {
                each.trial
                for each in others
                if endpoint_of(each) == endpoint_of(target)
                and _route_and_schedule(each.asked) == same
            }
        )
        >= FEWEST_STUDIES
    )


def _mean(
    target: Result, others: Sequence[Result], group: Callable[[Asked], tuple[object, ...]]
) -> Guess:
    if target.asked.kind is Kind.DIFFERENCE:
        return _difference(target, others)
    same = [
        each
        for each in others
        if endpoint_of(each) == endpoint_of(target) and group(each.asked) == group(target.asked)
    ]
    by_trial: dict[str, list[float]] = {}
    for each in same:
        by_trial.setdefault(each.trial, []).append(in_units(each))
    means = np.array([np.mean(values) for values in by_trial.values()])
    spread = float(np.std([in_units(each) for each in same], ddof=1))
    off = WIDE * spread * np.sqrt(1 + 1 / len(means))
    return _bounded(target, float(means.mean()), off)


def _difference(target: Result, others: Sequence[Result]) -> Guess:
    """Mean change with drug less that with control."""
    means, spreads = [], []
    for is_drug in (True, False):
        values = [
            in_units(each)
            for each in others
            if each.asked.kind is Kind.CHANGE and each.asked.arm.is_drug is is_drug
        ]
        means.append(float(np.mean(values)))
        spreads.append(float(np.var(values, ddof=1)))
    return _bounded(target, means[0] - means[1], WIDE * float(np.sqrt(sum(spreads))))


def _bounded(target: Result, middle: float, off: float) -> Guess:
    low, high = middle - off, middle + off
    if target.asked.kind is Kind.SHARE:
        low, high = max(low, 0.0), min(high, 100.0)
    return Guess(middle, low, high)


def regression(targets: Sequence[Result], others: Sequence[Result]) -> tuple[Guess, ...]:
    """A dose-time meta-regression of other studies' arms, one for each endpoint.

    Log dose, number of doses, days since the last, control, knowledge and antidepressant enter;
    shares as log odds. Its interval is how far it is off for each of the others without itself.
    """
    lines = {name: _line(others, name) for name in {_regressed_as(each) for each in targets}}
    return tuple(_read_off(each, *lines[_regressed_as(each)]) for each in targets)


def _regressed_as(target: Result) -> str:
    return "change" if target.asked.kind is Kind.DIFFERENCE else endpoint_of(target)


def _line(others: Sequence[Result], endpoint: str) -> tuple[Callable[[Asked], float], float]:
    """The regression of these studies, and the spread of its error for a study it has not seen."""
    same = [each for each in others if endpoint_of(each) == endpoint]
    off = []
    for trial in {each.trial for each in same}:
        line = _fitted([each for each in same if each.trial != trial])
        off += [_scaled(each) - line(each.asked) for each in same if each.trial == trial]
    return _fitted(same), float(np.sqrt(np.mean(np.square(off))))


def _fitted(rows: Sequence[Result]) -> Callable[[Asked], float]:
    x = np.stack([_features(each.asked) for each in rows])
    y = np.array([_scaled(each) for each in rows])
    w = np.array([each.asked.people / (each.asked.people + HALF_WEIGHT) for each in rows])
    centre, size = x[:, 1:].mean(axis=0), x[:, 1:].std(axis=0) + 1e-9
    x[:, 1:] = (x[:, 1:] - centre) / size
    penalty = RIDGE * np.eye(x.shape[1])
    penalty[0, 0] = 0.0
    slopes = np.linalg.solve(x.T @ (w[:, None] * x) + penalty, x.T @ (w * y))

    def at(asked: Asked) -> float:
        own = _features(asked)
        own[1:] = (own[1:] - centre) / size
        return float(own @ slopes)

    return at


def _read_off(target: Result, line: Callable[[Asked], float], spread: float) -> Guess:
    if target.asked.kind is Kind.DIFFERENCE:
        middle = line(target.asked) - line(target.asked.control)
        off = WIDE * spread * np.sqrt(2)
        return Guess(middle, middle - off, middle + off)
    middle = line(target.asked)
    three = np.array([middle, middle - WIDE * spread, middle + WIDE * spread])
    if target.asked.kind is Kind.SHARE:
        three = 100 / (1 + np.exp(-three))
    return Guess(*three.tolist())


def _scaled(result: Result) -> float:
    if result.asked.kind is not Kind.SHARE:
        return result.found
    n = result.asked.people
    return log((result.found * n + 0.5) / ((1 - result.found) * n + 0.5))


def _features(asked: Asked) -> Floats:
    arm = asked.arm
    given = [dose for dose in arm.regimen.doses if dose.at_h < asked.hours] or [
        arm.regimen.doses[0]
    ]
    last = given[-1]
    per_kg = last.amount if last.unit == "mg/kg" else last.amount / REFERENCE_KG
    dose = per_kg * available()[last.route]
    days = max(asked.hours - last.at_h, 1.0) / 24
    is_drug = float(arm.is_drug)
    return np.array(
        [
            1.0,
            is_drug,
            is_drug * np.log(max(dose, 0.01) / 0.5),
            is_drug * np.log(len(given)),
            is_drug * np.log(days),
            np.log(len(given)),
            float(arm.context.is_open),
            float(arm.context.is_credible),
            arm.context.has_new_antidepressant * (1 - np.exp(-asked.hours / 240)),
        ]
    )
