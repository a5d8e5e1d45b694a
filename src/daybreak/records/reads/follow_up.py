"""Who is to be reviewed, called or decided on: the worklist of this room, for many at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Max, Min

from daybreak.care.catalogue.protocol import protocol
from daybreak.care.due import CourseFacts, ReviewFacts, SessionFacts, Task, due
from daybreak.care.session.stages import Stage
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import (
    ChartCard,
    Contact,
    Course,
    MaintenancePlan,
    PastTreatment,
    Plan,
    ReviewRow,
    SessionNow,
    Step,
)
from daybreak.records.reads.course import LAST_MINUTE
from daybreak.records.reads.due import LEAVING

RULES = frozenset(
    {
        "review-series",
        "review-maintenance",
        "justify-the-year",
        "decide-what-next",
        "call-the-same-day",
        "call-the-next-day",
        "call-who-did-not-come",
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
    """Everything of this room that is due for those the actor works with, latest first.

    One set of queries, however many courses are running.
    """
    courses = list(
        Course.objects.filter(
            patient__in=scope.patients(actor), site__in=actor.sites, end__isnull=True
        ).select_related("site")
    )
    facts = _facts(courses)
    cards = {
        card.patient_id: card
        for card in ChartCard.objects.filter(patient__in={each.patient_id for each in courses})
    }
    found = [
        _line(course, cards[course.patient_id], facts[course.id], task, now)
        for course in courses
        for task in due(facts[course.id], now).tasks
        if task.rule in RULES
    ]
    return tuple(sorted(found, key=lambda each: (not each.task.is_urgent, each.task.late_from)))


def _line(
    course: Course, card: ChartCard, facts: CourseFacts, task: Task, now: datetime
) -> FollowUp:
    about_session = {each.id for each in facts.sessions} & {task.about}
    return FollowUp(
        patient=course.patient_id,
        number=card.number,
        name=card.name.strip(),
        course=course.id,
        task=task,
        sessions_given=len(facts.dosed),
        session=UUID(task.about) if about_session else None,
        next_at=facts.coming[0].planned_for if facts.coming else None,
        is_late=task.is_late(now),
    )


def _facts(courses: Iterable[Course]) -> Mapping[UUID, CourseFacts]:
    """As much of the facts as these rules look at."""
    known = list(courses)
    ids = [each.id for each in known]
    sessions = _sessions(ids)
    for past in PastTreatment.objects.filter(course__in=ids).select_related("course__site"):
        sessions[past.course_id].append(_past(past))
    reviews: dict[UUID, list[ReviewFacts]] = defaultdict(list)
    for row in ReviewRow.objects.filter(course__in=ids).order_by("recorded_at"):
        reviews[row.course_id].append(ReviewFacts(after_session=row.after_sessions, at=row.at))
    signed = _last(Plan.objects.filter(course__in=ids).values_list("course").annotate(Max("at")))
    justified = _last(
        MaintenancePlan.objects.filter(course__in=ids).values_list("course").annotate(Max("at"))
    )
    facts = {}
    for course in known:
        ordered = protocol(course.protocol, course.protocol_version)
        ladder = ordered.maintenance
        facts[course.id] = CourseFacts(
            opened=course.at,
            indication=course.indication,
            plan_signed=signed.get(course.id),
            reviews_after=ordered.reviews_after,
            review_blocking_after=ordered.review_blocking_after,
            review_every=ladder.review_every_sessions if ladder else 4,
            sessions=tuple(sessions[course.id]),
            reviews=tuple(reviews[course.id]),
            justified=justified.get(course.id),
        )
    return facts


def _sessions(courses: list[UUID]) -> dict[UUID, list[SessionFacts]]:
    standings = SessionNow.objects.filter(course__in=courses).select_related("session")
    moves = Step.objects.filter(session__course__in=courses)
    began = _last(moves.filter(to_stage=Stage.DOSING).values_list("session").annotate(Min("at")))
    left = _last(moves.filter(to_stage__in=LEAVING).values_list("session").annotate(Max("at")))
    against = set(moves.filter(to_stage=Stage.LEFT_AMA).values_list("session", flat=True))
    called: dict[UUID, dict[str, datetime]] = defaultdict(dict)
    contacts = Contact.objects.filter(session__course__in=courses, reached=True)
    for session, kind, at in contacts.order_by("-at").values_list("session", "kind", "at"):
        called[session]["call-the-same-day"] = at
        called[session]["call-who-did-not-come"] = at
        if kind == "next-day":
            called[session]["call-the-next-day"] = at
    found: dict[UUID, list[SessionFacts]] = defaultdict(list)
    for one in standings:
        found[one.course_id].append(
            SessionFacts(
                id=str(one.session_id),
                number=one.session.number,
                planned_for=one.starts_at,
                stage=Stage(one.stage),
                began=began.get(one.session_id),
                left=left.get(one.session_id),
                left_against_advice=one.session_id in against,
                done=called[one.session_id],
            )
        )
    return found


def _past(row: PastTreatment) -> SessionFacts:
    at = datetime.combine(row.given_on, LAST_MINUTE, ZoneInfo(row.course.site.time_zone))
    return SessionFacts(
        id=str(row.id),
        number=row.number,
        planned_for=at,
        stage=Stage.CLOSED,
        began=at,
        left=at,
        done={"call-the-next-day": at},
    )


def _last(pairs: Iterable[tuple[UUID, datetime]]) -> dict[UUID, datetime]:
    return dict(pairs)
