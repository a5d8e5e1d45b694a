"""How often a profile is expected to speak in a hundred sessions, from published pressures alone.

A hundred people stand for all: the first rises least, the last most. No chance is drawn, so the
same data give the same figures.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import takewhile
from statistics import NormalDist

from daybreak.care.catalogue.profile import Clock, Moment, Profile
from daybreak.care.catalogue.protocol import protocols
from daybreak.care.catalogue.reading import read, shelf
from daybreak.care.findings import Alarm, Source
from daybreak.care.session.thresholds import findings
from daybreak.care.session.vitals import Vitals

PEOPLE = 100


@dataclass(frozen=True, slots=True)
class Rise:
    """How far pressure rises, in mmHg, when it is highest and when it is back, in minutes."""

    id: str
    name: str
    routes: tuple[str, ...]
    systolic_mean_mmhg: Decimal
    systolic_sd_mmhg: Decimal
    diastolic_mean_mmhg: Decimal
    diastolic_sd_mmhg: Decimal
    peak_min: int
    back_min: int
    source: Source


@dataclass(frozen=True, slots=True)
class Physiology:
    """All of it, of one version."""

    id: str
    version: int
    source: Source
    baselines_mmhg: tuple[tuple[int, int], ...]
    rise: tuple[Rise, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """Of a hundred sessions that begin at a pressure, in how many each severity is found."""

    rise: Rise
    baseline: tuple[int, int]
    sessions: dict[Alarm, int]


def physiology() -> Physiology:
    return read(shelf("examples") / "physiology-1.toml", Physiology)


def expected(profile: Profile) -> Iterator[Expected]:
    """What is expected of a profile, by rise and by the pressure before."""
    for rise in rises(profile):
        for baseline in physiology().baselines_mmhg:
            yield Expected(rise, baseline, _sessions(profile, rise, baseline))


def rises(profile: Profile) -> tuple[Rise, ...]:
    """The rises that a profile's route is judged by."""
    return tuple(rise for rise in physiology().rise if profile.route in rise.routes)


def _sessions(profile: Profile, rise: Rise, baseline: tuple[int, int]) -> dict[Alarm, int]:
    minutes = reading_minutes(profile)
    before = _vitals(*baseline)
    count = dict.fromkeys(Alarm, 0)

    @cache
    def levels(systolic: int, diastolic: int) -> frozenset[Alarm]:
        found = findings(_vitals(systolic, diastolic), before, profile)
        return frozenset(Alarm(each.level) for each in found)

    for person in range(PEOPLE):
        z = NormalDist().inv_cdf((person + 0.5) / PEOPLE)
        systolic = max(0.0, float(rise.systolic_mean_mmhg) + z * float(rise.systolic_sd_mmhg))
        diastolic = max(0.0, float(rise.diastolic_mean_mmhg) + z * float(rise.diastolic_sd_mmhg))
        shares = [_share(rise, minute) for minute in minutes]
        heard = frozenset().union(
            *(
                levels(
                    baseline[0] + round(systolic * share), baseline[1] + round(diastolic * share)
                )
                for share in shares
            )
        )
        for level in heard:
            count[level] += 1
    return count


def reading_minutes(profile: Profile) -> tuple[int, ...]:
    """When pressure is read in a usual session of a profile, in minutes after the start."""
    runs_min = max(
        (
            plan.minutes.usual
            for plan in protocols()
            if plan.profile == profile.id and plan.minutes is not None
        ),
        default=0,
    )
    end_min = profile.recovery.minimum_s // 60
    if profile.recovery.counted_from is Clock.END:
        end_min += runs_min
    found = {0, end_min}
    for watch in profile.watch:
        if watch.signals[0].value != "systolic_mmhg":
            continue
        every_min, at_min = (watch.every_s or 0) // 60, (watch.at_s or 0) // 60
        match watch.moment:
            case Moment.DOSING:
                found.update(_every(every_min, 0, runs_min))
            case Moment.RECOVERY:
                found.update(_every(every_min, runs_min, end_min))
            case Moment.AFTER_START:
                found.add(at_min)
            case Moment.AFTER_END:
                found.add(runs_min + at_min)
    return tuple(sorted(takewhile(lambda minute: minute <= end_min, sorted(found))))


def _every(step: int, start: int, end: int) -> range:
    return range(start, end + 1, max(1, step))


def _share(rise: Rise, minute: int) -> float:
    """How much of the whole rise is there at a minute: straight up, straight down."""
    if minute <= rise.peak_min:
        return minute / rise.peak_min
    return max(0.0, (rise.back_min - minute) / (rise.back_min - rise.peak_min))


def _vitals(systolic: int, diastolic: int) -> Vitals:
    mean = diastolic + round((systolic - diastolic) / 3)
    return Vitals(systolic_mmhg=systolic, diastolic_mmhg=diastolic, mean_mmhg=mean)
