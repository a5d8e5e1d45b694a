"""What stands before the sessions of those who have not come yet: shut gates, forms still owed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.care.due import Due, Gate, Task
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records import scope
from daybreak.records.models import SessionNow
from daybreak.records.reads.due_of_many import due_for_all


@dataclass(frozen=True, slots=True)
class Before:
    """What stands before one session. `owed` is what they fill in and will be late by then.

    The day's own gates are asked at the chair, and are not among these.
    """

    gates: tuple[Gate, ...]
    owed: tuple[Task, ...]


def before_arrival(
    actor: Actor, sessions: Collection[UUID], *, now: datetime
) -> Mapping[UUID, Before]:
    """What stands before each of these sessions, in the same number of queries however many."""
    rows = list(scope.standings(actor).filter(session__in=sessions))
    whole = due_for_all({row.course_id for row in rows}, now)
    return {row.session_id: _before(row, whole[row.course_id], now) for row in rows}


def _before(row: SessionNow, due: Due, now: datetime) -> Before:
    by = max(now, row.starts_at)
    asked = (each for each in due.tasks if Role.PATIENT in each.roles)
    return Before(due.gates, tuple(each for each in asked if each.is_late(by)))
