"""Which strength stands behind the code on a vial, so that it need not be typed."""

from dataclasses import dataclass
from pathlib import Path

from daybreak.care.catalogue.reading import Misfit, newest
from daybreak.care.findings import Source
from daybreak.care.quantities import Strength

NDC_DIGITS = range(8, 11)  # labeler and product, and the package where it is told


@dataclass(frozen=True, slots=True)
class KnownVial:
    """One product by the first digits of its National Drug Code, and its strength as base."""

    ndc: str
    product: str
    mg_per_ml: int

    def __post_init__(self) -> None:
        if not self.ndc.isdigit() or len(self.ndc) not in NDC_DIGITS:
            raise Misfit("ndc", "a code is 8 to 10 digits, without hyphens")
        if self.mg_per_ml < 1:
            raise Misfit("mg_per_ml", "a strength is at least 1 mg/mL")

    @property
    def strength(self) -> Strength:
        return Strength.mg_per_ml(self.mg_per_ml)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vials:
    """One version of the vials that a clinic knows."""

    id: str
    version: int
    name: str
    source: Source
    vial: tuple[KnownVial, ...]

    def __post_init__(self) -> None:
        codes = [each.ndc for each in self.vial]
        if any(one != other and other.startswith(one) for one in codes for other in codes):
            raise Misfit("vial", "one code begins with another; say which is meant by its package")
        if len(set(codes)) != len(codes):
            raise Misfit("vial", "a code stands twice")

    def of(self, ndc: str | None) -> KnownVial | None:
        """The vial of that ten-digit code; None when nobody has listed it."""
        return next((each for each in self.vial if ndc and ndc.startswith(each.ndc)), None)


def vials(*, overlay: Path | None = None) -> Vials:
    """The newest list, a clinic's own folder included."""
    return newest("profiles/vials", Vials, "vials", overlay=overlay)
