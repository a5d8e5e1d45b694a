"""A time typed at the chair is never guessed, not even on the nights the clock moves."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from daybreak.ui.forms import ActForm, MomentField

NEW_YORK = ZoneInfo("America/New_York")


class Measured(ActForm):
    at = MomentField(zone=NEW_YORK)


def sent(day: str, clock: str, which: str = "") -> Measured:
    return Measured(
        {
            "act_id": "00000000-0000-0000-0000-000000000001",
            "at_0": day,
            "at_1": clock,
            "at_2": which,
        }
    )


def test_a_time_is_kept_in_utc() -> None:
    form = sent("2026-11-17", "10:24")
    assert form.is_valid()
    assert form.cleaned_data["at"] == datetime(2026, 11, 17, 15, 24, tzinfo=UTC)


def test_a_time_that_never_was_is_refused() -> None:
    form = sent("2026-03-08", "02:30")
    assert not form.is_valid()
    assert form.has_error("at", "never-was")


def test_a_time_that_was_twice_is_asked_again_and_then_taken() -> None:
    first = sent("2026-11-01", "01:30")
    assert not first.is_valid()
    assert first.has_error("at", "was-twice")
    assert "The second time (EST)" in str(first)
    for which, hour in [("first", 5), ("second", 6)]:
        form = sent("2026-11-01", "01:30", which)
        assert form.is_valid()
        assert form.cleaned_data["at"] == datetime(2026, 11, 1, hour, 30, tzinfo=UTC)


def test_asking_one_person_does_not_ask_the_next() -> None:
    assert not sent("2026-11-01", "01:30").is_valid()
    assert "The second time" not in str(Measured())


@pytest.mark.parametrize(
    ("day", "clock", "code"), [("", "", "required"), ("2026-11-17", "", "incomplete")]
)
def test_half_a_time_is_no_time(day: str, clock: str, code: str) -> None:
    form = sent(day, clock)
    assert not form.is_valid()
    assert form.has_error("at", code)


def test_an_optional_time_may_be_left_out() -> None:
    assert MomentField(required=False, zone=NEW_YORK).clean(["", "", ""]) is None


def test_without_a_zone_of_its_own_the_site_of_the_request_counts() -> None:
    field = MomentField()
    with timezone.override(ZoneInfo("America/Los_Angeles")):
        assert field.clean(["2026-11-17", "10:24", ""]) == datetime(
            2026, 11, 17, 18, 24, tzinfo=UTC
        )


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1)))  # noqa: DTZ001 - aware below
def test_what_is_shown_comes_back_as_the_same_time(naive: datetime) -> None:
    at = naive.replace(tzinfo=UTC, second=0, microsecond=0)
    field = MomentField(zone=NEW_YORK)
    day, clock, which = field.widget.decompress(at)
    try:
        again = field.clean([f"{day}", f"{clock:%H:%M}", which])
    except ValidationError as refused:  # pragma: no cover - would be the defect
        raise AssertionError(refused.messages) from refused
    assert again == at
