"""Sessions get their dates and chairs: a whole series at once, or a single one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add, current
from daybreak.actions.plan.chairs import book, check_free, place, weigh
from daybreak.actions.plan.home import make_known, protocol_of, running_course
from daybreak.care.errors import NotUnderstood
from daybreak.care.plan.hours import clinic_hours, sitting
from daybreak.care.team.actor import Actor
from daybreak.records.models import Course, Session
from daybreak.records.reads.adopted import in_force
from daybreak.records.reads.plan import newest_plan
from daybreak.records.reads.series import INDUCTION, KINDS, series_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """A chair and when its sitting begins; without an end it takes as long as it needs."""

    chair: UUID
    starts_at: datetime
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SeriesBooked:
    sessions: tuple[UUID, ...]
    numbers: tuple[int, ...]


@act("plan-book-series")
def book_series(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    course: UUID,
    wanted: tuple[Wanted, ...],
    kind: str = INDUCTION,
    reason: str = "",
) -> SeriesBooked:
    """Book the sessions of a series, or single ones of maintenance or boosters, all or none.

    Raises:
        NotFound: no such course or chair.
        NotUnderstood: nothing is wanted, or a time that ends before it begins.
        NotAllowed: a chair is taken, a day does not fit the protocol, a warning has no reason,
            or the course is closed.
    """
    row = running_course(by, course)
    if not wanted or kind not in KINDS:
        raise NotUnderstood("wanted", "Choose at least one day and time.")
    usual = usual_length(row)
    places = sorted(
        (place(by, each.chair, each.starts_at, _length(each, usual), now=now) for each in wanted),
        key=lambda one: one.starts_at,
    )
    check_free(places)
    series = series_of(row.id, row.patient_id)
    days = [one.day for one in places]
    weigh(series.findings(protocol_of(row), days, kind=kind), reason)
    current().about(site=places[0].chair.site_id)
    for site in dict.fromkeys(one.chair.site_id for one in places):
        make_known(row.patient_id, site, "a session is booked here")
    numbers = series.free_numbers(len(places))
    sessions = []
    for number, one in zip(numbers, places, strict=True):
        session = add(Session(course=row, number=number, kind=kind))
        book(session, one, reason)
        sessions.append(session.id)
    return SeriesBooked(tuple(sessions), numbers)


def usual_length(course: Course) -> timedelta:
    """How long a sitting of this course takes a chair."""
    protocol = protocol_of(course)
    plan = newest_plan(course.id)
    profile = in_force(course.site_id, protocol.profile)
    return sitting(protocol, profile, clinic_hours(), plan.minutes if plan else None)


def _length(wanted: Wanted, usual: timedelta) -> timedelta:
    if wanted.ends_at is None:
        return usual
    if wanted.ends_at <= wanted.starts_at:
        raise NotUnderstood("slot", "A session ends after it begins.")
    return wanted.ends_at - wanted.starts_at
