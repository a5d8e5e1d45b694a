"""Amounts with their units, rounded for reading only; what is stored stays exact."""

from datetime import timedelta
from decimal import Decimal

from daybreak.care.quantities import Height, Mass, Rate, Strength, Volume, Weight, half_up, plain

NARROW = "\u202f"  # a narrow space that does not break, between a number and its unit
TENTH = Decimal("0.1")
INCHES_A_FOOT = 12


def with_unit(number: Decimal | int | str, unit: str) -> str:
    """`164 mmHg`, with a space that does not break."""
    shown = plain(number) if isinstance(number, Decimal) else str(number)
    return f"{shown}{NARROW}{unit}"


def kg(weight: Weight) -> str:
    """`80.0 kg`, to the nearest 100 g, half up."""
    return with_unit(str(half_up(weight.in_kg, TENTH)), "kg")


def lb(weight: Weight) -> str:
    """`176.4 lb`, to the nearest tenth of a pound, half up."""
    return with_unit(str(weight.in_lb), "lb")


def cm(height: Height) -> str:
    """`172 cm`, to the nearest centimetre, half up."""
    return with_unit(str(half_up(height.in_cm)), "cm")


def feet(height: Height) -> str:
    """`5 ft 8 in`, to the nearest inch, half up."""
    inches = int(half_up(height.in_inches))
    return f"{inches // INCHES_A_FOOT} ft {inches % INCHES_A_FOOT} in"


def amount(value: Mass | Volume | Rate | Strength) -> str:
    """`40 mg`, `0.8 mL`, `150 mL/h`, `50 mg/mL`: nothing rounded, no trailing zero.

    A trailing zero is left out because 5.0 has been read as 50.
    """
    return str(value).replace(" ", NARROW)


def minutes(length: timedelta) -> str:
    """`38 min`: whole minutes that have passed, never rounded up."""
    return with_unit(int(length.total_seconds() // 60), "min")


def of_with(part: int, whole: int, what: str = "") -> str:
    """`54 of 96 with a score`: never a lone percentage."""
    return f"{part} of {whole} {what}".rstrip()
