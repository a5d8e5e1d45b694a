"""A time is booked to talk a session over."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add, current
from daybreak.actions.session.entry import Said, short
from daybreak.care.errors import NotUnderstood
from daybreak.care.outcome.integration import findings, integration_rules
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import Integration
from daybreak.records.reads.integration import left_after_dose


@dataclass(frozen=True, slots=True)
class IntegrationBooked:
    """The appointment, and what is to be said of its time."""

    integration: UUID
    findings: tuple[Said, ...]


@act("outcome-book-integration")
def book_integration(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime | None,
    now: datetime,
    session: UUID,
    starts_at: datetime,
    minutes: int,
    with_whom: str,
    note: str = "",
) -> IntegrationBooked:
    """Book a time to talk a session over; of several for one session the latest counts.

    Args:
        starts_at: when the talk begins; aware. A talk that was held already may be noted too.
        minutes: how long it takes.
        with_whom: whoever sits with them.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: they have not left after a dose.
        NotUnderstood: nobody is named, or the time or length cannot be.
    """
    row = scope.found(scope.sessions(by), session, "session")
    current().about(patient=row.course.patient_id, site=row.standing.site_id)
    found = findings(starts_at, minutes, left=left_after_dose(session), rules=integration_rules())
    if not with_whom.strip():
        raise NotUnderstood("integration-who", "Say with whom the talk is.")
    stored = add(
        Integration(
            session=row,
            starts_at=starts_at,
            minutes=minutes,
            with_whom=short(with_whom, 120),
            note=short(note),
        )
    )
    return IntegrationBooked(stored.id, Said.all(found))
