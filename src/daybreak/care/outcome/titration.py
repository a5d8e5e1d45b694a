"""How the dose may change after a session: shown with its grounds, ordered by the prescriber."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from daybreak.care.catalogue.protocol import Protocol
from daybreak.care.catalogue.reading import Misfit, files, read
from daybreak.care.catalogue.saying import Saying, saying_misfits
from daybreak.care.errors import NotAllowed
from daybreak.care.findings import Finding, Source
from daybreak.care.quantities import Mass, WeightedDose, plain

SAYINGS: Mapping[str, frozenset[str]] = {
    "dose-stay": frozenset({"mg_per_kg"}),
    "dose-up": frozenset({"percent", "sessions"}),
    "dose-down": frozenset({"why"}),
    "dose-slower": frozenset({"why"}),
    "dose-unknown": frozenset({"what"}),
    "dose-start-low": frozenset({"why", "low", "high"}),
}


@dataclass(frozen=True, slots=True)
class Start:
    """Who is often started lower, and at what."""

    low_mg_per_kg: Decimal
    high_mg_per_kg: Decimal
    age_years_from: int
    bmi_from: int
    source: Source


@dataclass(frozen=True, slots=True)
class Up:
    """When a higher dose is shown, and how much higher."""

    after_sessions: int
    improvement_percent_under: int
    step_mg_per_kg: Decimal
    step_max_mg_per_kg: Decimal
    grade_under: int
    systolic_peak_under_mmhg: int
    source: Source


@dataclass(frozen=True, slots=True)
class Down:
    """When a lower or slower dose is shown, and how much lower or slower."""

    grade_from: int
    emesis_from: int
    moaas_at_most: int
    step_low_mg_per_kg: Decimal
    step_high_mg_per_kg: Decimal
    minutes_low: int
    minutes_high: int
    source: Source


@dataclass(frozen=True, slots=True)
class Ladder:
    """A protocol that rises by steps of its own while the person is not better by so much."""

    protocol: str
    mg_per_kg: tuple[Decimal, ...]
    improvement_percent_under: int
    source: Source

    def __post_init__(self) -> None:
        if any(higher <= lower for lower, higher in pairwise(self.mg_per_kg)):
            raise Misfit("mg_per_kg", "the steps of a ladder rise")


@dataclass(frozen=True, kw_only=True)
class Titration:
    """All of it, of one version."""

    id: str
    version: int
    source: Source
    start: Start
    up: Up
    down: Down
    ladder: tuple[Ladder, ...]
    saying: tuple[Saying, ...]

    def __post_init__(self) -> None:
        for where, why in saying_misfits(self.saying, SAYINGS):
            raise Misfit(where, why)
        if not 0 < self.up.step_mg_per_kg <= self.up.step_max_mg_per_kg:
            raise Misfit("up.step_max_mg_per_kg", "the largest step is not under the usual one")

    @cached_property
    def by_id(self) -> Mapping[str, Saying]:
        return {each.id: each for each in self.saying}


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSession:
    """How the last session was borne. None is not known; `distress_grade` None is no distress.

    `worst_grade` is that of any symptom, 0 where there was none.
    """

    mg_per_kg: Decimal
    sessions: int
    improvement_percent: Decimal | None
    worst_grade: int | None
    systolic_peak_mmhg: int | None
    is_dissociation_tolerable: bool | None
    distress_grade: int | None = None
    had_pressure_event: bool = False
    emesis: int = 0
    lowest_moaas: int | None = None


@dataclass(frozen=True, slots=True)
class DoseOption:
    """A dose that may be ordered, from `low` to `high`, over `minutes` where they change."""

    low: WeightedDose
    high: WeightedDose
    why: Finding
    minutes: tuple[int, int] | None = None


def titration(*, overlay: Path | None = None) -> Titration:
    """The rules in their highest version, a clinic's own folder included."""
    found = [
        read(path, Titration)
        for path in files("rules", overlay=overlay)
        if path.name.startswith("titration")
    ]
    return max(found, key=lambda each: each.version)


def dose_options(rules: Titration, protocol: Protocol, last: LastSession) -> tuple[DoseOption, ...]:
    """What may be ordered next, the least first. Staying is always among it.

    A higher dose is shown only when everything it rests on is known and good, and never over
    the ceiling; a lower one as soon as anything was borne badly.

    Raises:
        NotAllowed: the protocol gives no dose by weight.
    """
    if protocol.weighted is None:
        raise NotAllowed("titration", "This protocol gives whole devices; see the doses it allows.")
    stay = DoseOption(
        *(WeightedDose.mg_per_kg(last.mg_per_kg),) * 2,
        rules.by_id["dose-stay"].found(mg_per_kg=plain(last.mg_per_kg)),
    )
    return (*_lower(rules, protocol, last), stay, *_higher(rules, protocol, last))


def device_options(protocol: Protocol, *, is_first: bool) -> tuple[Mass, ...]:
    """The doses in whole devices that may be ordered.

    Raises:
        NotAllowed: the protocol gives no dose by device.
    """
    if protocol.devices is None:
        raise NotAllowed("titration", "This protocol gives no dose by device.")
    return protocol.devices.doses(is_first=is_first)


def unknowns(rules: Titration, last: LastSession) -> tuple[Finding, ...]:
    """What must be known of the last session before a higher dose can be shown."""
    lacking = [
        name
        for name, value in (
            ("improvement", last.improvement_percent),
            ("worst grade", last.worst_grade),
            ("highest systolic pressure", last.systolic_peak_mmhg),
            ("whether dissociation was tolerable", last.is_dissociation_tolerable),
        )
        if value is None
    ]
    if not lacking:
        return ()
    say = rules.by_id["dose-unknown"]
    return (say.found(what=", ".join(lacking), unknown=tuple(lacking)),)


def start_low(
    rules: Titration,
    *,
    age_years: int | None,
    bmi: Decimal | None,
    has_pressure_concern: bool,
    is_very_anxious: bool,
) -> tuple[Finding, ...]:
    """Whether this person is one of those who are often started lower."""
    start = rules.start
    grounds = [
        text
        for text, holds in (
            (f"{age_years} years old", age_years is not None and age_years >= start.age_years_from),
            (f"BMI {bmi}", bmi is not None and bmi >= start.bmi_from),
            ("concern about blood pressure", has_pressure_concern),
            ("strong anxiety", is_very_anxious),
        )
        if holds
    ]
    if not grounds:
        return ()
    why = ", ".join(grounds)
    low, high = plain(start.low_mg_per_kg), plain(start.high_mg_per_kg)
    return (rules.by_id["dose-start-low"].found(why=why[0].upper() + why[1:], low=low, high=high),)


def _higher(rules: Titration, protocol: Protocol, last: LastSession) -> Iterator[DoseOption]:
    limits, up = protocol.weighted, rules.up
    improved = last.improvement_percent
    if limits is None or improved is None or not _is_borne(rules, last):
        return
    ladder = next((each for each in rules.ladder if each.protocol == protocol.id), None)
    under = ladder.improvement_percent_under if ladder else up.improvement_percent_under
    if last.sessions < up.after_sessions or improved >= under:
        return
    if ladder:
        steps = [each for each in ladder.mg_per_kg if each > last.mg_per_kg]
        low = high = steps[0] if steps else last.mg_per_kg
    else:
        low = last.mg_per_kg + up.step_mg_per_kg
        high = last.mg_per_kg + up.step_max_mg_per_kg
    high = min(high, limits.ceiling_mg_per_kg)
    low = min(low, high)
    if low > last.mg_per_kg:
        why = rules.by_id["dose-up"].found(percent=under, sessions=last.sessions)
        yield DoseOption(WeightedDose.mg_per_kg(low), WeightedDose.mg_per_kg(high), why)


def _lower(rules: Titration, protocol: Protocol, last: LastSession) -> Iterator[DoseOption]:
    limits, down = protocol.weighted, rules.down
    grounds = _grounds(rules, last)
    if limits is None or not grounds:
        return
    why = ", ".join(grounds)
    low = max(last.mg_per_kg - down.step_high_mg_per_kg, limits.floor_mg_per_kg)
    high = max(last.mg_per_kg - down.step_low_mg_per_kg, limits.floor_mg_per_kg)
    if low < last.mg_per_kg:
        said = rules.by_id["dose-down"].found(why=why)
        yield DoseOption(WeightedDose.mg_per_kg(low), WeightedDose.mg_per_kg(high), said)
    if (time := protocol.minutes) is not None:
        slow = (max(down.minutes_low, time.least), min(down.minutes_high, time.most))
        same = WeightedDose.mg_per_kg(last.mg_per_kg)
        yield DoseOption(same, same, rules.by_id["dose-slower"].found(why=why), slow)


def _is_borne(rules: Titration, last: LastSession) -> bool:
    """Whether everything is known and was tolerable; what is not known is not."""
    return (
        not _grounds(rules, last)
        and last.worst_grade is not None
        and last.worst_grade < rules.up.grade_under
        and last.systolic_peak_mmhg is not None
        and last.systolic_peak_mmhg < rules.up.systolic_peak_under_mmhg
        and last.is_dissociation_tolerable is True
    )


def _grounds(rules: Titration, last: LastSession) -> list[str]:
    down = rules.down
    return [
        text
        for text, holds in (
            (
                f"distress of grade {last.distress_grade}",
                last.distress_grade is not None and last.distress_grade >= down.grade_from,
            ),
            ("a blood pressure event", last.had_pressure_event),
            (f"vomited {last.emesis} times", last.emesis >= down.emesis_from),
            (
                f"MOAA/S {last.lowest_moaas}",
                last.lowest_moaas is not None and last.lowest_moaas <= down.moaas_at_most,
            ),
        )
        if holds
    ]
