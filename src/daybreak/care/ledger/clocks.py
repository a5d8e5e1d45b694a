"""The days by which something about controlled drugs must be done."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from daybreak.care.findings import Finding, Status
from daybreak.care.ledger.rules import LedgerRules

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class LossClock:
    """By when a theft or significant loss is told in writing, and reported on Form 106."""

    notify_by: date
    report_by: date


def loss_clock(discovered: date, *, holidays: Collection[date], rules: LedgerRules) -> LossClock:
    """The two days that follow from the day of discovery."""
    notify_by, left = discovered, rules.loss.notify_business_days
    while left:
        notify_by += timedelta(days=1)
        left -= notify_by.weekday() < SATURDAY and notify_by not in holidays
    return LossClock(notify_by, discovered + timedelta(days=rules.loss.report_days))


def inventory_due(last: date | None, today: date, rules: LedgerRules) -> date:
    """By when everything is inventoried again; today where it never was."""
    if last is None:
        return today
    try:
        return last.replace(year=last.year + rules.inventory.years)
    except ValueError:  # 29 February: the day before, so that it is never a day late
        return last.replace(year=last.year + rules.inventory.years, day=28)


def inventory_findings(last: date | None, today: date, rules: LedgerRules) -> tuple[Finding, ...]:
    """A warning from the first of the days before it on; late, it holds."""
    due = inventory_due(last, today, rules)
    days = (due - today).days
    if days > max(rules.inventory.warn_days):
        return ()
    level = Status.NOTE if days > min(rules.inventory.warn_days) else Status.WARN
    if days < 0 or last is None:
        level = Status.HOLD
    return (rules.refused("ledger-inventory", level=level, due=due.isoformat()),)


def beyond_use(opened: date, rules: LedgerRules) -> date:
    """The last day on which a vial for several doses may be drawn from."""
    return opened + timedelta(days=rules.multi_dose.beyond_use_days)


def kept_until(recorded: date, rules: LedgerRules) -> date:
    """Until when a record is kept at the least; state law may ask for more."""
    try:
        return recorded.replace(year=recorded.year + rules.retention.years)
    except ValueError:
        return date(recorded.year + rules.retention.years, 3, 1)
