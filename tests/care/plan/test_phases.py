"""Days are booked where the protocol has room for them, whoever gave the dose before."""

from datetime import date, timedelta

import pytest

from daybreak.care.catalogue.protocol import protocol
from daybreak.care.errors import NotAllowed
from daybreak.care.findings import Status
from daybreak.care.plan.phases import findings, findings_alone, series_sessions, standing

SIX = protocol("iv-racemic-six")
TWELVE = protocol("esketamine-trd")


def november(*days: int) -> list[date]:
    return [date(2026, 11, day) for day in days]


def rules(*, given: list[date], ahead: list[date], others: list[date] | None = None) -> list[str]:
    found = findings(SIX, given=given, ahead=ahead, others=others or [])
    return [each.rule for each in found]


def test_a_course_stands_in_the_first_phase_that_is_not_wholly_dated() -> None:
    start = standing(TWELVE, [])
    assert start is not None
    assert (start.phase.id, start.left, start.before) == ("induction", 8, None)

    eight = [date(2026, 9, 1) + timedelta(days=n * 3) for n in range(8)]
    weekly = standing(TWELVE, eight)
    assert weekly is not None
    assert (weekly.phase.id, weekly.left, weekly.before) == ("weekly", 4, eight[-1])

    assert standing(SIX, november(2, 5, 9, 12, 16, 19)) is None
    assert series_sessions(TWELVE) == 12


def test_a_series_that_fits_has_nothing_to_say_also_while_dates_are_missing() -> None:
    assert rules(given=[], ahead=november(2, 5, 9, 12, 16, 19)) == []
    assert rules(given=november(2, 5, 9), ahead=november(12)) == []


def test_what_lies_behind_is_not_named_again() -> None:
    assert rules(given=november(2, 3, 12), ahead=november(16, 19, 23)) == []
    assert rules(given=november(2, 3), ahead=november(4)) == ["series-gap-short"]


def test_a_dose_from_anyone_keeps_its_distance() -> None:
    assert rules(given=[], ahead=november(5), others=november(4)) == ["series-gap-short"]
    assert rules(given=[], ahead=november(5), others=november(3)) == []


def test_a_seventh_of_six_is_refused() -> None:
    with pytest.raises(NotAllowed, match="has 6 sessions"):
        findings(SIX, given=november(2, 5, 9, 12, 16, 19), ahead=november(23), others=[])


def test_the_next_phase_keeps_its_own_distance_from_the_last_dose_of_the_one_before() -> None:
    eight = [date(2026, 9, 1) + timedelta(days=n * 3) for n in range(8)]
    soon = eight[-1] + timedelta(days=3)

    found = findings(TWELVE, given=eight, ahead=[soon], others=[])

    assert [each.level for each in found] == [Status.HOLD]


def test_a_booster_keeps_the_least_gap_and_nothing_else() -> None:
    alone = findings_alone(SIX, days=november(20), others=november(2, 5, 9))
    assert alone == ()

    close = findings_alone(SIX, days=november(10, 11), others=november(9))
    assert {each.rule for each in close} == {"series-gap-short"}
