"""When a person's own drug counts as spent, and the engine may go quiet until their next dose.

It hangs on nothing but the person's parameters and the schedule, so that nobody's result depends
on who shares their block.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from daybreak.twin.brain import UM_PER_MG_PER_L
from daybreak.twin.inputs import Input
from daybreak.twin.people import People
from daybreak.twin.schedule import NEVER, engine_settings

Floats = NDArray[np.float64]


def slowest_rate(people: People, side: str) -> Floats:
    """The slowest rate at which drug or norketamine of one side leaves, 1/h, shape (people,).

    For the drug by inverse iteration: plasma is the hub of the matrix, so each solve is a
    handful of operations; for norketamine in closed form.
    """
    v = people.value
    plasma, liver = v("central_volume"), v("liver_volume")
    none = np.zeros(people.count)
    leaves = (
        (v("fast_flow") / plasma, v("fast_flow") / v("fast_volume"), none),
        (v("slow_flow") / plasma, v("slow_flow") / v("slow_volume"), none),
        (v("liver_flow") / plasma, v("liver_flow") / liver, v(f"clearance_{side}") / liver),
    )
    hub_out = leaves[0][0] + leaves[1][0] + leaves[2][0]
    returned = [to * home / (home + lost) for to, home, lost in leaves]
    stays = hub_out - (returned[0] + returned[1] + returned[2])
    b = [np.ones(people.count) for _ in range(4)]
    rate = np.ones(people.count)
    for _ in range(12):
        backs = [home / (home + lost) * b[k] for k, (_, home, lost) in enumerate(leaves, 1)]
        hub = (b[0] + backs[0] + backs[1] + backs[2]) / stays
        x = [hub]
        x += [(b[k] + to * hub) / (home + lost) for k, (to, home, lost) in enumerate(leaves, 1)]
        total = x[0] + x[1] + x[2] + x[3]
        rate = (b[0] + b[1] + b[2] + b[3]) / total
        b = [each / total for each in x]
    leaving = v(f"norketamine_clearance_{side}") / v("norketamine_volume")
    to = v("norketamine_flow") / v("norketamine_volume")
    home = v("norketamine_flow") / v("norketamine_tissue_volume")
    total = leaving + to + home
    slow = 2 * leaving * home / (total + np.sqrt(total * total - 4 * leaving * home))
    return np.minimum(rate, slow)


def quiet_class(people: People, inputs: Sequence[Input]) -> NDArray[np.int64]:
    """The number of each person's class in `quiet_after` of `engine.toml`; one more is never.

    The binding that is left after a time is taken from dose over volume, the slowest rate and
    the closest spacing of doses; it need only be right within a factor of two or so, and the
    certificate of every result would show if it were not.
    """
    settings = engine_settings()
    classes = settings["quiet_after"]
    v = people.value
    if np.any(v("hnk_weight") != 0):
        return np.full(people.count, len(classes), dtype=np.int64)
    starts = sorted({each.start_h for each in inputs})
    gaps = [b - a for a, b in pairwise(starts) if b - a > 4]
    gap_h = min(gaps, default=1e6)
    volume = v("central_volume") + v("fast_volume") + v("slow_volume") + v("liver_volume")
    micromolar = v("free_brain_fraction") * UM_PER_MG_PER_L / v("ketamine_molar_mass")
    after = np.array([*classes], dtype=np.float64)[:, None] / 60
    left = np.zeros((len(classes), people.count))
    for side in "sr":
        by_session: dict[float, Floats] = {}
        begun = None
        for each in inputs:
            if begun is None or each.start_h - begun > 4:
                begun = each.start_h
            amount = each.s_mg if side == "s" else each.r_mg
            by_session[begun] = by_session.get(begun, 0.0) + amount
        most = np.max(list(by_session.values()), axis=0) if by_session else np.zeros(people.count)
        rate = slowest_rate(people, side)
        parent = most / volume / v(f"nmda_ki_{side}")
        child = most * v("norketamine_fraction") / (
            v("norketamine_volume") + v("norketamine_tissue_volume")
        ) / v(f"nmda_ki_norketamine_{side}")  # fmt: skip
        gathered = 1 / (1 - np.exp(-rate * gap_h))
        left += (
            settings["terminal_share"] * micromolar * (parent + child) * gathered
            * np.exp(-rate * after)
        )  # fmt: skip
    number: NDArray[np.int64] = (left >= settings["spent_binding"]).sum(axis=0).astype(np.int64)
    return number


def quiet_minutes(number: int) -> int:
    """Minutes after the last input at which class `number` goes quiet."""
    classes = engine_settings()["quiet_after"]
    return int(classes[number]) if number < len(classes) else NEVER
