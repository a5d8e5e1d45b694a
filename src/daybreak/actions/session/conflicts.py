"""An entry of a device that could not be taken over is kept as it was typed until it is settled."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add, current
from daybreak.actions.session.entry import reason_for
from daybreak.care.errors import NotAllowed, NotFound
from daybreak.care.team.actor import Actor
from daybreak.records.models import ConflictEnd, EntryConflict
from daybreak.records.reads.session import visit


@dataclass(frozen=True, slots=True)
class ConflictKept:
    """What was kept, and why it could not be taken over."""

    conflict: UUID
    because: str


@dataclass(frozen=True, slots=True)
class ConflictSettled:
    """Which conflict nobody has to look at any more."""

    conflict: UUID


@act("session-keep-conflict")
def keep_conflict(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    entry: UUID,
    what: str,
    content: str,
    because: str,
) -> ConflictKept:
    """Keep an entry that a rule refused when it arrived: what happened is never thrown away.

    Args:
        entry: the act id of the entry.
        what: the act that it was meant as.
        content: what was entered, as JSON.
        because: the refusal, as it would have been said at the chair.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: this entry is kept already.
    """
    seen = visit(by, session)
    current().about(patient=seen.patient, site=seen.site)
    if EntryConflict.objects.filter(entry=entry).exists():
        raise NotAllowed("conflict-kept", "This entry is kept already. Look at the session.")
    row = add(
        EntryConflict(
            session_id=session, entry=entry, what=what[:40], content=content, because=because
        )
    )
    return ConflictKept(row.id, because)


@act("session-settle-conflict")
def settle_conflict(
    *, by: Actor, act_id: UUID, at: datetime, now: datetime, conflict: UUID, reason: str
) -> ConflictSettled:
    """Say what became of an entry that could not be taken over: entered by hand, or not so.

    Raises:
        NotFound: no such entry at a session the actor works with.
        NotAllowed: somebody settled it already.
        NotUnderstood: there is no reason.
    """
    row = EntryConflict.objects.filter(id=conflict).first()
    if row is None:
        raise NotFound("conflict", "There is no such entry among those you work with.")
    seen = visit(by, row.session_id)
    current().about(patient=seen.patient, site=seen.site)
    words = reason_for(reason, "what became of this entry.")
    if ConflictEnd.objects.filter(conflict=row).exists():
        raise NotAllowed("conflict-settled", "Somebody settled this already. Look again.")
    add(ConflictEnd(conflict=row, reason=words))
    return ConflictSettled(row.id)
