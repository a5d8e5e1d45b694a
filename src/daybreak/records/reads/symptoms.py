"""How one symptom was told through a session: every grade, whoever told it, and their words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import SymptomRow


@dataclass(frozen=True, slots=True)
class SymptomTold:
    """One grade of a symptom; 0 says that it had passed, or was taken back in `note`."""

    at: datetime
    grade: int
    note: str
    by: str


def symptom_history(actor: Actor, session: UUID, term: str) -> tuple[SymptomTold, ...]:
    """What was told of this symptom, the newest first.

    Raises:
        NotFound: no such session among those the actor works with.
    """
    scope.standing(actor, session)
    rows = SymptomRow.objects.filter(session=session, term=term).select_related("by")
    return tuple(
        SymptomTold(row.at, row.grade, row.note, row.by.name if row.by else "")
        for row in rows.order_by("-at", "-recorded_at")
    )
