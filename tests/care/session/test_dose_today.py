"""What was ordered is worked out again for today's weight, and never over the plan's own cap."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.catalogue.protocol import protocol
from daybreak.care.catalogue.route import route
from daybreak.care.errors import NotAllowed
from daybreak.care.findings import Finding, Status
from daybreak.care.plan.body_weight import Basis
from daybreak.care.plan.dose import Dose
from daybreak.care.quantities import Mass, Weight, WeightedDose
from daybreak.care.session.dose_today import Ordered, dose_today

TODAY = date(2026, 11, 17)
SIX = protocol("iv-racemic-six")
ORDERED = Ordered(WeightedDose.mg_per_kg("0.5"), Basis.ACTUAL, None, 40, None, False)


def dose(ordered: Ordered, weight: Weight, weighed_on: date = TODAY) -> Dose:
    return dose_today(
        ordered,
        weight=weight,
        weighed_on=weighed_on,
        sex=None,
        protocol=SIX,
        route=route("iv"),
        today=TODAY,
    )


@pytest.mark.parametrize(
    ("kg", "mg"), [("80", "40"), ("79.2", "39.6"), ("62.3", "31.2"), ("62.1", "31.1")]
)
def test_the_dose_follows_todays_weight(kg: str, mg: str) -> None:
    assert dose(ORDERED, Weight.kg(kg)).rounded == Mass.mg(mg)


def test_the_plans_cap_is_kept_and_said() -> None:
    found = dose(replace(ORDERED, cap=Mass.mg(60)), Weight.kg(170))

    assert found.rounded == Mass.mg(60)
    assert [each.rule for each in found.findings if each.rule == "dose-plan-cap"]
    assert not [each for each in found.findings if each.rule == "dose-cap"]


def test_over_the_protocols_cap_a_second_prescriber_signs() -> None:
    found = dose(ORDERED, Weight.kg(170))

    assert max(each.level for each in found.findings) is Status.REFER


@given(grams=st.integers(25_000, 350_000), cap_mg=st.integers(1, 200))
def test_nothing_over_the_plans_cap_is_ever_drawn_up(grams: int, cap_mg: int) -> None:
    assert dose(replace(ORDERED, cap=Mass.mg(cap_mg)), Weight(grams)).rounded <= Mass.mg(cap_mg)


def test_an_old_weight_holds() -> None:
    found = dose(ORDERED, Weight.kg(80), date(2026, 11, 1))

    assert "dose-weight-age" in {each.rule for each in found.findings}


def test_whole_devices_are_not_drawn_up() -> None:
    with pytest.raises(NotAllowed, match="whole devices"):
        dose_today(
            ORDERED,
            weight=Weight.kg(80),
            weighed_on=TODAY,
            sex=None,
            protocol=protocol("esketamine-trd"),
            route=route("intranasal-esketamine"),
            today=TODAY,
        )


def test_a_plans_cap_is_told_in_full() -> None:
    found = dose(replace(ORDERED, cap=Mass.mg(60)), Weight.kg(170))
    told = next(each for each in found.findings if each.rule == "dose-plan-cap")

    assert SIX.weighted is not None
    assert told == Finding(
        "dose-plan-cap",
        Status.NOTE,
        "85 mg for today's weight is over the 60 mg that the plan allows.",
        SIX.weighted.source,
        to_do="60 mg are given, as ordered.",
    )
