"""A population: how its people differ, and how to call any of them by number."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from daybreak.twin.errors import NotPossible
from daybreak.twin.parameters import Parameters, parameters
from daybreak.twin.people import People
from daybreak.twin.spreads import Spreads, spreads_of, uncertain

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Population:
    """People who can be called up by number, each the same every time.

    Args:
        size: how many there are.
        seed: whole number from 0; a person is a function of seed and number.
        parameters: the set they are drawn from.
        covariates: given rather than drawn: one value for all, or a column of `size` values.
            Any parameter may be given so, e.g. `{"weight": 82.0}` or a table's column.
        correlations: more covariance, `{("central_volume", "liver_volume"): 0.4}`.
        replicate: 0 for the typical values as they stand; another number draws them, once for
            the whole population, from their own uncertainty.
    """

    size: int
    seed: int = 1
    parameters: Parameters = field(default_factory=parameters, repr=False)
    covariates: Mapping[str, ArrayLike] = field(default_factory=dict)
    correlations: Mapping[tuple[str, str], float] = field(default_factory=dict)
    replicate: int = 0
    _among: Parameters = field(init=False, repr=False, compare=False)
    _spreads: Spreads = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.size < 1:
            raise NotPossible("population-size", "A population has at least one person.")
        if not 0 <= self.seed < 2**64:
            raise NotPossible("population-seed", "The seed is a whole number from 0 to 2**64 - 1.")
        for name, column in self.covariates.items():
            shape = np.shape(column)
            if shape not in {(), (self.size,)}:
                raise NotPossible(
                    "population-column", f"{name} must have 1 or {self.size} values, not {shape}."
                )
        among = self.parameters
        if self.replicate:
            among = uncertain(among, self.seed, self.replicate)
        object.__setattr__(self, "_among", among)
        object.__setattr__(self, "_spreads", spreads_of(among, self.correlations))

    def people(self, ids: ArrayLike | None = None) -> People:
        """Some of them, by number from 0; all when none are named.

        Raises:
            NotPossible: there is no such person.
        """
        from daybreak.twin.drawing import draw  # noqa: PLC0415 - Numba only when it is needed

        chosen = np.arange(self.size) if ids is None else np.asarray(ids, dtype=np.int64)
        if len(chosen) and (chosen.min() < 0 or chosen.max() >= self.size):
            raise NotPossible("person-unknown", f"People are numbered 0 to {self.size - 1}.")
        values = draw(self._spreads, self.seed, chosen)
        drawn = {name: values[:, k].copy() for k, name in enumerate(self._spreads.names)}
        given = {
            name: column if np.ndim(column) == 0 else np.asarray(column)[chosen]
            for name, column in self.covariates.items()
        }
        return People.of(self._among, chosen, given, drawn, self.seed)
