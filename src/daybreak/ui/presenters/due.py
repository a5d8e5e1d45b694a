"""When something is due, in a word, a shape and an icon. Nothing turns red early."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from daybreak.ui.presenters.times import clock, day_near, span

# The design's figures for the chair; the clinic's profile passes its own.
OVERDUE_AFTER = timedelta(minutes=3)
LATE_AFTER = timedelta(minutes=6)
FAR = timedelta(days=1)  # our choice: from a day ahead, a calendar and not a clock


@dataclass(frozen=True, slots=True)
class Due:
    """`when` is the value of `data-when`; `words` say it without the colour."""

    when: str
    icon: str
    words: str
    at: datetime | None = None


def due(
    at: datetime,
    *,
    now: datetime,
    overdue_after: timedelta = OVERDUE_AFTER,
    late_after: timedelta = LATE_AFTER,
) -> Due:
    """How near, or how late, something due at `at` is at `now`."""
    past = now - at
    if past >= late_after:
        return Due("late", "critical", f"{span(past)} overdue", at)
    if past >= overdue_after:
        return Due("overdue", "warn", f"{span(past)} overdue", at)
    if past >= timedelta(0):
        return Due("soon", "clock", "now", at)
    if past <= -FAR:
        return Due("later", "calendar", f"in {span(past)}", at)
    return Due("soon", "clock", f"in {span(past)}", at)


def due_on(on: date, *, today: date) -> Due:
    """How near a task of some day is: `today`, `18 Nov`, `2 days overdue`."""
    past = (today - on).days
    if past > 0:
        return Due("overdue", "warn", f"{past} day{'s' if past > 1 else ''} overdue")
    if past == 0:
        return Due("soon", "clock", "today")
    return Due("later", "calendar", day_near(on, today))


def done(at: datetime, zone: tzinfo) -> Due:
    """It is done, and when: `done 10:22`."""
    return Due("done", "clear", f"done {clock(at, zone)}", at)
