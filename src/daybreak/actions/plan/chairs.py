"""A chair for a sitting: which one, from when until when, and whether anybody else has it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from daybreak.actions.journal import add, current
from daybreak.care.errors import NotAllowed
from daybreak.care.findings import Finding, Status
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import Booking, Chair, Session
from daybreak.records.reads.free_chairs import taken


@dataclass(frozen=True, slots=True)
class Place:
    """A chair from `starts_at` up to, not including, `ends_at`."""

    chair: Chair
    starts_at: datetime
    ends_at: datetime

    @property
    def day(self) -> date:
        """The day by the calendar of the chair's site."""
        return self.starts_at.astimezone(ZoneInfo(self.chair.site.time_zone)).date()


def place(
    by: Actor, chair: UUID, starts_at: datetime, length: timedelta, *, now: datetime
) -> Place:
    """A chair of one of the actor's sites, at a time that is not over.

    Raises:
        NotFound: no such chair.
        NotAllowed: the time is over.
    """
    if starts_at.tzinfo is None:
        raise ValueError(f"starts_at must be aware; it is {starts_at!r}.")
    found = Place(scope.found(scope.chairs(by), chair, "chair"), starts_at, starts_at + length)
    if found.ends_at <= now:
        raise NotAllowed("slot-over", f"{_spoken(found)} is over. Choose a time ahead.")
    return found


def check_free(places: Sequence[Place], *, moved: Collection[UUID] = ()) -> None:
    """Refuse a chair that somebody else has; the sessions `moved` give theirs up.

    Raises:
        NotAllowed: a chair is taken.
    """
    for one in places:
        others = taken(one.chair.site_id, one.starts_at, one.ends_at, but=moved)
        if any(each.chair == one.chair.id for each in others):
            raise NotAllowed(
                "chair-taken",
                f"Chair {one.chair.name} is taken on {_spoken(one)}. Choose another chair or time.",
            )


def weigh(findings: Sequence[Finding], reason: str) -> None:
    """Refuse days that a rule holds, and those with a warning without a word of why.

    Raises:
        NotAllowed: either is so.
    """
    holds = [each for each in findings if each.level >= Status.HOLD]
    if holds:
        raise NotAllowed(holds[0].rule, f"{holds[0].because} {holds[0].to_do}".strip())
    if findings and not reason.strip():
        raise NotAllowed(
            "series-reason",
            " ".join(each.because for each in findings)
            + " If it is to be so, write down why; else choose other days.",
        )


def book(session: Session, one: Place, reason: str) -> None:
    """Add the booking, in the act that is running."""
    add(
        Booking(
            session=session,
            site=one.chair.site,
            chair=one.chair,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            reason=reason.strip(),
        )
    )
    current().changed(session.id)


def _spoken(one: Place) -> str:
    return f"{one.starts_at.astimezone(ZoneInfo(one.chair.site.time_zone)):%Y-%m-%d at %H:%M}"
