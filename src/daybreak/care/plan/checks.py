"""The figures that every dose and every mixture is checked against, from the catalogue."""

from dataclasses import dataclass
from decimal import Decimal

from daybreak.care.catalogue.reading import read, shelf
from daybreak.care.findings import Source
from daybreak.care.quantities import Strength


@dataclass(frozen=True, slots=True)
class DoseChecks:
    """How old and how heavy a weight may be, in days and kg; rounding in percent."""

    weight_days_max: int
    weight_kg_low: Decimal
    weight_kg_high: Decimal
    rounding_percent_max: Decimal
    rate_ug_per_kg_min_max: Decimal
    source: Source


@dataclass(frozen=True, slots=True)
class BasisChecks:
    """From which BMI the actual weight is not the usual basis."""

    bmi_from: Decimal
    source: Source


@dataclass(frozen=True, slots=True)
class VialChecks:
    """The vials there are, in mg of base a millilitre, and the one that is always diluted."""

    mg_per_ml: tuple[int, ...]
    never_undiluted_mg_per_ml: int
    source: Source

    @property
    def strengths(self) -> tuple[Strength, ...]:
        return tuple(Strength.mg_per_ml(each) for each in self.mg_per_ml)


@dataclass(frozen=True, slots=True)
class PreparationChecks:
    """Steps of syringe and pump, the range of a mixture, and how closely two people agree."""

    draw_step_ml: Decimal
    rate_step_ml_per_h: Decimal
    concentration_mg_per_ml_low: Decimal
    concentration_mg_per_ml_high: Decimal
    drawn_percent_max: Decimal
    agree_percent: Decimal
    source: Source


@dataclass(frozen=True, slots=True)
class ExampleBag:
    """A bag that a sum is shown with where none was named; it is never ordered."""

    bag_ml: Decimal
    source: Source


@dataclass(frozen=True, slots=True)
class Checks:
    """All of them, of one version."""

    id: str
    version: int
    source: Source
    dose: DoseChecks
    basis: BasisChecks
    vial: VialChecks
    preparation: PreparationChecks
    example: ExampleBag


def usual_checks() -> Checks:
    """The checks on the shelf."""
    return read(shelf("rules") / "dose-1.toml", Checks)
