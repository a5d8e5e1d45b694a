"""Somebody seen at another site of the organisation comes to this one."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.intake.person import born
from daybreak.actions.journal import add, current
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import CareRelation, Patient

MOST_WORDS = 200  # what the record holds of a reason


@dataclass(frozen=True, slots=True)
class RelationOpened:
    patient: UUID


@act("intake-open-relation")
def open_relation(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime | None = None,
    now: datetime,
    number: str,
    birth_date: date,
    reason: str,
    site: UUID,
) -> RelationOpened:
    """Let a site know of somebody who has a chart here, found by number and birth date together.

    Raises:
        NotFound: no such site; or no chart has both, and which of them is wrong is not said.
        NotAllowed: the site knows this person already.
        NotUnderstood: no reason was given, or it is too long.
    """
    scope.found(scope.sites(by), site, "site")
    why = " ".join(reason.split())
    if not why or len(why) > MOST_WORDS:
        raise NotUnderstood(
            "reason",
            f"Say in a few words why this site needs the chart, up to {MOST_WORDS} letters.",
        )
    written = " ".join(number.split()).upper()
    row = Patient.objects.filter(organisation=by.organisation, number=written).first()
    if row is None or born(row.id) != birth_date:
        raise NotFound(
            "person",
            "No chart has this number and this date of birth together. Compare both with what "
            "the person says.",
        )
    if CareRelation.objects.filter(patient=row, site=site).exists():
        raise NotAllowed(
            "relation-exists", "This site knows this person already. Find them under People."
        )
    add(CareRelation(patient=row, site_id=site, reason=why))
    current().about(patient=row.id, site=site)
    return RelationOpened(row.id)
