"""What is due in a course at a moment: the open tasks, and the shut gates before the next dose.

It is asked, never stored as truth.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from daybreak.care.catalogue.scale_parts import Rater
from daybreak.care.due.course import CourseFacts
from daybreak.care.due.openings import GATES, TASKS
from daybreak.care.due.rules import Rulebook, rulebook
from daybreak.care.findings import Source, Status
from daybreak.care.outcome.questionnaires import Asking, questionnaires_due
from daybreak.care.screening.suicidality import respond
from daybreak.care.session.check_in import BLOCKS
from daybreak.care.team.roles import Role


@dataclass(frozen=True, slots=True)
class Task:
    """Something open: what, for whom, since when, late from when, and by which rule.

    `about` is the id of a session, a count or nothing; with `rule` it names the task.
    """

    rule: str
    title: str
    roles: tuple[Role, ...]
    since: datetime
    late_from: datetime
    source: Source
    about: str = ""
    is_urgent: bool = False

    def is_late(self, now: datetime) -> bool:
        return now >= self.late_from


@dataclass(frozen=True, slots=True)
class Gate:
    """Something that stands before the next dose, and who may open it.

    `opened_by` are roles; a rule of screening that names none is opened by a fact alone.
    """

    rule: str
    because: str
    to_do: str
    opened_by: tuple[str, ...]
    since: datetime
    source: Source
    about: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """Everything that is due: urgent tasks first, then the longest late."""

    tasks: tuple[Task, ...]
    gates: tuple[Gate, ...]

    @property
    def is_open_for_dose(self) -> bool:
        """Whether no gate of the course is shut. The day's own gates are asked at the chair."""
        return not self.gates


def due(course: CourseFacts, now: datetime, *, book: Rulebook | None = None) -> Due:
    """What is due in `course` at `now`. It never raises for facts that can be.

    More time never takes a task away or opens a gate; only a fact does.

    Raises:
        ValueError: an instant is not aware.
    """
    book = book or rulebook()
    tasks = [*_tasks(course, book), *_suicide_tasks(course, book)]
    tasks += _scales(course, book, now)
    open_tasks = [task for task in tasks if task.since <= now]
    open_tasks.sort(key=lambda task: (not task.is_urgent, task.late_from, task.rule, task.about))
    gates = [gate for gate in _gates(course, book) if gate.since <= now]
    return Due(tuple(open_tasks), tuple(gates))


def _tasks(course: CourseFacts, book: Rulebook) -> Iterator[Task]:
    for rule in book.due.task:
        if course.closed is not None and not rule.after_closing:
            continue
        for opening in TASKS[rule.id](course, book.due.times):
            yield Task(
                rule=rule.id,
                title=rule.title,
                roles=rule.roles,
                since=opening.at + timedelta(minutes=rule.opens_min),
                late_from=opening.at + timedelta(minutes=rule.due_min),
                source=rule.source or book.due.source,
                about=opening.about,
                is_urgent=rule.is_urgent,
            )


def _suicide_tasks(course: CourseFacts, book: Rulebook) -> Iterator[Task]:
    """What the pathway asks for after each screen, closed courses included."""
    way = book.suicidality
    for screen in course.suicide_screens:
        if not way.level[screen.level].task:
            continue
        answer = respond(
            screen.level, way=way, at=screen.at, is_remote=screen.is_remote, before=screen.before
        )
        for task in answer.tasks:
            if task.id not in screen.done:
                about = screen.at.isoformat()
                yield Task(
                    rule=task.id,
                    title=task.title,
                    roles=task.roles,
                    since=screen.at,
                    late_from=task.due,
                    source=way.source,
                    about=about,
                    is_urgent=task.is_urgent,
                )


def _scales(course: CourseFacts, book: Rulebook, now: datetime) -> Iterator[Task]:
    """The questionnaires that `care.outcome` asks for."""
    asking = Asking(
        indication=course.indication,
        opened=course.opened,
        sessions=tuple(each.began for each in course.dosed if each.began is not None),
        next_session=course.coming[0].planned_for if course.coming else None,
        reviews_after=course.reviews_after,
        review_every=course.review_every,
        has_mania_risk=course.has_mania_risk,
        is_closed=course.closed is not None,
    )
    for asked in questionnaires_due(
        book.outcome, book.scales, asking, answered=course.answered, now=now
    ):
        scale = book.scales[asked.scale]
        by_patient = scale.rater is Rater.PATIENT
        yield Task(
            rule=f"scale-{asked.scale}",
            title=f"Answer {scale.short}",
            roles=(Role.PATIENT,) if by_patient else (Role.NURSE, Role.PRESCRIBER),
            since=asked.since,
            late_from=asked.late_from,
            source=scale.source,
        )


def _gates(course: CourseFacts, book: Rulebook) -> Iterator[Gate]:
    for rule in book.due.gate:
        if course.closed is not None and not rule.after_closing:
            continue
        for opening in GATES[rule.id](course, book.due.times):
            yield Gate(
                rule=rule.id,
                because=rule.because.format(about=opening.about),
                to_do=rule.to_do,
                opened_by=tuple(role.value for role in rule.opened_by),
                since=opening.at,
                source=rule.source or book.due.source,
                about=opening.about,
            )
    for finding in () if course.closed else course.screening or ():
        if isinstance(finding.level, Status) and finding.level >= BLOCKS:
            yield Gate(
                rule=finding.rule,
                because=finding.because,
                to_do=finding.to_do,
                opened_by=finding.overridable_by,
                since=course.screened or course.opened,
                source=finding.source,
            )
