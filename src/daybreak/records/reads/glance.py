"""A chart at a glance: the way so far, worries, scores, what is next, what is on record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec
from django.utils import timezone

from daybreak.care.due.open_work import Due
from daybreak.care.findings import Finding
from daybreak.care.outcome.trajectory import Trajectory
from daybreak.care.screening.override import applied
from daybreak.care.screening.ruleset import ruleset
from daybreak.care.session.stages import Stage
from daybreak.records.models import (
    Course,
    EligibilityDecision,
    PastTreatment,
    Patient,
    Plan,
    ReviewRow,
    SessionNow,
    VerdictRow,
)
from daybreak.records.prepared import Prepared
from daybreak.records.projections import GIVEN, newest_of, newest_plan
from daybreak.records.reads.due import due_for
from daybreak.records.reads.outcome import trajectory
from daybreak.records.reads.screening import findings_from, overrides_of
from daybreak.records.reads.versions import allergies, conditions, medications

FULL_REVIEW = 6  # sessions after which a course is reviewed as a whole (care-pathway 6.8)


@dataclass(frozen=True, slots=True)
class Milestone:
    """One point of the way. `state` is done, now or todo; `number` is that of a session."""

    what: str  # registered, screened, plan, session, past, review
    state: str
    on: date | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class OnRecord:
    """A condition, a medicine or an allergy with where it comes from."""

    display: str
    active: bool
    origin: str
    recorded_at: datetime
    since: str = ""
    until: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class NextSession:
    session: UUID
    number: int
    stage: str
    starts_at: datetime
    site: str
    time_zone: str
    chair: str


@dataclass(frozen=True, slots=True)
class Worries:
    """What the rules said last, and when."""

    findings: tuple[Finding, ...]
    unknown: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Glance:
    milestones: tuple[Milestone, ...]
    worries: Worries | None
    phq9: Trajectory
    due: Due | None
    sessions: tuple[Milestone, ...]
    next_session: NextSession | None
    conditions: tuple[OnRecord, ...]
    medications: tuple[OnRecord, ...]
    allergies: tuple[OnRecord, ...]


_patient = Prepared(lambda patient: Patient.objects.filter(id=patient))
_course = Prepared(lambda course: Course.objects.filter(id=course))
_decision = newest_of(EligibilityDecision, "patient", decision="proceed")
_review = newest_of(ReviewRow, "course", after_sessions__gte=FULL_REVIEW)
_verdict = newest_of(VerdictRow, "patient")
_past = Prepared(
    lambda course: PastTreatment.objects.filter(course=course).order_by("given_on", "number")
)
_standings = Prepared(
    lambda course: (
        SessionNow.objects.filter(course=course)
        .select_related("session", "site", "chair")
        .order_by("starts_at")
    )
)


def glance(patient: UUID, *, course: UUID | None, now: datetime) -> Glance:
    """All of it for one person, whose chart head was asked for first: that is where scope is."""
    sessions, next_session = _sessions(course)
    return Glance(
        _milestones(patient, course, sessions),
        _worries(patient, now),
        trajectory(patient, "phq-9", course=course),
        due_for(course, now) if course else None,
        sessions,
        next_session,
        _conditions(patient),
        _medications(patient),
        _allergies(patient),
    )


def _sessions(course: UUID | None) -> tuple[tuple[Milestone, ...], NextSession | None]:
    if course is None:
        return (), None
    found = [Milestone("past", "done", row.given_on, row.number) for row in _past(course)]
    upcoming = None
    for row in _standings(course):
        if row.stage in {Stage.CANCELLED, Stage.NO_SHOW, Stage.ABORTED}:
            continue
        found.append(
            Milestone("session", _state(row.stage), _day(row.starts_at), row.session.number)
        )
        if upcoming is None and row.stage not in GIVEN:
            upcoming = NextSession(
                row.session_id,
                row.session.number,
                row.stage,
                row.starts_at,
                row.site.name,
                row.site.time_zone,
                row.chair.name if row.chair else "",
            )
    return tuple(found), upcoming


def _state(stage: str) -> str:
    if stage == Stage.SCHEDULED:
        return "todo"
    done = {Stage.CLOSED, Stage.DISCHARGED, Stage.TRANSFERRED, Stage.LEFT_AMA}
    return "done" if stage in done else "now"


def _milestones(
    patient: UUID, course: UUID | None, sessions: tuple[Milestone, ...]
) -> tuple[Milestone, ...]:
    registered = _patient(patient)[0].recorded_at
    decision = _decision.first(patient)
    opened = _course.first(course) if course else None
    plan = newest_plan.first(course) if course else None
    screened = decision.at if decision else opened.at if opened else None
    found = [
        Milestone("registered", "done", _day(registered)),
        Milestone("screened", "done" if screened else "now", screened and _day(screened)),
        Milestone("plan", _plan_state(screened, plan), plan and _day(plan.at)),
        *sessions,
    ]
    if plan is not None:
        booked = max((one.number or 0 for one in sessions), default=0)
        found += [
            Milestone("session", "todo", None, number)
            for number in range(booked + 1, plan.sessions + 1)
        ]
    review = _review.first(course) if course else None
    return (*found, Milestone("review", "done" if review else "todo", review and _day(review.at)))


def _plan_state(screened: datetime | None, plan: Plan | None) -> str:
    if plan is not None:
        return "done"
    return "now" if screened else "todo"


def _worries(patient: UUID, now: datetime) -> Worries | None:
    """What the latest verdict found, with what was set aside since."""
    row = _verdict.first(patient)
    if row is None:
        return None
    overrides, rules = overrides_of(patient, now=now), ruleset()
    findings = (
        applied(finding, overrides, now=now, ruleset=rules)
        for finding in findings_from(row.findings)
    )
    unknown = msgspec.json.decode(row.unknown, type=tuple[str, ...])
    return Worries(tuple(findings), len(unknown), row.at)


def _conditions(patient: UUID) -> tuple[OnRecord, ...]:
    rows = conditions(patient)
    return _sorted(
        OnRecord(r.display, r.active, r.origin, r.recorded_at, r.onset, r.abated) for r in rows
    )


def _medications(patient: UUID) -> tuple[OnRecord, ...]:
    rows = medications(patient)
    return _sorted(
        OnRecord(r.display, r.active, r.origin, r.recorded_at, r.since, r.until, r.dosing)
        for r in rows
    )


def _allergies(patient: UUID) -> tuple[OnRecord, ...]:
    rows = allergies(patient)
    return _sorted(
        OnRecord(r.display, r.active, r.origin, r.recorded_at, detail=r.reaction or r.severity)
        for r in rows
    )


def _sorted(found: Iterable[OnRecord]) -> tuple[OnRecord, ...]:
    """Active ones first, then by name."""
    return tuple(sorted(found, key=lambda one: (not one.active, one.display.lower(), one.since)))


def _day(at: datetime) -> date:
    """The day on the clock of the site, whose zone the request has activated."""
    return timezone.localtime(at).date()
