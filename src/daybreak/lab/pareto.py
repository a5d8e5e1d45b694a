"""Weights that leave a study out, smoothed, with the number that says whether they can be trusted.

Source: Vehtari, Simpson, Gelman, Yao, Gabry, Pareto smoothed importance sampling (2024); the fit
of the tail is that of Zhang and Stephens (2009).
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TRUSTED = 0.7  # above this, the weights say little; Vehtari 2024
FEWEST = 5


def smoothed(log_ratios: Floats) -> tuple[Floats, float]:
    """Weights that sum to 1, and Pareto's k of their tail.

    Args:
        log_ratios: log of the importance of each draw, shape (draws,).

    Returns:
        Weights, shape (draws,), and k; infinite where the tail is too short to tell.
    """
    logs = log_ratios - log_ratios.max()
    count = len(logs)
    tail = int(min(count / 5, 3 * np.sqrt(count)))
    k = np.inf
    if tail >= FEWEST:
        order = np.argsort(logs)
        edge = np.exp(logs[order[-tail - 1]])
        above = np.exp(logs[order[-tail:]]) - edge
        if above[0] > 0 or above[-1] > above[0]:
            k, sigma = _tail(np.maximum(above, 1e-300))
            ranks = (np.arange(tail) + 0.5) / tail
            made = edge + _quantiles(ranks, k, sigma)
            logs = logs.copy()
            logs[order[-tail:]] = np.log(np.minimum(made, 1.0))
        else:
            k = 0.0
    weights = np.exp(logs - logs.max())
    return weights / weights.sum(), float(k)


def _quantiles(ranks: Floats, k: float, sigma: float) -> Floats:
    if abs(k) < 1e-9:  # noqa: PLR2004 - the limit of what follows
        return np.asarray(-sigma * np.log1p(-ranks))
    return np.asarray(sigma * np.expm1(-k * np.log1p(-ranks)) / k)


def _tail(x: Floats) -> tuple[float, float]:
    """Shape and scale of a generalised Pareto distribution of ascending numbers above 0."""
    n = len(x)
    m = 30 + int(np.sqrt(n))
    j = np.arange(1, m + 1)
    quarter = x[int(n / 4 + 0.5) - 1]
    b = (1 - np.sqrt(m / (j - 0.5))) / (3 * quarter) + 1 / x[-1]
    with np.errstate(invalid="ignore", divide="ignore"):
        ks = np.log1p(-b[:, None] * x).mean(axis=1)
        likely = n * (np.log(-b / ks) - ks - 1)
    likely = np.where(np.isfinite(likely), likely, -np.inf)
    weights = np.exp(likely - likely.max())
    chosen = float((b * weights).sum() / weights.sum())
    k = float(np.log1p(-chosen * x).mean())
    sigma = -k / chosen
    return k * n / (n + 10) + 5 / (n + 10), sigma
