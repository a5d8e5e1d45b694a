"""Worlds: what the fit to trials left open, and how one clinic differs from the next.

Each virtual person lives in one world, by their number, whatever protocol is tried; so protocols
are compared in the same worlds, and what differs between worlds becomes the interval.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daybreak.lab import crowd
from daybreak.lab.posterior import Posterior
from daybreak.twin import chance

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]

WORLDS = 40  # our choice: enough for a 90 % interval, few enough to hold fifty of 2,000 people
# What a world is, by name, for saying what an answer hangs on.
QUANTITIES = (*crowd.QUANTITIES[:8], "clinic_expectancy", "clinic_drug")


@dataclass(frozen=True, slots=True)
class Worlds:
    """Every world's quantities, shape (worlds, len(QUANTITIES)): draws of the fit, then the
    clinic's own shift of expectancy (logit) and of the drug's strength (log)."""

    quantities: Floats

    @property
    def count(self) -> int:
        return len(self.quantities)

    def of(self, ids: Ids) -> Ids:
        """The number of each person's world."""
        return ids % self.count

    def value(self, name: str, ids: Ids) -> Floats:
        """One quantity of each person's world."""
        values: Floats = self.quantities[self.of(ids), QUANTITIES.index(name)]
        return values

    def people_factor(self, ids: Ids) -> Floats:
        """Factor on how much people differ and on the noise of a rating."""
        return np.exp(self.value("people", ids))


def worlds(posterior: Posterior, seed: int, count: int = WORLDS) -> Worlds:
    """Draws of the fit, evenly through it, each with a clinic of its own."""
    rows = np.linspace(0, len(posterior.theta) - 1, count).round().astype(np.int64)
    theta = posterior.theta[rows]
    number = np.arange(count)
    shifts = [
        np.exp(theta[:, column]) * chance.normals(seed, number, chance.purpose(purpose))
        for column, purpose in (
            (crowd.STUDY_E, "clinic world expectancy"),
            (crowd.STUDY_D, "clinic world drug"),
        )
    ]
    return Worlds(np.column_stack([theta[:, :8], *shifts]))
