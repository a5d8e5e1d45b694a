"""Which figures of a monitor a person may take over with one tap: the newest, while new."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from daybreak.care.session.vitals import Vitals


class Told(Protocol):
    """A reading as it was recorded, and whether a monitor told it."""

    @property
    def at(self) -> datetime: ...

    @property
    def vitals(self) -> Vitals: ...

    @property
    def is_device(self) -> bool: ...

    @property
    def replaced(self) -> bool: ...


T = TypeVar("T", bound=Told)


def fresh(readings: Iterable[T], *, now: datetime, every_s: int) -> tuple[T, ...]:
    """The monitor's readings that hold the newest figure of a sign, the oldest first.

    What is older than twice the time in which a monitor is expected to speak is not offered, nor
    what a newer figure of any teller has overtaken, nor what somebody has taken over already:
    a figure that was read counts once.
    """
    known = sorted(
        (each for each in readings if not each.replaced and each.at <= now),
        key=lambda each: (each.at, not each.is_device),  # of one moment a person's comes last
    )
    newest = {signal: each for each in known for signal, _ in each.vitals.taken()}
    offered = [each for each in newest.values() if is_new(each, now=now, every_s=every_s)]
    return tuple(each for each in known if any(each is one for one in offered))


def is_new(reading: Told, *, now: datetime, every_s: int) -> bool:
    """Whether a monitor told it, and lately: whoever read it a moment ago may take it over."""
    since = now - timedelta(seconds=2 * every_s)
    return reading.is_device and not reading.replaced and since <= reading.at <= now
