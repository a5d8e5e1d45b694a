"""What the monitors' service asks of the record before anybody is known."""

from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

from daybreak.care.errors import NotFound
from daybreak.records.models import Site


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
