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
from daybreak.records.reads.remembered import News


@dataclass(frozen=True, slots=True)
class Before:
    """What stands before one session. `owed` is what they fill in and will be late by then.

    The day's own gates are asked at the chair, and are not among these.
    """

    gates: tuple[Gate, ...]
    owed: tuple[Task, ...]


def before_arrival(
    actor: Actor, sessions: Collection[UUID], *, now: datetime, news: News | None = None
) -> Mapping[UUID, Before]:
    """What stands before each of these sessions, in the same number of queries however many.

    With `news` of their organisation's journal, what is due of those of whom nothing was
    recorded is not worked out again, and is at most `remembered.AT_MOST` old.
    """
    if not sessions:
        return {}
    known = news or News.nothing()
    held = frozenset(sessions)
    rows = known.of_acts(
        ("arrivals", actor.organisation, actor.sites, held),
        now,
        lambda: list(scope.standings(actor).filter(session__in=held)),
    )
    whole = _due(rows, now, known)
    return {row.session_id: _before(row, whole[row.course_id], now) for row in rows}


def _due(rows: list[SessionNow], now: datetime, news: News) -> dict[UUID, Due]:
    known: dict[UUID, Due] = {}
    for row in rows:
        found = news.of_person(row.patient_id, ("due", row.course_id), now)
        if found is not None:
            known[row.course_id] = found
    read = due_for_all({row.course_id for row in rows} - known.keys(), now)
    for course, whole in read.items():
        news.keep(("due", course), whole, now)
    return known | read


def _before(row: SessionNow, due: Due, now: datetime) -> Before:
    by = max(now, row.starts_at)
    asked = (each for each in due.tasks if Role.PATIENT in each.roles)
    return Before(due.gates, tuple(each for each in asked if each.is_late(by)))
