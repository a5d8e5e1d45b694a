"""How much was given: by the clock, and by what the pump showed.

What the pump shows is the record. The clock is what it is compared with, and what fills the
time since the pump was last read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from daybreak.care.catalogue.profile import Pump
from daybreak.care.errors import NotUnderstood
from daybreak.care.findings import Alarm, Finding
from daybreak.care.quantities import Mass, Rate, Volume, half_up

MICROSECOND = timedelta(microseconds=1)
MICROSECONDS_PER_HOUR = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is in the bag or syringe: how much drug, in how much fluid altogether."""

    drug: Mass
    volume: Volume

    def __post_init__(self) -> None:
        if self.drug.micrograms <= 0 or self.volume.microlitres <= 0:
            raise NotUnderstood(
                "prepared", "What was prepared has no drug or no volume. Enter both again."
            )

    def drug_in(self, volume: Volume) -> Mass:
        """The drug in so much of it, never more than there is."""
        exact = Decimal(self.drug.micrograms) * volume.microlitres / self.volume.microlitres
        return Mass(min(int(half_up(exact)), self.drug.micrograms))


@dataclass(frozen=True, slots=True)
class RateChange:
    """The pump runs at `rate` from `at` on. A pause, a stop and the end are a rate of nothing."""

    at: datetime
    rate: Rate
    reason: str = ""

    def __post_init__(self) -> None:
        if self.rate.microlitres_per_h < 0:
            raise NotUnderstood("rate", "A pump does not run backwards. Enter the rate again.")


@dataclass(frozen=True, slots=True)
class PumpReading:
    """The volume given since the start, as the pump showed it."""

    at: datetime
    shown: Volume


@dataclass(frozen=True, slots=True)
class Given:
    """How much went in by one moment.

    `by_clock` is calculated from the rates; `volume` and `drug` follow the pump's last reading,
    and the clock since then. `is_calculated` says that the pump has not been read since.
    """

    volume: Volume
    drug: Mass
    by_clock: Volume
    left: Mass
    is_calculated: bool
    findings: tuple[Finding, ...] = ()


def given(
    prepared: Prepared,
    changes: Iterable[RateChange],
    readings: Iterable[PumpReading],
    *,
    now: datetime,
    pump: Pump,
) -> Given:
    """How much of `prepared` went in by `now`, with what does not fit."""
    rates = _in_order(changes, now)
    shown = sorted((each for each in readings if each.at <= now), key=lambda each: each.at)
    by_clock = _capped(run(rates, until=now), prepared)
    volume, is_calculated = by_clock, True
    if shown:
        # The highest figure, not the last: what was given does not come back when a pump is reset.
        record = max(shown, key=lambda each: (each.shown, each.at))
        since = run(rates, until=now, since=record.at)
        volume = _capped(Volume(record.shown.microlitres + since.microlitres), prepared)
        is_calculated = since.microlitres > 0
    drug = prepared.drug_in(volume)
    return Given(
        volume=volume,
        drug=drug,
        by_clock=by_clock,
        left=Mass(prepared.drug.micrograms - drug.micrograms),
        is_calculated=is_calculated,
        findings=(
            *_apart(rates, shown, prepared, pump),
            *_impossible(shown, prepared, pump),
            *_unread(rates, shown, pump),
        ),
    )


def run(rates: Sequence[RateChange], *, until: datetime, since: datetime | None = None) -> Volume:
    """The volume that flows in `[since, until)` at these rates, which are in order of time.

    Each rate holds until the next; before the first nothing flows.
    """
    total = 0  # microlitres per hour times microseconds: whole numbers, so that parts add up
    for number, change in enumerate(rates):
        starts = max(change.at, since) if since else change.at
        ends = min(rates[number + 1].at, until) if number + 1 < len(rates) else until
        if ends > starts:
            total += change.rate.microlitres_per_h * ((ends - starts) // MICROSECOND)
    return Volume(int(half_up(Decimal(total) / MICROSECONDS_PER_HOUR)))


def ends_at(
    prepared: Prepared,
    changes: Iterable[RateChange],
    readings: Iterable[PumpReading],
    *,
    now: datetime,
    pump: Pump,
) -> datetime | None:
    """When the rest will be in at the rate of `now`; None while the pump stands still.

    A rate at which no calendar sees the end counts as standing still.
    """
    rates = _in_order(changes, now)
    rate = rates[-1].rate.microlitres_per_h if rates else 0
    if not rate:
        return None
    so_far = given(prepared, rates, readings, now=now, pump=pump).volume
    left = prepared.volume.microlitres - so_far.microlitres
    microseconds = half_up(Decimal(left) * MICROSECONDS_PER_HOUR / rate)
    try:
        return now + timedelta(microseconds=int(microseconds))
    except OverflowError:
        return None


def _in_order(changes: Iterable[RateChange], now: datetime) -> list[RateChange]:
    return sorted((change for change in changes if change.at <= now), key=lambda each: each.at)


def _capped(volume: Volume, prepared: Prepared) -> Volume:
    """A bag gives no more than it holds, whatever the clock says."""
    return min(volume, prepared.volume)


def _apart(
    rates: Sequence[RateChange], shown: Sequence[PumpReading], prepared: Prepared, pump: Pump
) -> list[Finding]:
    """Where pump and clock differ by more than the percentage, or by more than the volume."""
    found = []
    for reading in shown:
        clock = _capped(run(rates, until=reading.at), prepared)
        apart = abs(reading.shown.microlitres - clock.microlitres)
        if apart > pump.tolerance_ul or apart * 100 > pump.tolerance_percent * clock.microlitres:
            because = (
                f"At {reading.at:%H:%M %Z} the pump shows {reading.shown}; "
                f"by its rates it should be {clock}."
            )
            to_do = (
                "Look at the rate, the line and the time of each step. The pump's figure counts."
            )
            found.append(Finding("pump-differs", Alarm.ALERT, because, pump.source, to_do))
    return found


def _impossible(shown: Sequence[PumpReading], prepared: Prepared, pump: Pump) -> list[Finding]:
    """A pump that counts backwards, or shows more than was prepared."""
    found = []
    to_do = "Read the pump again. If it was reset, write that down."
    for number, reading in enumerate(shown):
        if reading.shown > prepared.volume:
            because = f"The pump shows {reading.shown}; only {prepared.volume} were prepared."
            found.append(Finding("pump-over-prepared", Alarm.ALERT, because, pump.source, to_do))
        if number and reading.shown < shown[number - 1].shown:
            because = f"The pump went back from {shown[number - 1].shown} to {reading.shown}."
            found.append(Finding("pump-went-back", Alarm.ALERT, because, pump.source, to_do))
    return found


def _unread(rates: Sequence[RateChange], shown: Sequence[PumpReading], pump: Pump) -> list[Finding]:
    """Pauses, changes and stops at which nobody entered what the pump showed."""
    found = []
    for number, change in enumerate(rates[1:], start=1):
        next_at = rates[number + 1].at if number + 1 < len(rates) else None
        if not any(
            change.at <= reading.at and (next_at is None or reading.at < next_at)
            for reading in shown
        ):
            because = f"What the pump showed at {change.at:%H:%M %Z} was not entered."
            to_do = "Enter the volume that the pump shows."
            found.append(
                Finding(
                    "pump-unread",
                    Alarm.NOTE,
                    because,
                    pump.source,
                    to_do,
                    unknown=("pump-volume",),
                )
            )
    return found
