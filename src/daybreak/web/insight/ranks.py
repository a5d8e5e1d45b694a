"""Where outcomes fell among the quantiles foretold: even bars when a forecast is honest."""

from collections.abc import Sequence

from daybreak.ui.charts import Chart
from daybreak.ui.charts.chart import box, drawing, line, text

LEFT, RIGHT, TOP, BOTTOM, WIDTH, HEIGHT = 8.0, 292.0, 14.0, 92.0, 300.0, 122.0


def rank_chart(key: str, counts: Sequence[int]) -> Chart | None:
    """Ten bars from lowest to highest tenth, with a line where each would be; None without any."""
    whole = sum(counts)
    if not whole:
        return None
    even, most = whole / len(counts), max(counts)
    title = (
        f"Outcomes by tenth of the forecast: {', '.join(str(count) for count in counts)}; "
        f"even would be {even:.1f} in each."
    )
    step = (RIGHT - LEFT) / len(counts)
    high = (BOTTOM - TOP) / max(most, even)
    parts = [
        box("c-tick", LEFT + k * step + 2, BOTTOM - count * high, step - 4, count * high)
        for k, count in enumerate(counts)
    ]
    y = BOTTOM - even * high
    parts += [
        line("c-line c-dash", (LEFT, y), (RIGHT, y)),
        line("c-grid", (LEFT, BOTTOM), (RIGHT, BOTTOM)),
        text(LEFT, BOTTOM + 18, "better than foretold", "t-sm"),
        text(RIGHT, BOTTOM + 18, "worse", "t-sm t-end"),
    ]
    safe = "".join(letter if letter.isalnum() else "-" for letter in key)
    frames = [
        drawing(parts, width=WIDTH, height=HEIGHT, key=f"ranks-{safe}-{css}", title=title, css=css)
        for css in ("only-wide", "only-narrow")
    ]
    return Chart(title, frames[0], frames[1])
