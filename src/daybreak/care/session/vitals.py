"""What was measured at the chair, and what cannot be a measurement at all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from daybreak.care.catalogue.profile import Measured, Profile, Signal
from daybreak.care.errors import NotUnderstood
from daybreak.care.quantities import half_up


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """One set of readings. What was not taken is None; temperature is in tenths of a °C."""

    systolic_mmhg: int | None = None
    diastolic_mmhg: int | None = None
    mean_mmhg: int | None = None
    heart_rate_per_min: int | None = None
    spo2_percent: int | None = None
    respiratory_rate_per_min: int | None = None
    etco2_mmhg: int | None = None
    temperature_dc: int | None = None
    moaas: int | None = None
    rass: int | None = None
    dissociation_nrs: int | None = None
    pain_nrs: int | None = None
    nausea_nrs: int | None = None
    anxiety_nrs: int | None = None

    def of(self, signal: Signal) -> int | None:
        """The figure of `signal`, if it was taken."""
        value: int | None = getattr(self, signal)  # a Signal is the name of its field
        return value

    @property
    def figures(self) -> tuple[int, ...]:
        """Every figure in order, -1 where none was taken: tells two readings of a moment apart."""
        return tuple(-1 if (value := self.of(signal)) is None else value for signal in Signal)

    def taken(self) -> Iterator[tuple[Signal, int]]:
        """Each signal that was taken, with its figure."""
        for signal in Signal:
            value = self.of(signal)
            if value is not None:
                yield signal, value


@dataclass(frozen=True, slots=True)
class Reading:
    """One set of vitals and when it was true, in UTC. `id` is the record's own, if it has one."""

    at: datetime
    vitals: Vitals
    id: str = ""


@dataclass(frozen=True, slots=True)
class Implausible:
    """A figure that cannot be a reading. `instead` is what may have been meant."""

    signal: Signal
    value: int
    because: str
    instead: int | None = None


def implausible(vitals: Vitals, profile: Profile) -> tuple[Implausible, ...]:
    """Every figure that cannot be a reading, with what may have been meant."""
    outside = [
        _outside(profile.by_signal[signal], value)
        for signal, value in vitals.taken()
        if not profile.by_signal[signal].lowest <= value <= profile.by_signal[signal].highest
    ]
    return tuple(outside) or tuple(_pressures(vitals))


def check_plausible(vitals: Vitals, profile: Profile) -> None:
    """Raise unless the figures can be a reading.

    Raises:
        NotUnderstood: nothing was entered, or a figure is impossible. The message says each,
            with what may have been meant.
    """
    if not any(True for _ in vitals.taken()):
        raise NotUnderstood("vitals-empty", "Nothing was entered. Enter at least one reading.")
    if wrong := implausible(vitals, profile):
        raise NotUnderstood("vitals-range", " ".join(each.because for each in wrong))


def latest(readings: Iterable[Reading], *, since: datetime, until: datetime) -> Vitals:
    """The newest figure of each signal taken from `since` to `until`, both included."""
    newest: dict[str, int] = {}
    for reading in sorted(readings, key=lambda each: each.at):
        if since <= reading.at <= until:
            newest |= {signal.value: value for signal, value in reading.vitals.taken()}
    return Vitals(**newest)


def _outside(row: Measured, value: int) -> Implausible:
    instead = _meant(row, value)
    hint = f" Did you mean {row.figure(instead)}?" if instead is not None else ""
    because = (
        f"{row.name} {row.shown(value)} cannot be a reading; "
        f"{row.figure(row.lowest)} to {row.figure(row.highest)} can.{hint}"
    )
    return Implausible(row.signal, value, because, instead)


def _meant(row: Measured, value: int) -> int | None:
    """What the finger meant: no minus, one key too many, or Fahrenheit for Celsius."""
    if row.signal is Signal.TEMPERATURE:
        # People type 98.6, which arrives as 986 tenths.
        candidates = [int(half_up(Decimal(5 * (value - 320)) / 9))]
    else:
        digits = str(abs(value))
        last_first = reversed(range(len(digits)))
        shorter = [digits[:i] + digits[i + 1 :] for i in last_first if len(digits) > 1]
        candidates = [abs(value), *(int(each) for each in shorter)]
    return next((each for each in candidates if row.lowest <= each <= row.highest), None)


def _pressures(vitals: Vitals) -> Iterator[Implausible]:
    """Systolic is over diastolic, and the mean lies between them."""
    systolic, diastolic, mean = vitals.systolic_mmhg, vitals.diastolic_mmhg, vitals.mean_mmhg
    if systolic is not None and diastolic is not None and systolic <= diastolic:
        swapped = f" Did you mean {diastolic}/{systolic}?" if systolic < diastolic else ""
        because = (
            f"{systolic}/{diastolic} cannot be a blood pressure: the first figure is the higher."
            f"{swapped}"
        )
        yield Implausible(Signal.SYSTOLIC, systolic, because, diastolic if swapped else None)
    elif mean is not None and (
        (systolic is not None and mean > systolic) or (diastolic is not None and mean < diastolic)
    ):
        because = f"A mean pressure of {mean} mmHg cannot be right: it lies between the two others."
        yield Implausible(Signal.MEAN, mean, because)
