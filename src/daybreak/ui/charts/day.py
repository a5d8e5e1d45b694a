"""The day in chairs: who sits or is to sit where, from when until when, and where it is free."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from html import escape

from django.utils.safestring import SafeString, mark_safe

from daybreak.ui.charts.chart import Chart, Span, box, dot, drawing, line, text
from daybreak.ui.presenters.times import clock, local

OPENS_H, SHUTS_H = 8, 17  # our choice: what is drawn even on an empty day
AT_HAND = timedelta(hours=2)  # our choice: what a phone shows to the left of now
WORDS_PX = 84  # that "now 10:24" needs, and room beside it
FREE_FROM = timedelta(minutes=45)  # our choice: a shorter gap is nobody's chance to sit down


class Part(StrEnum):
    """What a stretch of a chair's day is; the last one is not yet more than a booking."""

    BEFORE = "prep"
    DOSING = "dose"
    RECOVERY = "rec"
    BOOKED = "plan"


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of a chair's day, from `start` to before `end`."""

    part: Part
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Lane:
    """One chair with its stretches, in order of time. `is_used` when somebody sits there now."""

    name: str
    stretches: tuple[Stretch, ...]
    is_used: bool = False


@dataclass(frozen=True, slots=True)
class _Frame:
    """One drawing's measures, in its own units."""

    width: float
    left: float
    right: float
    top: float
    row: float
    bar: float
    every_h: int
    css: str


_WIDE = _Frame(820, 64, 806, 30, 29, 22, 1, "only-wide")
_NARROW = _Frame(350, 48, 344, 30, 26, 18, 2, "only-narrow")
WORDS = {
    Part.BEFORE: "before",
    Part.DOSING: "dosing",
    Part.RECOVERY: "recovery",
    Part.BOOKED: "booked",
}


@dataclass(frozen=True, slots=True)
class _Day:
    """All that is drawn, from `start` to `end`."""

    lanes: tuple[Lane, ...]
    start: datetime
    end: datetime
    now: datetime
    zone: tzinfo
    title: str = ""

    def across(self, frame: _Frame) -> Span:
        return Span(self.start.timestamp(), self.end.timestamp(), frame.left, frame.right)


def day_chart(lanes: Sequence[Lane], *, now: datetime, zone: tzinfo, key: str) -> Chart:
    """The chairs of one day as lanes, with now in dawn. `key` is unique on the page.

    Every hour in which something happens is drawn, and the clinic's usual ones.
    """
    start, end = _hours(lanes, now, zone)
    day = _Day(tuple(lanes), start, end, now, zone)
    day = replace(day, title=_finding(day))
    near = replace(day, start=max(start, _whole(now - AT_HAND, zone)))
    wide, narrow = _drawn(day, _WIDE, f"{key}-wide"), _drawn(near, _NARROW, f"{key}-narrow")
    return Chart(day.title, wide, narrow, _key())


def free_from(lane: Lane, now: datetime, until: datetime) -> datetime | None:
    """When the chair is next free for a while before `until`, if it is."""
    at = now
    for stretch in sorted(lane.stretches, key=lambda each: each.start):
        if stretch.end <= at:
            continue
        if stretch.start - at >= FREE_FROM:
            return at
        at = max(at, stretch.end)
    return at if until - at >= FREE_FROM else None


def _hours(lanes: Iterable[Lane], now: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    midnight = local(now, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    stretches = [each for lane in lanes for each in lane.stretches]
    starts = [midnight.replace(hour=OPENS_H), now, *(each.start for each in stretches)]
    ends = [midnight.replace(hour=SHUTS_H), now, *(each.end for each in stretches)]
    last = midnight.replace(hour=23, minute=59)
    return max(midnight, _whole(min(starts), zone)), min(last, max(ends))


def _whole(at: datetime, zone: tzinfo) -> datetime:
    return local(at, zone).replace(minute=0, second=0, microsecond=0)


def _finding(day: _Day) -> str:
    used = [lane.name for lane in day.lanes if lane.is_used]
    free = [
        f"{lane.name} is free from {clock(at, day.zone)}"
        for lane in day.lanes
        if not lane.is_used and (at := free_from(lane, day.now, day.end)) is not None
    ]
    told = [f"Chairs through the day, {clock(day.start, day.zone)} to {clock(day.end, day.zone)}."]
    told.append(f"In use now: {', '.join(used)}." if used else "No chair is in use now.")
    if free:
        told.append(f"{'; '.join(free)}.")
    return " ".join(told)


def _drawn(day: _Day, frame: _Frame, key: str) -> SafeString:
    floor = frame.top + frame.row * len(day.lanes)
    parts = _grid(day, frame, floor)
    for number, lane in enumerate(day.lanes):
        top = frame.top + number * frame.row
        parts.append(text(4, top + frame.bar * 0.7, lane.name, "t-b"))
        parts += [_bar(each, day, frame, top) for each in lane.stretches]
    parts += _now(day, frame, floor)
    return drawing(
        [part for part in parts if part],
        width=frame.width,
        height=floor + 2,
        key=key,
        title=day.title,
        css=frame.css,
    )


def _grid(day: _Day, frame: _Frame, floor: float) -> list[str]:
    """A line each hour, and its time unless the words of now stand there."""
    place, parts, at = day.across(frame), [], day.start
    words = _words_of_now(day, frame)
    for number in range(math.ceil((day.end - day.start) / timedelta(hours=1)) + 1):
        x = place(at.timestamp())
        if x > frame.right + 1:
            break
        parts.append(line("c-grid", (x, 22), (x, floor)))
        if number % frame.every_h == 0 and not words[0] - 20 < x < words[1] + 20:
            parts.append(text(x, 13, clock(at, day.zone), "t-sm t-mid"))
        at += timedelta(hours=1)
    return parts


def _words_of_now(day: _Day, frame: _Frame) -> tuple[float, float]:
    """From where to where "now 10:24" stands: right of its line, left of it late in the day."""
    at = day.across(frame)(day.now.timestamp())
    if at > frame.right - WORDS_PX:
        return (at - 8 - WORDS_PX, at)
    return (at, at + 8 + WORDS_PX)


def _now(day: _Day, frame: _Frame, floor: float) -> list[str]:
    at = day.across(frame)(day.now.timestamp())
    start, end = _words_of_now(day, frame)
    is_right = start == at
    words = text(
        start + 8 if is_right else end - 8,
        13,
        f"now {clock(day.now, day.zone)}",
        "c-now-text" if is_right else "c-now-text t-end",
    )
    return [line("c-now", (at, 20), (at, floor)), dot("c-now-dot", at, 20, 4), words]


def _bar(stretch: Stretch, day: _Day, frame: _Frame, top: float) -> str:
    start, end = max(stretch.start, day.start), min(stretch.end, day.end)
    if end <= start:
        return ""
    place = day.across(frame)
    x, until = place(start.timestamp()), place(end.timestamp())
    drawn = box(f"lane-{stretch.part}", x, top, max(3.0, until - x - 1), frame.bar)
    return drawn.replace("/>", ' rx="4"/>')


def _key() -> SafeString:
    """What the four kinds of stretches look like."""
    marks = (
        f'<span><svg viewBox="0 0 28 14" aria-hidden="true"><rect class="lane-{part}" x="1" y="1" '
        f'width="26" height="12" rx="3"/></svg>{escape(words)}</span>'
        for part, words in WORDS.items()
    )
    return mark_safe("".join(marks))
