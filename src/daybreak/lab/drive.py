"""What the twin's mechanism gives a typical person of an arm, over time.

The engine is run for a row of times in which new synapses fade, the one quantity of the drug's
mechanism that trials can tell beside its strength; a polynomial through that row is held equal to
the engine by a test.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from daybreak.lab.arms import Asked
from daybreak.lab.crowd import hope
from daybreak.twin import Dose, People, Regimen
from daybreak.twin.engine import Task, run
from daybreak.twin.parameters import parameters
from daybreak.twin.rows import BRAIN_SCORES

Floats = NDArray[np.float64]

FADE_LIMIT = 1.5  # log of the time in which new synapses fade, either side of the catalogue's
NODES = 11
WANTED = ("fast", "slow", "expectancy", "glutamate")


@dataclass(frozen=True, slots=True)
class Drive:
    """The mechanism's part of some cells.

    `coefficients` has shape (2, cells, NODES): fast potentiation and new synapses, as Chebyshev
    polynomials. `hidden` is the share of symptoms that intoxication hides, shape (cells,).
    `since_h` is how many hours ago each visit was, earliest first, -1 for none.
    """

    coefficients: Floats
    hidden: Floats
    since_h: Floats

    def plasticity(self, fade: float) -> Floats:
        """Potentiation and new synapses, weighted, shape (cells,)."""
        fast, slow = self.coefficients @ _basis(fade)
        both: Floats = np.maximum(fast + parameters().value("slow_weight") * slow, 0.0)
        return both

    def expectancy(self, contact: float) -> Floats:
        """What the visits so far have left of expectancy, 0 to 1, shape (cells,)."""
        known = parameters()
        out = np.empty(len(self.since_h))
        time_h = known.value("expectancy_time") * np.exp(contact)
        hope(self.since_h, known.value("expectancy_per_visit"), time_h, out)
        return out


def drive_of(cells: Sequence[Asked]) -> Drive:
    """The drive behind each cell; arms with the same doses share one run of the twin."""
    by_arm: dict[tuple[tuple[Dose, ...], float], list[int]] = {}
    for number, cell in enumerate(cells):
        by_arm.setdefault((cell.arm.regimen.doses, cell.arm.age), []).append(number)
    coefficients, hidden = np.zeros((2, len(cells), NODES)), np.zeros(len(cells))
    for (doses, age), numbers in by_arm.items():
        times = tuple(sorted({cells[k].hours for k in numbers}))
        given = tuple(dose for dose in doses if dose.at_h < times[-1] or dose.at_h == 0)
        found, acute = _row(Regimen(given, times[-1] + 2.0), age, times)
        for k in numbers:
            column = times.index(cells[k].hours)
            coefficients[:, k] = found[:, column]
            hidden[k] = acute[column]
    return Drive(coefficients, hidden, _visits(cells))


def typical(regimen: Regimen, age: float, times_h: tuple[float, ...], fade: Floats) -> Floats:
    """The twin itself for typical people who differ in the log of that time.

    Returns:
        `WANTED` at the times, shape (4, people, times).
    """
    known = parameters().without_spread()
    people = People.of(
        known,
        np.arange(len(fade)),
        {"weight": 70.0, "age": age, "slow_time": known.value("slow_time") * np.exp(fade)},
        {},
    )
    scores = run(Task(regimen, times_h), people).scores.astype(np.float64)
    return np.stack([scores[:, :, BRAIN_SCORES.index(name)] for name in WANTED])


@lru_cache(maxsize=512)
def _row(regimen: Regimen, age: float, times_h: tuple[float, ...]) -> tuple[Floats, Floats]:
    nodes = FADE_LIMIT * np.cos(np.pi * (np.arange(NODES) + 0.5) / NODES)
    fast, slow, _, glutamate = typical(regimen, age, times_h, nodes)
    basis = np.stack([_basis(x) for x in nodes.tolist()])
    found = np.stack([np.linalg.solve(basis, each).T for each in (fast, slow)])
    ceiling, half = parameters().value("acute_ceiling"), parameters().value("acute_half")
    return found, ceiling * glutamate[0] / (glutamate[0] + half)


def _basis(fade: float) -> Floats:
    """Chebyshev's polynomials, shape (NODES,)."""
    at = np.arccos(np.clip(fade / FADE_LIMIT, -1, 1))
    result: Floats = np.cos(np.arange(NODES) * at)
    return result


def _visits(cells: Sequence[Asked]) -> Floats:
    """Hours since each visit before the cell's time; a score is taken before that day's dose."""
    ago = [[c.hours - d.at_h for d in c.arm.regimen.doses if d.at_h < c.hours] for c in cells]
    since_h = np.full((len(cells), max(map(len, ago), default=0) or 1), -1.0)
    for k, each in enumerate(ago):
        since_h[k, : len(each)] = each
    return since_h
