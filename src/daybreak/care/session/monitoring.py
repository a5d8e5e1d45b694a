"""Which readings are due at a chair, since when, and how late they are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from daybreak.care.catalogue.profile import Moment, Signal, Watch
from daybreak.care.findings import Source
from daybreak.care.session.alarms import OpenAlarm, alarms_turn_at, open_alarms
from daybreak.care.session.chair import Chair
from daybreak.care.session.stages import BEFORE_DOSE, RUNNING, Stage, entered
from daybreak.care.session.vitals import Reading

AFTER_DOSE = frozenset({Stage.RECOVERY, Stage.DISCHARGE_ASSESSED})


class Punctuality(StrEnum):
    """How a reading stands against its time."""

    LATER = "later"
    DUE = "due"
    OVERDUE = "overdue"  # amber
    LATE = "late"  # red


@dataclass(frozen=True, slots=True)
class DueReading:
    """One reading that is asked for. `signals` are those still missing from it.

    `overdue_at` and `late_at` say when a page should change its mind without asking again.
    """

    rule: str
    what: str
    signals: tuple[Signal, ...]
    due_at: datetime
    overdue_at: datetime
    late_at: datetime
    punctuality: Punctuality
    source: Source

    @property
    def is_due(self) -> bool:
        return self.punctuality is not Punctuality.LATER


@dataclass(frozen=True, slots=True)
class Asked:
    """A reading that an alarm asks for, in the words of a `Watch`."""

    id: str
    what: str
    source: Source


def due(chair: Chair, now: datetime) -> tuple[DueReading, ...]:
    """Every reading that is due or coming, the earliest first, repeats of alarms among them.

    A repeated reading is due `every_s` after the one before, so an early one moves the next. A
    pause does not stop it: drug is still in the person.
    """
    readings = chair.until(now)
    found = [
        asked
        for watch in chair.profile.watch
        if (asked := _asked(watch, chair, readings, now)) is not None
    ]
    repeats = (_repeat(alarm, chair, now) for alarm in open_alarms(chair, now))
    found += [repeat for repeat in repeats if repeat is not None]
    return tuple(sorted(found, key=lambda asked: (asked.due_at, asked.rule)))


def turns_at(chair: Chair, now: datetime) -> datetime | None:
    """When `due` or the open alarms may next read differently though nothing more is recorded.

    Until before it they read as at `now`; None when they stay as they are.
    """
    readings = chair.until(now)
    edges = set(alarms_turn_at(chair, now))
    for watch in chair.profile.watch:
        if (since := _since(watch, chair)) is not None:
            edges |= set(_times(watch, since, dict(_last_taken(watch.signals, readings))).values())
    for asked in due(chair, now):
        edges |= {asked.due_at, asked.overdue_at, asked.late_at}
    return min((edge for edge in edges if edge > now), default=None)


def no_data(last_at: datetime | None, *, every_s: int, now: datetime) -> bool:
    """Whether a monitor has been silent for more than twice its interval, in seconds.

    Silence is said as "no data"; it is never normal.
    """
    return last_at is None or now - last_at > timedelta(seconds=2 * every_s)


def _asked(
    watch: Watch, chair: Chair, readings: Iterable[Reading], now: datetime
) -> DueReading | None:
    if (since := _since(watch, chair)) is None:
        return None
    taken = dict(_last_taken(watch.signals, readings))
    times = _times(watch, since, taken)
    if not times:
        return None
    due_at = min(times.values())
    missing = tuple(signal for signal, at in times.items() if at <= max(due_at, now))
    return _due(watch, missing, due_at, chair, now)


Times = Mapping[Signal, datetime]


def _times(watch: Watch, since: datetime, taken: Times) -> Times:
    """When each signal of a watch is next asked for."""
    return _rolling(watch, since, taken) if watch.every_s else _once(watch, since, taken)


def _rolling(watch: Watch, since: datetime, taken: Times) -> Times:
    """When each signal is next due: an interval after it was last taken.

    Before the start the first is due at once; from the start on, an interval after it.
    """
    every = timedelta(seconds=watch.every_s or 0)
    if watch.moment is Moment.BEFORE:
        return {
            signal: max(since, taken[signal] + every) if signal in taken else since
            for signal in watch.signals
        }
    return {signal: max(since, taken.get(signal, since)) + every for signal in watch.signals}


def _once(watch: Watch, since: datetime, taken: Times) -> Times:
    """When each signal is due that has not been taken since shortly before its moment."""
    at = since + timedelta(seconds=watch.at_s or 0)
    counts_from = at - timedelta(seconds=watch.early_s)
    return {
        signal: at for signal in watch.signals if signal not in taken or taken[signal] < counts_from
    }


def _since(watch: Watch, chair: Chair) -> datetime | None:
    """From when this watch counts, if it counts now."""
    stage, began, ended = chair.stage, chair.began, chair.ended
    match watch.moment:
        case Moment.BEFORE:
            return entered(chair.history, Stage.CHECKED_IN) if stage in BEFORE_DOSE else None
        case Moment.DOSING:
            return began if stage in RUNNING else None
        case Moment.RECOVERY | Moment.AFTER_END:
            return ended if stage in AFTER_DOSE else None
        case Moment.AFTER_START:
            return began if stage in RUNNING | AFTER_DOSE else None


def _last_taken(
    signals: Iterable[Signal], readings: Iterable[Reading]
) -> Iterator[tuple[Signal, datetime]]:
    """When each signal was last taken; `readings` are in order of time."""
    for signal in signals:
        times = [reading.at for reading in readings if reading.vitals.of(signal) is not None]
        if times:
            yield signal, times[-1]


def _repeat(alarm: OpenAlarm, chair: Chair, now: datetime) -> DueReading | None:
    if alarm.repeat_due is None:
        return None
    signal = chair.profile.by_channel[alarm.channel][0].signal
    asked = Asked(
        f"repeat-{alarm.channel}",
        f"{chair.profile.by_signal[signal].name} again",
        alarm.finding.source,
    )
    return _due(asked, (signal,), alarm.repeat_due, chair, now)


def _due(
    asked: Watch | Asked,
    signals: tuple[Signal, ...],
    due_at: datetime,
    chair: Chair,
    now: datetime,
) -> DueReading:
    lateness = chair.profile.lateness
    overdue_at = due_at + timedelta(seconds=lateness.overdue_s)
    late_at = due_at + timedelta(seconds=lateness.late_s)
    passed = [
        punctuality
        for at, punctuality in (
            (due_at, Punctuality.DUE),
            (overdue_at, Punctuality.OVERDUE),
            (late_at, Punctuality.LATE),
        )
        if now >= at
    ]
    return DueReading(
        rule=asked.id,
        what=asked.what,
        signals=signals,
        due_at=due_at,
        overdue_at=overdue_at,
        late_at=late_at,
        punctuality=passed[-1] if passed else Punctuality.LATER,
        source=asked.source,
    )
