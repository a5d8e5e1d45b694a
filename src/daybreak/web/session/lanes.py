"""The day in chairs as the board knows it, for the drawing of it."""

from daybreak.records.reads.board import Board
from daybreak.ui.charts.chart import Chart
from daybreak.ui.charts.day import Lane, Part, Stretch, day_chart


def lanes_chart(board: Board) -> Chart:
    """Every chair through the day, in a drawing for a screen and one for a phone."""
    used = {seat.name for seat in board.seats if seat.visit is not None}
    lanes = [
        Lane(
            f"Chair {lane.chair_name}",
            tuple(Stretch(Part(each.kind), each.start, each.end) for each in lane.blocks),
            is_used=lane.chair_name in used,
        )
        for lane in board.lanes
    ]
    return day_chart(lanes, now=board.now, zone=board.zone, key="lanes")
