"""Somebody is called the day after, or at any other time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add, current
from daybreak.actions.outcome.home import about_patient, course_of_session
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import Contact
from daybreak.records.reads.course import course_line, latest_course


class ContactKind(StrEnum):
    """Why somebody was called."""

    NEXT_DAY = "next-day"  # after a session
    FOLLOW_UP = "follow-up"


@dataclass(frozen=True, slots=True)
class Contacted:
    contact: UUID
    reached: bool


@act("outcome-contact")
def contact(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime | None,
    now: datetime,
    patient: UUID,
    kind: ContactKind,
    reached: bool,
    note: str = "",
    session: UUID | None = None,
) -> Contacted:
    """Record that somebody was spoken to, or could not be reached.

    Raises:
        NotFound: no such person or session for this actor.
        NotUnderstood: it is of a time to come, or they were reached and nothing was noted.
        NotAllowed: a next-day contact without a session whose dose was given before it.
    """
    row = scope.found(scope.patients(by), patient, "person")
    if current().at > now:
        raise NotUnderstood("future", "This time has not come yet. Look at the day and the hour.")
    course = course_of_session(by, row.id, session) if session else latest_course(row.id)
    if kind is ContactKind.NEXT_DAY:
        _check_given(course, session, current().at)
    if reached and not note.strip():
        raise NotUnderstood("contact-note", "They were reached: write in a sentence how they are.")
    about_patient(by, row.id, course)
    stored = add(
        Contact(
            patient=row, session_id=session, kind=kind.value, reached=reached, note=note.strip()
        )
    )
    return Contacted(stored.id, stored.reached)


def _check_given(course: UUID | None, session: UUID | None, at: datetime) -> None:
    given = {each.session: each.at for each in course_line(course).given} if course else {}
    if session is None or session not in given or at < given[session]:
        raise NotAllowed(
            "contact-session",
            "A next-day contact follows a session whose dose was given. Choose that session, or "
            "record a follow-up instead.",
        )
