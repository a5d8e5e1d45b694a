"""A document in parts, before it is a page or a PDF: facts, tables, paragraphs under headings."""

from dataclasses import dataclass, field


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
class Section:
    """One heading and what stands under it; `nothing` is said where nothing does."""

    heading: str
    facts: tuple[tuple[str, str], ...] = ()
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None
    nothing: str = ""

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
