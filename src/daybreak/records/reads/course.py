"""One course of treatment as the later rooms need it: what was given, what is booked, what is open.

A session counts as given once its dose was begun, here or elsewhere.
"""

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from daybreak.care.errors import NotFound
from daybreak.care.session.stages import Stage
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import Course, CourseEnd, PastTreatment, SessionNow, Step
from daybreak.records.prepared import Prepared
from daybreak.records.projections import AHEAD

UNDER_WAY = frozenset({Stage.DOSING, Stage.PAUSED})
OVER = frozenset({Stage.CLOSED, Stage.CANCELLED, Stage.NO_SHOW})
# A dose that was given elsewhere has a day and no hour. It is taken to have been given at its
# end: questionnaires of that day come before the dose.
LAST_MINUTE = time(23, 59)


@dataclass(frozen=True, slots=True)
class Given:
    """One dose that was begun. `session` is None when it was given elsewhere."""

    at: datetime
    number: int
    kind: str  # induction, maintenance, booster
    session: UUID | None
    is_under_way: bool


@dataclass(frozen=True, slots=True)
class Open:
    """A session that is neither closed nor called off."""

    session: UUID
    number: int
    stage: Stage
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class CourseLine:
    """What a course has come to. `given` and `open` are in order of time."""

    id: UUID
    patient: UUID
    site: UUID
    time_zone: str
    indication: str
    protocol: str
    protocol_version: int
    opened: datetime
    given: tuple[Given, ...]
    open: tuple[Open, ...]
    ended: datetime | None

    @property
    def done(self) -> tuple[Given, ...]:
        """The doses that are not running just now."""
        return tuple(each for each in self.given if not each.is_under_way)

    @property
    def begun(self) -> tuple[datetime, ...]:
        return tuple(each.at for each in self.given)

    @property
    def next_at(self) -> datetime | None:
        """When the next session that has not begun its dose is booked."""
        return next((each.starts_at for each in self.open if each.stage in AHEAD), None)


_course = Prepared(lambda course: Course.objects.filter(id=course).select_related("site"))
_standings = Prepared(
    lambda course: SessionNow.objects.filter(course=course).select_related("session")
)
_end = Prepared(lambda course: CourseEnd.objects.filter(course=course))
_past_treatments = Prepared(lambda course: PastTreatment.objects.filter(course=course))
_dosed = Prepared(
    lambda *sessions: Step.objects.filter(session__in=sessions, to_stage=Stage.DOSING).order_by(
        "-at"
    )
)


def course_line(course: UUID) -> CourseLine:
    """A course, whoever asks; acts and pages look at the scope first.

    Raises:
        NotFound: there is no such course.
    """
    row = _course.first(course)
    if row is None:
        raise NotFound("course", "There is no such course among those you work with.")
    standings = _standings(course)
    zone = ZoneInfo(row.site.time_zone)
    end = _end.first(course)
    return CourseLine(
        id=row.id,
        patient=row.patient_id,
        site=row.site_id,
        time_zone=row.site.time_zone,
        indication=row.indication,
        protocol=row.protocol,
        protocol_version=row.protocol_version,
        opened=row.at,
        given=tuple(sorted([*_past(course, zone), *_here(standings)], key=lambda one: one.at)),
        open=tuple(
            Open(each.session_id, each.session.number, Stage(each.stage), each.starts_at)
            for each in sorted(standings, key=lambda each: each.starts_at)
            if Stage(each.stage) not in OVER
        ),
        ended=end.at if end else None,
    )


def latest_course(patient: UUID) -> UUID | None:
    """The course that counts: the one opened last that is not over, else the last one."""
    rows = Course.objects.filter(patient=patient).order_by("-recorded_at", "-at", "-id")
    found = list(rows.values_list("id", "end__id"))
    running = [course for course, end in found if end is None]
    return next(iter([*running, *(course for course, _ in found)]), None)


def _past(course: UUID, zone: ZoneInfo) -> list[Given]:
    return [
        Given(datetime.combine(row.given_on, LAST_MINUTE, zone), row.number, row.kind, None, False)
        for row in _past_treatments(course)
    ]


def _here(standings: list[SessionNow]) -> list[Given]:
    steps = _dosed.among(each.session_id for each in standings)
    # The first of several counts: a dose that was paused is begun once.
    begun = {row.session_id: row.at for row in steps}
    return [
        Given(
            begun[each.session_id],
            each.session.number,
            each.session.kind,
            each.session_id,
            Stage(each.stage) in UNDER_WAY,
        )
        for each in standings
        if each.session_id in begun
    ]


def patient_of(actor: Actor, course: UUID) -> UUID:
    """Whose course it is, for a page about it.

    Raises:
        NotFound: no such course among those the actor works with.
    """
    return scope.found(scope.courses(actor), course, "course").patient_id
