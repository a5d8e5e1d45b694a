"""Only a pairing made by a person says whom a monitor is about, and only from then on."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from daybreak.care.errors import NotUnderstood
from daybreak.care.session.monitors import (
    Pairing,
    device_name,
    is_other_person,
    is_other_seat,
    monitor_rules,
    why_not,
)
from daybreak.care.session.stages import Stage, Step

T0 = datetime(2026, 11, 17, 18, tzinfo=UTC)
RULES = monitor_rules()
PAIRING = Pairing(
    UUID(int=1), "SPOTMON", UUID(int=2), "3", T0, T0 + timedelta(seconds=RULES.paired_s)
)
HISTORY = (
    Step(Stage.ARRIVED, T0 - timedelta(minutes=30), UUID(int=3)),
    Step(Stage.CHECKED_IN, T0 - timedelta(minutes=20), UUID(int=3)),
)
GONE = (*HISTORY, Step(Stage.ABORTED, T0 + timedelta(minutes=30), UUID(int=3)))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("00-a0-37-00-00-ab-00-01", "00A0370000AB0001"),
        ("00:A0:37:00:00:AB:00:01", "00A0370000AB0001"),
        (" spotmon ", "SPOTMON"),
        ("chair  mon 7", "CHAIR MON 7"),
    ],
)
def test_a_monitor_has_one_name_however_it_is_typed(typed: str, kept: str) -> None:
    assert device_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "x", "MON|ITOR", "^^", "a" * 70])
def test_what_can_be_no_name_is_refused(typed: str) -> None:
    with pytest.raises(NotUnderstood):
        device_name(typed)


@pytest.mark.parametrize(
    ("told", "chair", "other"),
    [
        ("CHAIR3", "3", False),
        ("chair 03", "3", False),
        ("3", "Chair 3", False),
        ("BED3", "3", False),
        ("", "3", False),
        ("CHAIR2", "3", True),
        ("CHAIR30", "3", True),
        ("WINDOW", "3", True),
    ],
)
def test_a_seat_is_the_same_however_it_is_written(told: str, chair: str, other: bool) -> None:
    assert is_other_seat(told, chair) is other


@pytest.mark.parametrize(
    ("told", "other"),
    [((), False), (("",), False), (("TEST-1",), False), (("test-1", "X"), False), (("X",), True)],
)
def test_a_number_contradicts_only_when_none_is_theirs(told: tuple[str, ...], other: bool) -> None:
    assert is_other_person(told, {"TEST-1", "DB-0001"}) is other


@pytest.mark.parametrize(
    ("minute", "now", "why"),
    [
        (1, 2, None),
        (0, 2, None),
        (-1, 2, "outside-pairing"),
        (7, 2, None),  # a clock five minutes ahead is borne
        (8, 2, "clock-ahead"),
        (60 * 9, 60 * 9, "outside-pairing"),
    ],
)
def test_a_reading_counts_from_the_pairing_on(minute: float, now: float, why: str | None) -> None:
    found = why_not(
        T0 + timedelta(minutes=minute), PAIRING, HISTORY, RULES, now=T0 + timedelta(minutes=now)
    )

    assert found == why


def test_a_reading_from_after_they_left_is_nobodys() -> None:
    late = T0 + timedelta(minutes=31)

    assert why_not(late, PAIRING, GONE, RULES, now=late) == "outside-session"
    assert why_not(T0, PAIRING, (), RULES, now=late) == "outside-session"


def test_what_belongs_to_nobody_goes_after_a_day() -> None:
    assert RULES.orphans_s == 24 * 3600
    assert RULES.text_s > RULES.orphans_s
    assert RULES.paired_s < 24 * 3600


def test_a_pairing_holds_from_its_first_moment_until_just_before_its_end() -> None:
    assert PAIRING.holds(PAIRING.since)
    assert PAIRING.holds(PAIRING.until - timedelta(microseconds=1))
    assert not PAIRING.holds(PAIRING.until)
    assert not PAIRING.holds(PAIRING.since - timedelta(microseconds=1))
