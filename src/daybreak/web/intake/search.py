"""What somebody typed to find a person: words of a name or number, or a day of birth."""

import re
from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from daybreak.records.reads.people import SORTS, STAGES
from daybreak.ui.presenters.times import MONTHS

MOST_WORDS = 6  # our choice: a name, a number and a date are fewer
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)  # month first, as US clinics write
_DAY_FIRST = re.compile(r"(\d{1,2})\.? ([A-Za-z]{3,9})\.? (\d{4})", re.ASCII)
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Search:
    """A search as it was typed, and as it was understood."""

    typed: str
    words: tuple[str, ...]
    born: date | None
    stage: str
    sort: str

    @property
    def is_narrow(self) -> bool:
        return bool(self.words or self.born or self.stage)


def search(query: QueryDict) -> Search:
    """Read a search; what cannot be read as a date is searched for as words."""
    typed = " ".join(str(query.get("q", "")).replace("\x00", "").split())[:200]
    born, rest = _birth_date(typed)
    stage, sort = str(query.get("stage", "")), str(query.get("sort", ""))
    return Search(
        typed,
        tuple(rest.lower().split()[:MOST_WORDS]),
        born,
        stage if stage in STAGES else "",
        sort if sort in SORTS else SORTS[0],
    )


def _birth_date(typed: str) -> tuple[date | None, str]:
    """The first day that is written in the text, and the text without it."""
    for pattern in (_ISO, _AMERICAN, _DAY_FIRST, _MONTH_FIRST):
        for found in pattern.finditer(typed):
            day = _day(pattern, found)
            if day is not None:
                return day, f"{typed[: found.start()]} {typed[found.end() :]}"
    return None, typed


def _day(pattern: re.Pattern[str], found: re.Match[str]) -> date | None:
    first, second, third = found.groups()
    if pattern is _ISO:
        year, month, day = int(first), int(second), int(third)
    elif pattern is _AMERICAN:
        year, month, day = int(third), int(first), int(second)
    else:
        name, number = (second, first) if pattern is _DAY_FIRST else (first, second)
        year, month, day = int(third), _month(name), int(number)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(name: str) -> int:
    """1 to 12, or 0, which no calendar has."""
    names = [month.lower() for month in MONTHS]
    return next((n for n, month in enumerate(names, 1) if month.startswith(name.lower())), 0)
