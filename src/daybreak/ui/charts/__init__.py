"""Charts drawn on the server: plain values in, two drawings and a finding out."""

from daybreak.ui.charts.chart import Chart
from daybreak.ui.charts.scores import Goal, Score, Threshold, Tick, score_chart
from daybreak.ui.charts.vitals import Limit, Reading, vitals_chart

__all__ = [
    "Chart",
    "Goal",
    "Limit",
    "Reading",
    "Score",
    "Threshold",
    "Tick",
    "score_chart",
    "vitals_chart",
]
