"""A dose is worked out exactly, rounded to what can be measured, and checked from every side."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.catalogue.protocol import protocol, protocols
from daybreak.care.catalogue.route import route
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.findings import Status
from daybreak.care.plan.body_weight import Basis, Body, Sex, bmi, ideal_weight, weight_for
from daybreak.care.plan.dose import Dose, Order, device_dose, device_minutes, weighted_dose
from daybreak.care.quantities import Height, Mass, Weight, WeightedDose

TODAY = date(2026, 11, 22)
SIX = protocol("iv-racemic-six")
IV = route("iv")


def order(mg_per_kg: str = "0.5", kg: str = "80", minutes: int | None = 40, **more: Any) -> Order:
    return Order(
        WeightedDose.mg_per_kg(mg_per_kg),
        more.pop("basis", Basis.ACTUAL),
        more.pop("body", Body(Weight.kg(kg))),
        more.pop("weighed_on", TODAY),
        minutes,
        **more,
    )


def dose(asked: Order, *, by: str = "iv-racemic-six") -> Dose:
    plan = protocol(by)
    return weighted_dose(asked, protocol=plan, route=route(plan.route), today=TODAY)


def levels(found: Dose) -> dict[str, Status]:
    return {each.rule: Status(each.level) for each in found.findings}


@pytest.mark.parametrize(
    ("mg_per_kg", "kg", "unrounded_mg", "rounded_mg"),
    [
        ("0.5", "80", "40", "40"),  # worked example A
        ("0.7", "62.3", "43.61", "43.6"),  # worked example B
        ("0.5", "71.1", "35.55", "35.6"),  # a tie goes up
        ("0.5", "70.4", "35.2", "35.2"),
    ],
)
def test_an_iv_dose_is_rounded_to_a_tenth_of_a_milligram_ties_up(
    mg_per_kg: str, kg: str, unrounded_mg: str, rounded_mg: str
) -> None:
    found = dose(order(mg_per_kg, kg, 60))
    assert found.unrounded_mg == Decimal(unrounded_mg)
    assert found.rounded == Mass.mg(rounded_mg)


def test_an_injection_is_rounded_to_whole_milligrams() -> None:
    found = dose(order("0.5", "71", None), by="im-racemic-six")
    assert (found.unrounded_mg, found.rounded) == (Decimal("35.5"), Mass.mg(36))


def test_half_a_milligram_in_forty_minutes_is_twelve_and_a_half_micrograms_a_minute() -> None:
    assert dose(order()).ug_per_kg_min == Decimal("12.5")


WOMAN = Body(Weight.kg(104), Height.cm(165), Sex.FEMALE)


@pytest.mark.parametrize(
    ("basis", "kg", "mg"),
    [
        (Basis.ACTUAL, "104", "52.0"),
        (Basis.IDEAL, "56.9", "28.5"),
        (Basis.ADJUSTED, "75.7", "37.9"),
    ],
)
def test_the_worked_example_of_a_woman_of_165_cm_and_104_kg(basis: Basis, kg: str, mg: str) -> None:
    found = dose(order(body=WOMAN, basis=basis))

    assert bmi(WOMAN) == Decimal("38.2")
    assert round(found.basis_weight.in_kg, 1) == Decimal(kg)
    assert found.rounded == Mass.mg(mg)
    assert ("dose-basis" in levels(found)) is (basis is Basis.ACTUAL)


@pytest.mark.parametrize(
    "body",
    [
        Body(Weight.kg(80)),
        Body(Weight.kg(80), Height.cm(170)),
        Body(Weight.kg(80), None, Sex.MALE),
        Body(Weight.kg(80), Height.cm("152.3"), Sex.MALE),
    ],
)
def test_the_ideal_weight_is_not_made_up_where_it_is_not_defined(body: Body) -> None:
    with pytest.raises(NotAllowed, match="actual"):
        dose(order(body=body, basis=Basis.IDEAL))


def test_the_ideal_weight_begins_at_sixty_inches() -> None:
    assert ideal_weight(Body(Weight.kg(50), Height.cm("152.4"), Sex.MALE)) == Weight.kg(50)
    assert ideal_weight(Body(Weight.kg(50), Height.cm("152.4"), Sex.FEMALE)) == Weight.kg("45.5")


@pytest.mark.parametrize(
    ("asked", "by", "rule", "level"),
    [
        (order("0.04"), "iv-racemic-six", "dose-limit", Status.HOLD),
        (order("0.05"), "iv-racemic-six", "dose-limit", None),
        (order("1.0"), "iv-racemic-six", "dose-ceiling", None),
        (order("1.001"), "iv-racemic-six", "dose-ceiling", Status.REFER),
        (order("1.001", is_second_signed=True), "iv-racemic-six", "dose-ceiling", Status.NOTE),
        (order("1.5"), "iv-racemic-six", "dose-limit", None),
        (order("1.501", is_second_signed=True), "iv-racemic-six", "dose-limit", Status.HOLD),
        (order("0.5", "160"), "iv-racemic-six", "dose-cap", None),
        (order("0.5", "161"), "iv-racemic-six", "dose-cap", Status.REFER),
        (order("1.5", minutes=None), "im-racemic-six", "dose-ceiling", None),
        (order("1.501", minutes=None), "im-racemic-six", "dose-ceiling", Status.REFER),
        (order("2.001", minutes=None), "im-racemic-six", "dose-limit", Status.HOLD),
        (order("6.5", minutes=None), "im-racemic-six", "dose-anaesthetic", Status.EXCLUDE),
        (order("6.499", minutes=None), "im-racemic-six", "dose-anaesthetic", None),
        (order(minutes=None), "iv-racemic-six", "dose-minutes", Status.HOLD),
        (order(minutes=1), "iv-racemic-six", "dose-minutes", Status.HOLD),
        (order(minutes=2), "iv-racemic-six", "dose-minutes", None),
        (order(minutes=0), "iv-racemic-six", "dose-minutes", Status.HOLD),
        (order(minutes=-40), "iv-racemic-six", "dose-minutes", Status.HOLD),
        (order(minutes=241), "iv-racemic-six", "dose-minutes", Status.HOLD),
        (order(minutes=39), "iv-racemic-six", "dose-minutes-protocol", Status.WARN),
        (order(minutes=40), "iv-racemic-six", "dose-minutes-protocol", None),
        (order(minutes=40), "im-racemic-six", "dose-minutes", Status.HOLD),
        (order("1.0", minutes=40), "iv-racemic-six", "dose-rate", None),
        (order("1.01", minutes=40), "iv-racemic-six", "dose-rate", Status.WARN),
        (order(weighed_on=TODAY - timedelta(7)), "iv-racemic-six", "dose-weight-age", None),
        (order(weighed_on=TODAY - timedelta(8)), "iv-racemic-six", "dose-weight-age", Status.HOLD),
        (order(weighed_on=TODAY + timedelta(1)), "iv-racemic-six", "dose-weight-age", Status.HOLD),
        (order("0.5", "25", None), "im-racemic-six", "dose-rounding", Status.HOLD),  # 12.5 to 13
        (order("0.52", "25", None), "im-racemic-six", "dose-rounding", None),
    ],
)
def test_each_check_of_a_dose_speaks_from_its_line_on(
    asked: Order, by: str, rule: str, level: Status | None
) -> None:
    assert levels(dose(asked, by=by)).get(rule) is level


def test_a_dose_that_is_refused_or_waits_for_a_signature_may_not_be_signed() -> None:
    assert dose(order()).may_be_signed
    assert dose(order(minutes=39)).may_be_signed
    assert not dose(order("1.2")).may_be_signed
    assert dose(order("0.9", "80", is_second_signed=True)).may_be_signed
    assert not dose(order("1.6", is_second_signed=True)).may_be_signed


def test_a_dose_over_what_the_prescriber_allows_at_most_is_held() -> None:
    over = dose(order("0.5", "80", cap=Mass.mg(39)))
    within = dose(order("0.5", "80", cap=Mass.mg(40)))

    assert levels(over)["dose-order-cap"] is Status.HOLD
    assert "dose-order-cap" not in levels(within)


def test_all_findings_come_back() -> None:
    asked = order("1.2", "120", 1, body=replace(WOMAN, weight=Weight.kg(120)))
    found = levels(dose(asked))
    assert set(found) == {"dose-ceiling", "dose-cap", "dose-minutes", "dose-rate", "dose-basis"}


@pytest.mark.parametrize("kg", ["24.9", "350.1", "0", "-70"])
def test_a_weight_that_no_person_has_is_not_understood(kg: str) -> None:
    with pytest.raises(NotUnderstood):
        dose(order(kg=kg))


def test_an_order_is_never_moved_to_another_route() -> None:
    with pytest.raises(NotAllowed):
        weighted_dose(order(), protocol=SIX, route=route("im"), today=TODAY)
    with pytest.raises(NotAllowed):
        dose(order(), by="esketamine-trd")


TRD = protocol("esketamine-trd")


@pytest.mark.parametrize(
    ("mg", "is_first", "is_signed", "level"),
    [
        (56, True, False, None),
        (84, True, False, Status.REFER),
        (84, True, True, Status.NOTE),
        (84, False, False, None),
        (28, False, True, Status.HOLD),
        (112, False, True, Status.HOLD),
        (60, False, True, Status.HOLD),
        (0, False, True, Status.HOLD),
    ],
)
def test_esketamine_is_ordered_in_devices_and_never_above_eighty_four(
    mg: int, *, is_first: bool, is_signed: bool, level: Status | None
) -> None:
    found = device_dose(Mass.mg(mg), protocol=TRD, is_first=is_first, is_second_signed=is_signed)
    assert [each.level for each in found] == ([] if level is None else [level])


def test_devices_are_five_minutes_apart() -> None:
    assert TRD.devices is not None
    assert device_minutes(Mass.mg(56), TRD.devices) == (0, 5)
    assert device_minutes(Mass.mg(84), TRD.devices) == (0, 5, 10)
    with pytest.raises(NotUnderstood):
        device_minutes(Mass.mg(60), TRD.devices)
    with pytest.raises(NotAllowed):
        device_dose(Mass.mg(56), protocol=SIX, is_first=True)


weights = st.integers(25_000, 350_000).map(Weight)
by_weight = st.sampled_from([each for each in protocols() if each.weighted])
per_kg = st.integers(0, 10_000).map(WeightedDose)


@settings(deadline=None)
@given(per_kg, weights, by_weight, st.none() | st.integers(-5, 400))
def test_rounding_is_at_most_half_a_step_and_two_percent_if_it_may_be_signed(
    dose_per_kg: WeightedDose, weight: Weight, plan: Any, minutes: int | None
) -> None:
    way = route(plan.route)
    asked = Order(dose_per_kg, Basis.ACTUAL, Body(weight), TODAY, minutes)

    found = weighted_dose(asked, protocol=plan, route=way, today=TODAY)

    off_mg = abs(found.rounded.in_mg - found.unrounded_mg)
    assert off_mg * 2 <= way.rounding_step.in_mg
    assert found.rounded.micrograms % way.rounding_step.micrograms == 0
    if found.may_be_signed:
        assert off_mg * 100 <= 2 * found.unrounded_mg
        assert plan.weighted.floor_mg_per_kg <= dose_per_kg.in_mg_per_kg
        assert dose_per_kg.in_mg_per_kg <= plan.weighted.ceiling_mg_per_kg
        assert found.rounded <= plan.weighted.cap


@settings(deadline=None)
@given(weights, st.integers(1524, 2300).map(Height), st.sampled_from(Sex))
def test_the_adjusted_weight_lies_between_the_ideal_and_the_actual(
    weight: Weight, height: Height, sex: Sex
) -> None:
    body = Body(weight, height, sex)
    ideal, adjusted = weight_for(Basis.IDEAL, body), weight_for(Basis.ADJUSTED, body)
    assert min(ideal, weight) <= adjusted <= max(ideal, weight)


@pytest.mark.parametrize(
    ("protocol_id", "per_kg", "minutes", "is_fast"),
    [
        ("iv-racemic-pain", "2", 120, False),
        ("iv-racemic-pain", "2", 119, True),
        ("iv-racemic-crps", "1.4", 240, False),
        ("iv-racemic-six", "1", 40, False),  # the rule is that of the pain protocols
    ],
)
def test_over_a_milligram_per_kilogram_an_hour_takes_more_than_a_usual_room(
    protocol_id: str, per_kg: str, minutes: int, is_fast: bool
) -> None:
    found = dose(order(per_kg, "70", minutes), by=protocol_id)

    assert ("dose-fast" in levels(found)) is is_fast
