"""Amounts are read with their units and without a zero that could be mistaken."""

from datetime import timedelta

import pytest

from daybreak.care.quantities import Height, Mass, Rate, Strength, Volume, Weight
from daybreak.ui.presenters import quantities


def shown(words: str) -> str:
    return words.replace(quantities.NARROW, " ")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Mass.mg("40.0"), "40 mg"),
        (Mass.mg("0.125"), "0.125 mg"),
        (Volume.ml("0.80"), "0.8 mL"),
        (Rate.ml_per_h(150), "150 mL/h"),
        (Strength.mg_per_ml("0.4"), "0.4 mg/mL"),
        (Mass(0), "0 mg"),
    ],
)
def test_a_dose_has_no_trailing_zero(value: Mass | Volume | Rate | Strength, words: str) -> None:
    assert shown(quantities.amount(value)) == words


def test_a_weight_is_shown_in_both_units_to_a_tenth() -> None:
    assert shown(quantities.kg(Weight.kg("80.04"))) == "80.0 kg"
    assert shown(quantities.lb(Weight.kg(80))) == "176.4 lb"


@pytest.mark.parametrize(("cm", "words"), [(172, "5 ft 8 in"), ("182.8", "6 ft 0 in")])
def test_a_height_never_has_twelve_inches(cm: int | str, words: str) -> None:
    assert quantities.feet(Height.cm(cm)) == words


def test_minutes_are_never_rounded_up() -> None:
    assert shown(quantities.minutes(timedelta(seconds=119))) == "1 min"


def test_a_number_never_splits_from_its_unit() -> None:
    assert " " not in quantities.with_unit(164, "mmHg")


def test_a_share_names_its_whole() -> None:
    assert quantities.of_with(54, 96, "with a score") == "54 of 96 with a score"
