"""The engine's steps in plain NumPy and float64: slow, obvious, and what the kernel is held to.

The same list of steps, the same scheme, one whole array operation for each equation. What the
kernel does fast is checked against this; whether the scheme is right is checked against
`oracle.py`, which knows nothing of steps.
"""

import numpy as np
from numpy.typing import NDArray

from daybreak.twin import brain
from daybreak.twin.disposition import ROWS, exponential, system, used_places
from daybreak.twin.engine import Courses, Task, plans
from daybreak.twin.inputs import PLASMA, Input, inputs_of
from daybreak.twin.people import People
from daybreak.twin.rows import BRAIN_SCORES, FADING, FOLLOWING, PEAKS, SCORES, STATES
from daybreak.twin.schedule import (
    ACTIVE,
    CLOSE,
    DROP,
    FLOWS,
    HUSH,
    LEAP,
    OBSERVE,
    OPEN,
    QUIET,
    TREAT,
    WATCH,
    Schedule,
    engine_settings,
    sessions_of,
)

Floats = NDArray[np.float64]


def run(task: Task, people: People) -> Courses:
    """The same as `engine.run`, in float64 and without haste."""
    sessions = len(sessions_of(task.regimen, inputs_of(task.regimen, people)))
    scores = np.zeros((people.count, len(task.observe_h), len(SCORES)))
    peaks = np.zeros((people.count, sessions, len(PEAKS)))
    classes, by_class = plans(task, people)
    for kind, schedule in by_class.items():
        mine = np.flatnonzero(classes == kind)
        walk = _Walk(task, people.take(mine), sessions)
        walk.follow(schedule)
        scores[mine], peaks[mine] = walk.scores, walk.peaks
    return Courses(scores, peaks)  # type: ignore[arg-type]


class _Drug:
    """One enantiomer of everyone: a state, and the matrix for each length of step."""

    def __init__(self, people: People, side: str, inputs: tuple[Input, ...]) -> None:
        depots, flows = used_places(
            [i.place for i in inputs if i.place != PLASMA], [i.place for i in inputs if i.hours]
        )
        self.side, self.inputs = side, inputs
        self.equations = system(people, side, depots, flows)
        self.matrix = self.equations.matrix()
        self.state = np.zeros((people.count, len(self.equations.places)))
        self.steps: dict[float, Floats] = {}

    def amount(self, number: int) -> Floats:
        each = self.inputs[number]
        return each.s_mg if self.side == "s" else each.r_mg

    def drop(self, number: int) -> None:
        self.state[:, self.equations.row(self.inputs[number].place)] += self.amount(number)

    def flow(self, numbers: list[int]) -> None:
        for k, place in enumerate(self.equations.places):
            if place.startswith("flow into"):
                self.state[:, k] = 0.0
        for number in numbers:
            row = self.equations.row(f"flow into {self.inputs[number].place}")
            self.state[:, row] += self.amount(number) / self.inputs[number].hours

    def step(self, hours: float) -> None:
        if hours not in self.steps:
            self.steps[hours] = exponential(self.matrix, hours)
        self.state = (self.steps[hours] @ self.state[..., None])[..., 0]

    def __getitem__(self, place: str) -> Floats:
        return self.state[:, ROWS.index(place)]


class _Walk:
    """People of one class on their way through a schedule."""

    def __init__(self, task: Task, people: People, sessions: int) -> None:
        inputs = inputs_of(task.regimen, people)
        self.task, self.people = task, people
        self.t = brain.traits(people)
        following, fading = brain.rates(people)
        self.rate = dict(zip(FOLLOWING, following, strict=True))
        self.rate |= dict(zip(FADING, fading, strict=True))
        self.drug = {side: _Drug(people, side, inputs) for side in "sr"}
        self.y = dict(zip(STATES, brain.resting(people.count), strict=True))
        none = np.zeros(people.count)
        self.on = {"antidepressant": none, "psychotherapy": none}
        self.cause = dict.fromkeys(
            ("dis", "glu", "bdnf", "pressor", "sedation", "felt"), np.zeros(people.count)
        )
        self.cause |= {"score": np.ones(people.count), "hazard": self._hazard()}
        self.scores = np.zeros((people.count, len(task.observe_h), len(SCORES)))
        self.peaks = np.zeros((people.count, sessions, len(PEAKS)))
        self.seen = np.zeros((len(PEAKS), people.count))
        self.last: tuple[Floats, Floats] = (self.seen, self.seen)
        self.last_nk = none

    def follow(self, schedule: Schedule) -> None:
        shortest = engine_settings()["clock_minutes"] / 60 / 2**self.task.halvings
        for kind, number, count in schedule.rows.tolist():
            if kind in {WATCH, ACTIVE, QUIET, LEAP}:
                for _ in range(count << self.task.halvings):
                    self._step(kind, shortest * 2**number)
            else:
                self._happen(kind, number, schedule)

    def _happen(  # noqa: C901 - one case for each kind of event
        self, kind: int, number: int, schedule: Schedule
    ) -> None:
        match kind:
            case k if k == FLOWS:
                flowing = schedule.active[schedule.first[number] : schedule.first[number + 1]]
                for drug in self.drug.values():
                    drug.flow(flowing.tolist())
            case k if k == DROP:
                for drug in self.drug.values():
                    drug.drop(number)
            case k if k == OPEN:
                e = self.y["expectancy"]
                self.y["expectancy"] = e + self.t["visit"] * (1 - e)
                self.seen = np.zeros_like(self.seen)
                self._watch(0.0)
                self.cause["score"] = brain.wished_score(self.t, self.y)
            case k if k == CLOSE:
                self.peaks[:, number] = self.seen.T
            case k if k == OBSERVE:
                s, r = self.drug["s"], self.drug["r"]
                seen = [self.y[name] for name in BRAIN_SCORES]
                seen += [s[place] + r[place] for place in ("venous", "norketamine", "hnk")]
                self.scores[:, number] = np.stack(seen, axis=1)
            case k if k == TREAT:
                name = ("antidepressant", "psychotherapy")[number]
                self.on[name] = self.t[name]
            case k if k == HUSH:
                for name in ("disinhibition", "glutamate", "ampa", "pressor", "sedation"):
                    self.y[name] = np.zeros(self.people.count)
                for name in ("dis", "glu", "bdnf", "pressor", "sedation", "felt"):
                    self.cause[name] = np.zeros(self.people.count)

    def _step(self, kind: int, h: float) -> None:
        if kind != QUIET:
            for drug in self.drug.values():
                drug.step(h)
        if kind == LEAP:
            return
        for name, ceiling in self.on.items():
            keep = np.exp(-self.rate[name] * h)
            self.y[name] = (self.y[name] - ceiling) * keep + ceiling
        self._brain(h, quiet=kind == QUIET)
        if kind == WATCH:
            self._watch(h)

    def _toward(self, state: str, rate: str, old: Floats, new: Floats, h: float) -> None:
        """Follow a cause that is a straight line from old to new over the step."""
        kh = self.rate[rate] * h
        end = np.exp(-kh)
        late = 1 - (1 - end) / kh
        self.y[state] = end * self.y[state] + (1 - end - late) * old + late * new

    @staticmethod
    def _trapezoid(
        x: Floats, gain: tuple[Floats, Floats], fade: tuple[Floats, Floats], h: float
    ) -> Floats:
        """dx = gain (1 - x) - fade x, with gain and fade at both ends of the step."""
        above: Floats = x * (1 - h / 2 * (gain[0] + fade[0])) + h / 2 * (gain[0] + gain[1])
        return above / (1 + h / 2 * (gain[1] + fade[1]))

    def _effect(self) -> tuple[Floats, Floats]:
        return self.drug["s"]["effect"], self.drug["r"]["effect"]

    def _binding(self) -> Floats:
        nk = self.drug["s"]["norketamine"], self.drug["r"]["norketamine"]
        return brain.binding(self.t, self._effect(), nk)

    def _hazard(self) -> Floats:
        rate: Floats = np.exp(self.t["hazard_log"] + self.t["hazard_slope"] * self.y["score"])
        return rate

    def _brain(self, h: float, *, quiet: bool) -> None:
        t, y, old = self.t, self.y, dict(self.cause)
        before = dict(y)
        new = dict(old)
        if quiet:
            new["bdnf"] = np.zeros(self.people.count)
        else:
            effect, x = self._effect(), self._binding()
            block = x / (1 + x)
            new["dis"] = t["dis_ceiling"] * brain.hill(block, t["dis_log_half"], t["dis_slope"])
            self._toward("disinhibition", "dis", old["dis"], new["dis"], h)
            brake = 1 - brain.hill(block, t["brake_log_half"], t["brake_slope"])
            new["glu"] = t["gain"] * y["disinhibition"] * brake * brain.modulation(t, effect)
            self._toward("glutamate", "glu", old["glu"], new["glu"], h)
            self._toward("ampa", "ampa", before["glutamate"], y["glutamate"], h)
            through = y["ampa"] + t["hnk"] * self.drug["r"]["hnk"] + t["r_extra"] * effect[1]
            new["bdnf"] = brain.hill(through, t["ampa_log_half"], t["ampa_slope"])
            new["felt"] = brain.dissociation(t, effect)
            total = t["pressor"] * (effect[0] + effect[1])
            new["pressor"] = total / (1 + total)
            self._toward("pressor", "pressor", old["pressor"], new["pressor"], h)
            deep = (block * t["sedation"]) ** 2 + t["hcn1_s"] * effect[0] + t["hcn1_r"] * effect[1]
            new["sedation"] = deep / (1 + deep)
            self._toward("sedation", "sedation", old["sedation"], new["sedation"], h)
        self._tolerate(old["felt"], new["felt"], h)
        self._toward("bdnf", "bdnf", old["bdnf"], new["bdnf"], h)
        self._toward("mtor", "mtor", before["bdnf"], y["bdnf"], h)
        fade = t["quick_fade"], t["quick_fade"]
        gain = t["quick_gain"] * before["bdnf"], t["quick_gain"] * y["bdnf"]
        y["fast"] = self._trapezoid(y["fast"], gain, fade, h)
        keep = np.exp(-self.rate["stress"] * h)
        y["stress"] = (y["stress"] - t["stress_level"]) * keep + t["stress_level"]
        gain = (
            t["slow_gain"] * (before["fast"] + before["mtor"]),
            t["slow_gain"] * (y["fast"] + y["mtor"]),
        )
        fade = (
            t["slow_fade"] * (1 + t["stress_pruning"] * before["stress"]),
            t["slow_fade"] * (1 + t["stress_pruning"] * y["stress"]),
        )
        y["slow"] = self._trapezoid(y["slow"], gain, fade, h)
        y["expectancy"] = np.exp(-self.rate["expectancy"] * h) * y["expectancy"]
        new["score"] = brain.wished_score(t, y)
        self._toward("score", "score", old["score"], new["score"], h)
        new["hazard"] = self._hazard()
        y["hazard"] = y["hazard"] + h / 2 * (old["hazard"] + new["hazard"])
        self.cause = new

    def _tolerate(self, old: Floats, new: Floats, h: float) -> None:
        x, t = self.y["tolerance"], self.t
        first = t["tolerance_rate"] * old * (1 - x)
        guess = x + h * (first * (1 - x) - t["tolerance_fade"] * x)
        gain = first, t["tolerance_rate"] * new * (1 - guess)
        fade = t["tolerance_fade"], t["tolerance_fade"]
        self.y["tolerance"] = self._trapezoid(x, gain, fade, h)

    def _watch(self, h: float) -> None:
        """Keep the largest of each signal, also between the ends of the step; h = 0 only looks."""
        t, s, r = self.t, self.drug["s"], self.drug["r"]
        rise = [t["effect_rate"] * (drug["venous"] - drug["effect"]) for drug in (s, r)]
        nk = t["bind_nk_s"] * s["norketamine"] + t["bind_nk_r"] * r["norketamine"]
        free = 1 / (1 + self._binding())
        rise_x = t["bind_s"] * rise[0] + t["bind_r"] * rise[1]
        rise_x = rise_x + ((nk - self.last_nk) / h if h else 0.0)
        u = np.maximum(t["dis_s"] * s["effect"] + t["dis_r"] * r["effect"], 1e-9)
        share = self.cause["felt"]
        felt = (1 - self.y["tolerance"]) * share
        rise_u = t["dis_s"] * rise[0] + t["dis_r"] * rise[1]
        venous = s["venous"] + r["venous"]
        press, sed = self.y["pressor"], self.y["sedation"]
        value = np.stack([venous, 1 - free, felt, press, sed])
        slope = np.stack(
            [
                t["venous_rate"] * ((s["plasma"] + r["plasma"]) * t["per_litre"] - venous),
                rise_x * free * free,
                felt * t["dissociation_slope"] * (1 - share) / u * rise_u,
                t["pressor_rate"] * (self.cause["pressor"] - press),
                t["sedation_rate"] * (self.cause["sedation"] - sed),
            ]
        )
        self.seen = np.maximum(self.seen, value)
        if h:
            up, down = np.maximum(h * self.last[1], 0), np.maximum(-h * slope, 0)
            turn = up / (up + down + 1e-9)
            between = (self.last[0] + value + (up * turn + down * (1 - turn)) / 2) / 2
            self.seen = np.maximum(self.seen, between)
        self.last, self.last_nk = (value, slope), nk
