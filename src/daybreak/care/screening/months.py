"""Months by the calendar, for whatever holds for half a year or a year."""

from datetime import date


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day.

    Raises:
        ValueError: the calendar does not reach so far.
    """
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise ValueError(f"day must lie within the calendar; {months} months after {day} does not.")
