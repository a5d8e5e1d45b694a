"""When a clinic offers its chairs, and how long one sitting takes a chair."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from daybreak.care.catalogue.profile import Clock, Profile
from daybreak.care.catalogue.protocol import Protocol
from daybreak.care.catalogue.reading import files, read
from daybreak.care.findings import Source
from daybreak.care.plan.free_days import Opening

SECONDS_A_MINUTE = 60
MINUTES_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours by the site's clock, and what a sitting needs around its dose, in minutes.

    `offer_days` is how far ahead free chairs are looked for.
    """

    id: str
    version: int
    source: Source
    weekdays: tuple[int, ...]
    opens_min: int
    closes_min: int
    step_min: int
    before_dose_min: int
    after_recovery_min: int
    offer_days: int
    holidays: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.opens_min < self.closes_min < 24 * MINUTES_AN_HOUR:
            raise ValueError("a day opens before it closes, and closes before midnight")
        if self.step_min <= 0 or self.offer_days <= 0:
            raise ValueError("step_min and offer_days must be over 0")

    def opening(self, zone: ZoneInfo) -> Opening:
        """The same for a site in a zone."""
        return Opening(
            zone,
            frozenset(self.weekdays),
            _clock(self.opens_min),
            _clock(self.closes_min),
            frozenset(self.holidays),
        )

    def starts(self, day: date, zone: ZoneInfo) -> tuple[datetime, ...]:
        """The moments of a day at which a sitting may be offered to begin."""
        return tuple(
            datetime.combine(day, _clock(minute), zone)
            for minute in range(self.opens_min, self.closes_min, self.step_min)
        )


def clinic_hours(*, overlay: Path | None = None) -> Hours:
    """The hours in their highest version."""
    found = [
        read(path, Hours)
        for path in files("rules", overlay=overlay)
        if path.name.startswith("hours")
    ]
    return max(found, key=lambda each: each.version)


def sitting(protocol: Protocol, profile: Profile, hours: Hours, minutes: int | None) -> timedelta:
    """How long a chair is taken: from check-in until the person may leave at the earliest.

    `minutes` is how long the infusion runs; None for what the protocol usually takes.
    """
    if minutes is None:
        minutes = protocol.minutes.usual if protocol.minutes else 0
    watched = -(-profile.recovery.minimum_s // SECONDS_A_MINUTE)
    if profile.recovery.counted_from is Clock.END:
        watched += minutes
    whole = hours.before_dose_min + max(minutes, watched) + hours.after_recovery_min
    steps = -(-whole // hours.step_min)
    return timedelta(minutes=steps * hours.step_min)


def _clock(minute: int) -> time:
    return time(minute // MINUTES_AN_HOUR, minute % MINUTES_AN_HOUR)
