"""A series on the calendar: whole weeks, with what is on each day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from daybreak.records.reads.series import Series
from daybreak.ui.presenters import times

WEEKS = 8  # as many as a page shows; what lies further is in the list
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Cell:
    """One day. `kind` is empty, s (a session) or given; `name` and `words` say which."""

    day: str
    kind: str = ""
    name: str = ""
    words: str = ""


def weeks(series: Series, *, today: date) -> tuple[tuple[Cell, ...], ...]:
    """The weeks from the first dose lately given, or the first session ahead, to the last."""
    marks = _marks(series, today)
    if not marks:
        return ()
    first = min(marks)
    monday = first - timedelta(days=first.weekday())
    last = min(max(marks), monday + timedelta(days=WEEKS * DAYS_A_WEEK - 1))
    count = (last - monday).days // DAYS_A_WEEK + 1
    return tuple(
        tuple(
            _cell(monday + timedelta(days=week * DAYS_A_WEEK + n), marks)
            for n in range(DAYS_A_WEEK)
        )
        for week in range(count)
    )


def _marks(series: Series, today: date) -> Mapping[date, tuple[str, str, str]]:
    since = today - timedelta(days=3 * DAYS_A_WEEK)
    marks = {
        dose.on: ("given", str(dose.number), "given") for dose in series.given if dose.on >= since
    }
    for each in series.ahead:
        clock = times.clock(each.starts_at, ZoneInfo(each.time_zone))
        marks[each.day] = ("s", str(each.number), clock)
    return marks


def _cell(day: date, marks: Mapping[date, tuple[str, str, str]]) -> Cell:
    named = times.day(day) if day.day == 1 or day.weekday() == 0 else str(day.day)
    return Cell(named, *marks[day]) if day in marks else Cell(named)
