"""The days the law and the shelf life set."""

from datetime import date

import pytest

from care.ledger.cabinet import RULES
from daybreak.care.findings import Status
from daybreak.care.ledger.clocks import (
    beyond_use,
    inventory_due,
    inventory_findings,
    kept_until,
    loss_clock,
)

FRIDAY, MONDAY, TUESDAY = date(2026, 11, 6), date(2026, 11, 9), date(2026, 11, 10)


@pytest.mark.parametrize(
    ("discovered", "holidays", "notify_by"),
    [
        (MONDAY, (), TUESDAY),
        (FRIDAY, (), MONDAY),
        (FRIDAY, (MONDAY,), TUESDAY),
        (date(2026, 11, 7), (), MONDAY),  # a Saturday
    ],
)
def test_a_loss_is_told_by_the_next_business_day(
    discovered: date, holidays: tuple[date, ...], notify_by: date
) -> None:
    assert loss_clock(discovered, holidays=holidays, rules=RULES).notify_by == notify_by


def test_form_106_is_sent_within_45_days_of_discovery() -> None:
    assert loss_clock(FRIDAY, holidays=(), rules=RULES).report_by == date(2026, 12, 21)


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (date(2026, 11, 6), date(2028, 11, 6)),
        (date(2024, 2, 29), date(2026, 2, 28)),
        (date(2026, 2, 28), date(2028, 2, 28)),
    ],
)
def test_the_inventory_is_due_two_years_after_the_last(last: date, due: date) -> None:
    assert inventory_due(last, FRIDAY, RULES) == due


@pytest.mark.parametrize(
    ("today", "level"),
    [
        (date(2028, 9, 6), None),
        (date(2028, 9, 7), Status.NOTE),
        (date(2028, 10, 29), Status.NOTE),
        (date(2028, 10, 30), Status.WARN),
        (date(2028, 11, 6), Status.WARN),
        (date(2028, 11, 7), Status.HOLD),
    ],
)
def test_the_inventory_is_announced_from_sixty_days_before(
    today: date, level: Status | None
) -> None:
    found = inventory_findings(FRIDAY, today, RULES)

    assert [each.level for each in found] == ([] if level is None else [level])


def test_a_clinic_that_never_took_inventory_is_told_so_at_once() -> None:
    assert [each.level for each in inventory_findings(None, FRIDAY, RULES)] == [Status.HOLD]


def test_shelf_life_and_retention() -> None:
    assert beyond_use(FRIDAY, RULES) == date(2026, 12, 4)
    assert kept_until(FRIDAY, RULES) == date(2028, 11, 6)
    assert kept_until(date(2024, 2, 29), RULES) == date(2026, 3, 1)
