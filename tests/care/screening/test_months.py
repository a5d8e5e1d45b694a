"""A month later is the same day, or the last one there is."""

from datetime import date

import pytest

from daybreak.care.screening.months import months_later


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 5, 22), 6, date(2026, 11, 22)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 5, 31), 1, date(2026, 6, 30)),
    ],
)
def test_a_month_later(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


def test_beyond_the_calendar_is_a_wrong_call() -> None:
    with pytest.raises(ValueError, match="calendar"):
        months_later(date(9999, 12, 1), 6)
