"""Which days and times can be offered: the site is open, a chair is free, the person can come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from types import MappingProxyType
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A chair that is free from `start` up to, not including, `end`. Both are aware."""

    start: datetime
    end: datetime
    chair: str

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("start and end must carry a time zone; one has none.")
        if self.start >= self.end:
            raise ValueError("end must come after start; it does not.")

    def day(self, zone: ZoneInfo) -> date:
        """The calendar day of the site on which it starts."""
        return self.start.astimezone(zone).date()


@dataclass(frozen=True, slots=True)
class Opening:
    """When a site is open, in its own zone. Weekdays count from Monday, 0."""

    zone: ZoneInfo
    weekdays: frozenset[int]
    opens: time
    closes: time
    holidays: frozenset[date] = frozenset()

    def holds(self, slot: Slot) -> bool:
        """Whether the whole slot lies within the opening hours of an open day."""
        start = slot.start.astimezone(self.zone)
        end = slot.end.astimezone(self.zone)
        return (
            start.date() == end.date()
            and start.weekday() in self.weekdays
            and start.date() not in self.holidays
            and self.opens <= start.time()
            and end.time() <= self.closes
        )


@dataclass(frozen=True, slots=True)
class Wishes:
    """When a person cannot come. They start within `earliest` to `latest`, both included."""

    not_weekdays: frozenset[int] = frozenset()
    not_days: frozenset[date] = frozenset()
    earliest: time = time.min
    latest: time = time.max

    def allow(self, slot: Slot, zone: ZoneInfo) -> bool:
        start = slot.start.astimezone(zone)
        return (
            start.weekday() not in self.not_weekdays
            and start.date() not in self.not_days
            and self.earliest <= start.time() <= self.latest
        )


FreeDays = Mapping[date, tuple[Slot, ...]]


def free_days(slots: Iterable[Slot], *, opening: Opening, wishes: Wishes | None = None) -> FreeDays:
    """The slots that can be offered, by the site's day and then by time."""
    wishes = wishes or Wishes()
    days: dict[date, list[Slot]] = {}
    for slot in sorted(slots):
        if opening.holds(slot) and wishes.allow(slot, opening.zone):
            days.setdefault(slot.day(opening.zone), []).append(slot)
    return MappingProxyType({day: tuple(days[day]) for day in sorted(days)})
