"""How long somebody was here: readings between arriving and leaving are theirs, others nobody's."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.session.stages import ON_SITE, OVER, History, Stage, entered

AHEAD = timedelta(minutes=1)  # our choice: a clock on the wall and one on the server
_GONE = frozenset(
    {
        Stage.DISCHARGED,
        Stage.TRANSFERRED,
        Stage.LEFT_AMA,
        Stage.ABORTED,
        Stage.CANCELLED,
        Stage.CLOSED,
    }
)


@dataclass(frozen=True, slots=True)
class Stay:
    """From `arrived` until before `left`; without `left` they are still here."""

    arrived: datetime
    left: datetime | None

    def covers(self, at: datetime) -> bool:
        return self.arrived <= at and (self.left is None or at < self.left)


def stay(history: History) -> Stay | None:
    """When somebody came and went; None when they never came."""
    arrived = entered(history, Stage.ARRIVED)
    if arrived is None:
        return None
    left = next((step.at for step in history if step.stage in _GONE), None)
    return Stay(arrived, left)


def check_moment(at: datetime, *, now: datetime) -> None:
    """Raise unless something can have happened at `at`.

    Raises:
        NotUnderstood: it lies ahead.
    """
    if at > now + AHEAD:
        raise NotUnderstood("future", "That time has not come yet. Look at the time you typed.")


def check_reading(at: datetime, history: History, *, now: datetime) -> None:
    """Raise unless a reading of `at` is one of this session.

    A reading that was written down at the chair counts even when it is entered after they left;
    once the session is closed nothing is added to it.

    Raises:
        NotUnderstood: the time lies ahead.
        NotAllowed: they were not here then, or the session is closed.
    """
    check_moment(at, now=now)
    here = history[-1].stage if history else Stage.SCHEDULED
    if here in OVER:
        raise NotAllowed(
            "session-over",
            "This session is closed. Write what is missing into a note of the chart.",
        )
    found = stay(history)
    if found is None:
        raise NotAllowed("not-arrived", "They have not arrived yet. Note their arrival first.")
    if not found.covers(at):
        raise NotAllowed(
            "not-here-then", "They were not here at that time. Look at the time of the reading."
        )


def is_here(history: History) -> bool:
    """Whether somebody is on site now."""
    return bool(history) and history[-1].stage in ON_SITE
