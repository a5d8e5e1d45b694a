"""A small clinic for tests, set up through the acts that a real one is set up with."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from daybreak.actions import team
from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.reading import every
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import STAFF, Role
from rehearsed import rehearsed

JUST_NOW = datetime.now(UTC) - timedelta(minutes=1)  # a moment ago when the tests began
NOON = datetime(2026, 11, 17, 20, 0, tzinfo=UTC)  # a Tuesday, noon in Los Angeles


@dataclass
class Clock:
    """A clock that goes on by a second each time somebody looks."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def forward(self, **delta: float) -> datetime:
        self.now += timedelta(**delta)
        return self.now


@dataclass
class Clinic:
    """One organisation with one site and two chairs; `actors` has one for each role."""

    organisation: UUID
    site: UUID
    chairs: tuple[UUID, ...]
    actors: dict[Role, Actor]
    clock: Clock = field(default_factory=Clock)

    def by(self, role: Role) -> dict[str, Any]:
        """What every act needs to know of its sender: who, a fresh act id, and the time."""
        now = self.clock()
        return {"by": self.actors[role], "act_id": uuid4(), "at": None, "now": now}

    @property
    def desk(self) -> dict[str, Any]:
        return self.by(Role.FRONT_DESK)

    @property
    def nurse(self) -> dict[str, Any]:
        return self.by(Role.NURSE)

    @property
    def prescriber(self) -> dict[str, Any]:
        return self.by(Role.PRESCRIBER)

    @property
    def director(self) -> dict[str, Any]:
        return self.by(Role.DIRECTOR)

    @property
    def administrator(self) -> dict[str, Any]:
        return self.by(Role.ADMINISTRATOR)


@rehearsed
def open_clinic(name: str = "Test clinic", *, demo: bool = True, adopted: bool = True) -> Clinic:
    """Found an organisation with a site, two chairs, and an account for each role of staff.

    Its director has adopted the monitoring profiles unless `adopted` is false.
    """
    from daybreak.records.models import Account

    clock = Clock()
    organisation = uuid4()
    founder = Actor(uuid4(), "Founder", organisation, frozenset({Role.ADMINISTRATOR}), frozenset())

    def sent() -> dict[str, Any]:
        return {"by": founder, "act_id": uuid4(), "at": None, "now": clock()}

    team.open_organisation(**sent(), name=name, demo=demo)
    site = team.add_site(
        **sent(), name=f"{name}, Harbour Street", time_zone="America/Los_Angeles"
    ).site
    chairs = tuple(team.add_chair(**sent(), site=site, name=str(n)).chair for n in (1, 2))
    actors = {}
    for role in sorted(STAFF):
        account = Account.objects.create(
            email=f"{role}-{organisation.hex[:6]}@example.org",
            name=f"Test {role}",
            organisation_id=organisation,
            site_id=site,
        )
        team.grant_role(**sent(), account=account.id, site=site, role=role)
        actors[role] = Actor(
            account.id, account.name, organisation, frozenset({role}), frozenset({site})
        )
    made = Clinic(organisation, site, chairs, actors, clock)
    if adopted:
        adopt_profiles(made, site)
    return made


def adopt_profiles(clinic: Clinic, site: UUID) -> None:
    """The director takes the newest version of every monitoring profile as the site's own."""
    newest = {profile.id: profile.version for profile in every("profiles", Profile)}
    for profile, version in newest.items():
        team.adopt_profile(**clinic.director, site=site, profile=profile, version=version)
