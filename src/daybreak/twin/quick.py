"""Exponential, logarithm and reciprocal in float32 that a compiler can turn into vector code.

Numba has no vector mathematics of its own any more, and a call to the system's would cost more
than the whole model. These are good to about 2e-7 relative on the ranges the model uses.

Source: the splitting is Cody and Waite (1980), the polynomials are those of the Cephes library.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# Compiled functions have no annotations: Numba infers their types from the call.
# mypy: disable-error-code="call-arg,var-annotated,import-untyped,no-any-return"

import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

from daybreak.twin.compiled import inlined

f = np.float32
i = np.int32


@intrinsic
def _bits(_context, _x):
    """The 32 bits of a float32, as an int32."""

    def codegen(_ctx, builder, _signature, args):
        return builder.bitcast(args[0], ir.IntType(32))

    return types.int32(types.float32), codegen


@intrinsic
def _float(_context, _n):
    """The float32 that has these 32 bits."""

    def codegen(_ctx, builder, _signature, args):
        return builder.bitcast(args[0], ir.FloatType())

    return types.float32(types.int32), codegen


# Adding 1.5 * 2**23 pushes the fraction out of a float32: what stays is the nearest whole number.
_ROUND, _ROUND_BITS = f(12582912.0), i(0x4B400000)
_LOG2E, _LN2, _LN2_REST = f(1.44269504), f(0.693359375), f(-2.12194440e-4)
_MOST, _LEAST = f(87.0), f(-87.0)
_ONE, _HALF, _TWO = f(1.0), f(0.5), f(2.0)
_BIAS, _FRACTION = i(127), i(23)
_E5, _E4, _E3, _E2, _E1, _E0 = (
    f(1.9875691500e-4),
    f(1.3981999507e-3),
    f(8.3334519073e-3),
    f(4.1665795894e-2),
    f(1.6666665459e-1),
    f(5.0000001201e-1),
)
_L8, _L7, _L6, _L5, _L4, _L3, _L2, _L1, _L0 = (
    f(7.0376836292e-2),
    f(-1.1514610310e-1),
    f(1.1676998740e-1),
    f(-1.2420140846e-1),
    f(1.4249322787e-1),
    f(-1.6668057665e-1),
    f(2.0000714765e-1),
    f(-2.4999993993e-1),
    f(3.3333331174e-1),
)
_ROOT_HALF = i(0x3F3504F3)
_RECIPROCAL = i(0x7EF311C7)


@inlined
def exp32(x):
    """e to the power x, clipped to |x| <= 87."""
    x = min(max(x, _LEAST), _MOST)
    shifted = x * _LOG2E + _ROUND
    whole = shifted - _ROUND
    r = (x - whole * _LN2) - whole * _LN2_REST
    p = ((((_E5 * r + _E4) * r + _E3) * r + _E2) * r + _E1) * r + _E0
    power = p * (r * r) + r + _ONE
    return power * _float(i((_bits(shifted) + _BIAS) << _FRACTION))


@inlined
def log32(x):
    """Natural logarithm of x > 0, not subnormal."""
    bits = _bits(x)
    power = i(i(bits - _ROOT_HALF) >> _FRACTION)
    m = _float(i(bits - i(power << _FRACTION))) - _ONE
    e = _float(i(power + _ROUND_BITS)) - _ROUND
    z = m * m
    p = _L8 * m + _L7
    p = ((((((p * m + _L6) * m + _L5) * m + _L4) * m + _L3) * m + _L2) * m + _L1) * m + _L0
    return e * _LN2 + (e * _LN2_REST + (p * z * m - _HALF * z) + m)


@inlined
def reciprocal32(x):
    """1 / x for normal x > 0, by three Newton steps; cheaper than the processor's division."""
    y = _float(i(_RECIPROCAL - _bits(x)))
    y = y * (_TWO - x * y)
    y = y * (_TWO - x * y)
    return y * (_TWO - x * y)
