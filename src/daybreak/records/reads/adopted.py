"""Which version of a monitoring profile is in force at a site."""

import contextlib
from uuid import UUID

from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.reading import newest, version
from daybreak.care.errors import NotFound
from daybreak.care.session.stages import Step, dose_began
from daybreak.records.models import ProfileAdoption
from daybreak.records.prepared import Prepared

_adoptions = Prepared(
    lambda *sites: ProfileAdoption.objects.filter(site__in=sites).order_by("recorded_at")
)


class Adopted:
    """The profiles that the directors of some sites have adopted, and when."""

    def __init__(self, sites: set[UUID]) -> None:
        self._adopted = _adoptions.among(sites)

    def of(self, site: UUID, profile: str, history: tuple[Step, ...]) -> tuple[Profile, bool]:
        """The version a session is watched with, and whether a director has adopted it.

        It is the one that was in force when they arrived; where there was none, one adopted
        since, before the dose; and without any the newest example.
        """
        adopted = [row for row in self._adopted if (row.site_id, row.profile) == (site, profile)]
        arrived = history[0].at if history else None
        for until in (arrived, dose_began(history)):
            for row in reversed(adopted):
                if until is not None and row.at > until:
                    continue
                # A clinic's own file that was taken away since is adopted no longer.
                with contextlib.suppress(NotFound):
                    return version("profiles", Profile, profile, row.version), True
        return newest("profiles", Profile, profile), False


def in_force(site: UUID, profile: str) -> Profile:
    """What a session that is only booked would be watched with."""
    return Adopted({site}).of(site, profile, ())[0]
