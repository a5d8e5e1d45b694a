"""Many people through one course: packs what the kernel needs and runs it over threads.

A chunk of people is a pure function of their ids; threads only decide when it is computed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from daybreak.twin import kernel, ladder
from daybreak.twin.brain import rates, traits
from daybreak.twin.disposition import system, used_places
from daybreak.twin.inputs import PLASMA, inputs_of
from daybreak.twin.people import People
from daybreak.twin.regimen import Regimen
from daybreak.twin.rows import LANES, PEAKS, SCORES
from daybreak.twin.schedule import Schedule, engine_settings, schedule, sessions_of
from daybreak.twin.spent import quiet_class, quiet_minutes

Singles = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Task:
    """What is simulated: a course, when scores are read, and what else is given.

    `treat_h` is when an antidepressant and psychotherapy begin, hours, or None. `halvings`
    shortens every step by as many halvings, for the certificate of error.
    """

    regimen: Regimen
    observe_h: tuple[float, ...]
    treat_h: tuple[float | None, float | None] = (None, None)
    halvings: int = 0


@dataclass(frozen=True, slots=True)
class Courses:
    """What became of each person.

    `scores` has shape (people, observations, len(rows.SCORES)), `peaks` (people, sessions,
    len(rows.PEAKS)); both are float32, in the units of the kernel: shares of the score before
    treatment, ng/mL, shares of the largest effect.
    """

    scores: Singles
    peaks: Singles


def plans(task: Task, people: People) -> tuple[NDArray[np.int64], dict[int, Schedule]]:
    """Each person's class, and the schedule of each class that occurs."""
    inputs = inputs_of(task.regimen, people)
    classes = quiet_class(people, inputs)
    return classes, {
        int(c): schedule(task.regimen, inputs, task.observe_h, task.treat_h, quiet_minutes(int(c)))
        for c in np.unique(classes)
    }


def run(task: Task, people: People, *, block: int = LANES) -> Courses:
    """Take these people through the course.

    Args:
        task: what is simulated.
        people: who.
        block: people packed together, such as 16 or 64; changes nothing in the results.

    Raises:
        NotPossible: a time is not on a whole minute.
    """
    settings = engine_settings()
    inputs = inputs_of(task.regimen, people)
    depots, flows = used_places(
        [each.place for each in inputs if each.place != PLASMA],
        [each.place for each in inputs if each.hours > 0],
    )
    sides = [system(people, side, depots, flows) for side in "sr"]
    slope = tuple(sorted(sides[0].entries))
    form = ladder.shape(depots, flows, slope)
    classes, by_class = plans(task, people)
    who, kinds = blocks(classes, block)
    wanted = sorted(by_class)
    following, fading = rates(people)
    doses = np.zeros((len(inputs), 2, people.count))
    for k, each in enumerate(inputs):
        doses[k, 0] = each.s_mg / each.hours if each.hours else each.s_mg
        doses[k, 1] = each.r_mg / each.hours if each.hours else each.r_mg
    sessions = len(sessions_of(task.regimen, inputs))
    scores = np.zeros((people.count, len(task.observe_h), len(SCORES)), np.float32)
    peaks = np.zeros((people.count, sessions, len(PEAKS)), np.float32)
    rows, row_starts = _joined([_finer(by_class[c].rows, task.halvings) for c in wanted])
    first, first_starts = _joined([by_class[c].first for c in wanted])
    active, active_starts = _joined([by_class[c].active for c in wanted])
    kernel.run_blocks(
        who,
        np.searchsorted(wanted, kinds),
        rows.reshape(-1, 3),
        row_starts,
        first,
        first_starts,
        active,
        active_starts,
        doses,
        np.array([flows.index(e.place) if e.hours else -1 for e in inputs], dtype=np.int64),
        ladder.flow_depots(form),
        np.array(
            [-1 if e.place == PLASMA else depots.index(e.place) for e in inputs], dtype=np.int64
        ),
        ladder.entries_flat(slope, dict(sides[0].entries)),
        ladder.entries_flat(slope, dict(sides[1].entries)),
        form.taylor,
        form.square,
        form.diagonal,
        form.rows,
        form.side_rows,
        following,
        fading,
        np.stack([np.broadcast_to(t, (people.count,)) for t in traits(people).values()]),
        settings["clock_minutes"] / 60 / 2**task.halvings,
        settings["levels"],
        settings["ladder_squarings"],
        settings["taylor_terms"],
        scores,
        peaks,
    )
    return Courses(scores, peaks)


def blocks(
    classes: NDArray[np.int64], block: int = LANES
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """People of one class packed into lanes; -1 fills the last block of a class.

    Returns:
        Whom each lane holds, shape (blocks x lanes,), and each block's class, shape (blocks,).
    """
    if block < 1 or (block % LANES and LANES % block):
        raise ValueError(f"block must divide or be a multiple of {LANES}; it is {block}.")
    who, kinds = [], []
    for c in np.unique(classes):
        mine = np.flatnonzero(classes == c)
        filled = np.full(-(-len(mine) // block) * block, -1, dtype=np.int64)
        filled[: len(mine)] = mine
        if block < LANES:
            part = np.full((len(filled) // block, LANES), -1, dtype=np.int64)
            part[:, :block] = filled.reshape(-1, block)
            filled = part.reshape(-1)
        lanes = filled.reshape(-1, LANES)
        lanes = lanes[lanes[:, 0] >= 0]
        who.append(lanes.reshape(-1))
        kinds.append(np.full(len(lanes), c))
    if not who:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate(who), np.concatenate(kinds)


def _finer(rows: NDArray[np.int64], halvings: int) -> NDArray[np.int64]:
    """The same rows with every step halved so many times: the count doubles, the level stays."""
    if not halvings:
        return rows
    finer = rows.copy()
    finer[:, 2] <<= halvings
    return finer


def _joined(parts: Sequence[NDArray[np.int64]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Arrays behind one another, and where each starts, ends included."""
    starts = np.array([0, *np.cumsum([len(part) for part in parts])], dtype=np.int64)
    if not parts:
        return np.zeros(0, np.int64), starts
    return np.concatenate(parts), starts


def chunks(ids: NDArray[np.int64], size: int) -> list[NDArray[np.int64]]:
    """Ids cut into runs of at most `size`, in order."""
    marks = [*range(0, len(ids), size), len(ids)]
    return [ids[a:b] for a, b in pairwise(marks)]


def warm() -> None:
    """Compile the engine, or load it from the cache, by running one small course."""
    from daybreak.twin.population import Population  # noqa: PLC0415 - it needs this module
    from daybreak.twin.simulate import simulate  # noqa: PLC0415

    simulate(Regimen.named("ketamine-single"), Population(LANES))
