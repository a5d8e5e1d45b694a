"""A document in parts, before it is a page or a PDF: facts, tables, paragraphs under headings."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under columns. `widths` are shares of the line, one for each column.

    Raises:
        ValueError: a row, or the widths, have not as many parts as there are columns.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]

    def __post_init__(self) -> None:
        for each in (self.widths, *self.rows):
            if len(each) != len(self.columns):
                raise ValueError(f"each row must have {len(self.columns)} parts; one is {each!r}.")


@dataclass(frozen=True, slots=True)
class Series:
    """One figure through time: its name, and each value where it was measured."""

    name: str
    points: tuple[tuple[datetime, int], ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """Figures of one scale through time, on the clock of `zone`.

    `lines` are values with a name that stand across the whole; `span` is a stretch of time with
    its name, such as the dose.
    """

    series: tuple[Series, ...]
    zone: tzinfo
    unit: str
    lines: tuple[tuple[str, int], ...] = ()
    span: tuple[str, datetime, datetime] | None = None

    @property
    def times(self) -> Iterator[datetime]:
        """Every time that is shown."""
        for each in self.series:
            yield from (at for at, _ in each.points)
        yield from self.span[1:] if self.span else ()

    @property
    def values(self) -> Iterator[int]:
        """Every value that is shown."""
        yield from (value for each in self.series for _, value in each.points)
        yield from (value for _, value in self.lines)


@dataclass(frozen=True, slots=True)
class Section:
    """One heading and what stands under it; `nothing` is said where nothing does."""

    heading: str
    facts: tuple[tuple[str, str], ...] = ()
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None
    nothing: str = ""
    curve: Curve | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.facts or self.paragraphs or (self.table and self.table.rows))


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `running` stands on each page, `warning` in a frame at its head."""

    title: str
    running: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...] = field(default=())
    warning: str = ""
