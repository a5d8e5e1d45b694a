"""Chances that belong to a person, a purpose and a day, compiled: those of `twin.chance`."""

# mypy: allow-untyped-defs, allow-untyped-calls
# Compiled functions have no annotations: Numba infers their types from the call.

import numpy as np
from numpy.typing import NDArray

from daybreak.twin import chance
from daybreak.twin.compiled import compiled
from daybreak.twin.drawing import normal_quantile, uniform

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@compiled
def _draw(seed, ids, purpose, occasion, as_normal, out):  # noqa: PLR0917 - compiled code takes its arrays by place
    for i in range(len(ids)):
        u = uniform(seed, ids[i], purpose, occasion)
        out[i] = normal_quantile(u) if as_normal else u


def uniforms(seed: int, ids: Ints, name: str, day: int) -> Floats:
    """One number in (0, 1) for each person, shape (people,)."""
    return _drawn(seed, ids, name, day, as_normal=False)


def normals(seed: int, ids: Ints, name: str, day: int) -> Floats:
    """One standard normal number for each person, shape (people,)."""
    return _drawn(seed, ids, name, day, as_normal=True)


def _drawn(seed: int, ids: Ints, name: str, day: int, *, as_normal: bool) -> Floats:
    out = np.empty(len(ids))
    purpose = np.uint64(chance.purpose(f"clinic {name}"))
    _draw(np.uint64(seed), ids.astype(np.uint64), purpose, np.uint64(day), as_normal, out)
    return out
