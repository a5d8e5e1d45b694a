"""Dates and times as the clinic writes them, always in the zone of the site.

Times inside are aware and in UTC; the zone is passed in. Months and days are English words
of our own, so that the machine's locale cannot change what a chart says.
"""

from datetime import date, datetime, timedelta, tzinfo

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def local(at: datetime, zone: tzinfo) -> datetime:
    """`at` on the clock of the site.

    Raises:
        ValueError: `at` has no zone, so nobody can know when it was.
    """
    if at.tzinfo is None:
        raise ValueError(f"at must be aware; it is {at!r}.")
    return at.astimezone(zone)


def happens_twice(at: datetime, zone: tzinfo) -> bool:
    """Whether the site's clock shows this time twice, on the night it goes back."""
    there = local(at, zone)
    return there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset()


def clock(at: datetime, zone: tzinfo) -> str:
    """`10:24`; with the zone's letters in the hour that happens twice: `01:30 EST`."""
    there = local(at, zone)
    plain = f"{there:%H:%M}"
    return f"{plain} {there.tzname()}" if happens_twice(at, zone) else plain


def clock_with_zone(at: datetime, zone: tzinfo) -> str:
    """`10:24 EST`, for paper and for whoever reads it elsewhere."""
    there = local(at, zone)
    return f"{there:%H:%M} {there.tzname()}"


def patient_clock(at: datetime, zone: tzinfo) -> str:
    """`9:30 am`, `2 am`, `noon`, `midnight`: the way a person says it at home."""
    there = local(at, zone)
    if there.minute == 0 and there.hour in {0, 12}:
        words = "noon" if there.hour else "midnight"
    else:
        minutes = f":{there.minute:02}" if there.minute else ""
        words = f"{there.hour % 12 or 12}{minutes} {'am' if there.hour < 12 else 'pm'}"  # noqa: PLR2004 - a clock has twelve hours
    return f"{words} {there.tzname()}" if happens_twice(at, zone) else words


def day(on: date) -> str:
    """`17 Nov`."""
    return f"{on.day} {MONTHS[on.month - 1][:3]}"


def day_year(on: date) -> str:
    """`14 Feb 1985`."""
    return f"{day(on)} {on.year}"


def long_day(on: date) -> str:
    """`Tuesday 17 November`."""
    return f"{DAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]}"


def day_near(on: date, today: date) -> str:
    """`today`, `tomorrow`, `yesterday`, `17 Nov`, or with its year if that is not this year."""
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((on - today).days)
    return near or (day(on) if on.year == today.year else day_year(on))


def moment(at: datetime, zone: tzinfo, *, now: datetime) -> str:
    """`10:24` today, `16 Nov 10:24` on another day, with its year if that is not this year."""
    there, here = local(at, zone).date(), local(now, zone).date()
    if there == here:
        return clock(at, zone)
    return f"{day(there) if there.year == here.year else day_year(there)} {clock(at, zone)}"


def span(length: timedelta) -> str:
    """How long, in one unit, rounded down: `40 s`, `6 min`, `3 h`, `2 days`, `3 weeks`.

    From 90 minutes on hours are named with their minutes (`1 h 35 min`), up to a day.
    """
    seconds = int(abs(length).total_seconds())
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{seconds} s"
    if minutes < 90:  # noqa: PLR2004 - an hour and a half, as people count
        return f"{minutes} min"
    if days < 1:
        rest = minutes % 60
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    if days < 14:  # noqa: PLR2004 - two weeks
        return f"{days} day{'s' if days > 1 else ''}"
    return f"{days // 7} weeks"


def age(born: date, today: date) -> int:
    """Whole years of life on `today`.

    Who was born on 29 February has a birthday on 1 March in years without one.

    Raises:
        ValueError: `born` is after `today`.
    """
    if born > today:
        raise ValueError(f"born must not be after today; {born} > {today}.")
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
