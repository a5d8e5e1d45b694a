"""An adverse event: what happened, how bad it was at its worst, and who else has to be told."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from uuid import UUID

from daybreak.care.catalogue.reading import Misfit, newest
from daybreak.care.catalogue.saying import Saying, saying_misfits
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.findings import Finding, Source
from daybreak.care.session.symptoms import SymptomList, pressure_grade
from daybreak.care.session.vitals import Reading

SAYINGS: Mapping[str, frozenset[str]] = {"event-task-open": frozenset({"term", "task", "to_do"})}
PRESSURE = "hypertension"  # the term for whose grade the readings can speak


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a closed question, and its words."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Flag:
    """What makes an event serious. From `from_grade` on a grade cannot stand without it."""

    id: str
    name: str
    from_grade: int | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Who else is told of a serious event; without `only_routes` on every route."""

    id: str
    name: str
    to_do: str
    source: Source
    only_routes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EventRules:
    """One version of how an adverse event is described."""

    id: str
    version: int
    name: str
    source: Source
    relatedness: tuple[Choice, ...]
    taken: tuple[Choice, ...]
    flag: tuple[Flag, ...]
    task: tuple[Task, ...]
    saying: tuple[Saying, ...]

    def __post_init__(self) -> None:
        for where, why in saying_misfits(self.saying, SAYINGS):
            raise Misfit(where, why)
        for key in ("relatedness", "taken", "flag", "task"):
            ids = [each.id for each in getattr(self, key)]
            if len(ids) != len(set(ids)):
                raise Misfit(key, "one of them stands twice")

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The words of each id, of whatever list."""
        lists = (self.relatedness, self.taken, self.flag, self.task)
        return {each.id: each.name for one in lists for each in one}

    def name_of(self, id: str) -> str:  # noqa: A002 - as in the file
        return self.names.get(id, id.replace("-", " "))

    def tasks_on(self, route: str) -> tuple[Task, ...]:
        """Who is told of a serious event on this route."""
        return tuple(
            each for each in self.task if not each.only_routes or route in each.only_routes
        )


@dataclass(frozen=True, slots=True)
class Noted:
    """What became of a task: that it was done, how and under which number, or why it was not."""

    done: bool
    words: str
    at: datetime
    by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One adverse event with its peak grade. `id` is that of its first entry."""

    id: UUID
    term: str
    grade: int
    onset: datetime
    resolved: datetime | None = None
    relatedness: str = "not-judged"
    taken: str = "none"
    flags: frozenset[str] = frozenset()
    description: str = ""
    noted: Mapping[str, Noted] | None = None

    @property
    def is_serious(self) -> bool:
        return bool(self.flags)


def event_rules(*, overlay: Path | None = None) -> EventRules:
    """The newest list, a clinic's own folder included."""
    return newest("profiles/events", EventRules, "events", overlay=overlay)


def check_event(event: Event, rules: EventRules, listed: SymptomList) -> None:
    """Raise unless the event can be one.

    Raises:
        NotUnderstood: a word is in no list, it ended before it began, or its grade says something
            that its flags do not.
    """
    if event.term not in listed.by_id:
        raise NotUnderstood("event-term", "That is not in the list. Choose what happened.")
    if not 1 <= event.grade <= len(listed.grades.words):
        raise NotUnderstood(
            "event-grade", f"A grade goes from 1 to {len(listed.grades.words)}. Choose one of them."
        )
    for told, known in (
        ({event.relatedness}, rules.relatedness),
        ({event.taken}, rules.taken),
        (event.flags, rules.flag),
    ):
        if strangers := sorted(told - {each.id for each in known}):
            raise NotUnderstood(
                "event-word", f"There is no {strangers[0]!r}. Choose from the list."
            )
    if event.resolved is not None and event.resolved < event.onset:
        raise NotUnderstood("event-time", "It cannot be over before it began. Check both times.")
    for flag in rules.flag:
        if flag.from_grade == event.grade and flag.id not in event.flags:
            raise NotUnderstood(
                "event-flag",
                f"Grade {event.grade} says: {flag.name.lower()}. Tick that too, or choose another "
                "grade.",
            )


def open_tasks(event: Event, route: str, rules: EventRules) -> tuple[Task, ...]:
    """Who is still to be told of a serious event; nobody of any other."""
    if not event.is_serious:
        return ()
    noted = event.noted or {}
    return tuple(each for each in rules.tasks_on(route) if each.id not in noted)


def check_task(task: str, event: Event, route: str, rules: EventRules) -> None:
    """Raise unless this task is still open.

    Raises:
        NotAllowed: it is not asked of this event, or was noted already.
    """
    if task not in {each.id for each in open_tasks(event, route, rules)}:
        raise NotAllowed(
            "event-task-none", "Nobody has to note that here, or it was noted already."
        )


def event_gates(
    events: Iterable[Event], route: str, rules: EventRules, listed: SymptomList
) -> tuple[Finding, ...]:
    """What keeps a session from being closed: serious events with somebody still to be told."""
    return tuple(_gates(events, route, rules, listed))


def pressure_proposal(
    readings: Iterable[Reading], listed: SymptomList
) -> tuple[Reading, int] | None:
    """The reading with the highest grade by pressure alone, and that grade: a proposal only."""
    graded = [
        (grade, each.vitals.systolic_mmhg or 0, each)
        for each in readings
        if (grade := pressure_grade(each.vitals, listed))
    ]
    if not graded:
        return None
    grade, _, worst = max(graded, key=lambda each: (each[0], each[1], each[2].at))
    return worst, grade


def _gates(
    events: Iterable[Event], route: str, rules: EventRules, listed: SymptomList
) -> Iterator[Finding]:
    (say,) = rules.saying
    for event in events:
        for task in open_tasks(event, route, rules):
            found = say.found(
                term=listed.term_of(event.term).name.lower(), task=task.name, to_do=task.to_do
            )
            yield found
