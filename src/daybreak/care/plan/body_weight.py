"""Which weight a dose is worked out for: the actual one, the ideal one, or between the two."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from daybreak.care.errors import NotAllowed
from daybreak.care.quantities import Height, Weight, half_up

INCH_MIN = Decimal(60)  # the formula is not defined below it
IDEAL_AT_60_INCH_KG = {"male": Decimal("50.0"), "female": Decimal("45.5")}
KG_PER_INCH = Decimal("2.3")
SHARE_OF_EXCESS = Decimal("0.4")


class Basis(StrEnum):
    """The weight that mg/kg are counted for."""

    ACTUAL = "actual"
    IDEAL = "ideal"
    ADJUSTED = "adjusted"


class Sex(StrEnum):
    """The sex whose formula is used."""

    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True, slots=True)
class Body:
    """What the scale and the ruler say."""

    weight: Weight
    height: Height | None = None
    sex: Sex | None = None


def bmi(body: Body) -> Decimal | None:
    """Body mass index in kg/m2, to a tenth; None without a height."""
    if body.height is None or body.height.millimetres <= 0:
        return None
    metres = body.height.in_cm / 100
    return half_up(body.weight.in_kg / (metres * metres), Decimal("0.1"))


def ideal_weight(body: Body) -> Weight:
    """Ideal body weight by Devine, to the gram.

    Raises:
        NotAllowed: height or sex is missing, or the person is shorter than 60 inches.

    Source:
        Devine's formula, general knowledge; valid from 60 inches (152.4 cm).
    """
    if body.height is None or body.sex is None:
        raise NotAllowed(
            "weight-basis", "The ideal weight needs height and sex. Record them, or use the actual."
        )
    inches = body.height.in_inches
    if inches < INCH_MIN:
        raise NotAllowed(
            "weight-basis",
            "The ideal weight is only defined from 152.4 cm (60 in). Use the actual weight.",
        )
    return Weight.kg(IDEAL_AT_60_INCH_KG[body.sex] + KG_PER_INCH * (inches - INCH_MIN))


def weight_for(basis: Basis, body: Body) -> Weight:
    """The weight of a basis, to the gram.

    Raises:
        NotAllowed: the ideal weight is needed and cannot be worked out.
    """
    if basis is Basis.ACTUAL:
        return body.weight
    ideal = ideal_weight(body)
    if basis is Basis.IDEAL:
        return ideal
    excess_g = Decimal(body.weight.grams - ideal.grams)
    return Weight(ideal.grams + int(half_up(SHARE_OF_EXCESS * excess_g)))
