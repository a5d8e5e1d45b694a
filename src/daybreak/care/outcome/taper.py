"""How sessions thin out: the days of a taper by the ladder, and what a missed one may change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from daybreak.care.catalogue.protocol import Maintenance, Protocol
from daybreak.care.errors import NotAllowed


class Pace(StrEnum):
    """How often each rung is kept before the next."""

    SHORT = "short"  # as few times as the ladder has it
    LONG = "long"  # as many


@dataclass(frozen=True, slots=True)
class TaperStep:
    """One session of a taper: its day, and the gap before it."""

    day: date
    gap_days: int
    rung: int


def taper(
    ladder: Maintenance, *, after: date, pace: Pace, from_rung: int = 0
) -> tuple[TaperStep, ...]:
    """The days of a taper by the ladder, each as far from the last as its rung says.

    An example that the prescriber follows or not: each session is decided on how the benefit
    holds, and keeps the review it falls due for.

    Raises:
        NotAllowed: the ladder has no such rung.
    """
    if not 0 <= from_rung < len(ladder.rung):
        raise NotAllowed(
            "taper-rung", f"The ladder has rungs 1 to {len(ladder.rung)}. Choose one of them."
        )
    steps, day = list[TaperStep](), after
    for number, rung in enumerate(ladder.rung[from_rung:], start=from_rung):
        for _ in range(rung.times_low if pace is Pace.SHORT else rung.times_high):
            day += timedelta(days=rung.gap_days)
            steps.append(TaperStep(day, rung.gap_days, number))
    return tuple(steps)


def gaps_of(protocol: Protocol) -> tuple[int, ...]:
    """Every spacing a protocol has, the closest first: its phases, then its ladder, in days."""
    ladder = protocol.maintenance.rung if protocol.maintenance else ()
    usual = [phase.window_high_days // max(1, phase.sessions - 1) for phase in protocol.phase]
    return tuple(sorted({*usual, *(rung.gap_days for rung in ladder)}))


def after_missed(protocol: Protocol, *, gap_days: int, is_worse: bool | None) -> Sequence[int]:
    """The gaps that may follow a missed session, the present one first.

    When symptoms have worsened, or nobody knows, the spacing before the present one is shown
    beside it: two-weekly becomes weekly, weekly twice a week. The prescriber decides.

    Source:
        renewinfusions.com/spravato, on missed sessions of esketamine.
    """
    closer = [gap for gap in gaps_of(protocol) if gap < gap_days]
    if is_worse is False or not closer:
        return (gap_days,)
    return (gap_days, closer[-1])
