"""A course is over, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add
from daybreak.actions.outcome.home import about_course, running
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.session.stages import Stage
from daybreak.care.team.actor import Actor
from daybreak.records.models import CourseEnd


class EndReason(StrEnum):
    """Why a course ends. Stored for ever; add, do not change."""

    COMPLETED = "completed"
    REMISSION = "remission"
    NO_BENEFIT = "no-benefit"
    UNACCEPTABLE_EFFECT = "unacceptable-effect"
    MISUSE = "misuse"
    PREGNANCY = "pregnancy"
    OWN_WISH = "own-wish"
    GATES_UNMET = "gates-unmet"
    OTHER_TREATMENT = "other-treatment"
    MOVED = "moved"
    NOT_REACHED = "not-reached"
    DIED = "died"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CourseClosed:
    course: UUID
    reason: str


@act("outcome-close-course")
def close_course(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime | None,
    now: datetime,
    course: UUID,
    reason: EndReason,
    note: str = "",
) -> CourseClosed:
    """Close a course. What was recorded stays; a new course begins with a new screening.

    Raises:
        NotFound: no such course among those `by` works with.
        NotUnderstood: the reason is "other" and no words say which.
        NotAllowed: it is closed already, or a session is open or still booked.
    """
    row = about_course(by, course)
    line = running(row.id)
    booked = [each for each in line.open if each.stage is Stage.SCHEDULED]
    under_way = [each for each in line.open if each.stage is not Stage.SCHEDULED]
    if under_way:
        raise NotAllowed(
            "course-session-open",
            f"Session {under_way[0].number} is still open. Close it first, then the course.",
        )
    if booked:
        numbers = ", ".join(str(each.number) for each in booked)
        raise NotAllowed(
            "course-session-booked",
            f"Still booked: session {numbers}. Cancel what will not be given, then close.",
        )
    if reason is EndReason.OTHER and not note.strip():
        raise NotUnderstood("course-reason", "Say in a sentence why the course ends.")
    add(CourseEnd(course=row, reason=reason.value, note=note.strip()))
    return CourseClosed(row.id, reason.value)
