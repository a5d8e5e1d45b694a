"""What calls for somebody at one site today: at the chairs, on the way in, and on the list.

It stands beside `reads.board`, which says who sits where. However many people there are, it is
read in the same number of queries.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Q

from daybreak.care.catalogue.protocol import protocol
from daybreak.care.catalogue.route import Route, route
from daybreak.care.due import Due, Gate, Task
from daybreak.care.due.openings import GATES
from daybreak.care.findings import Finding
from daybreak.care.session.alarms import OpenAlarm
from daybreak.care.session.check_in import Readiness, gates_before
from daybreak.care.session.gates import session_gates
from daybreak.care.session.monitoring import DueReading, no_data
from daybreak.care.session.monitors import monitor_rules
from daybreak.care.session.stages import ON_SITE, Stage
from daybreak.care.session.visit_facts import waits_for_readings
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records import scope
from daybreak.records.models import ChartCard, SessionNow
from daybreak.records.reads.board import Board, board
from daybreak.records.reads.due_of_many import due_for_all
from daybreak.records.reads.session import Visit

# How far back a session may lie for what follows it to be on the list: as long as the
# monitoring form of the esketamine programme may take, and a day. Our choice.
LOOK_BACK = timedelta(days=8)
# A task is for today when it is late within a day: a call of tomorrow night is made by day.
SOON = timedelta(days=1)  # our choice
GONE = frozenset({Stage.DISCHARGED, Stage.ABORTED, Stage.TRANSFERRED, Stage.LEFT_AMA})
# The step that comes next on the way to a dose, whose gates are asked at the chair.
TOWARDS: Mapping[Stage, Stage] = {
    Stage.CHECKED_IN: Stage.PRE_ASSESSED,
    Stage.PRE_ASSESSED: Stage.PREPARED,
    Stage.PREPARED: Stage.DOSING,
}


@dataclass(frozen=True, slots=True)
class SilentMonitor:
    """A monitor that is paired and does not help: it says nothing, or what it says is refused.

    `trouble` is why its newest message does not count; empty when there is no message.
    """

    device: str
    last_at: datetime | None
    trouble: str


@dataclass(frozen=True, slots=True)
class Attention:
    """Everything at one chair that calls for somebody.

    `gates` are those that are known to be shut; what nobody has asked yet is the next step, and
    is not said to be a worry.
    """

    alarms: tuple[OpenAlarm, ...]
    due: tuple[DueReading, ...]
    gates: tuple[Finding, ...]
    course_gates: tuple[Gate, ...]
    monitors: tuple[SilentMonitor, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """What stands before the session of somebody who has not come yet.

    `unanswered` are the questionnaires that will be late when they come.
    """

    route: Route
    gates: tuple[Gate, ...]
    unanswered: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One thing that is due today, for whom, and about whom."""

    task: Task
    patient: UUID
    name: str
    course: UUID
    session: UUID | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Today:
    """A site's day at one moment; `attention` and `before` are by session."""

    board: Board
    attention: Mapping[UUID, Attention]
    before: Mapping[UUID, Before]
    due: tuple[TaskLine, ...]


def today(actor: Actor, site: UUID, *, now: datetime) -> Today:
    """Who sits where at a site, and what calls for somebody.

    Raises:
        NotFound: the actor does not work at this site.
    """
    seen = board(actor, site, now=now)
    midnight = datetime.combine(now.astimezone(seen.zone).date(), time(), seen.zone)
    tomorrow = midnight + timedelta(days=1)
    rows = _standings(actor, site, since=midnight - LOOK_BACK, until=tomorrow)
    whole = due_for_all({row.course_id for row in rows}, now)
    ahead = {each.session for each in seen.ahead}
    return Today(
        board=seen,
        attention={
            seat.visit.session: attention(seat.visit, whole[seat.visit.course], now=now)
            for seat in seen.seats
            if seat.visit is not None
        },
        before={
            row.session_id: _before(row, whole[row.course_id], now)
            for row in rows
            if row.session_id in ahead
        },
        due=_lines(rows, whole, now, since=midnight, until=tomorrow),
    )


def attention(visit: Visit, due: Due, *, now: datetime) -> Attention:
    """What calls for somebody at one chair; `due` is that of the course."""
    return Attention(
        alarms=visit.alarms(now),
        due=visit.due(now),
        gates=_shut(visit, now),
        course_gates=tuple(_of_course(visit.stage, due.gates)),
        monitors=tuple(_silent(visit, now)),
    )


def _standings(actor: Actor, site: UUID, *, since: datetime, until: datetime) -> list[SessionNow]:
    """Whoever is here whatever the day, today's sessions, and those whose follow-up is running."""
    recent = Q(starts_at__gte=since, starts_at__lt=until)
    open_ones = Q(stage__in=[each.value for each in ON_SITE | GONE])
    rows = scope.standings(actor).filter(recent | open_ones, site=site)
    return list(rows.order_by("starts_at", "session_id"))


def _before(row: SessionNow, due: Due, now: datetime) -> Before:
    course, by = row.session.course, max(now, row.starts_at)
    asked = (each for each in due.tasks if each.rule.startswith("scale-"))
    return Before(
        route(protocol(course.protocol, course.protocol_version).route),
        due.gates,
        tuple(each for each in asked if each.is_late(by)),
    )


def _of_course(stage: Stage, gates: Iterable[Gate]) -> Iterable[Gate]:
    """The shut gates of the course. At check-in the rules are asked again, with today's facts."""
    if stage is Stage.ARRIVED:
        return gates
    if stage in TOWARDS:
        return (each for each in gates if each.rule in GATES and each.rule != "not-screened")
    return ()


def _shut(visit: Visit, now: datetime) -> tuple[Finding, ...]:
    """What stands before the next step, without what was simply not asked or measured yet."""
    to = TOWARDS.get(visit.stage)
    if to is None:
        return ()
    screened = tuple(each for each in visit.verdict or () if not waits_for_readings(each))
    ready = Readiness(
        screening=None if visit.verdict is None else screened,
        answers=visit.answers,
        decisions=tuple(each.decision for each in visit.goes),
        checks=visit.dose_checks,
        preparation=visit.prepared.computed if visit.prepared else None,
        prepared_at=visit.prepared.at if visit.prepared else None,
    )
    rules = {each.rule for each in screened}
    found = gates_before(to, ready, visit.chair, session_gates(), now)
    return tuple(each for each in found if each.rule in rules or not each.unknown)


def _silent(visit: Visit, now: datetime) -> Iterable[SilentMonitor]:
    every_s = monitor_rules().every_s
    for seen in visit.monitors:
        since = seen.last_at or seen.pairing.since
        is_silent = no_data(since, every_s=every_s, now=now)
        if now < seen.pairing.until and (seen.trouble or is_silent):
            yield SilentMonitor(seen.pairing.device, seen.last_at, seen.trouble)


def _lines(
    rows: Iterable[SessionNow],
    due: Mapping[UUID, Due],
    now: datetime,
    *,
    since: datetime,
    until: datetime,
) -> tuple[TaskLine, ...]:
    """What is to be done now about those who came lately or come today, urgent things first.

    Questionnaires count when the person comes today; a task with more than a day left waits.
    """
    sessions = {str(row.session_id): row.session_id for row in rows}
    patients = {row.course_id: row.patient_id for row in rows}
    expected = {row.course_id for row in rows if since <= row.starts_at < until}
    cards = ChartCard.objects.filter(patient__in=set(patients.values()))
    names = dict(cards.values_list("patient", "name"))
    found = [
        TaskLine(
            task,
            patients[course],
            names[patients[course]].strip(),
            course,
            sessions.get(task.about),
            task.is_late(now),
        )
        for course, whole in due.items()
        for task in whole.tasks
        if (task.is_urgent or task.late_from < now + SOON)
        and (task.roles != (Role.PATIENT,) or course in expected)
    ]
    return tuple(
        sorted(found, key=lambda each: (not each.task.is_urgent, each.task.late_from, each.name))
    )
