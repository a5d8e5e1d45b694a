"""What is drawn up, mixed and set follows from the order and the vial; two people find the same."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from daybreak.care.catalogue.protocol import protocol
from daybreak.care.catalogue.route import route
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.findings import Status
from daybreak.care.plan.body_weight import Basis, Body
from daybreak.care.plan.dose import Dose, Order, weighted_dose
from daybreak.care.plan.double_check import Figures, double_check, pump_check
from daybreak.care.plan.preparation import Bag, Preparation, prepare
from daybreak.care.quantities import Mass, Rate, Strength, Volume, Weight, WeightedDose

TODAY = date(2026, 11, 22)


def dose(mg_per_kg: str, kg: str, minutes: int | None, *, by: str = "iv-racemic-six") -> Dose:
    plan = protocol(by)
    asked = Order(
        WeightedDose.mg_per_kg(mg_per_kg), Basis.ACTUAL, Body(Weight.kg(kg)), TODAY, minutes
    )
    return weighted_dose(asked, protocol=plan, route=route(plan.route), today=TODAY)


def infusion(order: Dose, mg_per_ml: int, ml: int | str, bag: Bag = Bag.REPLACED) -> Preparation:
    return prepare(
        order,
        route=route("iv"),
        strength=Strength.mg_per_ml(mg_per_ml),
        diluent=Volume.ml(ml),
        bag=bag,
    )


A = infusion(dose("0.5", "80", 40), 50, 100)
B = infusion(dose("0.7", "62.3", 60), 10, 50)


def test_worked_example_a() -> None:
    assert A.drug == Volume.ml("0.80")
    assert A.bag == Volume.ml(100)
    assert A.mg_per_ml == Decimal("0.40")
    assert A.rate == Rate.ml_per_h(150)
    assert A.mg_per_min == Decimal("1.00")
    assert A.ug_per_kg_min == Decimal("12.5")
    assert A.findings == ()


def test_worked_example_b() -> None:
    assert (B.dose, B.drug) == (Mass.mg("43.6"), Volume.ml("4.36"))
    assert B.mg_per_ml == Decimal("0.872")
    assert B.rate == Rate.ml_per_h(50)
    assert B.ug_per_kg_min == Decimal("11.7")
    assert B.drawn == B.dose


def test_worked_example_c_stopped_after_twenty_two_minutes() -> None:
    volume, drug = A.run_in(22)
    assert (volume, drug) == (Volume.ml(55), Mass.mg(22))
    assert A.dose.micrograms - drug.micrograms == Mass.mg(18).micrograms
    assert A.run_in(41) == A.run_in(40) == (Volume.ml(100), Mass.mg(40))


def test_drug_that_is_added_makes_the_bag_larger_and_the_pump_faster() -> None:
    added = infusion(dose("0.5", "80", 40), 50, 100, Bag.ADDED)
    assert added.bag == Volume.ml("100.8")
    assert added.rate == Rate.ml_per_h("151.2")


def test_an_injection_is_only_drawn_up() -> None:
    found = prepare(
        dose("0.5", "71", None, by="im-racemic-six"),
        route=route("im"),
        strength=Strength.mg_per_ml(50),
        diluent=None,
        bag=Bag.ADDED,
    )
    assert (found.drug, found.bag, found.rate) == (Volume.ml("0.72"), None, None)
    with pytest.raises(NotAllowed):
        found.run_in(5)
    assert pump_check(Rate.ml_per_h(10), computed=found)[0].level is Status.HOLD


@pytest.mark.parametrize(
    ("diluent_ml", "bag", "is_refused"),
    [
        ("0.4", Bag.REPLACED, True),  # the drug alone
        ("0.79", Bag.REPLACED, True),
        ("0.8", Bag.REPLACED, False),
        ("0.39", Bag.ADDED, True),
        ("0.4", Bag.ADDED, False),  # an equal volume of diluent
    ],
)
def test_the_strongest_vial_is_never_given_undiluted_into_a_vein(
    diluent_ml: str, bag: Bag, *, is_refused: bool
) -> None:
    found = infusion(dose("0.5", "80", 40), 100, diluent_ml, bag)
    assert ("preparation-undiluted" in {each.rule for each in found.findings}) is is_refused


@pytest.mark.parametrize(("diluent_ml", "is_warned"), [("400", False), ("401", True), ("4", False)])
def test_a_mixture_too_thin_is_pointed_out(diluent_ml: str, *, is_warned: bool) -> None:
    found = infusion(dose("0.5", "80", 40), 50, diluent_ml)
    assert bool(found.findings) is is_warned


def test_so_little_of_a_strong_vial_cannot_be_measured() -> None:
    tiny = replace(dose("0.5", "80", 40), rounded=Mass.mg("1.4"))
    found = infusion(tiny, 100, 100)
    assert "preparation-drawn" in {each.rule for each in found.findings}


@pytest.mark.parametrize(
    ("strength", "diluent", "error"),
    [
        (Strength.mg_per_ml(5), Volume.ml(100), NotUnderstood),
        (Strength.mg_per_ml(50), Volume.ml(0), NotUnderstood),
        (Strength.mg_per_ml(50), Volume.ml(-100), NotUnderstood),
        (Strength.mg_per_ml(50), None, NotAllowed),
        (Strength.mg_per_ml(50), Volume.ml("0.5"), NotAllowed),
    ],
)
def test_what_cannot_be_prepared_is_refused(
    strength: Strength, diluent: Volume | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        prepare(
            dose("0.5", "80", 40),
            route=route("iv"),
            strength=strength,
            diluent=diluent,
            bag=Bag.REPLACED,
        )


NURSE, OTHER = UUID(int=1), UUID(int=2)


def figures(by: UUID = NURSE, **more: Mass | Volume | Rate | None) -> Figures:
    return replace(Figures(by, A.dose, A.drug, A.bag, A.rate), **more)  # type: ignore[arg-type]


def test_two_people_who_find_the_same_agree() -> None:
    assert double_check(figures(NURSE), figures(OTHER), computed=A) == ()


@pytest.mark.parametrize(
    ("second", "rule"),
    [
        (figures(NURSE), "double-check-person"),
        (figures(OTHER, dose=Mass.mg(400)), "double-check-dose"),
        (figures(OTHER, drug=Volume.ml(8)), "double-check-drug-volume"),
        (figures(OTHER, drug=Volume.ml("0.79")), "double-check-drug-volume"),
        (figures(OTHER, bag=Volume.ml(50)), "double-check-bag-volume"),
        (figures(OTHER, rate=Rate.ml_per_h("151.6")), "double-check-pump-rate"),
        (figures(OTHER, rate=None), "double-check-pump-rate"),
        (figures(OTHER, rate=Rate(0)), "double-check-pump-rate"),
    ],
)
def test_two_people_who_differ_do_it_again(second: Figures, rule: str) -> None:
    found = double_check(figures(NURSE), second, computed=A)
    assert [each.rule for each in found] == [rule]
    assert found[0].level is Status.HOLD
    assert found[0].overridable_by == ()


def test_two_people_who_are_wrong_alike_do_not_pass() -> None:
    wrong = Volume.ml(8)
    found = double_check(figures(NURSE, drug=wrong), figures(OTHER, drug=wrong), computed=A)
    assert [each.rule for each in found] == ["double-check-drug-volume"]


@pytest.mark.parametrize(
    ("ml_per_h", "is_right"),
    [("150", True), ("151.5", True), ("148.6", True), ("151.6", False), ("1500", False)],
)
def test_the_pump_is_set_to_what_was_worked_out_within_one_percent(
    ml_per_h: str, *, is_right: bool
) -> None:
    found = pump_check(Rate.ml_per_h(ml_per_h), computed=A)
    assert (not found) is is_right


@settings(deadline=None)
@given(
    st.integers(50, 1500),
    st.integers(25_000, 350_000),
    st.integers(2, 240),
    st.sampled_from([10, 50, 100]),
    st.integers(1, 500),
    st.sampled_from(Bag),
)
def test_what_runs_in_is_the_dose_and_the_figures_fit_together(  # noqa: PLR0917 - all that varies
    ug_per_kg: int, grams: int, minutes: int, mg_per_ml: int, diluent_ml: int, bag: Bag
) -> None:
    order = dose(str(Decimal(ug_per_kg) / 1000), str(Decimal(grams) / 1000), minutes)
    assume(order.rounded.in_mg / mg_per_ml < diluent_ml)

    found = infusion(order, mg_per_ml, diluent_ml, bag)

    assert found.rate is not None
    assert found.bag is not None
    assert found.mg_per_ml is not None
    by_rate_mg = found.rate.in_ml_per_h * minutes / 60 * found.mg_per_ml
    step_mg = Decimal("0.05") * minutes / 60 * found.mg_per_ml
    assert abs(by_rate_mg - found.dose.in_mg) <= step_mg + Decimal("1e-9")
    assert found.run_in(minutes) == (found.bag, found.dose)
    if not any(each.level >= Status.HOLD for each in found.findings):
        assert abs(found.drawn.micrograms - found.dose.micrograms) * 50 <= found.dose.micrograms


@settings(deadline=None)
@given(st.integers(0, 300), st.integers(0, 300))
def test_more_time_never_means_less_run_in(one: int, other: int) -> None:
    early, late = sorted((one, other))
    assert B.run_in(early) <= B.run_in(late)


def test_nothing_is_prepared_of_nothing_and_no_time_runs_backwards() -> None:
    nothing = replace(dose("0.5", "80", 40), rounded=Mass(0))
    with pytest.raises(NotUnderstood):
        infusion(nothing, 50, 100)
    with pytest.raises(NotUnderstood):
        A.run_in(-1)


def test_an_injection_has_no_bag() -> None:
    with pytest.raises(NotAllowed, match="bag"):
        prepare(
            dose("0.5", "71", None, by="im-racemic-six"),
            route=route("im"),
            strength=Strength.mg_per_ml(50),
            diluent=Volume.ml(100),
            bag=Bag.ADDED,
        )
