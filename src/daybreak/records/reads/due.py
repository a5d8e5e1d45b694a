"""What is due in one course, as `reads.due_of_many` says it of any number."""

from datetime import datetime
from uuid import UUID

from daybreak.care.due import CourseFacts, Due
from daybreak.care.errors import NotFound
from daybreak.records.reads.due_of_many import due_for_all, facts_of_courses


def due_for(course: UUID, now: datetime) -> Due:
    """What is due in a course: its open tasks and the gates before its next dose.

    Raises:
        NotFound: there is no such course.
    """
    found = due_for_all([course], now)
    if course not in found:
        raise _unknown()
    return found[course]


def course_facts(course: UUID, *, now: datetime) -> CourseFacts:
    """The facts of one course as they stand, in a handful of queries.

    Raises:
        NotFound: there is no such course.
    """
    found = facts_of_courses([course], now=now)
    if course not in found:
        raise _unknown()
    return found[course]


def _unknown() -> NotFound:
    return NotFound("course", "There is no such course among those you work with.")
