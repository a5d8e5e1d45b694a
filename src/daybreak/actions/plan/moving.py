"""Sessions ahead get other dates: one, or the rest of a series after one was missed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import current
from daybreak.actions.plan.chairs import book, check_free, place, weigh
from daybreak.actions.plan.home import make_known, protocol_of, running_course
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood
from daybreak.care.team.actor import Actor
from daybreak.records.models import Session
from daybreak.records.reads.series import INDUCTION, Series, Sitting, series_of


@dataclass(frozen=True, slots=True)
class Move:
    """A session with the chair and the beginning it is moved to."""

    session: UUID
    chair: UUID
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class SessionsMoved:
    sessions: tuple[UUID, ...]


@act("plan-move-session")
def move_sessions(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    course: UUID,
    moves: tuple[Move, ...],
    reason: str = "",
) -> SessionsMoved:
    """Move sessions of one course that are still ahead, all or none; each keeps its length.

    Raises:
        NotFound: no such course, session or chair.
        NotUnderstood: nothing is to be moved, or a session twice.
        NotAllowed: somebody has come for it already, a chair is taken, a day does not fit the
            protocol, a warning has no reason, or the course is closed.
    """
    row = running_course(by, course)
    ids = [each.session for each in moves]
    if not moves or len(set(ids)) != len(ids):
        raise NotUnderstood("moves", "Choose a session, and one new day and time for it.")
    series = series_of(row.id, row.patient_id)
    sittings = {each.session: _movable(series, each.session) for each in moves}
    places = {
        each.session: place(
            by,
            each.chair,
            each.starts_at,
            sittings[each.session].ends_at - sittings[each.session].starts_at,
            now=now,
        )
        for each in moves
    }
    check_free(tuple(places.values()), moved=ids)
    kinds = {sittings[one].kind == INDUCTION for one in ids}
    if len(kinds) > 1:
        raise NotUnderstood("moves", "Move the series and single sessions one after the other.")
    days = [places[one].day for one in ids]
    findings = series.findings(protocol_of(row), days, kind=sittings[ids[0]].kind, moved=ids)
    weigh(findings, reason)
    current().about(site=sittings[ids[0]].site)
    for one in ids:
        make_known(row.patient_id, places[one].chair.site_id, "a session is booked here")
        book(Session.objects.get(id=one), places[one], reason)
    return SessionsMoved(tuple(ids))


def _movable(series: Series, session: UUID) -> Sitting:
    if not Session.objects.filter(id=session, course=series.course).exists():
        raise NotFound("session", "There is no such session in this course.")
    found = next((each for each in series.ahead if each.session == session), None)
    if found is None or not found.may_move:
        raise NotAllowed(
            "session-begun",
            "This session is not ahead any more, so it cannot be moved. Book another one.",
        )
    return found
