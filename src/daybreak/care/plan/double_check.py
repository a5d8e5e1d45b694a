"""Two people work out the same dose alone, and the pump shows what they found."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from daybreak.care.findings import Finding, Status
from daybreak.care.plan.checks import Checks, usual_checks
from daybreak.care.plan.preparation import Preparation
from daybreak.care.quantities import Mass, Rate, Volume

Amount = Mass | Volume | Rate


@dataclass(frozen=True, slots=True)
class Figures:
    """What one person has worked out alone. Bag and rate are left out where nothing runs in."""

    by: UUID
    dose: Mass
    drug: Volume
    bag: Volume | None = None
    rate: Rate | None = None


def double_check(
    first: Figures, second: Figures, *, computed: Preparation, checks: Checks | None = None
) -> tuple[Finding, ...]:
    """What keeps two people's figures from agreeing with each other and with the sum here.

    Empty when two different people have come to the same figures within one percent.
    """
    steps = (checks or usual_checks()).preparation
    percent = steps.agree_percent
    found = []
    if first.by == second.by:
        found.append(
            Finding(
                "double-check-person",
                Status.HOLD,
                "Both figures are by the same person.",
                steps.source,
                to_do="A second person works it out without looking.",
            )
        )
    ours = (computed.dose, computed.drug, computed.bag, computed.rate)
    one = (first.dose, first.drug, first.bag, first.rate)
    other = (second.dose, second.drug, second.bag, second.rate)
    names = ("dose", "drug volume", "bag volume", "pump rate")
    for name, a, b, c in zip(names, one, other, ours, strict=True):
        if not (_agree(a, b, percent) and _agree(a, c, percent) and _agree(b, c, percent)):
            shown = " and ".join(str(each) if each is not None else "nothing" for each in (a, b))
            found.append(
                Finding(
                    f"double-check-{name.replace(' ', '-')}",
                    Status.HOLD,
                    f"The {name} does not agree: {shown}; worked out here: {c or 'nothing'}.",
                    steps.source,
                    to_do="Both work it out again from the order and the vial.",
                )
            )
    return tuple(found)


def pump_check(
    programmed: Rate, *, computed: Preparation, checks: Checks | None = None
) -> tuple[Finding, ...]:
    """Whether the pump is set to what was worked out, within one percent."""
    steps = (checks or usual_checks()).preparation
    if computed.rate is not None and _agree(programmed, computed.rate, steps.agree_percent):
        return ()
    should = computed.rate or "nothing: this dose does not run in"
    return (
        Finding(
            "pump-rate",
            Status.HOLD,
            f"The pump is set to {programmed}; it should be {should}.",
            steps.source,
            to_do="Set the pump again and read it back.",
        ),
    )


def _agree(a: Amount | None, b: Amount | None, percent: Decimal) -> bool:
    if a is None or b is None:
        return a is b
    one, other = _units(a), _units(b)
    return abs(one - other) * 100 <= percent * min(abs(one), abs(other)) and one > 0 < other


def _units(amount: Amount) -> int:
    match amount:
        case Mass():
            return amount.micrograms
        case Volume():
            return amount.microlitres
        case Rate():
            return amount.microlitres_per_h
