"""Set-up: one person's equations turned into step coefficients for every step of the ladder.

In float64, a block of people abreast: a Taylor polynomial for the shortest step, then one squaring
for each doubling, touching only the entries that can differ from zero.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# Compiled functions have no annotations: Numba infers their types from the call.
# ruff: noqa: E741 - l is the lane, in every loop of this file

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import exp

import numpy as np
from numpy.typing import NDArray

from daybreak.twin.compiled import fast
from daybreak.twin.disposition import ROWS
from daybreak.twin.inputs import DEPOTS
from daybreak.twin.rows import DRUG_COEFFICIENTS, DRUG_PAIRS, DRUG_ROWS, FADING, FOLLOWING, LANES

L = LANES
FOLLOW, FADE = len(FOLLOWING), len(FADING)
WIDE = np.uint64(L)


@dataclass(frozen=True, slots=True)
class Shape:
    """Where the non-zero entries are, for one set of depots and flows.

    `slope` and `power` list (to, of) of the matrix and of its exponential. `taylor` holds
    triples (entry of the matrix, entry of the power, entry of the product), already times the
    lanes, and `square` the same for a power with itself. `rows` says where each entry of the
    power belongs among the step coefficients of its enantiomer, -1 for nowhere. A level's
    coefficients are, in order: S, R (each `side_rows`), three for each following state, one for
    each fading one, the step length.
    """

    depots: tuple[str, ...]
    flows: tuple[str, ...]
    slope: tuple[tuple[int, int], ...]
    power: tuple[tuple[int, int], ...]
    taylor: NDArray[np.uint64]
    square: NDArray[np.uint64]
    diagonal: NDArray[np.int64]
    rows: NDArray[np.int64]
    side_rows: int

    @property
    def level_rows(self) -> int:
        return 2 * self.side_rows + 3 * FOLLOW + FADE + 1


@cache
def shape(  # noqa: C901 - loops over rows and columns
    depots: tuple[str, ...], flows: tuple[str, ...], slope: tuple[tuple[int, int], ...]
) -> Shape:
    """The shape for these depots and flows, whose matrix has entries at `slope`."""
    size = DRUG_ROWS + len(depots) + len(flows)
    reach = np.eye(size, dtype=bool)
    for i, j in slope:
        reach[i, j] = True
    for _ in range(size):
        reach = reach @ reach
    power = tuple((int(i), int(j)) for i, j in np.argwhere(reach))
    at = {pair: k for k, pair in enumerate(power)}
    taylor = [
        (a, at[k, j], at[i, j])
        for a, (i, k) in enumerate(slope)
        for j in range(size)
        if (k, j) in at
    ]
    square = [
        (at[i, k], at[k, j], at[i, j]) for (i, k) in power for j in range(size) if (k, j) in at
    ]
    side_rows = DRUG_COEFFICIENTS + len(depots) * (1 + DRUG_ROWS) + len(flows) * (1 + DRUG_ROWS)
    rows = np.full(len(power), -1, dtype=np.int64)
    for k, pair in enumerate(DRUG_PAIRS):
        if pair in at:
            rows[at[pair]] = k
    for d in range(len(depots)):
        column, base = DRUG_ROWS + d, DRUG_COEFFICIENTS + d * (1 + DRUG_ROWS)
        rows[at[column, column]] = base
        for i in range(DRUG_ROWS):
            if (i, column) in at:
                rows[at[i, column]] = base + 1 + i
    for f, place in enumerate(flows):
        column = DRUG_ROWS + len(depots) + f
        base = DRUG_COEFFICIENTS + (len(depots) + f) * (1 + DRUG_ROWS)
        if place in depots:
            rows[at[DRUG_ROWS + depots.index(place), column]] = base
        for i in range(DRUG_ROWS):
            if (i, column) in at:
                rows[at[i, column]] = base + 1 + i
    return Shape(
        depots,
        flows,
        slope,
        power,
        np.array(taylor, dtype=np.uint64) * WIDE,
        np.array(square, dtype=np.uint64) * WIDE,
        np.array([at[i, i] for i in range(size)], dtype=np.int64),
        rows,
        side_rows,
    )


def flow_depots(form: Shape) -> NDArray[np.int64]:
    """For each flow, the number of the depot it enters, or -1 for plasma."""
    return np.array(
        [form.depots.index(p) if p in form.depots else -1 for p in form.flows], dtype=np.int64
    )


assert len(ROWS) == DRUG_ROWS  # noqa: S101 - two files name the same rows
assert all(isinstance(name, str) for name in DEPOTS)  # noqa: S101


@fast
def _multiply(triples, left, right, out):
    # Unsigned, so that no index can count from the end, which would keep the loop from vectors.
    for k in range(len(out)):
        out[k] = 0.0
    for t in range(len(triples)):
        a, b, c = triples[t, 0], triples[t, 1], triples[t, 2]
        for l in range(WIDE):
            out[c + l] += left[a + l] * right[b + l]


@fast
def drug_ladder(  # noqa: C901 - loops over rows and lanes
    slope, step_h, levels, squarings, terms, taylor, square, diagonal, rows, base, w
):
    """Write one enantiomer's coefficients for every level.

    Args:
        slope: entries of the matrix, 1/h, flat (entries, lanes).
        step_h: the shortest step, hours.
        levels: how many doublings to write.
        squarings, terms: how the shortest step is reached.
        taylor, square, diagonal, rows: from `Shape`.
        base: first row of this enantiomer within a level.
        w: all levels, flat (levels, level rows, lanes), float32; written.
    """
    size = len(rows)
    power = np.zeros(size * L)
    other = np.zeros(size * L)
    for k in range(len(diagonal)):
        for l in range(L):
            power[diagonal[k] * L + l] = 1.0
    first = step_h / 2.0**squarings
    for term in range(terms, 0, -1):
        _multiply(taylor, slope, power, other)
        for k in range(size * L):
            power[k] = other[k] * (first / term)
        for k in range(len(diagonal)):
            for l in range(L):
                power[diagonal[k] * L + l] += 1.0
    level_size = len(w) // levels
    for level in range(-squarings, levels):
        if level >= 0:
            for k in range(size):
                if rows[k] >= 0:
                    to = w[level * level_size + (base + rows[k]) * L :]
                    for l in range(L):
                        to[l] = power[k * L + l]
        _multiply(square, power, power, other)
        power, other = other, power


@fast
def brain_ladder(following, fading, step_h, levels, base, w):
    r"""Write the coefficients of states that follow or fade, for every level.

    A state that follows its cause s with rate k, where s is a straight line over the step, ends
    at $e x + a s_0 + b s_1$ with $e = \exp(-kh)$, $b = 1 - (1 - e)/(kh)$, $a = 1 - e - b$.
    """
    level_size = len(w) // levels
    h = step_h
    for level in range(levels):
        out = w[level * level_size + base * L : (level + 1) * level_size]
        for k in range(FOLLOW):
            for l in range(L):
                kh = following[k * L + l] * h
                e = exp(-kh)
                b = 1.0 - (1.0 - e) / kh
                out[(3 * k) * L + l] = e
                out[(3 * k + 1) * L + l] = 1.0 - e - b
                out[(3 * k + 2) * L + l] = b
        for k in range(FADE):
            for l in range(L):
                out[(3 * FOLLOW + k) * L + l] = exp(-fading[k * L + l] * h)
        for l in range(L):
            out[(3 * FOLLOW + FADE) * L + l] = h
        h *= 2.0


def entries_flat(
    slope: Sequence[tuple[int, int]], entries: dict[tuple[int, int], NDArray[np.float64]]
) -> NDArray[np.float64]:
    """The matrix entries in the order of `slope`, shape (entries, people)."""
    return np.stack([entries[pair] for pair in slope])
