"""A monitor's figure is offered while it is the newest and new, and counts once."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from daybreak.care.session.acceptance import fresh
from daybreak.care.session.vitals import Vitals

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
EVERY_S = 300


@dataclass(frozen=True)
class Told:
    at: datetime
    vitals: Vitals
    is_device: bool = True
    replaced: bool = False


def told(minutes_ago: float, *, by_hand: bool = False, gone: bool = False, **figures: int) -> Told:
    return Told(NOW - timedelta(minutes=minutes_ago), Vitals(**figures), not by_hand, gone)


def offered(*readings: Told) -> tuple[Told, ...]:
    return fresh(readings, now=NOW, every_s=EVERY_S)


def test_the_newest_figure_of_each_sign_is_offered() -> None:
    cuff, pulse = told(4, systolic_mmhg=124, diastolic_mmhg=78), told(1, heart_rate_per_min=70)

    assert offered(told(9, systolic_mmhg=130), pulse, cuff) == (cuff, pulse)


@pytest.mark.parametrize(("minutes", "is_offered"), [(10, True), (10.1, False), (-1, False)])
def test_what_is_old_or_ahead_is_not_offered(minutes: float, *, is_offered: bool) -> None:
    assert bool(offered(told(minutes, systolic_mmhg=124))) is is_offered


def test_what_was_taken_over_is_not_offered_again() -> None:
    assert not offered(told(2, systolic_mmhg=124), told(2, by_hand=True, systolic_mmhg=124))


def test_a_typed_figure_that_is_newer_stands() -> None:
    assert not offered(told(2, systolic_mmhg=124), told(1, by_hand=True, systolic_mmhg=140))


def test_a_reading_that_was_corrected_is_not_offered() -> None:
    assert not offered(told(2, gone=True, systolic_mmhg=124))
