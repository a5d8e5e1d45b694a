"""A date as somebody remembers it: the year, the month, or the day."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Self

from daybreak.care.errors import NotUnderstood

_WRITTEN = re.compile(r"(?P<year>\d{4})(-(?P<month>\d{2})(-(?P<day>\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date no more exact than it was told: "2019" stays a year and never becomes 1 January."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs its month")
        date(self.year, self.month or 1, self.day or 1)  # refuses what no calendar has

    @classmethod
    def read(cls, text: str) -> Self:
        """The date written as `2019`, `2019-05` or `2019-05-03`.

        Raises:
            NotUnderstood: it is written otherwise, or no calendar has it.
        """
        written = _WRITTEN.fullmatch(text)
        try:
            if written:
                year, month, day = written["year"], written["month"], written["day"]
                return cls(int(year), int(month) if month else None, int(day) if day else None)
        except ValueError:
            pass
        raise NotUnderstood(
            "date", "A date is written 2019, 2019-05 or 2019-05-03; write it so and send it again."
        )

    @property
    def exact(self) -> date | None:
        """The day, when the day is known."""
        if self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day)

    @property
    def first(self) -> date:
        """The earliest day it can have been."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The latest day it can have been, that day included."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = (f"{self.year:04d}", self.month, self.day)
        return "-".join(part if isinstance(part, str) else f"{part:02d}" for part in parts if part)
