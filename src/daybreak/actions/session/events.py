"""An adverse event is written down, corrected, and told to whoever has to know."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add, current
from daybreak.actions.session.entry import opened, reason_for, short
from daybreak.actions.session.rescue import store
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood
from daybreak.care.session.events import (
    Event,
    Noted,
    check_event,
    check_task,
    event_rules,
    open_tasks,
)
from daybreak.care.session.stages import OVER, Stage, entered
from daybreak.care.session.stay import check_moment
from daybreak.care.team.actor import Actor
from daybreak.records.models import AdverseEvent
from daybreak.records.reads.beside import EventSeen, serious_text
from daybreak.records.reads.session import Visit

MOST_LETTERS = 4000  # our choice: of a description


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTold:
    """What happened, as it is described now. A correction tells all of it again."""

    term: str
    grade: int
    onset: datetime
    resolved: datetime | None = None
    relatedness: str = "not-judged"
    taken: str = "none"
    flags: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class TaskTold:
    """What became of a report: that it was done, how and under which number, or why it was not."""

    task: str
    is_done: bool
    words: str


@dataclass(frozen=True, slots=True)
class EventRecorded:
    """Which event it is, by its first entry, and who is still to be told of it."""

    event: UUID
    is_serious: bool
    tasks: tuple[str, ...]


@act("session-record-event")
def record_event(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    event: UUID | None = None,
    told: EventTold | None = None,
    task: TaskTold | None = None,
    rescue: UUID | None = None,
) -> EventRecorded:
    """Write down an adverse event, correct one, or note that somebody was told of it.

    Args:
        event: which one is corrected, or told of; None for a new one.
        told: what happened; every entry stays, the newest counts.
        task: what became of a report.
        rescue: one that this event was the reason for.

    Raises:
        NotFound: no such session, event or rescue among those the actor works with.
        NotAllowed: they had not come by then, the session is closed, or nobody has to note that.
        NotUnderstood: a word is in no list, or the figures contradict one another.
    """
    seen = opened(by, session, at=at, now=now)
    if seen.stage in OVER:
        raise NotAllowed(
            "session-over",
            "This session is closed. Write what is missing into a note of the chart.",
        )
    if told is None and (task is None or event is None):
        raise NotUnderstood("event-nothing", "Say what happened.")
    known = _known(seen, event)
    stands = _described(seen, told, known, now) if told else _stands(known)
    if task is not None:
        stands = _noted(seen, stands, task, by, at)
    row = add(
        AdverseEvent(
            session_id=session,
            term=stands.term,
            grade=stands.grade,
            onset=stands.onset,
            resolved=stands.resolved,
            relatedness=stands.relatedness,
            action=stands.taken,
            serious=serious_text(stands),
            description=stands.description,
            corrects_id=known.newest if known else None,
        )
    )
    if rescue is not None:
        _tie(seen, rescue, row.id)
    tasks = open_tasks(stands, seen.protocol.route, event_rules())
    return EventRecorded(
        known.event.id if known else row.id,
        stands.is_serious,
        tuple(each.id for each in tasks),
    )


def _described(seen: Visit, told: EventTold, known: EventSeen | None, now: datetime) -> Event:
    check_moment(told.onset, now=now)
    if told.resolved is not None:
        check_moment(told.resolved, now=now)
    arrived = entered(seen.history, Stage.ARRIVED)
    if arrived is None or told.onset < arrived:
        raise NotAllowed("not-here-then", "They were not here by then. Look at the time it began.")
    noted: Mapping[str, Noted] = (known.event.noted or {}) if known else {}
    words = told.description.strip()
    if len(words) > MOST_LETTERS:
        raise NotUnderstood("words", f"At most {MOST_LETTERS} letters fit here. Shorten it.")
    event = Event(
        id=known.event.id if known else current().act_id,
        term=told.term,
        grade=told.grade,
        onset=told.onset,
        resolved=told.resolved,
        relatedness=told.relatedness,
        taken=told.taken,
        flags=frozenset(told.flags),
        description=words,
        noted=noted,
    )
    check_event(event, event_rules(), seen.chair.symptom_list)
    return event


def _stands(known: EventSeen | None) -> Event:
    if known is None:
        raise NotFound("event", "There is no such event in this session.")
    return known.event


def _known(seen: Visit, event: UUID | None) -> EventSeen | None:
    if event is None:
        return None
    known = next((each for each in seen.beside.events if each.event.id == event), None)
    if known is None:
        raise NotFound("event", "There is no such event in this session.")
    return known


def _noted(seen: Visit, event: Event, task: TaskTold, by: Actor, at: datetime) -> Event:
    check_task(task.task, event, seen.protocol.route, event_rules())
    what = "how it was reported, and under which number." if task.is_done else "why it was not."
    noted = Noted(task.is_done, short(reason_for(task.words, what)), at, by.id)
    return replace(event, noted={**(event.noted or {}), task.task: noted})


def _tie(seen: Visit, rescue: UUID, event: UUID) -> None:
    known = next((each for each in seen.beside.rescues if each.rescue.id == rescue), None)
    if known is None:
        raise NotFound("rescue", "There is no such rescue in this session.")
    store(seen, known.rescue, corrects=known, event=event)
