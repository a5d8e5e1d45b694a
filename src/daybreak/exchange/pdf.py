"""A document as a PDF. The same document with the same time gives the same bytes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Literal

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace

from daybreak.exchange.document import Document, Section, Table
from daybreak.exchange.pdf_curve import draw_curve

FAMILY = "DejaVu"
TITLE, HEADING, TEXT, SMALL = 16, 11, 9, 8  # points
LINE_MM, LABEL_MM, MARGIN_MM = 4.6, 48, 16
BOX_MM = 4.6  # the height of a box that somebody writes into
DENSE = 0.78  # of the usual size: as small as a nurse can still read at arm's length
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


def pdf(
    *documents: Document,
    fonts: Fonts,
    at: datetime,
    paper: Paper = Paper.LETTER,
    dense: bool = False,
) -> bytes:
    """The documents as one PDF, each beginning on a page of its own.

    Args:
        documents: what it says.
        fonts: the files to write with; only the letters used are put in.
        at: when it came to be, as the file says of itself.
        paper: the sheet.
        dense: small and close, for forms to be filled in by hand.

    Raises:
        ValueError: `at` has no zone.
    """
    if at.tzinfo is None:
        raise ValueError(f"at must be aware; it is {at!r}.")
    sheet = _Sheet(paper, dense=dense)
    sheet.add_font(FAMILY, "", fonts.regular)
    sheet.add_font(FAMILY, "B", fonts.bold)
    sheet.set_creation_date(at.astimezone(UTC).replace(microsecond=0))
    sheet.set_title(documents[0].title if documents else "")
    sheet.set_producer("Daybreak")
    for document in documents:
        sheet.write_down(document)
    return bytes(sheet.output())


class _Sheet(FPDF):
    """The pages, with whose they are on each."""

    def __init__(self, paper: Paper, *, dense: bool) -> None:
        super().__init__(format=paper.value)
        self._document = Document("", "", ())
        self._pages_before = 0
        self._dense, self._scale = dense, DENSE if dense else 1.0
        self._margin = MARGIN_MM * (DENSE if dense else 1.0)
        self.set_margins(self._margin, self._margin)
        self.set_auto_page_break(auto=True, margin=self._margin + 2)

    def write_down(self, document: Document) -> None:
        before = self.page_no()
        self.add_page()  # which writes the foot of the page before, still as the one it is of
        self._document, self._pages_before = document, before
        self.head()
        for section in document.sections:
            self.section(section)

    def footer(self) -> None:
        self.set_y(-self._margin)
        self._ink(SMALL, colour=SOFT)
        self.cell(0, self._line, self._document.running)
        self.set_x(-self._margin - 40)
        self.cell(40, self._line, f"page {self.page_no() - self._pages_before}", align="R")

    @property
    def _line(self) -> float:
        return LINE_MM * self._scale

    def head(self) -> None:
        self._ink(TITLE, bold=True)
        self._words(self._document.title, 8 * self._scale)
        if self._document.warning:
            self.ln(1)
            self._ink(TEXT, bold=True)
            self._words(self._document.warning, 6 * self._scale, border=1)
        self.ln(1)
        self._facts(self._document.facts)

    def section(self, section: Section) -> None:
        # A heading does not stand alone at the foot of a page.
        if self.will_page_break(24 * self._scale):
            self.add_page()
        self.ln(3 * self._scale**2)
        self._ink(HEADING, bold=True)
        self._words(section.heading, 6 * self._scale)
        self.set_draw_color(*RULE)
        self.line(self._margin, self.get_y(), self.w - self._margin, self.get_y())
        self.ln(1)
        if section.is_empty:
            self._ink(TEXT, colour=SOFT)
            self._words(section.nothing or "Nothing.", self._line)
        self._facts(section.facts)
        if section.curve:
            draw_curve(self, section.curve, FAMILY)
        if section.table and section.table.rows:
            self._table(section.table)
        for each in section.paragraphs:
            self._ink(TEXT)
            self._words(each, self._line)
            self.ln(0.6)

    def _facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        for label, value in facts:
            self._ink(TEXT, colour=SOFT)
            if self.will_page_break(self._line * 2):
                self.add_page()
            top = self.get_y()
            self._words(label, self._line, width=LABEL_MM)
            after = self.get_y()
            self.set_xy(self._margin + LABEL_MM, top)
            self._ink(TEXT)
            self._words(value or "–", self._line)
            self.set_y(max(after, self.get_y()) if self.get_y() >= top else self.get_y())

    def _table(self, told: Table) -> None:
        self._ink(SMALL)
        with self.table(
            rows=[told.columns, *told.rows],
            col_widths=told.widths,
            line_height=BOX_MM if self._dense else self._line,
            text_align="LEFT",
            borders_layout=TableBordersLayout.ALL
            if self._dense
            else TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="BOLD", color=INK),
            padding=(0, 1) if self._dense else (0.5, 1),
        ):
            pass
        self.ln(1)

    def _ink(self, points: int, *, bold: bool = False, colour: tuple[int, int, int] = INK) -> None:
        self.set_font(FAMILY, "B" if bold else "", points * self._scale)
        self.set_text_color(*colour)

    def _words(
        self, words: str, height: float, *, width: float = 0, border: Literal[0, 1] = 0
    ) -> None:
        """Write words from here on; a width of 0 is up to the margin."""
        self.multi_cell(
            width, height, words, border=border, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )
