"""What the monitors' service asks of the record."""

from dataclasses import dataclass
from datetime import UTC, tzinfo
from uuid import UUID
from zoneinfo import ZoneInfo

from daybreak.care.catalogue.profile import Profile
from daybreak.care.errors import NotFound
from daybreak.care.session.monitors import Pairing
from daybreak.care.session.sampling import Spoken
from daybreak.records.models import DeviceBinding, Site, VitalsRow
from daybreak.records.reads.session import visits
from daybreak.records.reads.session_rows import pairing_of, vitals_of

_LOOKED_AT = 40  # our choice: more readings than one monitor leaves within a minute


@dataclass(frozen=True, slots=True)
class Heard:
    """What a monitor's next word is weighed against: its last readings, and the lines drawn."""

    told: tuple[Spoken, ...]
    profile: Profile


def heard(session: UUID, device: str) -> Heard:
    """What stands in a session from one monitor, the newest first and not all of it.

    Raises:
        NotFound: there is no such session.
    """
    seen = visits([session]).get(session)
    if seen is None:
        raise NotFound("session", "There is no such session.")
    rows = VitalsRow.objects.filter(session=session, device=device).order_by("-at")[:_LOOKED_AT]
    return Heard(tuple(Spoken(row.at, vitals_of(row)) for row in rows), seen.profile)


def pairings(session: UUID, device: str) -> tuple[Pairing, ...]:
    """Every pairing of a monitor with a session, each up to when it ended, if it has."""
    rows = DeviceBinding.objects.filter(session=session, device=device).select_related(
        "chair", "end"
    )
    return tuple(pairing_of(row) for row in rows.order_by("at"))


def clock_zone(site: str = "") -> tzinfo:
    """Where the monitors' clocks hang, for times that come without an offset.

    That of the named site; without a name the one that all sites share, else UTC.

    Raises:
        NotFound: no site, or more than one, has that name.
    """
    sites = Site.objects.all()
    if site:
        zones = set(sites.filter(name__iexact=site.strip()).values_list("time_zone", flat=True))
        if len(zones) != 1:
            raise NotFound("site", "There is no one site of that name. Look at the team page.")
        return ZoneInfo(zones.pop())
    zones = set(sites.values_list("time_zone", flat=True))
    return ZoneInfo(zones.pop()) if len(zones) == 1 else UTC
