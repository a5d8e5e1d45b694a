"""Which chairs of a site are free, and which somebody has."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from daybreak.care.plan.free_days import FreeDays, Slot, Wishes, free_days
from daybreak.care.plan.hours import Hours
from daybreak.care.session.stages import OVER, Stage
from daybreak.records.models import Chair, SessionNow

# Whoever has gone, or never came, has left the chair.
GONE = OVER | {Stage.ABORTED, Stage.DISCHARGED, Stage.TRANSFERRED, Stage.LEFT_AMA}


@dataclass(frozen=True, slots=True)
class Taken:
    """A chair that somebody has from `start` up to, not including, `end`."""

    chair: UUID | None
    start: datetime
    end: datetime

    def meets(self, start: datetime, end: datetime) -> bool:
        return self.start < end and start < self.end


def taken(
    site: UUID, start: datetime, end: datetime, *, but: Collection[UUID] = ()
) -> tuple[Taken, ...]:
    """Every chair of a site that somebody has at some time within `start` to `end`.

    The sessions in `but` are left out, because they are to be moved.
    """
    rows = SessionNow.objects.filter(site=site, starts_at__lt=end, ends_at__gt=start)
    rows = rows.exclude(stage__in=GONE).exclude(session__in=list(but))
    return tuple(Taken(row.chair_id, row.starts_at, row.ends_at) for row in rows)


def free_chairs(
    site: UUID,
    zone: ZoneInfo,
    *,
    hours: Hours,
    length: timedelta,
    since: datetime,
    first_day: date,
    but: Collection[UUID] = (),
    wishes: Wishes | None = None,
) -> FreeDays:
    """The sittings of that length that a site can offer from a day on, none before `since`.

    A slot's `chair` is the id of the chair as text.
    """
    chairs = list(Chair.objects.filter(site=site).order_by("name", "id"))
    days = [first_day + timedelta(days=n) for n in range(hours.offer_days)]
    starts = [start for day in days for start in hours.starts(day, zone) if start > since]
    if not starts:
        return free_days((), opening=hours.opening(zone))
    there = taken(site, starts[0], starts[-1] + length, but=but)
    slots = [
        Slot(start, start + length, str(chair.id))
        for start in starts
        for chair in chairs
        if not any(each.chair == chair.id and each.meets(start, start + length) for each in there)
    ]
    return free_days(slots, opening=hours.opening(zone), wishes=wishes)
