"""Dates and times are written the same way everywhere, on the clock of the site."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.ui.presenters import times

NEW_YORK = ZoneInfo("America/New_York")
AT = datetime(2026, 11, 17, 15, 24, tzinfo=UTC)


def test_a_time_is_shown_on_the_clock_of_the_site() -> None:
    assert times.clock(AT, NEW_YORK) == "10:24"
    assert times.clock_with_zone(AT, NEW_YORK) == "10:24 EST"


@pytest.mark.parametrize(("utc_hour", "shown"), [(5, "01:30 EDT"), (6, "01:30 EST"), (7, "02:30")])
def test_the_hour_that_happens_twice_says_which_it_is(utc_hour: int, shown: str) -> None:
    assert times.clock(datetime(2026, 11, 1, utc_hour, 30, tzinfo=UTC), NEW_YORK) == shown


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        times.clock(datetime(2026, 11, 17, 15, 24), NEW_YORK)  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [(0, 0, "midnight"), (2, 0, "2 am"), (9, 30, "9:30 am"), (12, 0, "noon"), (12, 5, "12:05 pm")],
)
def test_a_patient_reads_times_as_people_say_them(hour: int, minute: int, words: str) -> None:
    assert times.patient_clock(datetime(2026, 11, 17, hour, minute, tzinfo=UTC), UTC) == words


def test_days_are_written_in_our_own_words() -> None:
    on = date(2026, 11, 17)
    assert times.day(on) == "17 Nov"
    assert times.day_year(on) == "17 Nov 2026"
    assert times.long_day(on) == "Tuesday 17 November"


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 11, 17), "today"),
        (date(2026, 11, 18), "tomorrow"),
        (date(2026, 11, 16), "yesterday"),
        (date(2026, 11, 20), "20 Nov"),
        (date(2025, 11, 20), "20 Nov 2025"),
    ],
)
def test_a_near_day_has_its_own_word(on: date, words: str) -> None:
    assert times.day_near(on, date(2026, 11, 17)) == words


def test_a_moment_of_another_day_says_its_day() -> None:
    assert times.moment(AT, NEW_YORK, now=AT + timedelta(hours=1)) == "10:24"
    assert times.moment(AT, NEW_YORK, now=AT + timedelta(days=1)) == "17 Nov 10:24"
    assert times.moment(AT, NEW_YORK, now=AT + timedelta(days=100)) == "17 Nov 2026 10:24"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=40), "40 s"),
        (timedelta(seconds=179), "2 min"),
        (timedelta(minutes=89), "89 min"),
        (timedelta(minutes=95), "1 h 35 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=13), "13 days"),
        (timedelta(days=21), "3 weeks"),
    ],
)
def test_a_length_is_said_in_one_unit_and_never_rounded_up(length: timedelta, words: str) -> None:
    assert times.span(length) == words
    assert times.span(-length) == words


@pytest.mark.parametrize(
    ("born", "today", "years"),
    [
        (date(1985, 2, 14), date(2026, 2, 13), 40),
        (date(1985, 2, 14), date(2026, 2, 14), 41),
        (date(2004, 2, 29), date(2025, 2, 28), 20),
        (date(2004, 2, 29), date(2025, 3, 1), 21),
    ],
)
def test_an_age_is_whole_years_of_life(born: date, today: date, years: int) -> None:
    assert times.age(born, today) == years


def test_nobody_has_an_age_before_they_are_born() -> None:
    with pytest.raises(ValueError, match="born"):
        times.age(date(2027, 1, 1), date(2026, 1, 1))


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2030, 1, 1)), st.integers(0, 40000))
def test_an_age_never_goes_down_as_days_pass(born: date, days: int) -> None:
    today = born + timedelta(days=days)
    assert 0 <= times.age(born, today) <= times.age(born, today + timedelta(days=1))
