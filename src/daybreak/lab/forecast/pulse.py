"""What one session does to virtual people: a pulse of potentiation, and peaks at the chair.

The drug's way to new synapses does not hang on the synapses there are. So the twin is run for one
dose, the release behind its curve is read back, and any course is walked with such pulses.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# Compiled functions have no annotations: Numba infers their types from the call.

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from math import exp

import numpy as np
from numpy.typing import NDArray

from daybreak.twin import Dose, Drug, People, Population, Regimen, Route
from daybreak.twin.compiled import compiled
from daybreak.twin.engine import Task, chunks, run
from daybreak.twin.outputs import answers
from daybreak.twin.parameters import parameters

Floats = NDArray[np.float64]
Kind = tuple[str, str, float, float]  # drug, route, mg, minutes

# Hours of a session between which release is taken for steady; after the last it is over.
NODES_H = (0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 9.0, 14.0, 22.0, 36.0, 60.0)
AGAIN_H = 72.0  # a second, equal session tells how much tolerance the first left
SEED = 3
NOTHING = 1e-7  # a release below this, 1/h, is the arithmetic's own
CHUNK = 4096


@dataclass(frozen=True, slots=True)
class Body:
    """What the twin must know of somebody's body."""

    weight_kg: float
    age: float
    has_hypertension: bool


@dataclass(frozen=True, slots=True)
class Pulse:
    """One session of `people` virtual people.

    `release` is the rate at which synapses are potentiated, 1/h, shape (intervals, people);
    `systolic`, `diastolic` (mmHg) and `dissociation` (CADSS points) are peaks of a first
    session, `tolerance` what one session adds to 1/(1 - tolerance), each shape (people,).
    """

    release: Floats
    systolic: Floats
    diastolic: Floats
    dissociation: Floats
    tolerance: Floats


@lru_cache(maxsize=1)  # each is 16 MB, and is needed only while its pulses are made
def people_of(body: Body, count: int) -> People:
    """Virtual people with this body, who differ in what the twin lets differ.

    One thing is left out: how one session's absorption differs from the next. A pulse stands for
    every session of its dose.
    """
    steady = parameters().with_values(occasion_direct=0.0, occasion_gut=0.0)
    given = {
        "weight": body.weight_kg,
        "age": body.age,
        "hypertension": float(body.has_hypertension),
        "asian": 0.0,
        "japanese": 0.0,
    }
    return Population(count, SEED, parameters=steady, covariates=given).people()


@lru_cache(maxsize=16)  # each is 2 MB
def pulse(body: Body, count: int, kind: Kind) -> Pulse:
    """What one such dose does to these people; kept, since sessions repeat it."""
    drug, route, mg, minutes = kind
    people = people_of(body, count)
    one = Dose(0.0, Drug(drug), Route(route), mg, "mg", minutes)
    two = Dose(AGAIN_H, Drug(drug), Route(route), mg, "mg", minutes)
    task = Task(Regimen((one, two), AGAIN_H + 24.0), NODES_H[1:])

    def part(some: NDArray[np.int64]) -> dict[str, Floats]:
        mine = people.take(some)
        return answers(run(task, mine), mine)

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        parts = list(pool.map(part, chunks(np.arange(count), CHUNK)))
    found = {
        name: np.concatenate([each[name] for each in parts])
        for name in ("fast_potentiation", "peak_systolic", "peak_diastolic", "peak_dissociation")
    }
    known = parameters()
    release = np.empty((len(NODES_H) - 1, count))
    lengths = np.diff(np.array(NODES_H))
    _read_back(found["fast_potentiation"], lengths, 1 / known.value("fast_time"), release)
    felt = found["peak_dissociation"]
    lost = 1 - felt[:, 1] / np.maximum(felt[:, 0], 1e-12)
    since_h = AGAIN_H / known.value("tolerance_time")
    after = np.clip(lost * exp(since_h), 0.0, 0.95)  # at most; keeps the next line finite
    return Pulse(
        release,
        found["peak_systolic"][:, 0],
        found["peak_diastolic"][:, 0],
        felt[:, 0],
        1 / (1 - after) - 1,
    )


@compiled
def _read_back(fast, lengths, fade, out):
    """The steady release of each interval that takes potentiation from its start to its end."""
    for i in range(fast.shape[0]):
        before = 0.0
        for k in range(len(lengths)):
            low, high = 0.0, 20.0
            h, after = lengths[k], fast[i, k]
            for _ in range(40):
                middle = 0.5 * (low + high)
                r = middle + fade
                rest = exp(-r * h)
                reached = middle / r * (1 - rest) + before * rest
                if reached < after:
                    low = middle
                else:
                    high = middle
            out[k, i] = low if low > NOTHING else 0.0
            before = after
