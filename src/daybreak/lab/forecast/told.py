"""What a forecast says: bands, chances and ranges, as plain values that can be frozen."""

from dataclasses import dataclass

LEVELS = tuple(k / 20 for k in range(1, 20))  # 5 % to 95 %; three central intervals lie among them
INTERVALS = {50: (0.25, 0.75), 80: (0.10, 0.90), 90: (0.05, 0.95)}


@dataclass(frozen=True, slots=True)
class Band:
    """Where a score may lie. `quantiles` belong to `LEVELS`, in points of the scale."""

    at_h: float
    quantiles: tuple[float, ...]

    def at(self, level: float) -> float:
        return self.quantiles[_place(level)]


@dataclass(frozen=True, slots=True)
class Chance:
    """A share of people from 0 to 1, and its range over clinics like these."""

    middle: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Relapse:
    """Among those better by half now: the share that has relapsed after so many weeks.

    `quarter` and `half` are weeks until a quarter and half of them have; None is beyond the
    horizon. Rests on an assumed hazard; trials define relapse in too many ways to be fitted.
    """

    weeks: tuple[int, ...]
    shares: tuple[float, ...]
    quarter: float | None
    half: float | None


@dataclass(frozen=True, slots=True)
class Ahead:
    """One plan looked along. Chances are None where the plan never gets there."""

    plan: str
    was_compared: bool
    doses_h: tuple[float, ...]
    doses_mg: tuple[float, ...]
    bands: tuple[Band, ...]
    judged_h: float | None  # when response and remission are judged
    response: Chance | None
    remission: Chance | None
    relapse: Relapse | None


@dataclass(frozen=True, slots=True)
class AtTheChair:
    """Highest rise of one person at the next session: 5 %, 50 % and 95 % of virtual people.

    It never alters, delays or hides a threshold.
    """

    at_h: float
    mg: float
    systolic_mmhg: tuple[float, float, float]
    diastolic_mmhg: tuple[float, float, float]
    dissociation_cadss: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Forecast:
    """All that is told of one person, or why nothing is.

    `effective` is how many equal people the weights are worth, `before` the same before any
    refresh. `population` is the first plan for people who are not weighed by later scores.
    """

    version: str
    instrument: str
    now_h: float
    abstained: tuple[str, ...]
    people: int
    carried: int
    effective: float
    before: float
    was_refreshed: bool
    ahead: tuple[Ahead, ...]
    population: tuple[Band, ...]
    chair: AtTheChair | None
    why_no_relapse: str


def _place(level: float) -> int:
    return round(level * 20) - 1
