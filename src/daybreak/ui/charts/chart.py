"""What a chart is to a page, and the few strokes every chart is drawn with.

Colours, weights and dashes are classes of the stylesheet; a drawing holds only places and words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

NOTHING = SafeString("")


@dataclass(frozen=True, slots=True)
class Frame:
    """One drawing of a chart, for wide or narrow windows: its size, and where its plot lies."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    css: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Two drawings of one finding: `wide`, and `narrow` for a phone, which is its own drawing.

    `title` says what the chart found; both drawings carry it. `key` may name the marks.
    """

    title: str
    wide: SafeString
    narrow: SafeString
    key: SafeString = NOTHING


@dataclass(frozen=True, slots=True)
class Span:
    """A straight scale from values to places."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        if self.high == self.low:
            return self.start
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def number(value: float) -> str:
    """A place on the drawing, to a tenth of a pixel."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def text(x: float, y: float, words: object, css: str = "") -> str:
    """Words at a place; what people typed is escaped here."""
    kind = f' class="{css}"' if css else ""
    return f'<text{kind} x="{number(x)}" y="{number(y)}">{escape(str(words))}</text>'


def line(css: str, *points: tuple[float, float]) -> str:
    """A line through points."""
    steps = " L".join(f"{number(x)} {number(y)}" for x, y in points)
    return f'<path class="{css}" d="M{steps}"/>'


def dot(css: str, x: float, y: float, radius: float) -> str:
    """A round mark."""
    return f'<circle class="{css}" cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"/>'


def box(css: str, x: float, y: float, width: float, height: float) -> str:
    """An upright rectangle."""
    return (
        f'<rect class="{css}" x="{number(x)}" y="{number(y)}" '
        f'width="{number(max(0.0, width))}" height="{number(max(0.0, height))}"/>'
    )


def drawing(
    parts: Sequence[str], *, width: float, height: float, key: str, title: str, css: str
) -> SafeString:
    """A whole drawing with its finding as its title. `key` is unique on the page."""
    here = escape(key)
    inner = "\n".join(parts)
    return mark_safe(
        f'<svg class="{css}" viewBox="0 0 {number(width)} {number(height)}" role="img" '
        f'aria-labelledby="{here}"><title id="{here}">{escape(title)}</title>\n{inner}\n</svg>'
    )


def apart(places: Sequence[float], least: float) -> list[float]:
    """The same places, pushed down where two are nearer than `least`; order is kept."""
    moved: list[float] = []
    order = sorted(range(len(places)), key=places.__getitem__)
    at: dict[int, float] = {}
    for index in order:
        place = places[index]
        if moved and place < moved[-1] + least:
            place = moved[-1] + least
        moved.append(place)
        at[index] = place
    return [at[index] for index in range(len(places))]


def roomy(places: Sequence[float], least: float, *, first: Sequence[int]) -> set[int]:
    """Which of `places` may carry words, none nearer than `least`; `first` are served first."""
    kept: set[int] = set()
    for index in [*first, *range(len(places))]:
        if all(abs(places[index] - places[other]) >= least for other in kept):
            kept.add(index)
    return kept
