"""The made-up clinic as its stories see it: who works there, which chairs, what time it is."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.demo.day import Day

NOWHERE = UUID(int=0)  # until the site is added


@dataclass
class House:
    """One site with its people. Each act it sends has an id of its own and a later moment."""

    seed: str
    founder: Actor
    day: Day
    now: datetime
    site: UUID = NOWHERE
    chairs: tuple[UUID, ...] = ()
    portal_patient: UUID | None = None
    _staff: list[Actor] = field(default_factory=list)
    _acts: int = 0

    def hire(self, actor: Actor) -> None:
        self._staff.append(actor)

    def by(self, actor: Actor) -> dict[str, Any]:
        """What every act needs to know of its sender.

        A second passes between two acts, so that the order of the record is never in doubt.
        """
        self._acts += 1
        self.now += timedelta(milliseconds=50)
        return {
            "by": actor,
            "act_id": uuid5(UUID(self.seed), str(self._acts)),
            "at": None,
            "now": self.now,
        }

    def at(self, moment: datetime) -> None:
        """Let it be that moment, or a little later if the clinic is already past it."""
        self.now = max(self.now, moment)

    @property
    def today(self) -> date:
        """The day it is at the clinic."""
        return self.now.astimezone(ZoneInfo(self.day.zone)).date()

    def _who(self, role: Role, number: int = 0) -> Actor:
        return [actor for actor in self._staff if role in actor.roles][number]

    @property
    def desk(self) -> Actor:
        return self._who(Role.FRONT_DESK)

    @property
    def nurse(self) -> Actor:
        return self._who(Role.NURSE)

    @property
    def second_nurse(self) -> Actor:
        return self._who(Role.NURSE, 1)

    @property
    def prescriber(self) -> Actor:
        return self._who(Role.PRESCRIBER)

    @property
    def therapist(self) -> Actor:
        return self._who(Role.THERAPIST)

    @property
    def director(self) -> Actor:
        return self._who(Role.DIRECTOR)
