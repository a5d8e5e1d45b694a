"""How someone is watched on one route: plausible figures, alarm lines, intervals, clocks.

A profile is an example until a clinic's medical director adopts or edits it by name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Any

from daybreak.care.catalogue.reading import Misfit
from daybreak.care.findings import Alarm, Source


class Signal(StrEnum):
    """What can be measured at the chair. Each is a field of `care.session.vitals.Vitals`."""

    SYSTOLIC = "systolic_mmhg"
    DIASTOLIC = "diastolic_mmhg"
    MEAN = "mean_mmhg"
    HEART_RATE = "heart_rate_per_min"
    SPO2 = "spo2_percent"
    RESPIRATORY_RATE = "respiratory_rate_per_min"
    ETCO2 = "etco2_mmhg"
    TEMPERATURE = "temperature_dc"
    MOAAS = "moaas"
    RASS = "rass"
    DISSOCIATION = "dissociation_nrs"
    PAIN = "pain_nrs"
    NAUSEA = "nausea_nrs"
    ANXIETY = "anxiety_nrs"

    @property
    def word(self) -> str:
        """Its name in kebab-case and without its unit, as it stands in stored names."""
        return self.name.lower().replace("_", "-")

    @property
    def unit(self) -> str:
        """What its figures are counted in, as its own name says; nothing for a level."""
        return next((unit for end, unit in UNITS.items() if self.value.endswith(end)), "")


UNITS: Mapping[str, str] = {
    "_mmhg": "mmHg",
    "_per_min": "a minute",
    "_percent": "%",
    "_dc": "°C",  # kept in tenths of a degree
    "_nrs": "of 10",
}


class Comparator(StrEnum):
    """On which side of its line a figure fires."""

    AT_LEAST = ">="
    ABOVE = ">"
    AT_MOST = "<="
    BELOW = "<"

    @property
    def is_upward(self) -> bool:
        return self in (Comparator.AT_LEAST, Comparator.ABOVE)

    def holds(self, value: int, line: int) -> bool:
        """Whether `value` is on the firing side of `line`."""
        match self:
            case Comparator.AT_LEAST:
                return value >= line
            case Comparator.ABOVE:
                return value > line
            case Comparator.AT_MOST:
                return value <= line
            case Comparator.BELOW:
                return value < line


class Relative(StrEnum):
    """What the line of an alarm is measured from."""

    NOTHING = "nothing"  # the line stands by itself
    PERCENT = "percent-of-baseline"  # this many percent over the reading before the start
    RISE = "over-baseline"  # this many units over it


class Moment(StrEnum):
    """When a reading is asked for."""

    BEFORE = "before"  # from check-in until the start, never older than `every_s` at the start
    DOSING = "dosing"  # every `every_s` from the start to the end of the dose, pauses included
    RECOVERY = "recovery"  # every `every_s` from the end of the dose until discharge
    AFTER_START = "after-start"  # once, `at_s` after the start
    AFTER_END = "after-end"  # once, `at_s` after the end of the dose


class Clock(StrEnum):
    """From when the least time of observation counts."""

    START = "start"  # the injection, the first device
    END = "end"  # the end of the infusion


@dataclass(frozen=True, slots=True)
class Measured:
    """One signal: its name and unit in words, and what can be a reading at all.

    Values are whole numbers; the last `decimals` figures of one stand behind the point.
    Outside `lowest` to `highest`, both included, it is a slip of the finger or of the unit.
    """

    signal: Signal
    name: str
    unit: str
    lowest: int
    highest: int
    decimals: int = 0

    def figure(self, value: int) -> str:
        """`value` as people write it, without its unit."""
        return f"{Decimal(value).scaleb(-self.decimals)}"

    def shown(self, value: int) -> str:
        """`value` as people write it, with its unit."""
        return f"{self.figure(value)} {self.unit}".strip()

    def __post_init__(self) -> None:
        if self.lowest >= self.highest:
            raise Misfit("highest", f"it must be over the lowest, {self.lowest}")
        if self.unit != self.signal.unit:
            raise Misfit("unit", f"{self.signal.value} is counted in {self.signal.unit!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRule:
    """One line: which figure, on which side, for how long, calls for what."""

    code: str
    signal: Signal
    comparator: Comparator
    value: int
    severity: Alarm
    relative_to_baseline: Relative = Relative.NOTHING
    persistence_s: int = 0
    confirm_count: int = 1
    repeat_within_s: int | None = None
    cooldown_s: int | None = None
    ack_role: tuple[str, ...] | None = None
    source: Source | None = None

    def __post_init__(self) -> None:
        if self.persistence_s < 0 or self.confirm_count < 1:
            raise ValueError("persistence_s must be 0 or more, confirm_count 1 or more")
        if self.persistence_s and self.confirm_count == 1:
            raise ValueError("what must last needs two readings at least: set confirm_count")
        if self.relative_to_baseline is not Relative.NOTHING and not self.comparator.is_upward:
            raise ValueError("only a rise over the baseline can be a line")

    @property
    def channel(self) -> str:
        """What opens, worsens and closes as one thing: a signal, on one side."""
        return f"{self.signal.word}-{'high' if self.comparator.is_upward else 'low'}"

    @property
    def is_immediate(self) -> bool:
        """Whether one reading is enough."""
        return self.confirm_count == 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What a severity calls for, unless a line says otherwise."""

    severity: Alarm
    to_do: str
    repeat_within_s: int | None = None
    cooldown_s: int = 0
    ack_role: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.severity > Alarm.NOTE and not (self.repeat_within_s and self.ack_role):
            raise ValueError("an alert needs repeat_within_s and somebody in ack_role")
        if self.severity is Alarm.NOTE and (self.repeat_within_s or self.ack_role):
            raise ValueError("a note never sounds: it has no repeat and nobody acknowledges it")


@dataclass(frozen=True, slots=True)
class Phrases:
    """How an alarm says what is so. Each is filled in with figures."""

    at_least: str
    above: str
    at_most: str
    below: str
    percent: str
    rise: str
    lasting: str
    no_baseline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A reading that is asked for: which signals, when, and why."""

    id: str
    what: str
    moment: Moment
    signals: tuple[Signal, ...]
    source: Source
    every_s: int | None = None
    at_s: int | None = None
    early_s: int = 0  # a reading taken this much before its moment counts

    def __post_init__(self) -> None:
        if not self.signals:
            raise ValueError("a reading needs at least one signal")
        once = self.moment in (Moment.AFTER_START, Moment.AFTER_END)
        if once and (self.at_s is None or self.every_s is not None or self.at_s < 0):
            raise ValueError("a reading that is taken once needs at_s, and no every_s")
        if not once and (self.every_s is None or self.at_s is not None or self.every_s <= 0):
            raise ValueError("a repeated reading needs every_s, and no at_s")


@dataclass(frozen=True, slots=True)
class Lateness:
    """How long after its time a reading is overdue, and then late, in seconds."""

    overdue_s: int
    late_s: int
    source: Source

    def __post_init__(self) -> None:
        if not 0 < self.overdue_s < self.late_s:
            raise ValueError("a reading is overdue first and late afterwards")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What must be so before someone goes home. Times in seconds, both from `counted_from`.

    Without `unaccompanied_minimum_s` nobody leaves alone. `source` is that of the clock,
    `lines_source` that of the other lines.
    """

    counted_from: Clock
    minimum_s: int
    source: Source
    lines_source: Source
    unaccompanied_minimum_s: int | None = None
    vitals_within_s: int
    systolic_below_mmhg: int
    diastolic_below_mmhg: int
    spo2_fall_percent: int
    moaas: int
    dissociation_nrs_at_most: int
    cadss6_at_most: int

    def __post_init__(self) -> None:
        if self.minimum_s <= 0:
            raise ValueError("somebody who was dosed is always observed: minimum_s must be over 0")
        alone_s = self.unaccompanied_minimum_s
        if alone_s is not None and alone_s < self.minimum_s:
            raise ValueError("whoever leaves alone stays at least as long as with an escort")


@dataclass(frozen=True, slots=True)
class Pump:
    """How far what a pump shows may be from what the clock says."""

    tolerance_percent: int
    tolerance_ul: int
    source: Source


@dataclass(frozen=True, kw_only=True)
class Profile:
    """One version of how someone is watched on one route."""

    id: str
    version: int
    name: str
    route: str
    notice: str
    source: Source
    alarm_source: Source
    range_source: Source
    phrases: Phrases
    lateness: Lateness
    recovery: Recovery
    measured: tuple[Measured, ...]
    answer: tuple[Answer, ...]
    alarm: tuple[AlarmRule, ...]
    watch: tuple[Watch, ...]
    pump: Pump | None = None

    def __post_init__(self) -> None:
        _once("measured", [row.signal for row in self.measured])
        _once("answer", [row.severity for row in self.answer])
        _once("alarm", [row.code for row in self.alarm])
        _once("watch", [row.id for row in self.watch])
        if {row.signal for row in self.measured} != set(Signal):
            raise ValueError("measured must say what is plausible for every signal")
        if {row.severity for row in self.answer} != set(Alarm):
            raise ValueError("answer must say what each severity calls for")
        if not self.before:
            raise ValueError("nobody is dosed without a reading before: watch needs one")
        for lines in self._plain_lines():
            _strictly_worse(lines)

    @property
    def before(self) -> tuple[Watch, ...]:
        """What is measured before the start."""
        return tuple(watch for watch in self.watch if watch.moment is Moment.BEFORE)

    @cached_property
    def by_signal(self) -> dict[Signal, Measured]:
        return {row.signal: row for row in self.measured}

    @cached_property
    def by_code(self) -> dict[str, AlarmRule]:
        return {row.code: row for row in self.alarm}

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each line stands, by its code."""
        return {row.code: place for place, row in enumerate(self.alarm)}

    @cached_property
    def by_severity(self) -> dict[Alarm, Answer]:
        return {row.severity: row for row in self.answer}

    @cached_property
    def by_channel(self) -> dict[str, tuple[AlarmRule, ...]]:
        channels = dict.fromkeys(row.channel for row in self.alarm)
        return {
            channel: tuple(row for row in self.alarm if row.channel == channel)
            for channel in channels
        }

    @cached_property
    def immediate(self) -> dict[Signal, tuple[tuple[int, AlarmRule], ...]]:
        """The lines that one reading is enough for, by what they look at, with their places."""
        found: dict[Signal, list[tuple[int, AlarmRule]]] = {}
        for place, row in enumerate(self.alarm):
            if row.is_immediate:
                found.setdefault(row.signal, []).append((place, row))
        return {signal: tuple(rows) for signal, rows in found.items()}

    @cached_property
    def worked_out(self) -> dict[Any, Any]:
        """What follows from this profile and some figures alone, once it was worked out."""
        return {}

    @cached_property
    def lasting(self) -> tuple[AlarmRule, ...]:
        """The lines that need more readings than one."""
        return tuple(row for row in self.alarm if not row.is_immediate)

    @cached_property
    def risen(self) -> frozenset[Signal]:
        """What is also judged by how far it has risen."""
        return frozenset(
            row.signal for row in self.alarm if row.relative_to_baseline is not Relative.NOTHING
        )

    def repeat_within_s(self, rule: AlarmRule) -> int | None:
        """How soon a reading that fired `rule` is repeated, in seconds; None for a note."""
        return rule.repeat_within_s or self.by_severity[rule.severity].repeat_within_s

    def cooldown_s(self, rule: AlarmRule) -> int:
        """How long after an acknowledgement the same severity opens without sounding."""
        own = rule.cooldown_s
        return self.by_severity[rule.severity].cooldown_s if own is None else own

    def ack_roles(self, rule: AlarmRule) -> tuple[str, ...]:
        """Who may acknowledge `rule`."""
        own = rule.ack_role
        return self.by_severity[rule.severity].ack_role if own is None else own

    def _plain_lines(self) -> Iterable[list[AlarmRule]]:
        for rules in self.by_channel.values():
            plain = [
                rule
                for rule in rules
                if rule.is_immediate and rule.relative_to_baseline is Relative.NOTHING
            ]
            yield sorted(plain, key=lambda rule: rule.severity)


def _once(where: str, keys: list[str]) -> None:
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise ValueError(f"{where} says {', '.join(twice)} twice")


def _strictly_worse(lines: list[AlarmRule]) -> None:
    """A higher severity is a more extreme figure, or the milder line could never be seen."""
    for mild, grave in pairwise(lines):
        further = (
            grave.value - mild.value if mild.comparator.is_upward else mild.value - grave.value
        )
        if mild.severity == grave.severity or further <= 0:
            raise ValueError(f"{grave.code} must be further out than {mild.code}")
