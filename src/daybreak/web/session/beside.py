"""What stands beside the dose, as lines of a page: what is open, what was given, what happened."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.care.findings import Alarm
from daybreak.care.session.events import Task, event_rules, open_tasks
from daybreak.care.session.rescue import rescue_rules
from daybreak.care.session.stages import OVER, Stage, entered
from daybreak.records.reads.beside import DoseSeen, EventSeen, RescueSeen, TakenBack
from daybreak.records.reads.session import Visit, visits
from daybreak.web.session import words
from daybreak.web.session.beside_words import way
from daybreak.web.session.running import Running, running


@dataclass(frozen=True, slots=True)
class Open:
    """One thing that is open: where it is settled is said by `page`."""

    sev: str
    icon: str
    headline: str
    detail: str
    page: str  # rescue, medicine, events
    action: str


@dataclass(frozen=True, slots=True)
class RescueLine:
    """A rescue with everything that was recorded while it lasted, in order of time."""

    id: UUID
    began: datetime
    trigger: str
    called_by: str
    record: tuple[Running, ...]
    response: str
    ended: datetime | None
    event: str


@dataclass(frozen=True, slots=True)
class EventLine:
    """An adverse event in words, with who is still to be told of it, and who was."""

    id: UUID
    name: str
    grade: str
    onset: datetime
    resolved: datetime | None
    facts: tuple[tuple[str, str], ...]
    serious: tuple[str, ...]
    open_tasks: tuple[Task, ...]
    noted: tuple[tuple[str, str], ...]
    by: str


@dataclass(frozen=True, slots=True)
class DoseLine:
    """A medicine that was given, and whether its word awaits a signature; or one taken back."""

    id: UUID
    at: datetime
    what: str
    by: str
    said_by: str
    said_by_id: UUID | None
    signed: str
    waits: bool
    note: str
    against: tuple[str, ...]
    taken_back: TakenBack | None


@dataclass(frozen=True, slots=True)
class Beside:
    """Everything beside the dose of one session."""

    open: tuple[Open, ...]
    doses: tuple[DoseLine, ...]
    rescues: tuple[RescueLine, ...]
    events: tuple[EventLine, ...]
    may_add: bool  # they have come, and the session is not closed

    @property
    def given(self) -> int:
        """How many medicines really were given."""
        return sum(each.taken_back is None for each in self.doses)

    @property
    def is_empty(self) -> bool:
        return not (self.doses or self.rescues or self.events)


def shown(seen: Visit, now: datetime) -> Beside:
    """Everything beside the dose of a session, in words."""
    beside = seen.beside
    return Beside(
        open=tuple(_open(seen)),
        doses=tuple(dose_line(each) for each in beside.doses),
        rescues=tuple(rescue_line(each, seen, now) for each in beside.rescues),
        events=tuple(event_line(each, seen) for each in beside.events),
        may_add=entered(seen.history, Stage.ARRIVED) is not None and seen.stage not in OVER,
    )


def badges(seen: Visit) -> Iterator[tuple[Alarm, str]]:
    """What is open, for a board: how bad, and a few words."""
    for each in _open(seen):
        yield Alarm.CRITICAL if each.sev == "critical" else Alarm.ALERT, f"{each.headline}."


def open_after(sessions: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    """What is still open of people who have left."""
    found = visits(sessions) if sessions else {}
    return {key: tuple(each.headline for each in _open(seen)) for key, seen in found.items()}


def dose_line(dose: DoseSeen) -> DoseLine:
    signed = f"signed by {dose.signed_by}" if dose.signed_by else ""
    return DoseLine(
        dose.id,
        dose.at,
        f"{dose.drug} {dose.amount} {way(dose.route)}",
        dose.by,
        dose.said_by,
        dose.said_by_id,
        signed,
        dose.waits,
        dose.note,
        tuple(each.because for each in dose.findings),
        dose.taken_back,
    )


def event_line(seen_event: EventSeen, seen: Visit) -> EventLine:
    event, rules = seen_event.event, event_rules()
    noted = tuple(
        (
            rules.name_of(task),
            f"{'reported' if each.done else 'not reported'}: {each.words}",
        )
        for task, each in (event.noted or {}).items()
    )
    return EventLine(
        event.id,
        seen.chair.symptom_list.term_of(event.term).name,
        f"grade {event.grade}, {words.GRADES[event.grade]}",
        event.onset,
        event.resolved,
        (
            ("Dose", rules.name_of(event.taken)),
            ("Related", rules.name_of(event.relatedness)),
            ("In words", event.description),
        ),
        tuple(rules.name_of(each) for each in sorted(event.flags)),
        open_tasks(event, seen.protocol.route, rules),
        noted,
        seen_event.by,
    )


def rescue_line(found: RescueSeen, seen: Visit, now: datetime) -> RescueLine:
    rescue, rules = found.rescue, rescue_rules()
    event = next((each for each in seen.beside.events if each.event.id == found.event), None)
    listed = seen.chair.symptom_list
    return RescueLine(
        rescue.id,
        rescue.began,
        rules.trigger_name(rescue.trigger),
        rescue.called_by,
        running(found, seen, now),
        rescue.response,
        rescue.ended,
        listed.term_of(event.event.term).name if event else "",
    )


def _open(seen: Visit) -> Iterator[Open]:
    rules, events = rescue_rules(), event_rules()
    for each in seen.beside.rescues:
        if each.rescue.is_open:
            trigger = rules.trigger_name(each.rescue.trigger)
            headline = f"Rescue since {each.rescue.began:%H:%M}: {trigger.lower()}"
            detail = "Tap what is done as it is done; end it with how they are."
            yield Open("critical", "critical", headline, detail, "rescue", "Open the rescue")
    for dose in seen.beside.unsigned:
        headline = f"{dose.drug} {dose.amount} was given on {dose.said_by}'s word"
        detail = f"At {dose.at:%H:%M}, by {dose.by}. It awaits that signature."
        yield Open("warn", "warn", headline, detail, "medicine", "Open medicines")
    for event in seen.beside.events:
        for task in open_tasks(event.event, seen.protocol.route, events):
            name = seen.chair.symptom_list.term_of(event.event.term).name
            headline = f"Serious event, {name.lower()}: {task.name} is open"
            yield Open("warn", "warn", headline, task.to_do, "events", "Open events")
