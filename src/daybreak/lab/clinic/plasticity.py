r"""From one session to the next: sessions of the twin chained, without stepping through each hour.

The twin's two plastic states answer a session by a straight line in what they were before it:

$$ P' = aP + b, \qquad S' = S e^{-(G + \lambda T)} + \frac{G}{G + \lambda T}
   \left(1 - e^{-(G + \lambda T)}\right), \quad G = G_0 + G_1 P $$

$P$ is fast potentiation, $S$ new synapses, $T$ the hours after the dose at which both are read and
release is over. $a$, $b$, $G_0$ and $G_1$ come from two sessions that the engine itself ran for
this person. Between sessions both fade in closed form. A test holds the chain to the engine over
whole courses.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daybreak.twin import People

Floats = NDArray[np.float64]

_x, _w = np.polynomial.legendre.leggauss(8)
NODES, WEIGHTS = (_x + 1) / 2, _w / 2
LEAST = 1e-3  # potentiation below which two runs differ by too little to tell what is kept
ROUNDS = 30  # at most, of the search for G from what it did
CLOSE = 1e-13


@dataclass(frozen=True, slots=True)
class Clocks:
    """Each person's own times of fading, hours, and gain of new synapses, per hour, (people,)."""

    fast_time_h: Floats
    slow_time_h: Floats
    slow_gain: Floats

    @classmethod
    def of(cls, people: People) -> "Clocks":
        return cls(*(people.value(name) for name in ("fast_time", "slow_time", "slow_gain")))

    def take(self, which: NDArray[np.int64]) -> "Clocks":
        return Clocks(self.fast_time_h[which], self.slow_time_h[which], self.slow_gain[which])


def grown(gain: Floats, fade: Floats) -> tuple[Floats, Floats]:
    """What is left of old synapses, and what is there of new ones, when both go on evenly."""
    both = gain + fade
    left = np.exp(-both)
    return left, gain / np.maximum(both, 1e-12) * (1 - left)


def gain_of(after: Floats, before: Floats, fade: Floats) -> Floats:
    """The gain that led from so many synapses to so many, by Newton's method; 0 at least."""
    gain = np.zeros(len(after))
    for _ in range(ROUNDS):
        both = np.maximum(gain + fade, 1e-12)
        left = np.exp(-both)
        value = before * left + gain / both * (1 - left) - after
        slope = fade / both**2 * (1 - left) + (gain / both - before) * left
        step = value / np.maximum(slope, 1e-9)
        gain = np.maximum(gain - step, 0.0)
        if np.abs(step).max(initial=0.0) < CLOSE:
            break
    return gain


@dataclass(frozen=True, slots=True)
class Pulse:
    """What one session does to a person, read `hours` after the dose; each shape (people,)."""

    hours: float
    fast_kept: Floats  # a
    fast_made: Floats  # b
    gain: Floats  # G at P = 0
    gain_per_fast: Floats  # G gained for each unit of P before

    @classmethod
    def read(cls, hours: float, fast: Floats, slow: Floats, clocks: Clocks) -> "Pulse":
        """From a run of two sessions `hours` apart that began at rest.

        Args:
            fast, slow: both states `hours` after the first and the second, shape (people, 2).
            clocks: those of that run.
        """
        first, second = fast[:, 0], fast[:, 1]
        can_tell = first > LEAST
        before = np.where(can_tell, first, 1.0)
        faded = np.exp(-hours / clocks.fast_time_h)
        kept = np.where(can_tell, np.clip((second - first) / before, 0.0, 1.0), faded)
        lost = hours / clocks.slow_time_h
        gain = gain_of(slow[:, 0], np.zeros(len(slow)), lost)
        more = gain_of(slow[:, 1], slow[:, 0], lost) - gain
        usual = clocks.slow_gain * clocks.fast_time_h * (1 - faded)
        per_fast = np.where(can_tell, np.maximum(more, 0.0) / before, usual)
        return cls(hours, kept, first, gain, per_fast)

    def after(self, fast: Floats, slow: Floats, clocks: Clocks) -> tuple[Floats, Floats]:
        """Both states `hours` after a dose given when they were so."""
        gain = self.gain + self.gain_per_fast * fast
        left, made = grown(gain, self.hours / clocks.slow_time_h)
        return self.fast_kept * fast + self.fast_made, left * slow + made


def fade(fast: Floats, slow: Floats, hours: Floats, clocks: Clocks) -> tuple[Floats, Floats]:
    r"""Both states after so many hours in which nothing is given; shape (people,).

    New synapses of the time between are an integral over $u$, what potentiation still is:

    $$ k \tau_P P \int_{e^{-t/\tau_P}}^{1} e^{-k \tau_P P (u - u_t)} e^{-t/\tau_S}
       u^{-\tau_P/\tau_S} du $$

    taken over $v = u^{1 - \tau_P/\tau_S}$, in which it is smooth. Sums are made node by node, so
    that a person's bits do not hang on their place in an array.
    """
    time_h, lost_h = clocks.fast_time_h, clocks.slow_time_h
    end = np.exp(-hours / time_h)
    strength = clocks.slow_gain * time_h * fast
    power = 1 - time_h / lost_h
    power = np.where(np.abs(power) < LEAST, LEAST, power)
    first = np.exp(-power * hours / time_h)
    total = np.zeros(len(fast))
    for node, weight in zip(NODES.tolist(), WEIGHTS.tolist(), strict=True):
        u = np.exp(np.log(first + (1 - first) * node) / power)
        total += weight * np.exp(-strength * (u - end))
    left = np.exp(-hours / lost_h)
    made = strength * left * (1 - first) / power * total
    return fast * end, slow * left * np.exp(-strength * (1 - end)) + made
