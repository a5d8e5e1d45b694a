"""What somebody sees of their own care: what is next, what is asked, how they have been."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from daybreak.care.catalogue.protocol import protocol
from daybreak.care.catalogue.route import route
from daybreak.care.catalogue.scale_parts import Rater
from daybreak.care.errors import NotFound
from daybreak.care.outcome.rules import outcome_rules
from daybreak.care.outcome.trajectory import Trajectory
from daybreak.care.scales.library import scale as scale_of
from daybreak.care.scales.library import wordings
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records import scope
from daybreak.records.models import Course, PatientDetails, Plan, SessionNow
from daybreak.records.projections import AHEAD, latest
from daybreak.records.reads.course import CourseLine, course_line, latest_course
from daybreak.records.reads.due import due_for
from daybreak.records.reads.outcome import SafetyTask, safety_task, trajectory

TODAY = "today"  # the short scale that may be answered on any day
SCALE = "scale-"  # how care names the task of answering one


@dataclass(frozen=True, slots=True)
class Appointment:
    """The next time they come in. Times are for the place where it is.

    `eat_until` and `drink_until` are the last moments for solid food, and for clear drinks.
    """

    starts_at: datetime
    ends_at: datetime
    time_zone: str
    site: str
    address: str
    phone: str
    number: int
    of: int
    eat_until: datetime
    drink_until: datetime


@dataclass(frozen=True, slots=True)
class OwnPage:
    """One person's own page. `asked` are scale ids, the most telling first."""

    patient: UUID
    name: str
    language: str
    appointment: Appointment | None
    asked: tuple[str, ...]
    curve: Trajectory | None
    sessions: tuple[datetime, ...]
    safety: SafetyTask | None
    is_treated: bool  # a course is running


def own_page(actor: Actor, *, now: datetime) -> OwnPage:
    """The page of whoever is signed in.

    Raises:
        NotFound: this account belongs to nobody with a chart.
    """
    patient = _own(actor)
    details = latest(PatientDetails.objects.filter(patient=patient))
    course = latest_course(patient)
    line = course_line(course) if course else None
    running = line is not None and line.ended is None
    curve = None
    if line is not None:
        judged_on = outcome_rules().battery_of(line.indication)[0]
        curve = trajectory(patient, judged_on, course=line.id)
    return OwnPage(
        patient=patient,
        name=(details.preferred or details.given) if details else "",
        language=details.language if details else "en",
        appointment=_appointment(line, now) if line is not None and running else None,
        asked=_asked(line, now) if line is not None and running else (),
        curve=curve if curve and curve.points else None,
        sessions=line.begun if line else (),
        safety=safety_task(patient),
        is_treated=running,
    )


def own_language(actor: Actor) -> str:
    """The language somebody reads, as their record has it."""
    details = latest(PatientDetails.objects.filter(patient=_own(actor)))
    return details.language if details else "en"


def may_answer(scale: str) -> bool:
    """Whether people answer this scale at home: it is theirs to rate, and its words are here.

    Raises:
        NotFound: there is no such scale.
    """
    of = scale_of(scale)
    return of.rater is Rater.PATIENT and bool(wordings(of))


def _own(actor: Actor) -> UUID:
    if actor.patient is None:
        raise NotFound("person", "This page is for people who are treated here.")
    return scope.found(scope.patients(actor), actor.patient, "person").id


def _appointment(line: CourseLine, now: datetime) -> Appointment | None:
    """The next one that is not over: one of today stays until its end."""
    rows = SessionNow.objects.filter(course=line.id, stage__in=AHEAD, ends_at__gt=now)
    row = rows.select_related("site", "session").order_by("starts_at").first()
    if row is None:
        return None
    plan = latest(Plan.objects.filter(course=line.id))
    course = Course.objects.get(id=line.id)
    fasting = route(protocol(course.protocol, course.protocol_version).route).fasting
    return Appointment(
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        time_zone=row.site.time_zone,
        site=row.site.name,
        address=row.site.address,
        phone=row.site.phone,
        number=row.session.number,
        of=plan.sessions if plan else 0,
        eat_until=row.starts_at - timedelta(minutes=fasting.solids_min),
        drink_until=row.starts_at - timedelta(minutes=fasting.clear_min),
    )


def _asked(line: CourseLine, now: datetime) -> tuple[str, ...]:
    """What is due, in the order of the indication's own questionnaires, then the rest."""
    order = (TODAY, *outcome_rules().battery_of(line.indication))
    tasks = due_for(line.id, now).tasks
    names = [
        task.rule.removeprefix(SCALE)
        for task in tasks
        if task.rule.startswith(SCALE) and Role.PATIENT in task.roles
    ]
    asked = [name for name in names if may_answer(name)]
    return tuple(sorted(asked, key=lambda name: order.index(name) if name in order else len(order)))
