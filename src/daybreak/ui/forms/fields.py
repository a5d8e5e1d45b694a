"""Fields that know their unit, and say what is wrong with a number in a nurse's words."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from daybreak.care.errors import NotUnderstood
from daybreak.care.quantities import Weight, decimal_of, plain
from daybreak.ui.forms.widgets import AmountInput, DayInput, Parts

POUNDS, KILOGRAMS = "lb", "kg"
NO_WEIGHT = "Type the weight that the scale shows."


class NumberField(forms.Field):
    """A whole number with a unit: a reading, a count.

    `noun` names it in an error: "1640 is not a blood pressure. Did you mean 164?" `least` and
    `most` are what can be typed at all, not what is healthy; rules judge that.
    """

    def __init__(self, *, unit: str, least: int, most: int, noun: str, **kwargs: Any) -> None:
        self.least, self.most, self.noun = least, most, noun
        kwargs.setdefault("widget", AmountInput(unit=unit, decimal=False))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        try:
            number = decimal_of(str(value), what=_capital(self.noun))
        except NotUnderstood as trouble:
            raise ValidationError(trouble.message, code="invalid") from None
        if number != int(number):
            raise ValidationError(f"{_capital(self.noun)} is a whole number.", code="invalid")
        whole = int(number)
        if not self.least <= whole <= self.most:
            raise ValidationError(self._impossible(whole), code="impossible")
        return whole

    def _impossible(self, whole: int) -> str:
        said = f"{whole} is not {self.noun}."
        digits = str(abs(whole))
        slips = [int(digits[:-1])] if len(digits) > 1 else []
        meant = [slip for slip in slips if self.least <= slip <= self.most and digits != str(slip)]
        if meant:
            return f"{said} Did you mean {meant[0]}?"
        return f"{said} It lies between {self.least} and {self.most}."


class AmountField(forms.Field):
    """A decimal number with a unit, exact; a comma counts as the point."""

    def __init__(
        self, *, unit: str, least: Decimal | str, most: Decimal | str, noun: str, **kwargs: Any
    ) -> None:
        self.least, self.most, self.noun = Decimal(least), Decimal(most), noun
        self.unit = unit
        kwargs.setdefault("widget", AmountInput(unit=unit, decimal=True))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        try:
            number = decimal_of(str(value), what=_capital(self.noun))
        except NotUnderstood as trouble:
            raise ValidationError(trouble.message, code="invalid") from None
        if not self.least <= number <= self.most:
            raise ValidationError(
                f"{plain(number)} {self.unit} is not {self.noun}. It lies between "
                f"{plain(self.least)} and {plain(self.most)} {self.unit}.",
                code="impossible",
            )
        return number


class WeightField(forms.MultiValueField):
    """A person's weight, in pounds or kilograms as the scale shows it: a `Weight`.

    `least` and `most` are what can be a person's weight at all.
    """

    def __init__(
        self,
        *,
        least: Weight,
        most: Weight,
        first_unit: str = POUNDS,
        **kwargs: Any,
    ) -> None:
        self.least, self.most = least, most
        units = [(POUNDS, "lb"), (KILOGRAMS, "kg")]
        units.sort(key=lambda unit: unit[0] != first_unit)
        number = forms.TextInput(
            {"inputmode": "decimal", "autocomplete": "off", "aria-label": "Number"}
        )
        kwargs.setdefault(
            "widget",
            _WeightParts([number, forms.Select({"aria-label": "Unit"}, units)]),
        )
        kwargs.setdefault("error_messages", {"required": NO_WEIGHT})
        super().__init__(
            fields=(
                forms.CharField(required=False),
                forms.ChoiceField(choices=units, required=False),
            ),
            require_all_fields=False,
            **kwargs,
        )

    def compress(self, data_list: list[Any]) -> Weight | None:
        if not data_list or data_list[0] in self.empty_values:
            if self.required:
                raise ValidationError(NO_WEIGHT, code="required")
            return None
        try:
            number = decimal_of(data_list[0], what="The weight")
        except NotUnderstood as trouble:
            raise ValidationError(trouble.message, code="invalid") from None
        unit = data_list[1]
        if unit not in {POUNDS, KILOGRAMS}:
            raise ValidationError("Choose pounds or kilograms.", code="unit-missing")
        weight = Weight.lb(number) if unit == POUNDS else Weight.kg(number)
        if not self.least <= weight <= self.most:
            raise ValidationError(
                f"{plain(number)} {unit} is not a person's weight here. "
                f"It lies between {self.least} and {self.most}. Look at the unit.",
                code="impossible",
            )
        return weight


class _WeightParts(Parts):
    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, Weight):
            # Shown in kilograms, exactly as stored: the unit select says so.
            return [plain(value.in_kg), KILOGRAMS]
        return [None, None]


class DayField(forms.DateField):
    """A day, as the browser's date control sends it: year-month-day, nothing else."""

    def __init__(
        self, *, least: date | None = None, most: date | None = None, **kwargs: Any
    ) -> None:
        self.least, self.most = least, most
        attrs = {"min": least and least.isoformat(), "max": most and most.isoformat()}
        kwargs.setdefault("widget", DayInput({k: v for k, v in attrs.items() if v}))
        kwargs.setdefault("input_formats", ["%Y-%m-%d"])
        kwargs.setdefault(
            "error_messages",
            {"invalid": "Type the date as year-month-day, such as 1985-02-14."},
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and self.least and day < self.least:
            raise ValidationError(f"This cannot be before {self.least}.", code="too-early")
        if day is not None and self.most and day > self.most:
            raise ValidationError(f"This cannot be after {self.most}.", code="too-late")
        return day


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
