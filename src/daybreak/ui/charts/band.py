"""Where one figure may lie: a band on a line, with its middle."""

from django.utils.safestring import SafeString

from daybreak.ui.charts.chart import Span, box, drawing, line, text

WIDTH, HEIGHT, TOP, BOTTOM = 320, 46, 6, 26


def band(
    *, key: str, ends: tuple[float, float], figures: tuple[float, float, float], title: str
) -> SafeString:
    """A band from the low to the high figure, on a line between two ends.

    Args:
        key: a name that is unique on the page.
        ends: what the line begins and ends with.
        figures: low, middle and high, within the ends.
        title: what the drawing says in words.
    """
    across = Span(*ends, 8, WIDTH - 8)
    low, middle, high = (across(each) for each in figures)
    parts = [
        line("c-grid", (8, (TOP + BOTTOM) / 2), (WIDTH - 8, (TOP + BOTTOM) / 2)),
        box("c-band", low, TOP, high - low, BOTTOM - TOP),
        line("c-band-mid", (middle, TOP), (middle, BOTTOM)),
        text(8, HEIGHT - 4, f"{ends[0]:g}", "t-sm"),
        text(WIDTH - 8, HEIGHT - 4, f"{ends[1]:g}", "t-sm t-end"),
    ]
    return drawing(parts, width=WIDTH, height=HEIGHT, key=key, title=title, css="band")
