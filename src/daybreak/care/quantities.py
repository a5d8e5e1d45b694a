"""Amounts that must not be confused with one another.

Each is a whole number of a small unit, so that sums are exact and every database agrees.
All clinical rounding is decimal and half up, at a step named in data.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Self

from daybreak.care.errors import NotUnderstood

LARGEST = Decimal(10) ** 12  # of what people type: no amount, count or price comes near it
GRAMS_PER_POUND = Decimal("453.59237")  # by definition, international avoirdupois pound


def _too_large() -> NotUnderstood:
    return NotUnderstood("number", "That figure is too large. Look at it and its unit again.")


def half_up(value: Decimal, step: Decimal = Decimal(1)) -> Decimal:
    """`value` to the nearest multiple of `step`, ties away from zero.

    Raises:
        NotUnderstood: it is larger than any amount, and cannot be kept exactly.
    """
    try:
        return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step
    except InvalidOperation:
        raise _too_large() from None


def plain(value: Decimal) -> str:
    """A decimal as a person writes it: no exponent, no trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True, order=True)
class Mass:
    """An amount of drug, in whole micrograms so that ledger sums are exact."""

    micrograms: int

    @classmethod
    def mg(cls, mg: Decimal | int | str) -> Self:
        """The nearest whole microgram to `mg` milligrams."""
        return cls(int(half_up(Decimal(mg) * 1000)))

    @property
    def in_mg(self) -> Decimal:
        return Decimal(self.micrograms) / 1000

    def __str__(self) -> str:
        return f"{plain(self.in_mg)} mg"


@dataclass(frozen=True, slots=True, order=True)
class Weight:
    """A person's weight, in whole grams."""

    grams: int

    @classmethod
    def kg(cls, kg: Decimal | int | str) -> Self:
        return cls(int(half_up(Decimal(kg) * 1000)))

    @classmethod
    def lb(cls, lb: Decimal | int | str) -> Self:
        return cls(int(half_up(Decimal(lb) * GRAMS_PER_POUND)))

    @property
    def in_kg(self) -> Decimal:
        return Decimal(self.grams) / 1000

    @property
    def in_lb(self) -> Decimal:
        return half_up(Decimal(self.grams) / GRAMS_PER_POUND, Decimal("0.1"))

    def __str__(self) -> str:
        return f"{half_up(self.in_kg, Decimal('0.1'))} kg ({self.in_lb} lb)"


@dataclass(frozen=True, slots=True, order=True)
class Height:
    """A person's height, in whole millimetres."""

    millimetres: int

    @classmethod
    def cm(cls, cm: Decimal | int | str) -> Self:
        return cls(int(half_up(Decimal(cm) * 10)))

    @property
    def in_cm(self) -> Decimal:
        return Decimal(self.millimetres) / 10

    @property
    def in_inches(self) -> Decimal:
        return Decimal(self.millimetres) / Decimal("25.4")


@dataclass(frozen=True, slots=True, order=True)
class Volume:
    """A volume of fluid, in whole microlitres."""

    microlitres: int

    @classmethod
    def ml(cls, ml: Decimal | int | str) -> Self:
        return cls(int(half_up(Decimal(ml) * 1000)))

    @property
    def in_ml(self) -> Decimal:
        return Decimal(self.microlitres) / 1000

    def __str__(self) -> str:
        return f"{plain(self.in_ml)} mL"


@dataclass(frozen=True, slots=True, order=True)
class Rate:
    """What a pump is set to, in whole microlitres an hour."""

    microlitres_per_h: int

    @classmethod
    def ml_per_h(cls, ml_per_h: Decimal | int | str) -> Self:
        return cls(int(half_up(Decimal(ml_per_h) * 1000)))

    @property
    def in_ml_per_h(self) -> Decimal:
        return Decimal(self.microlitres_per_h) / 1000

    def __str__(self) -> str:
        return f"{plain(self.in_ml_per_h)} mL/h"


@dataclass(frozen=True, slots=True, order=True)
class Strength:
    """How much drug is in a millilitre, in whole micrograms of base per millilitre."""

    micrograms_per_ml: int

    @classmethod
    def mg_per_ml(cls, mg_per_ml: Decimal | int | str) -> Self:
        return cls(int(half_up(Decimal(mg_per_ml) * 1000)))

    @property
    def in_mg_per_ml(self) -> Decimal:
        return Decimal(self.micrograms_per_ml) / 1000

    def __str__(self) -> str:
        return f"{plain(self.in_mg_per_ml)} mg/mL"


@dataclass(frozen=True, slots=True, order=True)
class WeightedDose:
    """A dose prescribed per kilogram of body weight, in whole micrograms per kilogram."""

    micrograms_per_kg: int

    @classmethod
    def mg_per_kg(cls, mg_per_kg: Decimal | int | str) -> Self:
        return cls(int(half_up(Decimal(mg_per_kg) * 1000)))

    @property
    def in_mg_per_kg(self) -> Decimal:
        return Decimal(self.micrograms_per_kg) / 1000

    def unrounded_mg(self, weight: Weight) -> Decimal:
        return self.in_mg_per_kg * weight.in_kg

    def for_weight(self, weight: Weight, *, step: Mass) -> Mass:
        """The dose to draw up, to the nearest `step`, ties upward."""
        exact = Decimal(self.micrograms_per_kg) * weight.grams / 1000  # micrograms
        return Mass(int(half_up(exact, Decimal(step.micrograms))))

    def __str__(self) -> str:
        return f"{plain(self.in_mg_per_kg)} mg/kg"


def decimal_of(text: str, *, what: str) -> Decimal:
    """The number a person typed.

    Raises:
        NotUnderstood: it is no plain decimal number, or too large for any amount.
    """
    wrong = NotUnderstood("number", f"{what} is not a number. Type digits, such as 72.5.")
    try:
        value = Decimal(text.strip().replace(",", "."))
    except ArithmeticError:
        raise wrong from None
    if not value.is_finite():
        raise wrong
    if abs(value) > LARGEST:
        raise _too_large()
    return value
