"""Who is booked at one site on one day, with what a sheet of paper must say of them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from daybreak.care.session.stages import ON_SITE, Stage
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import Allergy, Site
from daybreak.records.reads.session import Visit, visits

STILL = ON_SITE | {Stage.SCHEDULED}


@dataclass(frozen=True, slots=True)
class Booked:
    """One session of the day. `allergies` are those on record; none on record says nothing."""

    visit: Visit
    allergies: tuple[str, ...]
    site_phone: str
    crisis_line: str


@dataclass(frozen=True, slots=True)
class Day:
    """One site's day on its own calendar, in the order in which people come."""

    site: UUID
    name: str
    zone: ZoneInfo
    on: date
    booked: tuple[Booked, ...]


def day(actor: Actor, site: UUID, on: date | None, *, now: datetime) -> Day:
    """Everybody who is booked on a day, or is here, and has not left; without a day, today.

    Raises:
        NotFound: no such site among those the actor works at.
    """
    place: Site = scope.found(scope.sites(actor), site, "site")
    zone = ZoneInfo(place.time_zone)
    here = on or now.astimezone(zone).date()
    start = datetime.combine(here, time(), zone)
    rows = scope.standings(actor).filter(
        site=site, starts_at__gte=start, starts_at__lt=start + timedelta(days=1)
    )
    ids = [
        row.session_id
        for row in rows.order_by("starts_at", "chair__name", "session_id")
        if Stage(row.stage) in STILL
    ]
    found = visits(ids)
    people = {each.patient for each in found.values()}
    told: dict[UUID, list[str]] = {}
    for row in Allergy.objects.filter(patient__in=people, active=True, removed=False):
        told.setdefault(row.patient_id, []).append(row.display)
    booked = tuple(
        Booked(
            found[key],
            tuple(dict.fromkeys(sorted(told.get(found[key].patient, [])))),
            place.phone,
            place.crisis_line,
        )
        for key in ids
    )
    return Day(place.id, place.name, zone, here, booked)
