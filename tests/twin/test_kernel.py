"""The compiled pieces: vector code where it must be, and mathematics that is close enough."""

# mypy: allow-untyped-defs, allow-untyped-calls

import os
import platform
import re

import numba
import numpy as np
import pytest

from daybreak.twin import kernel, quick
from daybreak.twin.compiled import ALLOWED
from daybreak.twin.rows import BRAIN_ROWS, DRUG_COEFFICIENTS, DRUG_ROWS, LANES, TRAITS


def vectorised(function):
    return numba.vectorize([numba.float32(numba.float32)])(function.py_func)


WIDE = np.linspace(-80, 80, 40_001).astype(np.float32)


@pytest.mark.parametrize(
    ("function", "exact", "values", "bound"),
    [
        (quick.exp32, np.exp, WIDE, 3e-7),
        (quick.reciprocal32, np.reciprocal, np.exp(WIDE), 3e-7),
    ],
)
def test_quick_mathematics_is_close(function, exact, values, bound):
    found = vectorised(function)(values)
    wanted = exact(values.astype(np.float64))
    np.testing.assert_allclose(found, wanted, rtol=bound)


def test_the_quick_logarithm_is_close():
    values = np.exp(WIDE)
    found = vectorised(quick.log32)(values)
    wanted = np.log(values.astype(np.float64))
    np.testing.assert_allclose(found, wanted, rtol=3e-7, atol=1e-7)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="reads x86 assembly")
@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("advance_drug", (DRUG_ROWS, DRUG_COEFFICIENTS, DRUG_ROWS)),
        ("advance_synapses", (BRAIN_ROWS, 10, len(TRAITS), 40)),
    ],
)
def test_the_lanes_are_vectors(name, sizes):
    # A loop that silently stays scalar costs a factor of four and no test of numbers would see it.
    fresh = numba.njit(fastmath=ALLOWED, error_model="numpy")(getattr(kernel, name).py_func)
    fresh(*(np.full(size * LANES, 0.1, np.float32) for size in sizes))
    assembly = fresh.inspect_asm(fresh.signatures[0])
    packed = len(re.findall(r"v(?:f[n]?m(?:add|sub)\w*|mul|add|sub)ps\s.*[yz]mm", assembly))
    assert packed > 40


def test_cached_code_goes_to_a_folder_one_may_write_to():
    assert os.access(os.environ["NUMBA_CACHE_DIR"], os.W_OK)
