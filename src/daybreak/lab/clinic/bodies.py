"""The bodies and moods of some virtual people, as the twin and the fit to trials have them.

The engine runs two sessions for each person and each dose they are ever given; whole courses are
chained from those, so that nobody's days need be known beforehand.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from daybreak.lab import crowd
from daybreak.lab.clinic import luck
from daybreak.lab.clinic.plasticity import Clocks, Pulse, fade
from daybreak.lab.clinic.worlds import Worlds
from daybreak.twin import Dose, Drug, People, Regimen, Route
from daybreak.twin.engine import Task, run
from daybreak.twin.outputs import answers
from daybreak.twin.parameters import parameters

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

BATCH = 512  # people at least that the engine runs at once; changes nothing but the time


@dataclass(frozen=True, slots=True)
class Serving:
    """What is given at one session: so much, and over how many minutes where it runs in."""

    drug: Drug
    route: Route
    amount: float
    unit: str
    minutes: float = 0.0

    def dose(self, at_h: float) -> Dose:
        return Dose(at_h, self.drug, self.route, self.amount, self.unit, self.minutes)


@dataclass(frozen=True, slots=True)
class Peaks:
    """The most that one session does, each shape (people,): CADSS points, rises in mmHg and a
    minute, sedation from 0 to 1, probability of nausea, ketamine in ng/mL."""

    dissociation: Floats
    systolic: Floats
    diastolic: Floats
    heart_rate: Floats
    sedation: Floats
    nausea: Floats
    ketamine: Floats


@dataclass(slots=True)
class _Response:
    """What one serving does to everyone who ever had it; rows of others are not filled."""

    filled: Bools
    columns: Floats  # see _COLUMNS


_COLUMNS = (
    "kept", "made", "gain", "per_fast", "tolerance",
    "dissociation", "systolic", "diastolic", "heart_rate", "sedation", "nausea",
    "ketamine",
)  # fmt: skip
_KEPT, _MADE, _GAIN, _PER_FAST, _TOLERANCE = range(5)


@dataclass(slots=True)
class Bodies:
    """Some people and how they are now. What is asked for is asked of rows, not of ids.

    `settle_h` is how long after a dose its effect on plasticity is read, at most the least gap
    between two doses; nobody is asked anything sooner.
    """

    people: People
    worlds: Worlds
    settle_h: float
    _clocks: Clocks = field(init=False)
    _run_clocks: Clocks = field(init=False)
    _sensitivity: Floats = field(init=False)
    _ceiling: Floats = field(init=False)
    _expectancy: Floats = field(init=False)
    _expectancy_time_h: Floats = field(init=False)
    _noise: Floats = field(init=False)
    _fast: Floats = field(init=False)
    _slow: Floats = field(init=False)
    _at_h: Floats = field(init=False)
    _hope: Floats = field(init=False)
    _hoped_h: Floats = field(init=False)
    _tolerance: Floats = field(init=False)
    _responses: dict[Serving, _Response] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        ids, seed = self.people.ids, self.people.seed
        known, worlds = parameters(), self.worlds
        factor = worlds.people_factor(ids)
        self._run_clocks = Clocks.of(self.people)
        slow_time_h = self._run_clocks.slow_time_h * np.exp(worlds.value("fade", ids))
        self._clocks = Clocks(self._run_clocks.fast_time_h, slow_time_h, self._run_clocks.slow_gain)
        own = luck.normals(seed, ids, "sensitivity", 0)
        shared = worlds.value("strength", ids) + worlds.value("clinic_drug", ids)
        self._sensitivity = np.exp(shared + crowd.SENSITIVITY_SD * factor * own)
        is_low = luck.uniforms(seed, ids, "ceiling", 0) < crowd.LOW_SHARE
        self._ceiling = np.where(is_low, crowd.LOW_CEILING, 1.0)
        own = luck.normals(seed, ids, "expectancy", 0)
        logit = (
            worlds.value("expectancy", ids)
            + worlds.value("open", ids)
            + worlds.value("clinic_expectancy", ids)
            + crowd.EXPECTANCY_SD * factor * own
        )
        self._expectancy = 1 / (1 + np.exp(-logit))
        contact = np.exp(worlds.value("contact", ids))
        self._expectancy_time_h = known.value("expectancy_time") * contact
        self._noise = crowd.RESIDUAL_MADRS * factor
        for name in ("_fast", "_slow", "_at_h", "_hope", "_hoped_h", "_tolerance"):
            setattr(self, name, np.zeros(len(ids)))

    @property
    def baseline(self) -> Floats:
        """The score before treatment, MADRS points."""
        score: Floats = self.people.value("baseline_score")
        return score

    @property
    def noise(self) -> Floats:
        """Standard deviation of one rating, MADRS points."""
        return self._noise

    def score(self, who: Ints, hour: float) -> Floats:
        """The score without the noise of a rating, MADRS points, of these rows at an hour."""
        fast, slow = self._plastic(who, hour)
        z = self._sensitivity[who] * (fast + parameters().value("slow_weight") * slow)
        lifted = self._ceiling[who] * z / (z + crowd.HALF)
        hope = self._hope_at(who, hour)
        rest = (1 - lifted) * (1 - self._expectancy[who] * hope)
        return self.baseline[who] * rest

    def give(self, who: Ints, serving: Serving, hour: float) -> Peaks:
        """Give these rows a dose at an hour, and say what it does at the chair."""
        response = self._response(who, serving)
        mine = response.columns[who]
        fast, slow = self._plastic(who, hour)
        pulse = Pulse(
            self.settle_h, mine[:, _KEPT], mine[:, _MADE], mine[:, _GAIN], mine[:, _PER_FAST]
        )
        self._fast[who], self._slow[who] = pulse.after(fast, slow, self._clocks.take(who))
        hope = self._hope_at(who, hour)
        self._hope[who] = hope + (1 - hope) * parameters().value("expectancy_per_visit")
        self._hoped_h[who] = hour
        faded = np.exp(-(hour - self._at_h[who]) / parameters().value("tolerance_time"))
        awake = 1 - self._tolerance[who] * faded
        settled = np.exp(-self.settle_h / parameters().value("tolerance_time"))
        self._tolerance[who] = (1 - 1 / (1 / awake + mine[:, _TOLERANCE])) * settled
        self._at_h[who] = hour + self.settle_h
        peaks = {name: mine[:, k] for k, name in enumerate(_COLUMNS) if k > _TOLERANCE}
        peaks["dissociation"] = peaks["dissociation"] * awake
        return Peaks(**peaks)

    def forget(self) -> None:
        """Let go of what the engine found, once nobody will be given anything more."""
        self._responses.clear()

    def _plastic(self, who: Ints, hour: float) -> tuple[Floats, Floats]:
        hours = np.maximum(hour - self._at_h[who], 0.0)
        return fade(self._fast[who], self._slow[who], hours, self._clocks.take(who))

    def _hope_at(self, who: Ints, hour: float) -> Floats:
        faded: Floats = np.exp(-(hour - self._hoped_h[who]) / self._expectancy_time_h[who])
        return self._hope[who] * faded

    def _response(self, who: Ints, serving: Serving) -> _Response:
        """The engine's two sessions, run for whoever has not had this serving before."""
        found = self._responses.get(serving)
        if found is None:
            count = self.people.count
            found = _Response(np.zeros(count, np.bool_), np.zeros((count, len(_COLUMNS))))
            self._responses[serving] = found
        new = who[~found.filled[who]]
        if len(new):
            if len(new) < BATCH:  # a few more cost next to nothing, and may be asked for soon
                others = np.flatnonzero(~found.filled)
                new = np.union1d(new, others[:BATCH])
            found.columns[new] = self._two_sessions(new, serving)
            found.filled[new] = True
        return found

    def _two_sessions(self, who: Ints, serving: Serving) -> Floats:
        people, hours = self.people.take(who), self.settle_h
        course = Regimen((serving.dose(0.0), serving.dose(hours)), 2 * hours)
        got = answers(run(Task(course, (hours, 2 * hours)), people), people)
        pulse = Pulse.read(
            hours, got["fast_potentiation"], got["new_synapses"], self._run_clocks.take(who)
        )
        felt = got["peak_dissociation"]
        share = np.clip(felt[:, 1] / np.maximum(felt[:, 0], 1e-9), 0.05, 1.0)
        grew = np.exp(hours / parameters().value("tolerance_time"))
        tolerance = 1 / np.maximum(1 - (1 - share) * grew, 0.05) - 1
        return np.column_stack(
            [
                pulse.fast_kept, pulse.fast_made, pulse.gain, pulse.gain_per_fast, tolerance,
                felt[:, 0], got["peak_systolic"][:, 0], got["peak_diastolic"][:, 0],
                got["peak_heart_rate"][:, 0], got["peak_sedation"][:, 0], got["nausea"][:, 0],
                got["peak_ketamine"][:, 0],
            ]
        )  # fmt: skip
