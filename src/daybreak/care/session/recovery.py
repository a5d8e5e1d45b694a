"""How long someone is observed after a dose, by the clock of their route."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from daybreak.care.catalogue.profile import Clock
from daybreak.care.session.chair import Chair


@dataclass(frozen=True, slots=True)
class RecoveryClock:
    """The least time of observation: from `starts_at` until before `ends_at`."""

    starts_at: datetime
    ends_at: datetime

    def has_passed(self, now: datetime) -> bool:
        return now >= self.ends_at

    def left(self, now: datetime) -> timedelta:
        """What is left of it at `now`; nothing once it has passed."""
        return max(self.ends_at - now, timedelta())


def recovery_clock(chair: Chair, *, is_accompanied: bool = True) -> RecoveryClock | None:
    """The clock of this session, once the dose is over; None before.

    Where a profile lets people leave alone, they stay longer; where it does not, the clock is
    that of the accompanied and `care.session.discharge` holds them for want of an escort. A
    clock that counts from the start still never ends before the dose does.
    """
    rules = chair.profile.recovery
    if chair.began is None or chair.ended is None:
        return None
    first = max(chair.began, chair.counts_from or chair.began)
    starts_at = first if rules.counted_from is Clock.START else chair.ended
    alone_s = None if is_accompanied else rules.unaccompanied_minimum_s
    minimum_s = rules.minimum_s if alone_s is None else alone_s
    ends_at = starts_at + timedelta(seconds=minimum_s)
    return RecoveryClock(starts_at, max(ends_at, chair.ended))
