"""The day in chairs as the board knows it, for the drawing of it."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from daybreak.records.reads.board import Board
from daybreak.ui.charts.chart import Chart
from daybreak.ui.charts.day import Lane, Part, Stretch, day_chart


def lanes_chart(board: Board) -> Chart:
    """Every chair through the day, in a drawing for a screen and one for a phone."""
    used = {seat.name for seat in board.seats if seat.visit is not None}
    lanes = tuple(
        Lane(
            f"Chair {lane.chair_name}",
            tuple(Stretch(Part(each.kind), each.start, each.end) for each in lane.blocks),
            is_used=lane.chair_name in used,
        )
        for lane in board.lanes
    )
    return _drawn(lanes, board.now.replace(second=0, microsecond=0), board.zone)


@lru_cache(maxsize=32)  # our choice: more sites than a house has, each for its last minute
def _drawn(lanes: tuple[Lane, ...], minute: datetime, zone: ZoneInfo) -> Chart:
    """Its hand goes by the minute, so that boards that ask within one share the drawing."""
    return day_chart(lanes, now=minute, zone=zone, key="lanes")
