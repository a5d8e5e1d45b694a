"""A document as a PDF. The same document with the same time gives the same bytes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace

from daybreak.exchange.document import Document, Section, Table

FAMILY = "DejaVu"
TITLE, HEADING, TEXT, SMALL = 16, 11, 9, 8  # points
LINE_MM, LABEL_MM, MARGIN_MM = 4.6, 48, 16
INK, SOFT, RULE = (20, 20, 30), (95, 95, 110), (170, 170, 180)


class Paper(StrEnum):
    """The sheet it is printed on."""

    A4 = "A4"
    LETTER = "Letter"


@dataclass(frozen=True, slots=True)
class Fonts:
    """Two files of one family that has every letter a name may be written with."""

    regular: Path
    bold: Path


def pdf(document: Document, *, fonts: Fonts, at: datetime, paper: Paper = Paper.LETTER) -> bytes:
    """The document as a PDF.

    Args:
        document: what it says.
        fonts: the files to write with; only the letters used are put in.
        at: when it came to be, as the file says of itself.
        paper: the sheet.

    Raises:
        ValueError: `at` has no zone.
    """
    if at.tzinfo is None:
        raise ValueError(f"at must be aware; it is {at!r}.")
    sheet = _Sheet(document, paper)
    sheet.add_font(FAMILY, "", fonts.regular)
    sheet.add_font(FAMILY, "B", fonts.bold)
    sheet.set_creation_date(at.astimezone(UTC).replace(microsecond=0))
    sheet.set_title(document.title)
    sheet.set_producer("Daybreak")
    sheet.add_page()
    sheet.head()
    for section in document.sections:
        sheet.section(section)
    return bytes(sheet.output())


class _Sheet(FPDF):
    """The pages, with whose they are on each."""

    def __init__(self, document: Document, paper: Paper) -> None:
        super().__init__(format=paper.value)
        self._document = document
        self.set_margins(MARGIN_MM, MARGIN_MM)
        self.set_auto_page_break(auto=True, margin=MARGIN_MM + 4)

    def footer(self) -> None:
        self.set_y(-MARGIN_MM)
        self._ink(SMALL, colour=SOFT)
        self.cell(0, LINE_MM, self._document.running)
        self.set_x(-MARGIN_MM - 40)
        self.cell(40, LINE_MM, f"page {self.page_no()} of {{nb}}", align="R")

    def head(self) -> None:
        self._ink(TITLE, bold=True)
        self._words(self._document.title, 8)
        if self._document.warning:
            self.ln(1)
            self._ink(TEXT, bold=True)
            self.multi_cell(0, 6, self._document.warning, border=1, **_NEXT)
        self.ln(1)
        self._facts(self._document.facts)

    def section(self, section: Section) -> None:
        if self.will_page_break(24):  # a heading does not stand alone at the foot of a page
            self.add_page()
        self.ln(3)
        self._ink(HEADING, bold=True)
        self._words(section.heading, 6)
        self.set_draw_color(*RULE)
        self.line(MARGIN_MM, self.get_y(), self.w - MARGIN_MM, self.get_y())
        self.ln(1)
        if section.is_empty:
            self._ink(TEXT, colour=SOFT)
            self._words(section.nothing or "Nothing.", LINE_MM)
        self._facts(section.facts)
        if section.table and section.table.rows:
            self._table(section.table)
        for each in section.paragraphs:
            self._ink(TEXT)
            self._words(each, LINE_MM)
            self.ln(0.6)

    def _facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        for label, value in facts:
            self._ink(TEXT, colour=SOFT)
            if self.will_page_break(LINE_MM * 2):
                self.add_page()
            top = self.get_y()
            self.multi_cell(LABEL_MM, LINE_MM, label, **_NEXT)
            after = self.get_y()
            self.set_xy(MARGIN_MM + LABEL_MM, top)
            self._ink(TEXT)
            self.multi_cell(0, LINE_MM, value or "–", **_NEXT)
            self.set_y(max(after, self.get_y()) if self.get_y() >= top else self.get_y())

    def _table(self, told: Table) -> None:
        self._ink(SMALL)
        with self.table(
            rows=[told.columns, *told.rows],
            col_widths=told.widths,
            line_height=LINE_MM - 0.4,
            text_align="LEFT",
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="BOLD", color=INK),
            padding=(0.5, 1),
        ):
            pass
        self.ln(1)

    def _ink(self, points: int, *, bold: bool = False, colour: tuple[int, int, int] = INK) -> None:
        self.set_font(FAMILY, "B" if bold else "", points)
        self.set_text_color(*colour)

    def _words(self, words: str, height: float) -> None:
        self.multi_cell(0, height, words, **_NEXT)


_NEXT = {"align": "L", "new_x": XPos.LMARGIN, "new_y": YPos.NEXT}
