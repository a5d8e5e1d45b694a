"""Random numbers that belong to a person, not to a sequence.

Each draw is a function of (seed, person, purpose, occasion) and of nothing else, so a person is
the same whoever else is simulated, in any order and on any number of threads. The generator is
Philox4x32-10; the normal draw inverts its cumulative distribution. This is the slow, obvious
twin in plain NumPy of what `drawing.py` compiles.

Source: Salmon, Moraes, Dror, Shaw. Parallel random numbers: as easy as 1, 2, 3. SC11 (2011).
Wichura. Algorithm AS 241. Applied Statistics 37 (1988) 477.
"""

import zlib

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Words = NDArray[np.uint64]

_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)
MULTIPLY_A, MULTIPLY_B = 0xD2511F53, 0xCD9E8D57
WEYL_A, WEYL_B = 0x9E3779B9, 0xBB67AE85
ROUNDS = 10

# Wichura's coefficients: centre, shoulder and tail, highest power first.
CENTRE = (
    (2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4,
     4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3,
     1.3314166789178437745e2, 3.3871328727963666080e0),
    (5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4,
     2.1213794301586595867e4, 5.3941960214247511077e3, 6.8718700749205790830e2,
     4.2313330701600911252e1, 1.0),
)  # fmt: skip
SHOULDER = (
    (7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1,
     1.27045825245236838258e0, 3.64784832476320460504e0, 5.76949722146069140550e0,
     4.63033784615654529590e0, 1.42343711074968357734e0),
    (1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2,
     1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e0,
     2.05319162663775882187e0, 1.0),
)  # fmt: skip
TAIL = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3,
     2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e0,
     5.46378491116411436990e0, 6.65790464350110377720e0),
    (2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5,
     7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
     5.99832206555887937690e-1, 1.0),
)  # fmt: skip


def purpose(name: str) -> int:
    """The number under which a purpose draws; it depends on its name alone."""
    return zlib.crc32(name.encode("ascii"))


def uniforms(seed: int, person: NDArray[np.int64], purpose: int, occasion: int = 0) -> Floats:
    """One number in (0, 1) for each person.

    Args:
        seed: whole number below 2**64.
        person: ids, shape (people,).
        purpose: what the number is for, below 2**32.
        occasion: which session, or which replicate of an outer level, below 2**32.

    Returns:
        Shape (people,); never exactly 0 or 1.
    """
    ids = person.astype(np.uint64)
    c0, c1 = ids & _LOW, ids >> _32
    c2 = np.full_like(ids, purpose)
    c3 = np.full_like(ids, occasion)
    k0, k1 = seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF
    for _ in range(ROUNDS):
        product_a = c0 * np.uint64(MULTIPLY_A)
        product_b = c2 * np.uint64(MULTIPLY_B)
        c0, c1, c2, c3 = (
            (product_b >> _32) ^ c1 ^ np.uint64(k0),
            product_b & _LOW,
            (product_a >> _32) ^ c3 ^ np.uint64(k1),
            product_a & _LOW,
        )
        k0, k1 = (k0 + WEYL_A) & 0xFFFFFFFF, (k1 + WEYL_B) & 0xFFFFFFFF
    whole = ((c0 << _32) | c1) >> np.uint64(12)  # 52 bits, so that adding a half is exact
    return (whole.astype(np.float64) + 0.5) * 2.0**-52


def normal_quantile(u: Floats) -> Floats:
    """The standard normal value below which a share `u` lies; |error| < 1e-15 relative.

    Args:
        u: shares in (0, 1), any shape.
    """
    q = u - 0.5
    centre = np.abs(q) <= 0.425
    r = np.where(centre, 0.180625 - q * q, np.sqrt(-np.log(np.minimum(u, 1 - u))))
    shoulder = r <= 5.0
    return np.where(
        centre,
        q * _ratio(CENTRE, r),
        np.sign(q) * np.where(shoulder, _ratio(SHOULDER, r - 1.6), _ratio(TAIL, r - 5.0)),
    )


def _ratio(coefficients: tuple[tuple[float, ...], tuple[float, ...]], r: Floats) -> Floats:
    above, below = np.zeros_like(r), np.zeros_like(r)
    for a, b in zip(*coefficients, strict=True):
        above, below = above * r + a, below * r + b
    return above / below


def normals(seed: int, person: NDArray[np.int64], purpose: int, occasion: int = 0) -> Floats:
    """One standard normal number for each person; see `uniforms`."""
    return normal_quantile(uniforms(seed, person, purpose, occasion))
