"""Drawing people, compiled: the same numbers as `chance.py` and `spreads.draw_slowly`."""

# mypy: allow-untyped-defs, allow-untyped-calls
# Compiled functions have no annotations: Numba infers their types from the call.

from math import erfc, exp, log, sqrt

import numpy as np
from numpy.typing import NDArray

from daybreak.twin import chance
from daybreak.twin.compiled import compiled
from daybreak.twin.spreads import BOUNDED, LOGIT_NORMAL, LOGNORMAL, NORMAL, Spreads

_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)
_12 = np.uint64(12)
_A, _B = np.uint64(chance.MULTIPLY_A), np.uint64(chance.MULTIPLY_B)
_WEYL_A, _WEYL_B = np.uint64(chance.WEYL_A), np.uint64(chance.WEYL_B)
_ROUNDS = chance.ROUNDS
_CENTRE, _SHOULDER, _TAIL = chance.CENTRE, chance.SHOULDER, chance.TAIL


@compiled
def uniform(seed, person, purpose, occasion):
    """One number in (0, 1); all arguments are uint64."""
    c0, c1, c2, c3 = person & _LOW, person >> _32, purpose, occasion
    k0, k1 = seed & _LOW, seed >> _32
    for _ in range(_ROUNDS):
        a, b = c0 * _A, c2 * _B
        c0, c1, c2, c3 = (b >> _32) ^ c1 ^ k0, b & _LOW, (a >> _32) ^ c3 ^ k1, a & _LOW
        k0, k1 = (k0 + _WEYL_A) & _LOW, (k1 + _WEYL_B) & _LOW
    return (np.float64(((c0 << _32) | c1) >> _12) + 0.5) * 2.0**-52


@compiled
def _ratio(above, below, r):
    a = b = 0.0
    for k in range(8):
        a, b = a * r + above[k], b * r + below[k]
    return a / b


@compiled
def normal_quantile(u):
    """The standard normal value below which a share `u` lies."""
    q = u - 0.5
    if abs(q) <= 0.425:
        return q * _ratio(_CENTRE[0], _CENTRE[1], 0.180625 - q * q)
    r = sqrt(-log(min(u, 1.0 - u)))
    if r <= 5.0:
        value = _ratio(_SHOULDER[0], _SHOULDER[1], r - 1.6)
    else:
        value = _ratio(_TAIL[0], _TAIL[1], r - 5.0)
    return value if q > 0 else -value


@compiled
def _draw(seed, ids, kind, purpose, first, second, lowest, highest, mixing, out):
    count = len(kind)
    z = np.empty(count)
    for i in range(len(ids)):
        for k in range(count):
            z[k] = normal_quantile(uniform(seed, ids[i], purpose[k], np.uint64(0)))
        for k in range(count):
            own = 0.0
            for j in range(k + 1):
                own += mixing[k, j] * z[j]
            if kind[k] == LOGNORMAL:
                value = first[k] * exp(second[k] * own)
            elif kind[k] == LOGIT_NORMAL:
                value = 1.0 / (1.0 + exp(-(first[k] + second[k] * own)))
            elif kind[k] == NORMAL:
                value = min(max(first[k] + second[k] * own, lowest[k]), highest[k])
            else:
                share = 0.5 * erfc(-own / sqrt(2.0))
                if kind[k] == BOUNDED:
                    value = (1.0 - (1.0 - share) ** (1.0 / second[k])) ** (1.0 / first[k])
                else:
                    value = second[k] if share < first[k] else lowest[k]
            out[i, k] = value


def draw(spreads: Spreads, seed: int, ids: NDArray[np.int64]) -> NDArray[np.float64]:
    """Every person's own values, shape (people, parameters)."""
    out = np.empty((len(ids), len(spreads.names)))
    _draw(
        np.uint64(seed),
        ids.astype(np.uint64),
        spreads.kind,
        spreads.purpose,
        spreads.first,
        spreads.second,
        spreads.lowest,
        spreads.highest,
        spreads.mixing,
        out,
    )
    return out
