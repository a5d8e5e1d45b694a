"""What the fit left possible, kept as a file: draws of the ten quantities, and where they are from.

The file says its seed, the hash of the table it was fitted to, and the hash of the code that made
it, so that anyone can see whether it still belongs to both.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.lab.crowd import QUANTITIES
from daybreak.lab.evidence import evidence_bytes

Floats = NDArray[np.float64]

FORM = 1
DIGITS = 4
CODE = ("arms", "cells", "chances", "crowd", "drive", "evidence", "prior", "results", "sampler")


@dataclass(frozen=True, slots=True)
class Posterior:
    """Draws of the ten quantities, shape (draws, 10), equally likely.

    `usual_baseline` is in MADRS points; `r_hat` has one number for each quantity.
    """

    theta: Floats
    usual_baseline: float
    seed: int
    trials: tuple[str, ...]
    rows: int
    r_hat: tuple[float, ...]
    evidence_hash: str
    code_hash: str

    @property
    def is_current(self) -> bool:
        """Whether it was made from this table by this code."""
        return (self.evidence_hash, self.code_hash) == (evidence_hash(), code_hash())


def evidence_hash() -> str:
    """Hash of the table of trials."""
    return hashlib.sha256(evidence_bytes()).hexdigest()[:16]


def code_hash() -> str:
    """Hash of the code and the constants that a fit hangs on."""
    digest = hashlib.sha256()
    for name in CODE:
        digest.update((files("daybreak.lab") / f"{name}.py").read_bytes())
    catalogue = files("daybreak.catalogue")
    digest.update((catalogue / "evidence" / "instruments.toml").read_bytes())
    for room in ("pharmacokinetics", "routes", "receptors", "brain", "symptoms", "engine"):
        digest.update((catalogue / "parameters" / f"{room}.toml").read_bytes())
    return digest.hexdigest()[:16]


def place() -> Path:
    """Where the posterior that comes with Daybreak is kept."""
    return Path(str(files("daybreak.catalogue") / "posterior" / "posterior.json"))


def check_place(path: Path) -> None:
    """Whether a posterior could be kept there, asked before the work is done.

    Raises:
        NotAllowed: it could not.
    """
    folder = path.parent
    if path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise NotAllowed(
            "posterior-place", f"{path} cannot be written. Name another file with --out."
        )


def write(posterior: Posterior, path: Path) -> None:
    """Keep a posterior.

    Raises:
        NotAllowed: nothing can be written there.
    """
    entry = {
        "form": FORM,
        "seed": posterior.seed,
        "evidence_hash": posterior.evidence_hash,
        "code_hash": posterior.code_hash,
        "usual_baseline_madrs": round(posterior.usual_baseline, DIGITS),
        "trials": posterior.trials,
        "rows": posterior.rows,
        "quantities": QUANTITIES,
        "r_hat": posterior.r_hat,
    }
    lines = [json.dumps(entry)[:-1] + ', "draws": [']
    lines.append(",\n".join(json.dumps(row) for row in np.round(posterior.theta, DIGITS).tolist()))
    try:
        path.write_text("\n".join([*lines, "]}", ""]), encoding="utf-8")
    except OSError as problem:
        raise NotAllowed(
            "posterior-place", f"{path.name} cannot be written there. Name another with --out."
        ) from problem


def read(path: Path) -> Posterior:
    """A posterior that was kept.

    Raises:
        NotUnderstood: it is none, or of another form.
    """
    try:
        entry = json.loads(path.read_text(encoding="utf-8"))
        theta = np.array(entry["draws"], dtype=np.float64)
        shape = (entry["form"], tuple(entry["quantities"]), theta.shape[1:])
        found = Posterior(
            theta,
            float(entry["usual_baseline_madrs"]),
            int(entry["seed"]),
            tuple(entry["trials"]),
            int(entry["rows"]),
            tuple(entry["r_hat"]),
            entry["evidence_hash"],
            entry["code_hash"],
        )
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise NotUnderstood(
            "posterior", f"{path.name} is no posterior. Make one with `daybreak lab calibrate`."
        ) from problem
    if shape != (FORM, QUANTITIES, (len(QUANTITIES),)):
        raise NotUnderstood(
            "posterior", f"{path.name} is of another Daybreak. Run `daybreak lab calibrate` again."
        )
    return found


@cache
def posterior() -> Posterior:
    """The posterior that comes with Daybreak."""
    return read(place())
