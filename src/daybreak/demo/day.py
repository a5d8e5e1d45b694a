"""What time it is in the made-up clinic."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(10, 24)
HOME = "America/Los_Angeles"

# One real place for each hour of the day. The demo picks the one where it is mid-morning.
PLACES = (
    "Pacific/Honolulu",
    "America/Anchorage",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/Chicago",
    "America/New_York",
    "America/Halifax",
    "America/Sao_Paulo",
    "Atlantic/South_Georgia",
    "Atlantic/Azores",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Athens",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Dhaka",
    "Asia/Bangkok",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Brisbane",
    "Pacific/Noumea",
    "Pacific/Auckland",
    "Pacific/Tongatapu",
    "Pacific/Pago_Pago",
)


@dataclass(frozen=True, slots=True)
class Day:
    """The moment at which the demo stands, and the zone its clinic lives in."""

    now: datetime
    zone: str

    @classmethod
    def of(cls, day: date) -> "Day":
        """Mid-morning of a given day in Los Angeles: the same for everyone."""
        local = datetime.combine(day, MORNING, ZoneInfo(HOME))
        return cls(local.astimezone(UTC), HOME)

    @classmethod
    def around(cls, moment: datetime) -> "Day":
        """This very moment, in the place where it is nearest to mid-morning."""

        def minutes_off(zone: str) -> int:
            local = moment.astimezone(ZoneInfo(zone))
            return abs(local.hour * 60 + local.minute - MORNING.hour * 60 - MORNING.minute)

        return cls(moment, min(PLACES, key=minutes_off))

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    def at(self, days: int, hour: int, minute: int = 0) -> datetime:
        """A local clock time so many days from today, as UTC."""
        local = datetime.combine(
            self.today + timedelta(days=days), time(hour, minute), ZoneInfo(self.zone)
        )
        return local.astimezone(UTC)
