"""The curve so far and where it may go: scores, today, and two bands without a promise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from daybreak.ui.charts import Chart
from daybreak.ui.charts.chart import Frame, Span, dot, drawing, line, text
from daybreak.ui.presenters.times import day


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a score may lie on a day: nine in ten, half of them, and the middle."""

    on: date
    low: float
    lower: float
    middle: float
    upper: float
    high: float


WIDE = Frame(720, 300, 34, 628, 22, 246, "only-wide c-mid")
NARROW = Frame(324, 270, 30, 306, 22, 218, "only-narrow c-mid")
LABELS = 4


def forecast_chart(
    *,
    key: str,
    name: str,
    scores: Sequence[tuple[date, float]],
    bands: Sequence[Mark],
    usual: Sequence[Mark],
    sessions: Sequence[date],
    highest: int,
    today: date,
) -> Chart:
    """Scores that were given, then bands: wide for nine in ten, narrow for half, dashed middle.

    Args:
        key: a name that is unique on the page.
        name: the scale as people call it.
        scores: each day's score, oldest first.
        bands: of people weighed by these scores, oldest first.
        usual: of people who are not weighed; only their middle is drawn.
        sessions: planned days of this plan.
        highest: the most the scale can be.
        today: where what was ends and what may be begins.
    """
    last = bands[-1]
    title = (
        f"{name}: by {day(last.on)} half of the simulated people were between {last.lower:.0f} "
        f"and {last.upper:.0f}, nine in ten between {last.low:.0f} and {last.high:.0f}."
    )
    frames = [
        drawing(
            _draw(frame, scores, bands, usual, sessions, highest, today),
            width=frame.width,
            height=frame.height,
            key=f"{key}-{frame.css.split()[0]}",
            title=title,
            css=frame.css,
        )
        for frame in (WIDE, NARROW)
    ]
    return Chart(title, frames[0], frames[1])


def _draw(  # noqa: PLR0917 - what is drawn, in the order in which it is drawn
    frame: Frame,
    scores: Sequence[tuple[date, float]],
    bands: Sequence[Mark],
    usual: Sequence[Mark],
    sessions: Sequence[date],
    highest: int,
    today: date,
) -> list[str]:
    days = [on for on, _ in scores] + [mark.on for mark in bands] + [today]
    across = Span(min(days).toordinal(), max(days).toordinal(), frame.left + 8, frame.right - 8)
    up = Span(0, highest, frame.bottom, frame.top)

    def at(on: date, value: float) -> tuple[float, float]:
        return across(on.toordinal()), up(value)

    def band(css: str, ends: str) -> str:
        low, high = ends.split()
        above = [at(mark.on, getattr(mark, high)) for mark in bands]
        below = [at(mark.on, getattr(mark, low)) for mark in reversed(bands)]
        return line(css, *above, *below)

    drawn = [
        *_grid(frame, up, highest),
        band("c-band", "low high"),
        band("c-band-in", "lower upper"),
    ]
    drawn.append(line("c-line c-dots", *(at(mark.on, mark.middle) for mark in usual)))
    drawn.append(line("c-line c-dash", *(at(mark.on, mark.middle) for mark in bands)))
    x = across(today.toordinal())
    drawn += [
        line("c-grid", (x, frame.top), (x, frame.bottom)),
        text(x, frame.top - 7, "today", "c-now-text t-mid"),
    ]
    if len(scores) > 1:
        drawn.append(line("c-line", *(at(on, value) for on, value in scores)))
    drawn += [dot("c-dot", *at(on, value), 4.5) for on, value in scores]
    ticks = frame.bottom + 14
    drawn += [dot("c-tick-later", across(on.toordinal()), ticks, 4) for on in sessions]
    drawn += _dates(frame, min(days), max(days), across)
    if frame is WIDE:
        drawn += _names(frame, bands[-1], up)
    return drawn


def _grid(frame: Frame, up: Span, highest: int) -> list[str]:
    step = 5 if highest <= 30 else 10  # noqa: PLR2004 - about five lines
    drawn = []
    for value in range(0, highest + 1, step):
        y = up(value)
        drawn += [
            line("c-grid", (frame.left, y), (frame.right, y)),
            text(frame.left - 8, y + 4, value, "t-sm t-end"),
        ]
    return drawn


def _dates(frame: Frame, first: date, last: date, across: Span) -> list[str]:
    length = (last - first).days
    days = [first + timedelta(days=round(k * length / LABELS)) for k in range(LABELS + 1)]
    kept = days if frame is WIDE else [days[0], days[LABELS // 2], days[-1]]
    ends = {kept[0]: "t-sm", kept[-1]: "t-sm t-end"}
    y = frame.bottom + 38
    return [text(across(on.toordinal()), y, day(on), ends.get(on, "t-sm t-mid")) for on in kept]


def _names(frame: Frame, last: Mark, up: Span) -> list[str]:
    places = [up(last.high) + 4, up(last.middle) + 4, up(last.low) + 4]
    words = ["nine in ten", "middle", ""]
    return [
        text(frame.right + 4, y, said, "t-sm")
        for y, said in zip(places, words, strict=True)
        if said
    ]
