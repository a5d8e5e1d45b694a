"""At which site an act of this room is at home, and whose course or session it is about."""

from uuid import UUID

from daybreak.actions.journal import current
from daybreak.care.errors import NotAllowed, NotFound
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import CareRelation, Course
from daybreak.records.reads.course import CourseLine, course_line


def about_course(by: Actor, course: UUID) -> Course:
    """The course, among those the actor may know of; the act is then about its patient.

    Raises:
        NotFound: there is none.
    """
    row = scope.found(scope.courses(by), course, "course")
    current().about(patient=row.patient_id, site=row.site_id)
    return row


def about_patient(by: Actor, patient: UUID, course: UUID | None) -> None:
    """Say whom the act is about; at home where the course is, else at the first common site."""
    row = Course.objects.filter(id=course).first() if course else None
    relations = CareRelation.objects.filter(patient=patient, site__in=by.sites)
    first = relations.order_by("recorded_at", "id").first()
    site = row.site_id if row else first.site_id if first else None
    current().about(patient=patient, site=site)


def course_of_session(by: Actor, patient: UUID, session: UUID) -> UUID:
    """The course that a session of this person belongs to.

    Raises:
        NotFound: it is no session of theirs that the actor may know of.
    """
    row = scope.found(scope.sessions(by), session, "session")
    if row.course.patient_id != patient:
        raise NotFound("session", "There is no such session among those you work with.")
    return row.course_id


def running(course: UUID) -> CourseLine:
    """A course that is not over.

    Raises:
        NotAllowed: it was closed.
    """
    line = course_line(course)
    if line.ended is not None:
        raise NotAllowed(
            "course-ended", "This course is closed. A new one begins with a new screening."
        )
    return line
