"""Another program is let in: an account that nobody signs in with, holding the role of a system."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add
from daybreak.care.errors import NotUnderstood
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records.models import Account, RoleChange, Site

MOST_NAME = 120  # characters that the record holds of an account's name


@dataclass(frozen=True, slots=True)
class ProgramAdmitted:
    account: UUID


@act("intake-admit-program")
def admit_program(
    *, by: Actor, act_id: UUID, at: datetime | None = None, now: datetime, name: str
) -> ProgramAdmitted:
    """Make an account for a program, with the role of a system at every site there is now.

    It has no password. Whoever calls gives it an OAuth client, and it may then read what the
    organisation has recorded.

    Raises:
        NotUnderstood: no name was given, or it is too long; or there is no site yet.
    """
    called = " ".join(name.split())
    if not called or len(called) > MOST_NAME:
        raise NotUnderstood("name", f"Give the program a name of up to {MOST_NAME} letters.")
    sites = list(Site.objects.filter(organisation=by.organisation).order_by("recorded_at", "id"))
    if not sites:
        raise NotUnderstood("site", "This organisation has no site yet. Add one first.")
    account = Account.objects.create_account(
        email=f"program-{act_id.hex}@program.invalid", name=called
    )
    account.organisation_id = by.organisation
    account.save(update_fields=["organisation"])
    for site in sites:
        add(RoleChange(account=account, site=site, role=Role.SYSTEM.value, granted=True))
    return ProgramAdmitted(account.id)
