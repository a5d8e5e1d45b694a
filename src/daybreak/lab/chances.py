"""The few distributions that counting people needs, over whole arrays, with NumPy alone."""

from math import erf, lgamma, sqrt

import numpy as np
from numpy.typing import NDArray

from daybreak.twin.compiled import compiled

Floats = NDArray[np.float64]

LEAST = 1e-4


def log_normal(found: Floats, mean: Floats, variance: Floats) -> Floats:
    """Log density of a normal distribution."""
    result: Floats = -0.5 * (np.log(2 * np.pi * variance) + (found - mean) ** 2 / variance)
    return result


def concentration(p: Floats, between: float, doubt: Floats) -> Floats:
    """How many people a share that varies from arm to arm is worth.

    `between` is the share of the variance between people that comes back between arms; `doubt`
    is a standard deviation of the share itself.
    """
    inside = p * (1 - p)
    extra = np.minimum(between + doubt**2 / inside, 0.5)
    result: Floats = 1 / extra - 1
    return result


def log_beta_binomial(
    share: Floats, people: Floats, p: Floats, between: float, doubt: Floats
) -> Floats:
    """Log probability that this share of people counts, where p itself varies from arm to arm."""
    p = np.clip(p, LEAST, 1 - LEAST)
    size = concentration(p, between, doubt)
    a, b = p * size, (1 - p) * size
    k = np.clip(share, 0.0, 1.0) * people
    m = people - k
    result: Floats = (
        log_gamma(people + 1) - log_gamma(k + 1) - log_gamma(m + 1)
        + log_gamma(k + a) + log_gamma(m + b) - log_gamma(people + size)
        - log_gamma(a) - log_gamma(b) + log_gamma(size)
    )  # fmt: skip
    return result


@compiled
def _log_gamma(x, out):  # type: ignore[no-untyped-def]
    for i in range(len(x)):
        out[i] = lgamma(x[i])


def log_gamma(x: Floats) -> Floats:
    """Logarithm of the gamma function of an array of numbers above 0."""
    out = np.empty(len(x))
    _log_gamma(np.ascontiguousarray(x, dtype=np.float64), out)
    return out


def below(x: float) -> float:
    """Probability that a standard normal draw is below x."""
    return 0.5 * (1 + erf(x / sqrt(2)))


def weighted_quantiles(values: Floats, weights: Floats, levels: tuple[float, ...]) -> Floats:
    """Quantiles of the last axis under weights that sum to 1, shape (levels, ...)."""
    order = np.argsort(values, axis=-1)
    ranked = np.take_along_axis(values, order, axis=-1)
    spread = np.broadcast_to(weights, values.shape)
    reached = np.cumsum(np.take_along_axis(spread, order, axis=-1), axis=-1)
    out = []
    for level in levels:
        at = np.minimum((reached < level).sum(axis=-1), values.shape[-1] - 1)
        out.append(np.take_along_axis(ranked, at[..., None], -1)[..., 0])
    return np.stack(out)
