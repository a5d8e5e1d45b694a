"""Whose course an act is about, whether it still runs, and at which sites they are known."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from daybreak.actions.journal import add, current
from daybreak.care.catalogue.protocol import Protocol, protocol
from daybreak.care.errors import NotAllowed
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import CareRelation, Course, CourseEnd, Patient, PatientDetails
from daybreak.records.projections import latest


def running_course(by: Actor, course: UUID) -> Course:
    """A course that is not over, among those the actor may know of; the act is about its patient.

    Raises:
        NotFound: there is none.
        NotAllowed: it was closed, or the person has died.
    """
    row = scope.found(scope.courses(by), course, "course")
    if CourseEnd.objects.filter(course=row).exists():
        raise NotAllowed(
            "course-ended", "This course is closed. A new one begins with a new screening."
        )
    living(row.patient)
    current().about(patient=row.patient_id, site=row.site_id)
    return row


def living(patient: Patient) -> None:
    """Refuse to plan for somebody who has died.

    Raises:
        NotAllowed: the chart says so.
    """
    details = latest(PatientDetails.objects.filter(patient=patient))
    if details is not None and details.deceased:
        raise NotAllowed(
            "deceased",
            "The chart says that this person has died. If that is wrong, correct the details.",
        )


def protocol_of(course: Course) -> Protocol:
    """The protocol of a course in the version it was opened with."""
    return protocol(course.protocol, course.protocol_version)


def day_at(course: Course, at: datetime) -> date:
    """The day at the site of a course."""
    return at.astimezone(ZoneInfo(course.site.time_zone)).date()


def make_known(patient: UUID, site: UUID, reason: str) -> None:
    """Let a site know of somebody who is to be treated there."""
    if not CareRelation.objects.filter(patient=patient, site=site).exists():
        add(CareRelation(patient_id=patient, site_id=site, reason=reason))
