"""Where Numba is met: a writable cache first, then the one way in which we compile.

Numba is imported here and nowhere at start-up, so no page waits for it.
"""

import importlib
import os
import tempfile
from pathlib import Path
from typing import Any


def _cache_folder() -> str:
    """A folder for compiled code that this user may write to."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    for folder in (
        home / "daybreak" / "numba",
        Path(tempfile.gettempdir()) / f"daybreak-{os.getuid()}",
    ):
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            continue
        if os.access(folder, os.W_OK) and folder.stat().st_uid == os.getuid():
            return str(folder)
    return tempfile.mkdtemp(prefix="daybreak-")


if "NUMBA_CACHE_DIR" not in os.environ:
    os.environ["NUMBA_CACHE_DIR"] = _cache_folder()

import numba  # noqa: E402 - the folder must be known before
from numba.np import linalg  # noqa: E402 - as above


def _without_blas() -> None:
    """Let Numba do without SciPy's BLAS, which takes longer to load than a thousand people.

    It asks for it once, when it first compiles or loads anything; no kernel multiplies matrices
    with it, and NumPy's own is untouched.
    """

    def no_blas() -> None:
        raise ImportError("no compiled function here needs BLAS")

    asks, linalg.ensure_blas = linalg.ensure_blas, no_blas
    try:
        importlib.import_module("numba.np.arraymath")
    finally:
        linalg.ensure_blas = asks


_without_blas()

# Never `reassoc`: it would undo the rounding trick in `quick.py`, and the order of sums with it.
ALLOWED = {"contract", "nnan", "ninf", "nsz", "arcp"}
STRICT: dict[str, Any] = {"error_model": "numpy", "nogil": True, "cache": True}

compiled = numba.njit(**STRICT)
fast = numba.njit(fastmath=ALLOWED, **STRICT)
inlined = numba.njit(fastmath=ALLOWED, error_model="numpy", forceinline=True)
