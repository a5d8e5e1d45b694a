"""When people are looked at so that a score speaks of the days it asks about."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from daybreak.lab.forecast.known import HOURS
from daybreak.lab.forecast.limits import limits

Floats = NDArray[np.float64]

GRID_H = 12.0  # what is kept of the past for windows to come; our choice


@dataclass(frozen=True, slots=True)
class Windows:
    """The times at which to look, ascending, and what each means to each score.

    `weights` has shape (scores, times); its rows sum to 1.
    """

    times_h: tuple[float, ...]
    weights: Floats


def windows(scores_h: Sequence[float], recall_days: float) -> Windows:
    """Evenly through each score's recall window, at whole half days; or at its hour where none."""
    nodes = [_nodes(at, recall_days) for at in scores_h]
    times = sorted({h for each in nodes for h in each})
    place = {h: k for k, h in enumerate(times)}
    weights = np.zeros((len(nodes), len(times)))
    for row, each in enumerate(nodes):
        for h in each:
            weights[row, place[h]] += 1 / len(each)
    return Windows(tuple(times), weights)


def _nodes(at_h: float, recall_days: float) -> list[float]:
    if recall_days <= 0:
        return [at_h]
    count = limits().window_nodes
    evenly = [at_h - recall_days * HOURS * (k + 0.5) / count for k in range(count)]
    return [floor(h / GRID_H) * GRID_H for h in evenly]


def before(now_h: float, recall_days: float) -> tuple[float, ...]:
    """Every time up to now at which a later score's window may look, ascending."""
    last = floor(now_h / GRID_H)
    count = ceil(recall_days * HOURS / GRID_H) + 1 if recall_days > 0 else 0
    return tuple(GRID_H * (last - k) for k in reversed(range(count)))
