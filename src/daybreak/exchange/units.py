"""Units of other systems into ours and back: one table, both ways, and never a guess."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from daybreak.care.catalogue.reading import read, shelf
from daybreak.care.findings import Source

_ANNOTATION = re.compile(r"\{[\x21-\x7a\x7c\x7e]*\}")
_BEYOND_ANY_READING = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit. Ours = (theirs + `plus`) x `times` / `per`, in the small unit of `kind`."""

    kind: str
    ucum: str
    times: int = 1
    per: int = 1
    plus: int = 0
    also_ucum: tuple[str, ...] = ()
    mdc: int | None = None
    mdc_name: str | None = None
    spelled: tuple[str, ...] = ()
    source: Source | None = None

    def to_ours(self, value: Decimal) -> int | None:
        """`value` in our small unit, half up; None when it is beyond any reading of anything."""
        if not value.is_finite() or abs(value) > _BEYOND_ANY_READING:
            return None
        exact = (value + self.plus) * self.times / self.per
        return int(exact.quantize(Decimal(1), ROUND_HALF_UP))

    def from_ours(self, value: int) -> Decimal:
        """A whole number of our small unit in this one."""
        return Decimal(value) * self.per / self.times - self.plus


@dataclass(frozen=True, slots=True)
class Units:
    id: str
    version: int
    source: Source
    unit: tuple[Unit, ...]

    def sent_for(self, kind: str) -> Unit:
        """The unit that we send figures of this kind in."""
        return next(unit for unit in self.unit if unit.kind == kind)

    def by_ucum(self, code: str, kind: str) -> Unit | None:
        """The unit of `kind` with this UCUM code. What stands in braces does not change a unit."""
        bare = _bare(code)
        return next((u for u in self._of(kind) if bare in map(_bare, (u.ucum, *u.also_ucum))), None)

    def by_mdc(self, code: int | None, name: str, kind: str) -> Unit | None:
        """The unit of `kind` with this code or reference name of a monitor."""
        return next(
            (
                u
                for u in self._of(kind)
                if (code is not None and u.mdc == code) or (name and u.mdc_name == name)
            ),
            None,
        )

    def by_spelling(self, text: str, kind: str) -> Unit | None:
        """The unit of `kind` that monitors write so where they name no code system."""
        return next((u for u in self._of(kind) if text in u.spelled), None)

    def _of(self, kind: str) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.unit if unit.kind == kind)


def _bare(code: str) -> str:
    """`{beats}/min` is `/min`, and `{score}` is `1`: UCUM says annotations carry no meaning."""
    return _ANNOTATION.sub("", code) or "1"


@lru_cache
def units() -> Units:
    return read(shelf("exchange") / "units.toml", Units)
