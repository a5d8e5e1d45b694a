"""How forecasts did, group by group, as the page of calibration tells it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from uuid import UUID

from daybreak.actions.insight.switching import THOUSAND
from daybreak.lab.forecast.limits import limits
from daybreak.lab.forecast.scoring import Verdict, judged
from daybreak.lab.forecast.told import INTERVALS
from daybreak.records.reads import forecasts as kept
from daybreak.records.reads.forecasts import Came

BINS = 10
WIDE = 1.96  # half of a 95 % interval in standard errors


@dataclass(frozen=True, slots=True)
class Covered:
    """How often a central interval of `said` percent held what came, with its 95 % interval."""

    said: int
    found: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Standing:
    """One group. Losses are mean CRPS in points of its scale, less is better; None without any."""

    group: str
    is_on: bool
    why_off: str
    verdict: Verdict
    covered: tuple[Covered, ...]
    crps: float | None
    population: float | None
    last: float | None
    brier: float | None
    briers: int
    missing: int
    at_best: float | None
    at_worst: float | None
    not_followed: int
    ranks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """The figures that were fixed beforehand."""

    outcomes_to_judge: int
    research_until: int
    people: int
    horizon_weeks: int


def rules() -> Rules:
    known = limits()
    return Rules(known.outcomes_to_judge, known.research_until, known.people, known.horizon_weeks)


def is_on(organisation: UUID) -> bool:
    """Whether the director has turned forecasts on."""
    whole = kept.switched(organisation).get("")
    return whole is not None and whole.is_on


def outcomes(organisation: UUID) -> int:
    """How many outcomes forecasts of this clinic were held to, their plan followed."""
    return len(kept.counted(kept.came(organisation)))


def standings(organisation: UUID) -> tuple[Standing, ...]:
    """Every group that anything was held against, by name."""
    by_group: dict[str, list[Came]] = {}
    for each in kept.came(organisation):
        by_group.setdefault(each.group, []).append(each)
    switched = kept.switched(organisation)
    found = []
    for group in sorted(by_group):
        last = switched.get(group)
        why_off = last.why if last is not None and not last.is_on else ""
        found.append(_standing(group, by_group[group], why_off))
    return tuple(found)


def _standing(group: str, rows: Sequence[Came], why_off: str) -> Standing:
    figures = [each.figures for each in kept.counted(rows)]
    missing = [each.figures for each in rows if each.kind == "missing" and each.followed]
    own = _losses(figures, "crps")
    usual = _losses(figures, "population")
    briers = _losses([each for each in figures if "brier" in each], "brier")
    ranks = [0] * BINS
    for each in figures:
        ranks[min(int(each["rank"] * BINS / THOUSAND), BINS - 1)] += 1
    best, worst = (
        _mean([*own, *(each["crps"][which] / THOUSAND for each in missing)])
        for which in ("best", "worst")
    )
    return Standing(
        group=group,
        is_on=not why_off,
        why_off=why_off,
        verdict=judged(own, usual),
        covered=_covered(figures),
        crps=_mean(own),
        population=_mean(usual),
        last=_mean(_losses(figures, "last")),
        brier=_mean(briers),
        briers=len(briers),
        missing=len(missing),
        at_best=best,
        at_worst=worst,
        not_followed=sum(not each.followed for each in rows),
        ranks=tuple(ranks),
    )


def _losses(figures: Sequence[Mapping[str, int]], name: str) -> list[float]:
    return [each[name] / THOUSAND for each in figures]


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _covered(figures: Sequence[Mapping[str, Mapping[str, bool]]]) -> tuple[Covered, ...]:
    """Shares with Wilson's interval, which holds its own for few outcomes too."""
    count = len(figures)
    if not count:
        return ()
    told = []
    for said in INTERVALS:
        share = sum(each["covered"][str(said)] for each in figures) / count
        whole = 1 + WIDE**2 / count
        middle = (share + WIDE**2 / (2 * count)) / whole
        off = WIDE * sqrt(share * (1 - share) / count + WIDE**2 / (4 * count**2)) / whole
        told.append(Covered(said, share, max(0.0, middle - off), min(1.0, middle + off)))
    return tuple(told)
