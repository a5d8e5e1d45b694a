"""A device's time is read as it was told, and its zone is found or not guessed."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.exchange.hl7_time import read_time, write_time

NEAR = datetime(2026, 11, 21, 18, 15, tzinfo=UTC)
PACIFIC = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("20261121101500-0800", datetime(2026, 11, 21, 18, 15, tzinfo=UTC)),
        ("20261121110230.512+0000", datetime(2026, 11, 21, 11, 2, 30, 512_000, tzinfo=UTC)),
        ("202611211015-08:00", datetime(2026, 11, 21, 18, 15, tzinfo=UTC)),
        ("20261121101500", datetime(2026, 11, 21, 18, 15, tzinfo=UTC)),  # the site's zone
        ("20260721101500", datetime(2026, 7, 21, 17, 15, tzinfo=UTC)),  # in summer
        ("20261121101560-0800", datetime(2026, 11, 21, 18, 16, tzinfo=UTC)),  # a leap second
    ],
)
def test_a_time_is_read_in_utc(text: str, at: datetime) -> None:
    moment = read_time(text, zone=PACIFIC, near=NEAR)

    assert moment is not None
    assert moment.at == at


@pytest.mark.parametrize(
    "text",
    [
        "",
        "20261121",  # a day is no moment
        "2026112110",
        "20261321101500",
        "20261121251500",
        "20261121101561",
        "20261121101500-9900",
        "20261121101500-08",
        "2026-11-21T10:15:00Z",
        "00000000000000",
        "٢٠٢٦١١٢١١٠١٥٠٠",
    ],
)
def test_what_is_no_moment_is_not_made_one(text: str) -> None:
    assert read_time(text, zone=PACIFIC, near=NEAR) is None


@pytest.mark.parametrize(
    ("received", "meant"),
    [
        (datetime(2026, 11, 1, 8, 31, tzinfo=UTC), datetime(2026, 11, 1, 8, 30, tzinfo=UTC)),
        (datetime(2026, 11, 1, 9, 31, tzinfo=UTC), datetime(2026, 11, 1, 9, 30, tzinfo=UTC)),
    ],
)
def test_in_the_hour_that_comes_twice_the_nearer_one_is_meant(
    received: datetime, meant: datetime
) -> None:
    moment = read_time("20261101013000", zone=PACIFIC, near=received)

    assert moment is not None
    assert moment.at == meant


def test_the_offset_is_kept_for_times_that_have_none() -> None:
    told = read_time("20261121101500-0800", zone=UTC, near=NEAR)
    untold = read_time("20261121101500", zone=UTC, near=NEAR)

    assert told is not None
    assert told.zone == timezone(timedelta(hours=-8))
    assert untold is not None
    assert untold.zone is None


@settings(deadline=None)
@given(st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.just(UTC)))  # noqa: DTZ001
def test_what_we_write_we_read(at: datetime) -> None:
    moment = read_time(write_time(at), zone=PACIFIC, near=NEAR)

    if at.year >= 1000:
        assert moment is not None
        assert moment.at == at.replace(microsecond=0)


@settings(deadline=None)
@given(st.text("0123456789+-.:", max_size=30))
def test_no_text_brings_an_error(text: str) -> None:
    moment = read_time(text, zone=PACIFIC, near=NEAR)

    assert moment is None or moment.at.tzinfo is UTC
