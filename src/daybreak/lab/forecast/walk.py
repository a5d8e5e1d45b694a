"""Virtual people walked along a course by the pulses of its sessions, from any point on.

What is kept at a point (potentiation, translation, synapses, expectancy) is all that the time
before it can do to the time after; so a plan is walked from now, not from the first dose.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# Compiled functions have no annotations: Numba infers their types from the call.

import os
from bisect import bisect_right
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

from daybreak.lab.forecast.pulse import NODES_H
from daybreak.twin.compiled import compiled
from daybreak.twin.parameters import parameters

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

STEP, VISIT, OBSERVE = range(3)
QUIET = -1
NEAR_H, NEAR_STEP_H, FAR_STEP_H = 240.0, 24.0, 96.0  # after the last dose; our choice
SAME_H = 1e-9  # so close, two times are one


@dataclass(frozen=True, slots=True)
class State:
    """Where people stand: each shape (people,)."""

    fast: Floats
    translation: Floats
    slow: Floats
    expectancy: Floats

    @classmethod
    def fresh(cls, count: int) -> "State":
        """Before any dose."""
        return cls(*(np.zeros(count) for _ in range(4)))

    def take(self, which: Rows) -> "State":
        return State(*(np.ascontiguousarray(x[which]) for x in self._all))

    @property
    def _all(self) -> tuple[Floats, ...]:
        return self.fast, self.translation, self.slow, self.expectancy


@dataclass(frozen=True, slots=True)
class Session:
    """A dose at a time, with the number of its pulse."""

    at_h: float
    pulse: int


def walk(
    state: State,
    sessions: Sequence[Session],
    pulses: Sequence[Floats],
    *,
    fade_h: Floats,
    contact_h: Floats,
    observe_h: Sequence[float],
    span_h: tuple[float, float],
    threads: int | None = None,
) -> tuple[State, Floats, Floats]:
    """Walk from the start of `span_h` to its end.

    Args:
        state: where people stand at the start; not changed.
        sessions: every session whose pulse reaches into the span, those before it included.
        pulses: release of each kind of session, each shape (intervals, people).
        fade_h, contact_h: each person's times in which synapses and expectancy are lost, hours.
        observe_h: when they are looked at, ascending, within the span.
        span_h: from when until when, hours.
        threads: how many; changes nothing but the time it takes.

    Returns:
        Where they stand at the end; plasticity and expectancy, each shape (people, times).
    """
    known = parameters()
    rows, lengths = timeline(sessions, observe_h, span_h)
    count = len(fade_h)
    out_z, out_e = np.empty((count, len(observe_h))), np.empty((count, len(observe_h)))
    ends = [x.copy() for x in (state.fast, state.translation, state.slow, state.expectancy)]
    # a person's own intervals side by side, since one person is walked after another
    release = (
        np.stack([np.ascontiguousarray(each.T) for each in pulses], axis=1)
        if pulses
        else np.zeros((count, 1, 1))
    )
    constants = np.array(
        [
            1 / known.value("fast_time"),
            1 / known.value("mtor_time"),
            known.value("fast_gain"),
            known.value("slow_gain"),
            known.value("slow_weight"),
            known.value("expectancy_per_visit"),
        ]
    )
    parts = threads or min(os.cpu_count() or 1, -(-count // 512))
    marks = np.linspace(0, count, parts + 1).astype(int)

    def one(k: int) -> None:
        a, b = int(marks[k]), int(marks[k + 1])
        _walk(
            rows, lengths, constants, release[a:b], 1 / fade_h[a:b], contact_h[a:b],
            *(x[a:b] for x in ends), out_z[a:b], out_e[a:b],
        )  # fmt: skip

    if parts == 1:
        one(0)
    else:
        with ThreadPoolExecutor(parts) as pool:
            list(pool.map(one, range(parts)))
    return State(*ends), out_z, out_e


def timeline(
    sessions: Sequence[Session], observe_h: Sequence[float], span_h: tuple[float, float]
) -> tuple[Rows, Floats]:
    """What happens in order: rows (what, number, interval of a pulse) and the length of each, h.

    A score is read before that hour's dose.
    """
    start, end = span_h
    doses = sorted(sessions, key=lambda each: each.at_h)
    looks = {at: number for number, at in enumerate(observe_h)}
    visits = {each.at_h for each in doses}
    marks = {start, end, *observe_h, *(each.at_h + node for each in doses for node in NODES_H)}
    times = sorted(h for h in marks if start <= h <= end)
    rows: list[tuple[int, int, int, float]] = []
    given = 0
    for here, there in zip(times, [*times[1:], end], strict=True):
        if here in looks:
            rows.append((OBSERVE, looks[here], QUIET, 0.0))
        if here in visits and here < end:
            rows.append((VISIT, 0, QUIET, 0.0))
        while given < len(doses) and doses[given].at_h <= here:
            given += 1
        rows += _stretch(doses[given - 1] if given else None, here, there)
    table = np.array([row[:3] for row in rows], dtype=np.int64).reshape(-1, 3)
    return table, np.array([row[3] for row in rows])


def _stretch(
    latest: Session | None, here: float, there: float
) -> list[tuple[int, int, int, float]]:
    """The steps from here to there, between which nothing happens; `latest` was the last dose."""
    since = here - latest.at_h if latest else NEAR_H
    interval = bisect_right(NODES_H, since + SAME_H) - 1
    if latest is not None and interval < len(NODES_H) - 1:
        return [(STEP, latest.pulse, interval, there - here)] if there > here else []
    rows, left = [], there - here
    while left > SAME_H:
        step = min(left, NEAR_STEP_H if since < NEAR_H else FAR_STEP_H)
        rows.append((STEP, 0, QUIET, step))
        left, since = left - step, since + step
    return rows


@compiled
def _walk(  # noqa: PLR0917 - compiled code takes its arrays by place
    rows, lengths, constants, release, fade, contact_h, fast, translation, slow, expectancy,
    out_z, out_e,
):  # fmt: skip
    fade_fast, fade_translation = constants[0], constants[1]
    gain_fast, gain_slow, weight_slow = constants[2], constants[3], constants[4]
    per_visit = constants[5]
    rest_fast, rest_translation = np.exp(-fade_fast * lengths), np.exp(-fade_translation * lengths)
    for i in range(len(fast)):
        p, m, s, e = fast[i], translation[i], slow[i], expectancy[i]
        f, since = fade[i], 0.0
        for k in range(len(rows)):
            kind = rows[k, 0]
            h = lengths[k]
            if kind == 0:
                interval = rows[k, 2]
                if interval < 0:
                    share = rest_fast[k]
                    sum_p = p * (1 - share) / fade_fast
                    p *= share
                    sum_m = m * (1 - rest_translation[k]) / fade_translation
                    m *= rest_translation[k]
                else:
                    g = release[i, rows[k, 1], interval]
                    r = g + fade_fast
                    share = exp(-r * h)
                    end = g / r
                    sum_p = end * h + (p - end) * (1 - share) / r
                    p = end + (p - end) * share
                    level = g / gain_fast
                    sum_m = level * h + (m - level) * (1 - rest_translation[k]) / fade_translation
                    m = level + (m - level) * rest_translation[k]
                grown = gain_slow * (sum_p + sum_m) / h
                rate = grown + f
                to = grown / rate
                s = to + (s - to) * exp(-rate * h)
                since += h
            else:
                e *= exp(-since / contact_h[i])
                since = 0.0
                if kind == 1:
                    e += per_visit * (1 - e)
                else:
                    out_z[i, rows[k, 1]] = p + weight_slow * s
                    out_e[i, rows[k, 1]] = e
        fast[i], translation[i], slow[i] = p, m, s
        expectancy[i] = e * exp(-since / contact_h[i])
