"""What is written down of a dose while it is given, and how the dose stands afterwards."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from daybreak.actions.journal import add
from daybreak.actions.session.entry import Said, go_on, short
from daybreak.care.errors import NotUnderstood
from daybreak.care.quantities import Volume
from daybreak.care.session.stages import Stage
from daybreak.care.team.actor import Actor
from daybreak.records.models import PumpEvent
from daybreak.records.reads.session import Visit, again

OVER_PERCENT = 10  # our choice: a bag holds a little more than its label says, never a tenth more
A_MOMENT = timedelta(microseconds=1)  # what is given at once is over right after it began


@dataclass(frozen=True, slots=True)
class PumpTold:
    """Where the dose stands: micrograms and microlitres given, and whether only calculated."""

    session: UUID
    stage: Stage
    given_ug: int
    given_ul: int
    is_calculated: bool
    findings: tuple[Said, ...]


def event(
    seen: Visit,
    kind: str,
    *,
    rate: int | None = None,
    shown: int | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> None:
    """Add what was done, and what the pump showed.

    Raises:
        NotUnderstood: more is shown than was prepared.
    """
    _check_shown(seen, shown)
    add(
        PumpEvent(
            session_id=seen.session,
            kind=kind,
            rate_ul_per_h=rate,
            shown_ul=shown,
            reason=short(reason),
        ),
        at=at,
    )


def over(seen: Visit, *, by: Actor, at: datetime, words: str, shown: int | None = None) -> None:
    """The dose is over; `words` say why, and `shown` is what the pump showed.

    Raises:
        NotAllowed: no dose is running.
        NotUnderstood: more is shown than was prepared.
    """
    go_on(seen, Stage.RECOVERY, by=by, at=at, reason=words)
    event(seen, "stop", shown=shown, reason=words, at=at)


def over_at_once(before: Visit, *, by: Actor, at: datetime) -> None:
    """The dose was over with the act that gave it: its last device, or all of it at once."""
    over(again(before), by=by, at=at + A_MOMENT, words="completed")


def _check_shown(seen: Visit, shown_ul: int | None) -> None:
    """Raise where a figure cannot be what the pump shows.

    What it showed is the record and never goes down again, so a slip of the finger is refused.
    """
    if shown_ul is None or seen.prepared is None:
        return
    if seen.devices is not None:
        raise NotUnderstood(
            "shown-devices", "Whole devices are counted, not measured. Leave the volume out."
        )
    total = seen.prepared.contents.volume.microlitres
    if shown_ul < 0 or shown_ul * 100 > total * (100 + OVER_PERCENT):
        raise NotUnderstood(
            "pump-shown",
            f"{Volume(shown_ul)} cannot be what the pump shows: {Volume(total)} were prepared. "
            "Look at the display again.",
        )


def told(before: Visit, now: datetime) -> PumpTold:
    """How it stands after what was just recorded."""
    seen = again(before)
    given = seen.given(now)
    if given is None:
        return PumpTold(seen.session, seen.stage, 0, 0, is_calculated=False, findings=())
    return PumpTold(
        seen.session,
        seen.stage,
        given.drug.micrograms,
        given.volume.microlitres,
        given.is_calculated,
        Said.all(given.findings),
    )
