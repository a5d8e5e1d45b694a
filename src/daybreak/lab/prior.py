"""What was believed of the ten quantities before the fit: wide, and from the twin's own values."""

import numpy as np
from numpy.typing import NDArray

from daybreak.lab.crowd import QUANTITIES
from daybreak.lab.drive import FADE_LIMIT

Floats = NDArray[np.float64]

# Centres are those of twin-evidence D3; widths are our choice: a factor of about two either way.
CENTRE = np.array([0.0, 0.0, 0.0, -1.4, 0.5, 1.0, -0.85, 0.0, -0.7, -0.7])
WIDTH = np.array([0.7, 0.7, 0.4, 0.7, 0.5, 0.5, 0.5, 0.3, 0.4, 0.4])
LIMIT = np.array([9.0, 3.0, FADE_LIMIT, 9.0, 9.0, 9.0, 9.0, 2.0, 3.0, 3.0])


def log_prior(theta: Floats) -> float:
    """Log density of the ten quantities, up to a constant."""
    if np.any(np.abs(theta) > LIMIT):
        return -np.inf
    z = (theta - CENTRE) / WIDTH
    return float(-0.5 * z @ z)


def drawn(rng: np.random.Generator) -> Floats:
    """One draw of the ten quantities."""
    while True:
        theta = CENTRE + WIDTH * rng.standard_normal(len(QUANTITIES))
        if np.all(np.abs(theta) <= LIMIT):
            return theta
