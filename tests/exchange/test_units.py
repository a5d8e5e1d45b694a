"""A unit is known or it is not; what is known goes both ways."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.exchange.code_maps import measures
from daybreak.exchange.units import units

KINDS = sorted({unit.kind for unit in units().unit})


@pytest.mark.parametrize(
    ("kind", "ucum", "theirs", "ours"),
    [
        ("mass-g", "kg", "70", 70_000),
        ("mass-g", "g", "3500", 3_500),
        ("mass-g", "[lb_av]", "154.3", 69_989),  # 154.3 x 453.59237
        ("mass-g", "[oz_av]", "16", 454),
        ("length-mm", "cm", "170.25", 1_703),  # a tie: up
        ("length-mm", "m", "1.7", 1_700),
        ("length-mm", "[in_i]", "67", 1_702),  # 1701.8
        ("length-mm", "[ft_i]", "6", 1_829),
        ("pressure-mmhg", "mm[Hg]", "119.5", 120),
        ("pressure-mmhg", "kPa", "16", 120),  # 120.01
        ("temperature-dc", "Cel", "36.94", 369),
        ("temperature-dc", "[degF]", "98.4", 369),  # care pathway 12.6
        ("temperature-dc", "[degF]", "32", 0),
        ("rate-per-min", "{beats}/min", "88", 88),
        ("rate-per-min", "1/min", "88", 88),
        ("percent", "%", "97.5", 98),
        ("score", "{score}", "17", 17),
    ],
)
def test_theirs_becomes_ours(kind: str, ucum: str, theirs: str, ours: Any) -> None:
    unit = units().by_ucum(ucum, kind)

    assert unit is not None
    assert unit.to_ours(Decimal(theirs)) == ours


@pytest.mark.parametrize(
    ("kind", "ucum"),
    [
        ("mass-g", "lb"),
        ("mass-g", "KG"),
        ("pressure-mmhg", "mmHg"),
        ("temperature-dc", "F"),
        ("mass-g", "cm"),
        ("percent", "1"),
        ("length-mm", ""),
    ],
)
def test_a_unit_that_ucum_does_not_have_or_that_does_not_fit_is_not_guessed(
    kind: str, ucum: str
) -> None:
    assert units().by_ucum(ucum, kind) is None


@settings(deadline=None)
@given(st.sampled_from(KINDS), st.integers(-1_000_000, 1_000_000))
def test_what_we_send_comes_back_as_it_went(kind: str, value: int) -> None:
    unit = units().sent_for(kind)

    assert unit.to_ours(unit.from_ours(value)) == value


@settings(deadline=None)
@given(st.sampled_from(units().unit), st.integers(0, 1_000_000))
def test_every_unit_goes_both_ways(unit: Any, value: int) -> None:
    assert unit.to_ours(unit.from_ours(value)) == value


@settings(deadline=None)
@given(st.sampled_from(units().unit), st.decimals())
def test_no_figure_is_too_odd_to_be_answered(unit: Any, figure: Decimal) -> None:
    ours = unit.to_ours(figure) if not figure.is_snan() else None

    assert ours is None or isinstance(ours, int)


def test_no_code_means_two_units() -> None:
    ucum = [(u.kind, code) for u in units().unit for code in (u.ucum, *u.also_ucum)]
    mdc = [u.mdc for u in units().unit if u.mdc]

    assert len(set(ucum)) == len(ucum)
    assert len(set(mdc)) == len(mdc)


def test_every_measure_has_a_unit_to_be_sent_in() -> None:
    assert {row.kind for row in measures().measure} <= set(KINDS)
