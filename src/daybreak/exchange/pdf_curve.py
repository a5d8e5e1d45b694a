"""A curve of a document, drawn on a sheet: in black and grey, so that any printer can print it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from fpdf import FPDF

from daybreak.exchange.document import Curve

HEIGHT_MM = 62
LEFT_MM, RIGHT_MM, TOP_MM, BOTTOM_MM = 9, 20, 6, 6  # for the scale, the names, and the hours
LEAST_SPAN = timedelta(minutes=30)
STEP = 20  # of the scale
HOURS_MOST = 9  # times that fit below
MINUTES = (5, 10, 15, 30, 60, 120, 240)
POINTS = 7
NAME_MM = 3.4  # two names are at least so far apart
INK, SOFT, RULE, SHADE = (20, 20, 30), (95, 95, 110), (210, 210, 216), (238, 238, 242)
DASHES: tuple[tuple[float, float], ...] = ((0, 0), (2.2, 1.0), (0.6, 0.9))


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where values and times lie on the sheet, in millimetres."""

    left: float
    top: float
    width: float
    height: float
    since: datetime
    until: datetime
    low: int
    high: int

    def x(self, at: datetime) -> float:
        return self.left + self.width * ((at - self.since) / (self.until - self.since))

    def y(self, value: float) -> float:
        return self.top + self.height * (self.high - value) / (self.high - self.low)


def draw_curve(sheet: FPDF, curve: Curve, family: str) -> None:
    """Draw a curve over the width of the sheet, at and below where it is written now.

    A curve without a point draws nothing.
    """
    if not any(each.points for each in curve.series):
        return
    if sheet.will_page_break(HEIGHT_MM):
        sheet.add_page()
    frame = _frame(sheet, curve)
    top = sheet.get_y()
    with sheet.local_context():  # colours and dashes are those of before afterwards
        sheet.set_font(family, "", POINTS)
        sheet.set_line_width(0.15)
        _span(sheet, curve, frame)
        _scale(sheet, curve, frame)
        _hours(sheet, curve, frame)
        _lines(sheet, curve, frame)
        _series(sheet, curve, frame)
    sheet.set_y(top + HEIGHT_MM)


def _frame(sheet: FPDF, curve: Curve) -> _Frame:
    since, until = min(curve.times), max(curve.times)
    if until - since < LEAST_SPAN:
        until = since + LEAST_SPAN
    values = list(curve.values)
    low = min(values) // STEP * STEP
    high = -(-(max(values) + 1) // STEP) * STEP
    return _Frame(
        left=sheet.l_margin + LEFT_MM,
        top=sheet.get_y() + TOP_MM,
        width=sheet.epw - LEFT_MM - RIGHT_MM,
        height=HEIGHT_MM - TOP_MM - BOTTOM_MM,
        since=since,
        until=until,
        low=low,
        high=high,
    )


def _span(sheet: FPDF, curve: Curve, frame: _Frame) -> None:
    if curve.span is None:
        return
    name, since, until = curve.span
    sheet.set_fill_color(*SHADE)
    sheet.rect(frame.x(since), frame.top, frame.x(until) - frame.x(since), frame.height, style="F")
    _write(sheet, frame.x(since) + 1, frame.top + 2.8, name)


def _scale(sheet: FPDF, curve: Curve, frame: _Frame) -> None:
    sheet.set_draw_color(*RULE)
    for value in range(frame.low, frame.high + 1, STEP):
        y = frame.y(value)
        sheet.line(frame.left, y, frame.left + frame.width, y)
        _write(sheet, sheet.l_margin, y + 1, str(value))
    _write(sheet, sheet.l_margin, frame.top - 2.6, curve.unit)


def _hours(sheet: FPDF, curve: Curve, frame: _Frame) -> None:
    minutes = (frame.until - frame.since) / timedelta(minutes=1)
    every = next((each for each in MINUTES if minutes / each <= HOURS_MOST), MINUTES[-1])
    first = frame.since.astimezone(curve.zone)
    at = first.replace(minute=0, second=0, microsecond=0)
    while at <= frame.until:
        if at >= frame.since:
            x = frame.x(at)
            sheet.line(x, frame.top, x, frame.top + frame.height)
            _write(sheet, x - 3, frame.top + frame.height + 4, f"{at:%H:%M}")
        at = at.astimezone(first.tzinfo) + timedelta(minutes=every)


def _lines(sheet: FPDF, curve: Curve, frame: _Frame) -> None:
    sheet.set_draw_color(*SOFT)
    for name, value in curve.lines:
        y = frame.y(value)
        sheet.line(frame.left, y, frame.left + frame.width, y)
        _write(sheet, frame.left + 1, y - 0.8, f"{name} {value}")


def _series(sheet: FPDF, curve: Curve, frame: _Frame) -> None:
    sheet.set_draw_color(*INK)
    sheet.set_fill_color(*INK)
    names: list[tuple[float, str]] = []
    for number, each in enumerate(curve.series):
        sheet.set_line_width(0.35)
        dash, gap = DASHES[number % len(DASHES)]
        sheet.set_dash_pattern(dash=dash, gap=gap)
        spots = [(frame.x(at), frame.y(value)) for at, value in each.points]
        for (x1, y1), (x2, y2) in pairwise(spots):
            sheet.line(x1, y1, x2, y2)
        sheet.set_dash_pattern()
        for x, y in spots:
            sheet.circle(x, y, 0.6, style="F")
        if spots:
            names.append((spots[-1][1], each.name))
    place = 0.0
    for y, name in sorted(names):
        place = max(y + 1, place + NAME_MM)
        _write(sheet, frame.left + frame.width + 1.5, place, name, is_soft=False)


def _write(sheet: FPDF, x: float, y: float, words: str, *, is_soft: bool = True) -> None:
    sheet.set_text_color(*(SOFT if is_soft else INK))
    sheet.text(x, y, words)
