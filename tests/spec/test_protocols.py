"""The examples beside each protocol are what orders and dates come to."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from daybreak.care.catalogue.example import OrderCase, SeriesCase, protocol_examples
from daybreak.care.catalogue.protocol import protocol, protocols
from daybreak.care.catalogue.route import route
from daybreak.care.plan.body_weight import Basis, Body
from daybreak.care.plan.dose import Order, device_dose, weighted_dose
from daybreak.care.plan.schedule import check
from daybreak.care.quantities import Mass, Weight, WeightedDose

TODAY = date(2026, 11, 22)
EXAMPLES = protocol_examples()
ORDERS = [(each.id, case) for each in EXAMPLES.protocol for case in each.order]
SERIES = [(each.id, case) for each in EXAMPLES.protocol for case in each.series]


@pytest.mark.parametrize(("id", "case"), ORDERS)
def test_an_order_comes_to_what_the_example_says(id: str, case: OrderCase) -> None:  # noqa: A002 - a key of the file
    plan = protocol(id)
    if case.mg is not None:
        found = device_dose(Mass.mg(case.mg), protocol=plan, is_first=case.is_first)
        assert case.dose_mg == case.mg
    else:
        order = Order(
            WeightedDose.mg_per_kg(case.mg_per_kg or 0),
            Basis.ACTUAL,
            Body(Weight.kg(case.kg or 0)),
            TODAY,
            case.minutes,
        )
        dose = weighted_dose(order, protocol=plan, route=route(plan.route), today=TODAY)
        assert dose.rounded.in_mg == Decimal(case.dose_mg)
        found = dose.findings

    assert {each.rule for each in found} == set(case.says)


@pytest.mark.parametrize(("id", "case"), SERIES)
def test_dates_fit_as_the_example_says(id: str, case: SeriesCase) -> None:  # noqa: A002 - a key of the file
    phase = next(each for each in protocol(id).phase if each.id == case.phase)

    found = check(phase, [TODAY + timedelta(days=day) for day in case.days])

    assert {each.rule for each in found} == set(case.says)


def test_every_protocol_has_examples_that_pass_and_that_are_stopped() -> None:
    assert [each.id for each in EXAMPLES.protocol] == [each.id for each in protocols()]
    for each in EXAMPLES.protocol:
        assert {bool(case.says) for case in each.order} == {True, False}, each.id
        assert {bool(case.says) for case in each.series} == {True, False}, each.id
        assert {case.phase for case in each.series} == {
            phase.id for phase in protocol(each.id).phase
        }
