"""One OBX of a bedside monitor as a reading, valid or not, with what it looked like raw."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from decimal import Decimal
from enum import StrEnum

from daybreak.care.intake.measure import Measure
from daybreak.exchange.code_maps import LOINC, measures
from daybreak.exchange.hl7_message import Segment
from daybreak.exchange.hl7_time import read_time
from daybreak.exchange.monitor_codes import Method, Signal, mdc_number, monitor_codes
from daybreak.exchange.units import Unit, units

_FIGURE = re.compile(r"[+-]?(\d{1,12}(\.\d{0,12})?|\.\d{1,12})", re.ASCII)
_LOINC = frozenset({"LN", LOINC})


class Quality(StrEnum):
    VALID = "valid"
    INVALID = "invalid"


class WhyInvalid(StrEnum):
    """Why a reading does not count. The ids are stored, and permanent."""

    UNKNOWN_CODE = "unknown-code"
    NO_READING = "no-reading"
    NOT_A_NUMBER = "not-a-number"
    UNIT_UNKNOWN = "unit-unknown"
    OUT_OF_RANGE = "out-of-range"
    TAKEN_BACK = "taken-back"
    NO_RESULT = "no-result"
    WITHDRAWN = "withdrawn"
    TIME_UNKNOWN = "time-unknown"
    PRESSURES_CROSSED = "pressures-crossed"
    NOT_PRODUCTION = "not-production"


class TimeFrom(StrEnum):
    """Which field said when a reading was true."""

    OBSERVATION = "obx-14"
    GROUP = "obr-7"
    MESSAGE = "msh-7"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Raw:
    """An OBX as it came. `mdc` is the code's number, computed where a maker writes it in hex."""

    code: str
    label: str
    system: str
    mdc: int | None
    containment: str
    value: str
    unit: tuple[str, ...]
    flags: tuple[str, ...]
    status: str
    method: str
    equipment: str
    observed: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure of a monitor, in our whole unit; only a valid one may raise or settle an alarm.

    `measure` is None for a code we do not know. `value` is None unless there is a figure in a
    unit we know; an invalid reading may have one. `at` is the device's own time in UTC, never
    put right. `derived` when the figure was computed here.
    """

    measure: Measure | None
    value: int | None
    at: datetime
    time_from: TimeFrom
    method: Method
    quality: Quality
    why: WhyInvalid | None
    raw: Raw
    derived: bool = False

    @property
    def is_valid(self) -> bool:
        return self.quality is Quality.VALID

    def invalid(self, why: WhyInvalid) -> "Reading":
        return replace(self, quality=Quality.INVALID, why=why)


@dataclass(frozen=True, slots=True)
class Clock:
    """What the times of one message hang on.

    `group` is the time of the OBR that an OBX stands under, `message` that of the header.
    """

    zone: tzinfo
    received_at: datetime
    message: datetime | None = None
    group: datetime | None = None

    def of(self, observed: str) -> tuple[datetime, TimeFrom, bool]:
        """When a reading was true, who said so, and whether what OBX-14 says was readable."""
        moment = read_time(observed, zone=self.zone, near=self.received_at) if observed else None
        if moment:
            return moment.at, TimeFrom.OBSERVATION, True
        if self.group:
            return self.group, TimeFrom.GROUP, not observed
        if self.message:
            return self.message, TimeFrom.MESSAGE, not observed
        return self.received_at, TimeFrom.RECEIVED, not observed


def is_containment(obx: Segment) -> bool:
    """Whether the OBX only says which part of the device the next ones are of."""
    return not obx.text(2) and not obx.text(5) and obx.text(11) in ("", "X")


def reading(obx: Segment, clock: Clock) -> Reading:
    """The OBX as a reading. Never raises: what cannot be read is an invalid reading."""
    raw = _raw(obx)
    signal = _signal(obx)
    measure = signal.measure if signal else None
    at, time_from, readable = clock.of(raw.observed)
    why, value = (WhyInvalid.UNKNOWN_CODE, None) if signal is None else _figure(raw, signal.measure)
    return Reading(
        measure=measure,
        value=value,
        at=at,
        time_from=time_from,
        method=signal.method if signal else Method.NOT_SAID,
        quality=Quality.VALID if (why := why or _doubt(raw, readable)) is None else Quality.INVALID,
        why=why,
        raw=raw,
    )


def _raw(obx: Segment) -> Raw:
    flags = range(1, obx.repetitions(8) + 1)
    return Raw(
        code=obx.text(3),
        label=obx.text(3, 2),
        system=obx.text(3, 3),
        mdc=mdc_number(obx.text(3), obx.text(3, 3)),
        containment=obx.text(4),
        value="~".join("^".join(obx.components(5, i)) for i in range(1, obx.repetitions(5) + 1)),
        unit=obx.components(6),
        flags=tuple(flag for one in flags for flag in obx.components(8, one) if flag),
        status=obx.text(11),
        method="^".join(obx.components(17)),
        equipment="^".join(obx.components(18)),
        observed=obx.text(14),
    )


def _signal(obx: Segment) -> Signal | None:
    """What the code stands for, by either of its two names; None when they disagree."""
    told = (*obx.components(3), *[""] * 6)
    names = (told[i : i + 3] for i in (0, 3) if told[i])
    found = [signal for name in names if (signal := _named(*name))]
    return found[0] if len({signal.measure for signal in found}) == 1 else None


def _named(code: str, label: str, system: str) -> Signal | None:
    if not system and label.startswith("MDC_"):
        system = "MDC"
    number = mdc_number(code, system)
    if number is not None and (found := monitor_codes().by_mdc(number)):
        return found
    if found := monitor_codes().by_maker(system, code):
        return found
    if system in _LOINC and (row := measures().by_loinc(code)):
        return Signal(row.id, Method.NOT_SAID, ())
    return None


def _figure(raw: Raw, measure: Measure) -> tuple[WhyInvalid | None, int | None]:
    nothing = monitor_codes().no_reading
    if raw.value in nothing.texts:
        return WhyInvalid.NO_READING, None
    if not _FIGURE.fullmatch(raw.value):
        return WhyInvalid.NOT_A_NUMBER, None
    figure = Decimal(raw.value)
    if figure in nothing.figures:
        return WhyInvalid.NO_READING, None
    row = measures().row(measure)
    unit = _unit(raw.unit, row.kind)
    if unit is None:
        return WhyInvalid.UNIT_UNKNOWN, None
    value = unit.to_ours(figure)
    if value is None or not row.least <= value <= row.most:
        return WhyInvalid.OUT_OF_RANGE, value
    return None, value


def _unit(told: tuple[str, ...], kind: str) -> Unit | None:
    """The unit of OBX-6: a monitor's code or reference name, or UCUM. Missing is unknown."""
    code, label, system = (*told, "", "", "")[:3]
    number = mdc_number(code, system or ("MDC" if label.startswith("MDC_") else ""))
    name = code if code.startswith("MDC_") else ""
    if found := units().by_mdc(number, name, kind):
        return found
    if not code or system not in ("", "UCUM"):
        return None
    return units().by_ucum(code, kind) or (units().by_spelling(code, kind) if not system else None)


def _doubt(raw: Raw, readable: bool) -> WhyInvalid | None:  # noqa: FBT001 - a private question
    """Why a good figure still does not count."""
    codes = monitor_codes()
    if any(codes.takes_back(flag) for flag in raw.flags):
        return WhyInvalid.TAKEN_BACK
    if raw.status in codes.status.no_result:
        return WhyInvalid.NO_RESULT
    if raw.status in codes.status.withdrawn:
        return WhyInvalid.WITHDRAWN
    return None if readable else WhyInvalid.TIME_UNKNOWN
