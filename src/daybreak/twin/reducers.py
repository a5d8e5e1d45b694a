"""Means, spreads and quantiles of a stream of people, in memory that does not grow with them.

Sums are whole numbers and so are counts: adding in another order, or on other threads, gives the
same bits.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# Compiled functions have no annotations: Numba infers their types from the call.

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daybreak.twin.compiled import compiled
from daybreak.twin.outputs import Output
from daybreak.twin.schedule import engine_settings

Floats = NDArray[np.float64]

# Sums are kept in units of 2**-20, so a mean is off by less than 1e-6 of a unit and a million
# people of values up to 4096 stay far from the end of int64.
FIXED = 2.0**20


@dataclass(frozen=True, slots=True)
class Summary:
    """One output over the population: at each time or session.

    `mean` and `sd` have shape (times,), `quantiles` (levels, times), in the output's unit.
    Quantiles are read from bins `resolution` wide.
    """

    mean: Floats
    sd: Floats
    quantiles: Floats
    resolution: float


class Tally:
    """Counts one output's values as people come by."""

    def __init__(self, output: Output, columns: int) -> None:
        self.output = output
        self.people = 0
        bins = engine_settings()["quantile_bins"]
        self.counts = np.zeros((columns, bins), np.int64)
        self.sums = np.zeros(columns, np.int64)
        self.squares = np.zeros(columns, np.int64)

    @property
    def width(self) -> float:
        """Width of one bin."""
        return (self.output.highest - self.output.lowest) / float(self.counts.shape[1])

    def add(self, values: Floats) -> None:
        """Count some people. values: shape (people, columns)."""
        self.people += len(values)
        _add(values, self.output.lowest, 1 / self.width, self._unit(), self.counts, self.sums,
             self.squares)  # fmt: skip

    def join(self, other: "Tally") -> None:
        """Add what another thread counted."""
        self.people += other.people
        self.counts += other.counts
        self.sums += other.sums
        self.squares += other.squares

    def _unit(self) -> float:
        """Squares are kept relative to the scale, so that they fit as well."""
        return 1 / max(abs(self.output.lowest), abs(self.output.highest))

    def summary(self, levels: Sequence[float]) -> Summary:
        """Mean, standard deviation and quantiles of all counted."""
        mean = self.sums / FIXED / self.people
        unit = self._unit()
        variance = self.squares / FIXED / self.people - (mean * unit) ** 2
        below = np.cumsum(self.counts, axis=1)
        ranks = np.asarray(levels) * (self.people - 1) + 0.5
        quantiles = np.zeros((len(levels), len(mean)))
        for c in range(len(mean)):
            at = np.searchsorted(below[c], ranks)
            before = below[c, at] - self.counts[c, at]
            inside = (ranks - before) / np.maximum(self.counts[c, at], 1)
            quantiles[:, c] = self.output.lowest + (at + inside) * self.width
        return Summary(mean, np.sqrt(np.maximum(variance, 0.0)) / unit, quantiles, self.width)


@compiled
def _add(values, lowest, per_width, unit, counts, sums, squares):
    last = counts.shape[1] - 1
    for i in range(values.shape[0]):
        for c in range(values.shape[1]):
            value = values[i, c]
            at = int((value - lowest) * per_width)
            counts[c, min(max(at, 0), last)] += 1
            sums[c] += np.int64(np.rint(value * FIXED))
            squares[c] += np.int64(np.rint(value * unit * value * unit * FIXED))


def add_slowly(tally: Tally, values: Floats) -> None:
    """The slow, obvious twin of `Tally.add`."""
    tally.people += len(values)
    bins = tally.counts.shape[1]
    at = np.clip(((values - tally.output.lowest) * (1 / tally.width)).astype(np.int64), 0, bins - 1)
    for c in range(values.shape[1]):
        tally.counts[c] += np.bincount(at[:, c], minlength=bins)
    scaled = values * tally._unit()  # noqa: SLF001 - its own twin
    tally.sums += np.rint(values * FIXED).astype(np.int64).sum(axis=0)
    tally.squares += np.rint(scaled * scaled * FIXED).astype(np.int64).sum(axis=0)


def tallies(found: Mapping[str, Output], times: int, sessions: int) -> dict[str, Tally]:
    """One tally for each output."""
    return {
        name: Tally(output, times if output.per == "time" else sessions)
        for name, output in found.items()
    }
