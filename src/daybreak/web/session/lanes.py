"""The day in chairs, drawn: what went on in each, and what is booked."""

from datetime import datetime, timedelta

from django.utils.safestring import SafeString

from daybreak.records.reads.board import Board
from daybreak.ui.charts.chart import Chart, Span, box, dot, drawing, line, text
from daybreak.ui.presenters.times import clock
from daybreak.web.session import words

LEFT, RIGHT, TOP, ROW, TALL = 76, 806, 30, 29, 22
PHONE_LEFT, PHONE_RIGHT = 30, 350
ROOM, WORD = 46, 24  # px that a time, and the word now, need beside the line


def lanes_chart(board: Board) -> Chart:
    """Every chair through the day, in a drawing for a screen and one for a phone."""
    title = finding(board)
    return Chart(
        title=title,
        wide=_drawn(board, title, LEFT, RIGHT, css="only-wide c-mid", phone=False),
        narrow=_drawn(board, title, PHONE_LEFT, PHONE_RIGHT, css="only-narrow c-mid", phone=True),
    )


def finding(board: Board) -> str:
    """What the drawing says, in words."""
    used = [seat.name for seat in board.seats if seat.visit is not None and seat.name]
    span = f"{clock(board.opens, board.zone)} to {clock(board.closes, board.zone)}"
    if not used:
        return f"Chairs through the day, {span}. No chair is in use now."
    noun, verb = ("Chair", "is") if len(used) == 1 else ("Chairs", "are")
    return f"Chairs through the day, {span}. {noun} {words.listed(used)} {verb} in use now."


def _drawn(
    board: Board, title: str, left: float, right: float, *, css: str, phone: bool
) -> SafeString:
    across = Span(board.opens.timestamp(), board.closes.timestamp(), left, right)
    bottom = TOP + ROW * max(1, len(board.lanes))
    now_x = across(board.now.timestamp())
    drawn = _hours(board, across, bottom, now_x, phone=phone)
    for number, lane in enumerate(board.lanes):
        y = TOP + ROW * number
        drawn.append(
            text(4, y + 16, lane.chair_name if phone else f"Chair {lane.chair_name}", "t-b")
        )
        for block in lane.blocks:
            start, end = across(block.start.timestamp()), across(block.end.timestamp())
            drawn.append(box(f"lane-{block.kind}", start, y, max(2.0, end - start - 1), TALL))
    drawn += [
        line("c-now", (now_x, TOP - 10), (now_x, bottom)),
        dot("c-now-dot", now_x, TOP - 10, 4),
        text(
            now_x + (8 if now_x < right - 70 else -8),
            13,
            f"now {clock(board.now, board.zone)}",
            "c-now-text" if now_x < right - 70 else "c-now-text t-end",
        ),
    ]
    return drawing(
        drawn,
        width=820 if not phone else 360,
        height=bottom + 4,
        key=f"lanes-{'phone' if phone else 'wide'}",
        title=title,
        css=css,
    )


def _hours(board: Board, across: Span, bottom: float, now_x: float, *, phone: bool) -> list[str]:
    drawn = []
    step = timedelta(hours=3 if phone else 1)
    at: datetime = board.opens
    while at <= board.closes:
        x = across(at.timestamp())
        drawn.append(line("c-grid", (x, TOP - 8), (x, bottom)))
        if not -ROOM < x - now_x < 2 * ROOM + WORD:
            drawn.append(text(x, 13, clock(at, board.zone), "t-sm t-mid"))
        at += step
    return drawn
