"""How a typical value becomes a person's own: spreads, their covariance, and uncertainty."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import exp, lgamma, log, sqrt

import numpy as np
from numpy.typing import NDArray

from daybreak.twin import chance
from daybreak.twin.errors import NotPossible
from daybreak.twin.parameters import Parameter, Parameters

Floats = NDArray[np.float64]

# The numbers by which the compiled drawing knows each kind.
LOGNORMAL, LOGIT_NORMAL, NORMAL, BOUNDED, MIXTURE, SHARE = range(6)


@dataclass(frozen=True, slots=True)
class Spreads:
    """All that drawing needs, as arrays over the parameters that differ between people.

    `kind`, `purpose` are whole numbers; `first`, `second`, `lowest`, `highest` mean, by kind:
    lognormal: typical, omega; logit-normal: logit of typical, sd; normal: mean, sd, limits;
    bounded: the two exponents of a Kumaraswamy distribution; mixture: share, other, and
    `lowest` the usual value; share: the share. `mixing` is the lower triangle that turns
    independent into correlated draws, shape (parameters, parameters).
    """

    names: tuple[str, ...]
    kind: NDArray[np.int64]
    purpose: NDArray[np.uint64]
    first: Floats
    second: Floats
    lowest: Floats
    highest: Floats
    mixing: Floats


def spreads_of(
    parameters: Parameters, correlations: Mapping[tuple[str, str], float] | None = None
) -> Spreads:
    """Collect the spreads of a set.

    Args:
        parameters: the set.
        correlations: more correlations between draws, beside those of the catalogue.

    Raises:
        NotPossible: a kind is unknown, a correlated parameter has no spread, or the
            correlations contradict one another.
    """
    varied = [each for each in parameters.values() if each.spread]
    rows = np.array([_row(each) for each in varied], dtype=np.float64).reshape(len(varied), 5)
    return Spreads(
        names=tuple(each.name for each in varied),
        kind=rows[:, 0].astype(np.int64),
        purpose=np.array([chance.purpose(each.name) for each in varied], dtype=np.uint64),
        first=rows[:, 1].copy(),
        second=rows[:, 2].copy(),
        lowest=rows[:, 3].copy(),
        highest=rows[:, 4].copy(),
        mixing=_mixing(varied, correlations or {}),
    )


def _row(each: Parameter) -> tuple[float, float, float, float, float]:
    spread, value = each.spread, each.value
    assert spread is not None  # noqa: S101 - the caller kept only those
    match spread.kind:
        case "lognormal":
            return (LOGNORMAL, value, sqrt(log(1 + spread.size**2)), 0.0, 0.0)
        case "lognormal-sd":
            return (LOGNORMAL, value, spread.size, 0.0, 0.0)
        case "logit-normal":
            return (LOGIT_NORMAL, log(value / (1 - value)), spread.size, 0.0, 0.0)
        case "normal":
            lowest = -np.inf if spread.lowest is None else spread.lowest
            highest = np.inf if spread.highest is None else spread.highest
            return (NORMAL, value, spread.size, lowest, highest)
        case "bounded":
            if value <= 0:
                return (MIXTURE, 0.0, 0.0, 0.0, 0.0)
            power, height = _kumaraswamy(value, spread.size)
            return (BOUNDED, power, height, 0.0, 0.0)
        case "mixture":
            return (MIXTURE, spread.size, float(spread.other or 0.0), value, 0.0)
        case "share":
            return (MIXTURE, spread.size, 1.0, 0.0, 0.0)
    raise NotPossible("spread-kind", f"{each.name} has an unknown kind of spread, {spread.kind!r}.")


@cache
def _kumaraswamy(mean: float, sd: float) -> tuple[float, float]:
    """The exponents of a distribution on 0 to 1 with this mean and standard deviation.

    It looks like a Beta and has a closed inverse, 1 - (1 - u)^(1/b) to the power 1/a.

    Source: Kumaraswamy. J Hydrology 46 (1980) 79.
    """
    sd = min(sd, 0.95 * sqrt(mean * (1 - mean)))

    def moment(power: float, height: float, order: int) -> float:
        part = 1 + order / power
        return exp(log(height) + lgamma(part) + lgamma(height) - lgamma(part + height))

    def height_for(power: float) -> float:
        low, high = -12.0, 25.0  # logarithms
        for _ in range(100):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if moment(power, exp(middle), 1) > mean else (low, middle)
        return exp(0.5 * (low + high))

    low, high = -4.0, 3.0
    for _ in range(80):
        middle = 0.5 * (low + high)
        power = exp(middle)
        variance = moment(power, height_for(power), 2) - mean**2
        low, high = (middle, high) if variance > sd**2 else (low, middle)
    power = exp(0.5 * (low + high))
    return power, height_for(power)


def _mixing(varied: list[Parameter], more: Mapping[tuple[str, str], float]) -> Floats:
    at = {each.name: row for row, each in enumerate(varied)}
    wanted = np.eye(len(varied))
    pairs = {
        (each.name, each.spread.partner): each.spread.correlation
        for each in varied
        if each.spread and each.spread.partner
    }
    for (one, other), correlation in {**pairs, **more}.items():
        if one not in at or other not in at:
            if (one, other) in more:
                raise NotPossible("spread-pair", f"{one} and {other} must both have a spread.")
            continue
        wanted[at[one], at[other]] = wanted[at[other], at[one]] = correlation
    return triangle(wanted)


def triangle(correlation: Floats) -> Floats:
    """The lower triangle L with L Lᵀ = `correlation`; a correlation of exactly 1 is allowed.

    Raises:
        NotPossible: no such triangle exists, so the correlations contradict one another.
    """
    size = len(correlation)
    lower = np.zeros((size, size))
    for i in range(size):
        for j in range(i + 1):
            rest = correlation[i, j] - lower[i, :j] @ lower[j, :j]
            if i == j:
                if rest < -1e-9:
                    raise NotPossible(
                        "spread-covariance", "The correlations contradict each other."
                    )
                lower[i, i] = sqrt(max(rest, 0.0)) if rest > 1e-12 else 0.0
            elif lower[j, j] > 0:
                lower[i, j] = rest / lower[j, j]
            elif abs(rest) > 1e-9:
                raise NotPossible("spread-covariance", "The correlations contradict each other.")
    return lower


def uncertain(parameters: Parameters, seed: int, replicate: int) -> Parameters:
    """The same set with typical values drawn from their own uncertainty.

    This is the outer level: one draw for a whole population. Shares stay below 1.
    """
    changed = {}
    nobody = np.array([0], dtype=np.int64)
    for each in parameters.values():
        if each.uncertainty:
            code = chance.purpose("uncertainty of " + each.name)
            z = float(chance.normals(seed, nobody, code, replicate)[0])
            value = each.value * exp(each.uncertainty * z)
            if each.spread and each.spread.kind in {"logit-normal", "bounded"}:
                odds = each.value / (1 - each.value) * exp(each.uncertainty * z)
                value = odds / (1 + odds)
            changed[each.name] = value
    return parameters.with_values(**changed)


def draw_slowly(spreads: Spreads, seed: int, ids: NDArray[np.int64]) -> Floats:
    """Every person's own values, shape (people, parameters): the slow twin of `drawing.draw`."""
    z = np.stack([chance.normals(seed, ids, int(code)) for code in spreads.purpose], axis=1)
    z = z @ spreads.mixing.T
    out = np.empty_like(z)
    for k, kind in enumerate(spreads.kind):
        first, second, share = spreads.first[k], spreads.second[k], 0.5 * _erfc(-z[:, k] / sqrt(2))
        if kind == LOGNORMAL:
            out[:, k] = first * np.exp(second * z[:, k])
        elif kind == LOGIT_NORMAL:
            out[:, k] = 1 / (1 + np.exp(-(first + second * z[:, k])))
        elif kind == NORMAL:
            out[:, k] = np.clip(first + second * z[:, k], spreads.lowest[k], spreads.highest[k])
        elif kind == BOUNDED:
            out[:, k] = (1 - (1 - share) ** (1 / second)) ** (1 / first)
        else:
            out[:, k] = np.where(share < first, second, spreads.lowest[k])
    return out


def _erfc(x: Floats) -> Floats:
    from math import erfc  # noqa: PLC0415 - only the slow twin asks for it

    return np.array([erfc(value) for value in x])
