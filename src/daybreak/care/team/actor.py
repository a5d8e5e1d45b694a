"""Whoever does something: a person signed in, a bound monitor, a program with a token."""

from dataclasses import dataclass
from uuid import UUID

from daybreak.care.team.roles import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for which organisation, as what, and where.

    `sites` are those of the organisation at which this actor works. `patient` is set for
    a patient's own account: such an actor knows that one chart and no other. `visit` names
    one signed-in stay, so that reading a chart is written down once a visit.
    """

    id: UUID
    name: str
    organisation: UUID
    roles: frozenset[Role]
    sites: frozenset[UUID]
    patient: UUID | None = None
    visit: str = ""

    def is_any(self, roles: frozenset[Role]) -> bool:
        return not self.roles.isdisjoint(roles)
