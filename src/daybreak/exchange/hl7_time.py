"""Times as HL7 v2 writes them: `20261121101500.5-0800`, or less of it."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

_TIME = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?P<hour>\d{2})(?P<minute>\d{2})"
    r"((?P<second>\d{2})(\.(?P<fraction>\d{1,6})\d*)?)?"
    r"(?P<sign>[+-])?(?(sign)(?P<off_hours>\d{2}):?(?P<off_minutes>\d{2}))",
    re.ASCII,
)


class Moment(NamedTuple):
    """A time in UTC; `zone` is the offset it was told with, or None."""

    at: datetime
    zone: timezone | None


def read_time(text: str, *, zone: tzinfo, near: datetime) -> Moment | None:
    """The moment, to the minute at least; None when it cannot be read as one.

    Args:
        text: as it stands in the message.
        zone: where the sender's clock hangs, used when `text` has no offset of its own.
        near: when the message came. In the hour that a clock runs through twice in
            autumn, the pass nearest to it is meant.
    """
    told = _TIME.fullmatch(text)
    if not told:
        return None
    second = int(told["second"] or 0)
    try:
        local = datetime(  # noqa: DTZ001 - the zone is put on below
            int(told["year"]),
            int(told["month"]),
            int(told["day"]),
            int(told["hour"]),
            int(told["minute"]),
            min(second, 59),
            int((told["fraction"] or "").ljust(6, "0")),
        ) + timedelta(seconds=second == 60)  # noqa: PLR2004 - a leap second
        offset = _offset(told) if told["sign"] else None
        if second > 60:  # noqa: PLR2004
            return None
        if offset:
            return Moment(local.replace(tzinfo=offset).astimezone(UTC), offset)
        return Moment(_in_utc(local, zone, near), None)
    except (ValueError, OverflowError):
        return None


def _offset(told: re.Match[str]) -> timezone:
    ahead = timedelta(hours=int(told["off_hours"]), minutes=int(told["off_minutes"]))
    return timezone(ahead if told["sign"] == "+" else -ahead)


def _in_utc(local: datetime, zone: tzinfo, near: datetime) -> datetime:
    passes = [local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    return min(passes, key=lambda at: abs(at - near))


def write_time(at: datetime) -> str:
    """`at` in UTC, to the second: `20261121181500+0000`."""
    return at.astimezone(UTC).strftime("%Y%m%d%H%M%S+0000")
