"""Maintenance: how far apart the next session may be, and when it is looked at again.

Gaps are shown with their grounds, as the protocol's ladder has them; the prescriber picks one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from daybreak.care.catalogue.protocol import Maintenance
from daybreak.care.findings import Finding
from daybreak.care.outcome.rules import OutcomeRules
from daybreak.care.quantities import plain

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class GapOption:
    """One gap to the next session that the ladder allows."""

    gap_days: int
    rung: int
    why: Finding


def rung_of(ladder: Maintenance, gap_days: int) -> int:
    """The rung a gap stands on: the longest that is not longer than it, or the first."""
    fitting = [index for index, rung in enumerate(ladder.rung) if rung.gap_days <= gap_days]
    return fitting[-1] if fitting else 0


def done_on_rung(ladder: Maintenance, gaps_days: Sequence[int]) -> int:
    """How many sessions in a row, the latest last, came at the gap of the latest one's rung."""
    if not gaps_days:
        return 0
    rungs = [rung_of(ladder, gap) for gap in gaps_days]
    return next(
        (count for count, rung in enumerate(reversed(rungs)) if rung != rungs[-1]), len(rungs)
    )


def next_gaps(
    rules: OutcomeRules, ladder: Maintenance, *, rung: int, done: int, is_holding: bool | None
) -> tuple[GapOption, ...]:
    """The gaps that may follow, shortest first.

    A longer one is open only when the benefit is known to have held through the sessions the
    rung asks for. While that is unknown, or it has not held, the gap stays or shortens.

    Args:
        rung: the rung of the present gap, from 0.
        done: sessions given at this gap.
        is_holding: whether the benefit has held; None when it is not known.

    Raises:
        ValueError: there is no such rung.
    """
    if not 0 <= rung < len(ladder.rung):
        raise ValueError(f"rung must be from 0 to {len(ladder.rung) - 1}; it is {rung}.")
    here = ladder.rung[rung]
    overstayed = done >= here.times_high

    def to(there: int, reason: str) -> GapOption:
        to_days = ladder.rung[there].gap_days
        figures = {"done": done, "gap_days": here.gap_days, "times_high": here.times_high}
        return GapOption(to_days, there, rules.why(reason).found(**figures, to_days=to_days))

    options = [to(rung, "ladder-overstayed" if overstayed else "ladder-stay")]
    if not is_holding and rung > 0:
        options.insert(0, to(rung - 1, "ladder-shorten"))
    if is_holding and done >= here.times_low and rung + 1 < len(ladder.rung):
        options.append(to(rung + 1, "ladder-lengthen"))
    return tuple(options)


def review_due(
    rules: OutcomeRules,
    ladder: Maintenance,
    *,
    sessions_since: int,
    last_review: date,
    today: date,
) -> tuple[Finding, ...]:
    """Whether maintenance must be reviewed before another session."""
    days = (today - last_review).days
    if sessions_since < ladder.review_every_sessions and days < ladder.review_every_days:
        return ()
    finding = rules.why("maintenance-review").found(
        sessions=sessions_since,
        days=days,
        every_sessions=ladder.review_every_sessions,
        every_days=ladder.review_every_days,
    )
    return (finding,)


def gaps_shortening(rules: OutcomeRules, gaps_days: Sequence[int]) -> tuple[Finding, ...]:
    """Whether sessions come closer together than they used to: a sign to ask about misuse.

    The median of the latest gaps is compared with that of as many before them.
    """
    reason = rules.why("gaps-shortening")
    span = reason.figure("sessions")
    if len(gaps_days) < 2 * span:
        return ()
    before = Decimal(median(gaps_days[-2 * span : -span]))
    after = Decimal(median(gaps_days[-span:]))
    if HUNDRED * (before - after) <= reason.figure("percent") * before:
        return ()
    return (reason.found(before=plain(before), after=plain(after)),)
