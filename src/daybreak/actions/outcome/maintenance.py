"""A prescriber plans how far apart sessions are from now on."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add
from daybreak.actions.outcome.home import about_course, running
from daybreak.care.catalogue.protocol import Maintenance
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.findings import Status
from daybreak.care.team.actor import Actor
from daybreak.records.models import MaintenancePlan
from daybreak.records.reads.maintenance import Upkeep, upkeep


@dataclass(frozen=True, slots=True)
class MaintenancePlanned:
    plan: UUID
    interval_days: int
    sessions: int


@act("outcome-plan-maintenance")
def plan_maintenance(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime | None,
    now: datetime,
    course: UUID,
    interval_days: int,
    sessions: int,
    justification: str,
) -> MaintenancePlanned:
    """Plan so many sessions so far apart, until the next review.

    The gap is one of the protocol's ladder. Sessions are booked one at a time, because each
    has gates of its own.

    Raises:
        NotFound: no such course among those `by` works with.
        NotUnderstood: no justification was given.
        NotAllowed: the course is closed; no review decided for maintenance, or one is due;
            the gap is not on the ladder; or more sessions are planned than a review allows.
    """
    row = about_course(by, course)
    running(row.id)
    standing = upkeep(row.id, now=now)
    ladder = _ladder(standing)
    _check_review(standing)
    gaps = [rung.gap_days for rung in ladder.rung]
    if interval_days not in gaps:
        known = ", ".join(str(gap) for gap in gaps)
        raise NotAllowed(
            "maintenance-gap",
            f"The ladder of this protocol has gaps of {known} days. Choose one of them.",
        )
    if not 1 <= sessions <= ladder.review_every_sessions:
        raise NotAllowed(
            "maintenance-sessions",
            f"Plan one to {ladder.review_every_sessions} sessions; then the course is reviewed.",
        )
    if not justification.strip():
        raise NotUnderstood("justification", "Say in a sentence why maintenance goes on.")
    stored = add(
        MaintenancePlan(
            course=row,
            interval_days=interval_days,
            sessions=sessions,
            justification=justification.strip(),
        )
    )
    return MaintenancePlanned(stored.id, stored.interval_days, stored.sessions)


def _ladder(standing: Upkeep) -> Maintenance:
    if standing.ladder is None:
        raise NotAllowed(
            "maintenance-ladder",
            "This protocol has no maintenance. Review the course and decide on another path.",
        )
    return standing.ladder


def _check_review(standing: Upkeep) -> None:
    last = standing.table.last
    if last is None or last.after_sessions < standing.table.protocol.review_blocking_after:
        raise NotAllowed(
            "maintenance-unreviewed",
            "The series has not been reviewed at its end. Review it first.",
        )
    if not last.treats:
        raise NotAllowed(
            "maintenance-not-decided",
            "The last review decided against more sessions. Review the course again first.",
        )
    due = [each for each in standing.findings if each.rule == "maintenance-review"]
    if any(each.level >= Status.HOLD for each in due):
        raise NotAllowed("maintenance-review", f"{due[0].because} {due[0].to_do}")
