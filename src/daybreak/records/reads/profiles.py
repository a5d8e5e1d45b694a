"""Which monitoring profiles there are, and which of them the directors of sites have adopted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from daybreak.care.catalogue.kinds import made_known
from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.protocol import protocol, protocols
from daybreak.care.catalogue.reading import every
from daybreak.care.session.stages import ON_SITE, Stage
from daybreak.care.team.actor import Actor
from daybreak.records.models import Account, JournalLine, ProfileAdoption
from daybreak.records.scope import sites, standings

ACT = "team-adopt-profile"


class _Noted(msgspec.Struct):
    """What an adoption answered; the note stands in the journal's line."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class Adoption:
    """A director took one version of a profile as a site's own."""

    site: UUID
    site_name: str
    profile: str
    version: int
    by: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class InForce:
    """What stands for one profile at one site; without `adoption` nobody is dosed under it."""

    site: UUID
    site_name: str
    adoption: Adoption | None


@dataclass(frozen=True, slots=True)
class ShelvedProfile:
    """One version of a profile, what uses it, and where it is in force.

    `sites` are all of the actor's; `is_newest` that no later version stands beside it.
    """

    profile: Profile
    protocols: tuple[str, ...]
    is_newest: bool
    sites: tuple[InForce, ...]

    @property
    def adopted_at(self) -> tuple[InForce, ...]:
        """The sites where this very version is in force."""
        return tuple(
            each
            for each in self.sites
            if each.adoption is not None and each.adoption.version == self.profile.version
        )


def adoptions(actor: Actor) -> tuple[Adoption, ...]:
    """Every adoption at the actor's sites, newest first."""
    rows = ProfileAdoption.objects.filter(site__in=sites(actor)).select_related("site")
    found = tuple(rows.order_by("-recorded_at", "-id"))
    notes = _notes({row.act for row in found})
    names = dict(
        Account.objects.filter(id__in={row.by_id for row in found if row.by_id}).values_list(
            "id", "name"
        )
    )
    return tuple(
        Adoption(
            row.site_id,
            row.site.name,
            row.profile,
            row.version,
            names.get(row.by_id, "") if row.by_id else "",
            row.at,
            notes.get(row.act, ""),
        )
        for row in found
    )


def shelved(actor: Actor, adopted: Iterable[Adoption]) -> tuple[ShelvedProfile, ...]:
    """Every version of every profile of this clinic, with where it is in force."""
    found = every("profiles", Profile)
    newest = {profile.id: profile.version for profile in found}  # by version, so the last wins
    used: dict[str, list[str]] = {}
    for each in protocols():
        used.setdefault(each.profile, []).append(each.name)
    now = _in_force(adopted)
    places = list(sites(actor).order_by("name"))
    return tuple(
        ShelvedProfile(
            profile,
            tuple(used.get(profile.id, ())),
            newest[profile.id] == profile.version,
            tuple(
                InForce(place.id, place.name, now.get((place.id, profile.id))) for place in places
            ),
        )
        for profile in found
    )


def unadopted(actor: Actor, site: UUID) -> tuple[str, ...]:
    """The names of the profiles that sessions at a site need and that nobody has adopted there."""
    waiting = [stage.value for stage in ON_SITE | {Stage.SCHEDULED}]
    used = (
        standings(actor)
        .filter(site=site, stage__in=waiting)
        .order_by()
        .values_list("session__course__protocol", "session__course__protocol_version")
        .distinct()
    )
    needed = {protocol(*each).profile for each in used}
    if not needed:
        return ()
    names = {(each.id, each.version): each.name for each in every("profiles", Profile)}
    rows = ProfileAdoption.objects.filter(site__in=sites(actor).filter(id=site))
    # A clinic's own file that was taken away since is adopted no longer.
    adopted = {row[0] for row in rows.values_list("profile", "version") if row in names}
    newest = {profile: name for (profile, _), name in names.items()}
    return tuple(newest.get(each, each) for each in sorted(needed - adopted))


def _in_force(adopted: Iterable[Adoption]) -> Mapping[tuple[UUID, str], Adoption]:
    found: dict[tuple[UUID, str], Adoption] = {}
    for each in adopted:  # newest first
        found.setdefault((each.site, each.profile), each)
    return found


def _notes(acts: set[UUID]) -> dict[UUID, str]:
    lines = JournalLine.objects.filter(act=ACT, act_id__in=acts)
    return {
        line.act_id: msgspec.json.decode(line.answer, type=made_known(_Noted)).note
        for line in lines
    }
