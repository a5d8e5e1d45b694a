"""Mean scores week by week: the protocol as written and as changed, the latter with its band."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from daybreak.ui.charts import Chart
from daybreak.ui.charts.chart import Frame, Span, apart, drawing, line, text

HIGHEST, STEP = 40, 10  # MADRS points, as far as groups reach


@dataclass(frozen=True, slots=True)
class Followed:
    """One protocol's mean score of each week, MADRS points, with its interval."""

    name: str
    weeks: Sequence[Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class _Frame(Frame):
    every: int  # weeks between two figures of the axis


WIDE = _Frame(720, 280, 34, 628, 16, 240, "only-wide c-mid", 4)
NARROW = _Frame(324, 250, 30, 306, 16, 206, "only-narrow c-mid", 8)


def scores_chart(both: Sequence[Followed], *, key: str) -> Chart:
    """The first as a dashed line, the second as a line in its 90 % band."""
    before, after = both
    last = len(after.weeks) - 1
    title = (
        f"Mean score over {last} weeks: {before.weeks[last]['value']:.0f} at the end as written, "
        f"{after.weeks[last]['value']:.0f} as changed."
    )
    wide, narrow = (
        drawing(
            _draw(frame, before, after),
            width=frame.width,
            height=frame.height,
            key=f"{key}-{name}",
            title=title,
            css=frame.css,
        )
        for name, frame in (("wide", WIDE), ("narrow", NARROW))
    )
    return Chart(title, wide, narrow)


def _draw(frame: _Frame, before: Followed, after: Followed) -> list[str]:
    last = len(after.weeks) - 1
    across = Span(0, last, frame.left + 8, frame.right - 8)
    up = Span(0, HIGHEST, frame.bottom, frame.top)
    drawn = []
    for value in range(0, HIGHEST + 1, STEP):
        y = up(value)
        drawn += [
            line("c-grid", (frame.left, y), (frame.right, y)),
            text(frame.left - 8, y + 4, value, "t-sm t-end"),
        ]
    for week in range(0, last + 1, frame.every):
        drawn.append(text(across(week), frame.bottom + 20, week, "t-sm t-mid"))
    drawn.append(text(frame.left, frame.bottom + 38, "weeks", "t-sm"))
    above = [(across(k), up(week["hi90"])) for k, week in enumerate(after.weeks)]
    below = [(across(k), up(week["lo90"])) for k, week in enumerate(after.weeks)]
    drawn.append(line("c-band", *above, *reversed(below)))
    for css, each in (("c-line c-2 c-dash", before), ("c-line", after)):
        drawn.append(
            line(css, *((across(k), up(week["value"])) for k, week in enumerate(each.weeks)))
        )
    if frame is WIDE:
        ends = [up(each.weeks[last]["value"]) + 4 for each in (before, after)]
        places = apart(ends, 16)
        drawn += [
            text(frame.right + 4, y, each.name, css)
            for y, each, css in zip(places, (before, after), ("f-2", "f-1"), strict=True)
        ]
    return drawn
