"""Says plainly that what somebody is watched with is an example that no director has adopted."""

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from daybreak.care.team.actor import Actor
from daybreak.records.reads.profiles import unadopted

Banner = dict[str, str]


def site_banners(actor: Actor, site: UUID) -> list[Banner]:
    """One banner when sessions of this site wait for a director's word, else none."""
    return banners(unadopted(actor, site))


def banners(profiles: Sequence[str]) -> list[Banner]:
    """One banner that names the profiles nobody has adopted; none when there are none."""
    if not profiles:
        return []
    names = ", ".join(f"“{name}”" for name in profiles)
    return [
        {
            "kind": "stale",
            "icon": "hold",
            "words": f"No director has adopted the monitoring profile {names} for this site. "
            "Its lines and intervals are an unvalidated example, and no dose starts under it.",
            "href": reverse("team-profiles"),
            "action": "Monitoring profiles",
        }
    ]
