"""The names other systems use, decoded from `catalogue/exchange`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from daybreak.care.catalogue.reading import read, shelf
from daybreak.care.findings import Source
from daybreak.care.intake.measure import Measure
from daybreak.care.intake.record import Code

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"


@dataclass(frozen=True, slots=True)
class Panel:
    loinc: str
    name: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure: its names elsewhere, its kind of unit, and its absolute range in our unit."""

    id: Measure
    kind: str
    loinc: tuple[str, ...]
    name: str
    least: int
    most: int
    range_source: Source | None = None


@dataclass(frozen=True, slots=True)
class LocalSystem:
    system: str
    source: Source


@dataclass(frozen=True, slots=True)
class Measures:
    id: str
    version: int
    source: Source
    range_source: Source
    local: LocalSystem
    panel: tuple[Panel, ...]
    measure: tuple[MeasureRow, ...]

    def by_loinc(self, code: str) -> MeasureRow | None:
        return next((row for row in self.measure if code in row.loinc), None)

    def row(self, measure: Measure) -> MeasureRow:
        """The row of a measure that has one; a scale's total and items have none."""
        return next(row for row in self.measure if row.id is measure)

    def is_panel(self, code: str) -> bool:
        return any(panel.loinc == code for panel in self.panel)


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """One scale: the LOINC codes of its panel, total, items and answers."""

    id: str
    panel: str
    total: str
    total_most: int
    item_most: int | None = None
    items: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scales:
    id: str
    version: int
    source: Source
    scale: tuple[ScaleRow, ...]

    def named_by(self, loinc: str) -> ScaleRow | None:
        """The scale that has this code for its panel, its total or one of its items."""
        return next(
            (row for row in self.scale if loinc in (row.panel, row.total) or loinc in row.items),
            None,
        )


@dataclass(frozen=True, slots=True)
class System:
    url: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SaysNone:
    system: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodeSystems:
    id: str
    version: int
    source: Source
    system: tuple[System, ...]
    says_none: tuple[SaysNone, ...]

    def address(self, told: str | None) -> str | None:
        """The one address of a system, whichever of its addresses was told."""
        return next((row.url for row in self.system if told in row.also), told)

    def is_none(self, code: Code) -> bool:
        """Whether a code says that there is nothing, or that nothing is known."""
        return any(row.system == code.system and code.code in row.codes for row in self.says_none)


@lru_cache
def measures() -> Measures:
    return read(shelf("exchange") / "measures.toml", Measures)


@lru_cache
def scales() -> Scales:
    return read(shelf("exchange") / "scales.toml", Scales)


@lru_cache
def code_systems() -> CodeSystems:
    return read(shelf("exchange") / "code-systems.toml", CodeSystems)
