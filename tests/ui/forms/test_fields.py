"""Fields say in a nurse's words what is wrong, and never guess a unit."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from daybreak.care.quantities import Weight
from daybreak.ui.forms import ActForm, AmountField, DayField, NumberField, WeightField

SYSTOLIC = NumberField(unit="mmHg", least=40, most=300, noun="a blood pressure")
DOSE = AmountField(unit="mg", least="0.1", most=Decimal(500), noun="a dose", required=False)
WEIGHT = WeightField(least=Weight.kg(25), most=Weight.kg(350))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1640", "1640 is not a blood pressure. Did you mean 164?"),
        ("16", "16 is not a blood pressure. It lies between 40 and 300."),
        ("120.5", "A blood pressure is a whole number."),
        ("high", "A blood pressure is not a number. Type digits, such as 72.5."),
        ("-120", "-120 is not a blood pressure. It lies between 40 and 300."),
        ("nan", "A blood pressure is not a number. Type digits, such as 72.5."),
    ],
)
def test_an_impossible_reading_is_refused_in_words(typed: str, said: str) -> None:
    with pytest.raises(ValidationError, match=r".") as refused:
        SYSTOLIC.clean(typed)
    assert refused.value.messages == [said]


@pytest.mark.parametrize("typed", ["164", " 164 ", "164.0"])
def test_a_reading_is_a_whole_number(typed: str) -> None:
    assert SYSTOLIC.clean(typed) == 164


@pytest.mark.parametrize(("typed", "dose"), [("0,5", "0.5"), ("40", "40"), ("", None)])
def test_an_amount_is_exact_and_knows_the_comma(typed: str, dose: str | None) -> None:
    assert DOSE.clean(typed) == (None if dose is None else Decimal(dose))


def test_an_impossible_amount_names_its_bounds() -> None:
    with pytest.raises(ValidationError, match=r"501 mg is not a dose\. .* 0\.1 and 500 mg"):
        DOSE.clean("501")


@pytest.mark.parametrize(
    ("number", "unit", "grams"),
    [("150", "lb", 68039), ("68.04", "kg", 68040), ("68,5", "kg", 68500)],
)
def test_a_weight_keeps_the_unit_of_the_scale(number: str, unit: str, grams: int) -> None:
    assert WEIGHT.clean([number, unit]) == Weight(grams)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (["", "kg"], "Type the weight that the scale shows."),
        (["70", ""], "Choose pounds or kilograms."),
        (["70", "stone"], "Select a valid choice"),
        (["20", "kg"], "Look at the unit."),
        (["heavy", "kg"], "The weight is not a number."),
    ],
)
def test_a_weight_without_a_sure_unit_is_refused(sent: list[str], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        WEIGHT.clean(sent)


def test_a_weight_is_shown_again_exactly_as_stored() -> None:
    widget = WEIGHT.widget
    assert widget.decompress(Weight(68039)) == ["68.039", "kg"]
    assert widget.decompress(None) == [None, None]


def test_a_day_is_year_month_day_and_nothing_else() -> None:
    field = DayField(least=date(1900, 1, 1), most=date(2026, 11, 17))
    assert field.clean("1985-02-14") == date(1985, 2, 14)
    for typed, said in [
        ("02/14/1985", "year-month-day"),
        ("1899-12-31", "before"),
        ("2026-11-18", "after"),
    ]:
        with pytest.raises(ValidationError, match=said):
            field.clean(typed)


def test_a_unit_stands_beside_its_field_and_is_read_with_it() -> None:
    class Form(ActForm):
        systolic = NumberField(unit="mmHg", least=40, most=300, noun="a blood pressure")

    page = str(Form())
    assert '<span id="id_systolic_unit">mmHg</span>' in page
    assert 'aria-describedby="id_systolic_unit"' in page
    assert 'inputmode="numeric"' in page
