"""Who is to be reviewed, called or decided on: the worklist of this room, for many at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.care.due import CourseFacts, Task
from daybreak.care.due import due as due_of
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import ChartCard, Course
from daybreak.records.reads.due_of_many import facts_of_courses

CALL, REVIEW = "call-the-next-day", "review-series"
FORM, TALK = "send-monitoring-form", "hold-integration"
RULES = frozenset(
    {
        REVIEW,
        "review-maintenance",
        "justify-the-year",
        "decide-what-next",
        "call-the-same-day",
        CALL,
        "call-who-did-not-come",
        FORM,
        TALK,
    }
)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One thing to do for one person. `session` is set when it is about a session."""

    patient: UUID
    number: str
    name: str
    course: UUID
    task: Task
    sessions_given: int
    session: UUID | None
    next_at: datetime | None
    is_late: bool


def follow_ups(actor: Actor, *, now: datetime) -> tuple[FollowUp, ...]:
    """Everything of this room that is due for those the actor works with, longest late first.

    One set of queries, however many courses are running. Of several reviews of one course only
    the last stands here, because it answers for the others; so does the call after the last
    dose, because whoever came again was asked then.
    """
    courses = list(
        Course.objects.filter(
            patient__in=scope.patients(actor), site__in=actor.sites, end__isnull=True
        )
    )
    facts = facts_of_courses([each.id for each in courses], now=now)
    people = {each.patient_id for each in courses}
    cards = {card.patient_id: card for card in ChartCard.objects.filter(patient__in=people)}
    found = [
        _line(course, cards[course.patient_id], facts[course.id], task, now)
        for course in courses
        for task in _standing(facts[course.id], due_of(facts[course.id], now).tasks)
    ]
    return tuple(sorted(found, key=lambda each: (not each.task.is_urgent, each.task.late_from)))


def _standing(facts: CourseFacts, tasks: Iterable[Task]) -> list[Task]:
    """The tasks of this room, without those that a later one answers for."""
    own = [task for task in tasks if task.rule in RULES]
    reviews = [int(task.about) for task in own if task.rule == REVIEW]
    last_dose = facts.dosed[-1].id if facts.dosed else ""
    return [
        task
        for task in own
        if not (task.rule == REVIEW and int(task.about) < max(reviews))
        and not (task.rule == CALL and task.about != last_dose)
    ]


def _line(
    course: Course, card: ChartCard, facts: CourseFacts, task: Task, now: datetime
) -> FollowUp:
    is_about_session = task.about in {each.id for each in facts.sessions}
    return FollowUp(
        patient=course.patient_id,
        number=card.number,
        name=card.name.strip(),
        course=course.id,
        task=task,
        sessions_given=len(facts.dosed),
        session=UUID(task.about) if is_about_session else None,
        next_at=facts.coming[0].planned_for if facts.coming else None,
        is_late=task.is_late(now),
    )
