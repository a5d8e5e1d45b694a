"""Somebody is being helped: what set it off, what is done as it is done, and how it ended."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add, current
from daybreak.actions.session.entry import opened, short
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood
from daybreak.care.session.rescue import (
    Did,
    Rescue,
    after,
    detail_of,
    over,
    rescue_rules,
    trigger_of,
    without,
)
from daybreak.care.session.stages import OVER, Stage, entered
from daybreak.care.team.actor import Actor
from daybreak.records import models
from daybreak.records.reads.beside import RescueSeen, did_text
from daybreak.records.reads.session import Visit

MOST_LETTERS = 2000  # our choice: of a response; more belongs into the note


@dataclass(frozen=True, slots=True, kw_only=True)
class RescueTold:
    """One thing told of a rescue: a beginning, something done, something taken back, its end.

    Each is added to what is in the record by then, so that two people can tap at once.
    """

    trigger: str = ""
    called_by: str = ""
    did: str = ""
    detail: str = ""
    taken_back: UUID | None = None
    response: str = ""
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class RescueRecorded:
    """Which rescue it is, by its first entry, and whether it is still open."""

    rescue: UUID
    is_open: bool


@act("session-record-rescue")
def record_rescue(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    told: RescueTold,
    rescue: UUID | None = None,
) -> RescueRecorded:
    """Begin a rescue, or add to one. These are facts: nobody is asked whether they may help.

    Args:
        rescue: which one; None begins another, which needs a trigger.
        told: what is told now; `at` is when it was so.

    Raises:
        NotFound: no such session or rescue among those the actor works with.
        NotAllowed: nobody has arrived, the session is closed, or the rescue was over by then.
        NotUnderstood: a word is in no list, or what an action asks for is missing.
    """
    seen = opened(by, session, at=at, now=now)
    _check_open(seen, at)
    if rescue is None:
        return _begin(seen, told, by, at)
    known = next((each for each in seen.beside.rescues if each.rescue.id == rescue), None)
    if known is None:
        raise NotFound("rescue", "There is no such rescue in this session.")
    changed = _changed(known.rescue, told, by, at)
    if changed == known.rescue:
        raise NotUnderstood("rescue-nothing", "Nothing was told. Tap what was done.")
    store(seen, changed, corrects=known)
    return RescueRecorded(changed.id, changed.is_open)


def store(
    seen: Visit, rescue: Rescue, *, corrects: RescueSeen | None = None, event: UUID | None = None
) -> UUID:
    """Keep a rescue as it stands; an earlier entry of it stays beneath. The id of the new entry."""
    row = add(
        models.Rescue(
            session_id=seen.session,
            trigger=rescue.trigger,
            called_by=rescue.called_by,
            actions=did_text(rescue.did),
            response=rescue.response,
            ended_at=rescue.ended,
            event_id=event or (corrects.event if corrects else None),
            corrects_id=corrects.newest if corrects else None,
        ),
        at=rescue.began,
    )
    return row.id


def _begin(seen: Visit, told: RescueTold, by: Actor, at: datetime) -> RescueRecorded:
    rules = rescue_rules()
    begun = Rescue(
        UUID(int=0),  # the row's own follows
        at,
        trigger_of(told.trigger, rules),
        short(told.called_by, 120) or by.name,
    )
    if told.did:
        begun = after(begun, _did(told, by, at))
    if told.is_over or told.taken_back:
        raise NotUnderstood("rescue-nothing", "This rescue has not begun. Say what set it off.")
    return RescueRecorded(store(seen, begun), is_open=True)


def _changed(rescue: Rescue, told: RescueTold, by: Actor, at: datetime) -> Rescue:
    if told.trigger:
        rescue = replace(rescue, trigger=trigger_of(told.trigger, rescue_rules()))
    if told.called_by:
        rescue = replace(rescue, called_by=short(told.called_by, 120))
    if told.did:
        rescue = after(rescue, _did(told, by, at))
    if told.taken_back is not None:
        rescue = without(rescue, told.taken_back)
    response = short(told.response, MOST_LETTERS)
    if told.is_over:
        return over(rescue, at, response or rescue.response)
    return replace(rescue, response=response) if response else rescue


def _did(told: RescueTold, by: Actor, at: datetime) -> Did:
    detail = detail_of(told.did, told.detail, rescue_rules())
    return Did(current().new_id("did"), told.did, at, by.id, detail)


def _check_open(seen: Visit, at: datetime) -> None:
    """Whoever has come can be helped, also in the waiting room afterwards, until it is closed."""
    arrived = entered(seen.history, Stage.ARRIVED)
    if seen.stage in OVER:
        raise NotAllowed(
            "session-over",
            "This session is closed. Write what is missing into a note of the chart.",
        )
    if arrived is None or at < arrived:
        raise NotAllowed(
            "not-arrived", "They were not here at that time. Note their arrival first."
        )
