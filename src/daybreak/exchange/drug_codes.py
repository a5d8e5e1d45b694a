"""What the drugs that are given here are called elsewhere, from `catalogue/exchange`."""

from dataclasses import dataclass
from functools import lru_cache

from daybreak.care.catalogue.reading import read, shelf
from daybreak.care.findings import Source


@dataclass(frozen=True, slots=True)
class DrugCode:
    """One code of a drug that was seen in a source."""

    system: str
    code: str
    display: str
    source: Source


@dataclass(frozen=True, slots=True)
class Drug:
    """One drug by the name that routes call it."""

    name: str
    code: tuple[DrugCode, ...]


@dataclass(frozen=True, slots=True)
class Drugs:
    """One version of the list."""

    id: str
    version: int
    source: Source
    drug: tuple[Drug, ...]

    def codes(self, name: str) -> tuple[DrugCode, ...]:
        """The codes of a drug; none for one that is not listed."""
        return next((each.code for each in self.drug if each.name == name), ())


@lru_cache(maxsize=1)
def drugs() -> Drugs:
    return read(shelf("exchange") / "drugs.toml", Drugs)
