"""How somebody in a chair is: open alarms, what is due, their last figures, who is with them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from daybreak.care.catalogue.profile import Signal
from daybreak.care.session.alarms import OpenAlarm
from daybreak.care.session.monitoring import DueReading, turns_at
from daybreak.care.session.vitals import Reading
from daybreak.records.reads.remembered import News
from daybreak.records.reads.session import Visit, visits

SHOWN = (
    (Signal.SYSTOLIC, Signal.DIASTOLIC),
    (Signal.HEART_RATE,),
    (Signal.SPO2,),
)
# Our choice: though nothing is said to change before then, it is worked out again after a poll.
AGAIN = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Taken:
    """What was last measured together of some signals, in our units, and when."""

    signals: tuple[Signal, ...]
    figures: tuple[int | None, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class With:
    """Who last did something at a chair, and when."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class How:
    """How somebody is at one moment."""

    alarms: tuple[OpenAlarm, ...]
    due: tuple[DueReading, ...]
    last: tuple[Taken, ...]
    with_them: With | None

    @property
    def is_sounding(self) -> bool:
        return any(alarm.is_sounding for alarm in self.alarms)


@dataclass(frozen=True, slots=True)
class _Held:
    """An answer, and from when until before when it is the answer."""

    how: How
    since: datetime
    until: datetime


class Sitting:
    """A session on site, and how they are, worked out again only when that may have changed."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self._held: _Held | None = None

    def how(self, now: datetime) -> How:
        held = self._held
        if held is None or not held.since <= now < held.until:
            turns = turns_at(self.visit.chair, now)
            until = min(filter(None, (turns, now + AGAIN)))
            held = self._held = _Held(how_is(self.visit, now), now, until)
        return held.how


def how_is(visit: Visit, now: datetime) -> How:
    """How somebody is at `now`, worked out whole."""
    taken = visit.chair.until(now)
    return How(
        alarms=visit.alarms(now),
        due=visit.due(now),
        last=tuple(_last(taken)),
        with_them=max(_acts(visit, now), key=lambda each: each.at, default=None),
    )


def sittings(news: News, here: Mapping[UUID, UUID], now: datetime) -> dict[UUID, Sitting]:
    """Those sessions on site, by session; `here` says whose each is.

    Only those are read of whose people something was recorded since.
    """
    known: dict[UUID, Sitting] = {}
    for session, person in here.items():
        found = news.of_person(person, ("sitting", session), now)
        if found is not None:
            known[session] = found
    read = visits(session for session in here if session not in known)
    for session, visit in read.items():
        known[session] = Sitting(visit)
        news.keep(("sitting", session), known[session], now)
    return {session: known[session] for session in here if session in known}


def _last(readings: Iterable[Reading]) -> Iterator[Taken]:
    """The newest of each of the figures that are shown from afar; `readings` are in order."""
    newest_first = list(readings)[::-1]
    for signals in SHOWN:
        for reading in newest_first:
            if reading.vitals.of(signals[0]) is not None:
                figures = tuple(reading.vitals.of(signal) for signal in signals)
                yield Taken(signals, figures, reading.at)
                break


def _acts(visit: Visit, now: datetime) -> Iterator[With]:
    """What people did since somebody arrived: steps, readings, answers to alarms."""
    names = visit.names
    for step in visit.history:
        if step.by in names and step.at <= now:
            yield With(names[step.by], step.at)
    for ack in visit.chair.acknowledgements:
        if ack.by in names and ack.at <= now:
            yield With(names[ack.by], ack.at)
    for reading in visit.readings:
        if not reading.is_device and reading.by and reading.at <= now:
            yield With(reading.by, reading.at)
