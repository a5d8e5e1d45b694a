"""Amounts are whole numbers of small units, and no figure that is typed breaks them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.errors import NotUnderstood
from daybreak.care.quantities import Mass, Weight, WeightedDose, decimal_of, half_up, plain


@pytest.mark.parametrize(
    ("text", "value"),
    [("72.5", "72.5"), (" 72,5 ", "72.5"), ("0", "0"), ("-3", "-3"), ("1000000000000", "1E12")],
)
def test_what_people_type_is_read(text: str, value: str) -> None:
    assert decimal_of(text, what="It") == Decimal(value)


@pytest.mark.parametrize("text", ["", "x", "1.2.3", "nan", "inf", "1e40", "-1e40", "1000000000001"])
def test_what_is_no_figure_is_said_in_a_sentence(text: str) -> None:
    with pytest.raises(NotUnderstood, match=r"\.$"):
        decimal_of(text, what="It")


@pytest.mark.parametrize(
    ("value", "step", "rounded"),
    [
        ("0.5", "1", "1"),
        ("-0.5", "1", "-1"),
        ("0.4999", "1", "0"),
        ("35.55", "0.1", "35.6"),
        ("56", "28", "56"),
        ("69", "28", "56"),
        ("70", "28", "84"),
    ],
)
def test_ties_go_away_from_nothing(value: str, step: str, rounded: str) -> None:
    assert half_up(Decimal(value), Decimal(step)) == Decimal(rounded)


def test_what_is_too_large_to_be_exact_is_refused_and_never_rounded() -> None:
    with pytest.raises(NotUnderstood, match="too large"):
        Mass.mg(Decimal("1e40"))


@given(st.integers(0, 10**9), st.integers(1, 500_000), st.sampled_from([100, 1000, 28_000]))
def test_a_rounded_dose_is_within_half_a_step(per_kg: int, grams: int, step: int) -> None:
    dose = WeightedDose(per_kg).for_weight(Weight(grams), step=Mass(step))

    exact = Decimal(per_kg) * grams / 1000
    assert dose.micrograms % step == 0
    assert abs(dose.micrograms - exact) * 2 <= step


@given(st.integers(-(10**12), 10**12))
def test_a_mass_is_shown_as_it_is(micrograms: int) -> None:
    assert Mass.mg(Decimal(str(Mass(micrograms)).removesuffix(" mg"))) == Mass(micrograms)
    assert "E" not in plain(Decimal(micrograms))
