"""Which sessions of somebody have a note to read: those they have left, the last first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.care.session.stages import Stage
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import SessionNow

GONE = frozenset({Stage.DISCHARGED, Stage.CLOSED, Stage.ABORTED, Stage.LEFT_AMA, Stage.TRANSFERRED})


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One session that is over. `is_signed` when it was closed."""

    session: UUID
    number: int
    starts_at: datetime
    is_signed: bool


def notes_of(actor: Actor, patient: UUID, *, most: int) -> tuple[NoteLine, ...]:
    """The last sessions of somebody that are over.

    Raises:
        NotFound: no such person among those the actor works with.
    """
    row = scope.found(scope.patients(actor), patient, "person")
    over = SessionNow.objects.filter(patient=row, stage__in=[each.value for each in GONE])
    found = over.select_related("session").order_by("-starts_at", "session_id")[:most]
    return tuple(
        NoteLine(each.session_id, each.session.number, each.starts_at, each.stage == Stage.CLOSED)
        for each in found
    )
