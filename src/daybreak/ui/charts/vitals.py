"""One session's blood pressure, pulse and oxygen, with the marks of the anaesthetic chart.

∨ is systolic, ∧ diastolic, a dot the pulse, oxygen stands as figures. Left of the dawn line is
what was measured; right of it only what is due.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe

from daybreak.ui.charts.chart import (
    Chart,
    Frame,
    Span,
    box,
    dot,
    drawing,
    line,
    number,
    roomy,
    text,
)
from daybreak.ui.presenters.times import clock

USUAL_MMHG = (40, 200)  # our choice: what the axis shows at least
STEP_MMHG = 20
OXYGEN_WORD = 62  # px that "SpO₂ %" and half a figure need


@dataclass(frozen=True, slots=True)
class Reading:
    """One set of vitals. `sev` is "warn" or "critical" when a finding of care names it."""

    at: datetime
    systolic_mmhg: int | None = None
    diastolic_mmhg: int | None = None
    heart_rate_per_min: int | None = None
    spo2_percent: int | None = None
    sev: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """A threshold with its name at its end. `sev` is "warn" or "critical"."""

    systolic_mmhg: int
    label: str
    sev: str


@dataclass(frozen=True, slots=True)
class _Frame(Frame):
    least_minutes: tuple[int, ...]
    room: float


@dataclass(frozen=True, slots=True)
class _Told:
    """All that is drawn."""

    readings: tuple[Reading, ...]
    ends: tuple[datetime, datetime]
    zone: tzinfo
    now: datetime | None
    limits: tuple[Limit, ...]
    dosing: tuple[datetime, datetime] | None
    due: tuple[datetime, ...]
    repeat_by: datetime | None


WIDE = _Frame(500, 330, 40, 444, 24, 272, "only-wide c-mid", (10, 15, 30, 60), 44)
NARROW = _Frame(324, 300, 40, 272, 24, 242, "only-narrow c-mid", (20, 30, 60, 120), 34)

KEY = (
    '<span><svg viewBox="0 0 28 14" aria-hidden="true"><path class="c-bp" '
    'd="M8 1l6 5 6-5M8 13l6-5 6 5"/></svg>blood pressure</span>'
    '<span><svg viewBox="0 0 28 14" aria-hidden="true"><path class="c-line c-2" d="M1 7h26"/>'
    '<circle class="c-hr" cx="14" cy="7" r="4"/></svg>pulse</span>'
)
KEY_DUE = (
    '<span><svg viewBox="0 0 28 14" aria-hidden="true"><circle class="c-due" cx="14" cy="7" '
    'r="5"/></svg>due</span>'
)


def vitals_chart(
    *,
    key: str,
    readings: Sequence[Reading],
    start: datetime,
    end: datetime,
    zone: tzinfo,
    now: datetime | None = None,
    limits: Sequence[Limit] = (),
    dosing: tuple[datetime, datetime] | None = None,
    due: Sequence[datetime] = (),
    repeat_by: datetime | None = None,
) -> Chart:
    """The vitals of one session from `start` to `end`, half-open, widened to what was measured.

    Args:
        key: a name that is unique on the page.
        readings: in any order, each with what was measured and nothing made up.
        now: where now is, or None for a session that is over.
        dosing: from when to when the dose runs, or ran.
        due: when readings are due; `repeat_by` is the one that an alert asks for.
    """
    ordered = sorted(readings, key=lambda reading: reading.at)
    moments = [reading.at for reading in ordered] + list(due) + ([now] if now else [])
    first, last = min([start, *moments]), max([end, *moments])
    title = finding(ordered, zone, limits)
    told = _Told(
        tuple(ordered), (first, last), zone, now, tuple(limits), dosing, tuple(due), repeat_by
    )
    frames = [
        drawing(
            _draw(frame, told),
            width=frame.width,
            height=frame.height,
            key=f"{key}-{frame.css.split()[0]}",
            title=title,
            css=frame.css,
        )
        for frame in (WIDE, NARROW)
    ]
    named: SafeString = mark_safe(KEY + (KEY_DUE if due else ""))
    return Chart(title, frames[0], frames[1], named)


def finding(readings: Sequence[Reading], zone: tzinfo, limits: Sequence[Limit] = ()) -> str:
    """What the chart found: first, highest and latest pressure, then pulse and oxygen."""
    if not readings:
        return "No vitals recorded yet."
    said = [f"Vitals since {clock(readings[0].at, zone)}."]
    pressures = [r for r in readings if r.systolic_mmhg is not None]
    if pressures:
        said.append(_pressures(pressures, zone, limits))
    pulses = [r.heart_rate_per_min for r in readings if r.heart_rate_per_min is not None]
    if pulses:
        said.append(f"Pulse from {min(pulses)} to {max(pulses)}, latest {pulses[-1]}.")
    oxygen = [r.spo2_percent for r in readings if r.spo2_percent is not None]
    if oxygen:
        said.append(f"Oxygen lowest {min(oxygen)}, latest {oxygen[-1]} percent.")
    return " ".join(said)


def _pressures(readings: Sequence[Reading], zone: tzinfo, limits: Sequence[Limit]) -> str:
    highest = max(readings, key=lambda reading: reading.systolic_mmhg or 0)
    parts = [f"Blood pressure {_pressure(readings[0])}"]
    if highest is not readings[0]:
        parts.append(f"highest {_pressure(highest)} at {clock(highest.at, zone)}")
    if readings[-1] not in (readings[0], highest):
        parts.append(f"latest {_pressure(readings[-1])} at {clock(readings[-1].at, zone)}")
    reached = [limit for limit in limits if (highest.systolic_mmhg or 0) >= limit.systolic_mmhg]
    if reached:
        worst = max(reached, key=lambda limit: limit.systolic_mmhg)
        parts.append(f"at or above the {worst.label} line of {worst.systolic_mmhg}")
    return ", ".join(parts) + "."


def _pressure(reading: Reading) -> str:
    low = "unknown" if reading.diastolic_mmhg is None else str(reading.diastolic_mmhg)
    return f"{reading.systolic_mmhg}/{low}"


def _draw(frame: _Frame, told: _Told) -> list[str]:
    step = _step(frame, told.ends)
    first, last = _floor(told.ends[0], step, told.zone), _ceiling(told.ends[1], step, told.zone)
    across = Span(first.timestamp(), last.timestamp(), frame.left, frame.right)
    axis = _axis(told.readings, told.limits)
    up = Span(*axis, frame.bottom, frame.top)
    drawn: list[str] = []
    if told.dosing:
        x, end = (across(at.timestamp()) for at in told.dosing)
        drawn.append(box("c-dosing", x, frame.top, end - x, frame.bottom - frame.top))
        drawn.append(text(x + 6, frame.bottom - 8, "dosing", "t-sm"))
    drawn += _grid(frame, axis, told.limits, up)
    drawn += _hours(frame, (first, last), step, told.zone, across)
    drawn += _pulse(told.readings, across, up)
    drawn += _marks(frame, told, across, up)
    drawn += _oxygen(frame, told.readings, across)
    drawn += _ahead(frame, told, across)
    return drawn


def _axis(readings: Sequence[Reading], limits: Sequence[Limit]) -> tuple[int, int]:
    values = [
        value
        for reading in readings
        for value in (reading.systolic_mmhg, reading.diastolic_mmhg, reading.heart_rate_per_min)
        if value is not None
    ] + [limit.systolic_mmhg for limit in limits]
    low = min([USUAL_MMHG[0], *(value // STEP_MMHG * STEP_MMHG for value in values)])
    high = max([USUAL_MMHG[1], *(-(-(value + 1) // STEP_MMHG) * STEP_MMHG for value in values)])
    return low, high


def _grid(frame: _Frame, axis: tuple[int, int], limits: Sequence[Limit], up: Span) -> list[str]:
    drawn = []
    taken = {limit.systolic_mmhg for limit in limits}
    for value in range(axis[0] + STEP_MMHG, axis[1], STEP_MMHG):
        if any(abs(value - other) < STEP_MMHG / 2 for other in taken):
            continue
        y = up(value)
        drawn += [
            line("c-grid", (frame.left, y), (frame.right, y)),
            text(frame.left - 8, y + 4, value, "t-sm t-end"),
        ]
    for limit in limits:
        y = up(limit.systolic_mmhg)
        kind = "crit" if limit.sev == "critical" else "warn"
        drawn += [
            line(f"c-{kind}", (frame.left, y), (frame.right, y)),
            text(frame.right + 5, y + 4, limit.label, f"c-{kind}-text"),
            text(frame.left - 8, y + 4, limit.systolic_mmhg, f"t-sm t-end c-{kind}-text"),
        ]
    return drawn


def _step(frame: _Frame, ends: tuple[datetime, datetime]) -> timedelta:
    """Minutes between two words of the time axis, so that no two touch."""
    length = ends[1] - ends[0]
    most = 8 if frame is WIDE else 5
    for minutes in (*frame.least_minutes, 240):
        if length <= timedelta(minutes=minutes * most):
            return timedelta(minutes=minutes)
    return timedelta(hours=12)


def _floor(at: datetime, step: timedelta, zone: tzinfo) -> datetime:
    """The full step of the site's clock at or before `at`."""
    offset = at.astimezone(zone).utcoffset() or timedelta(0)
    seconds = int(at.timestamp() + offset.total_seconds())
    whole = seconds - seconds % int(step.total_seconds())
    return datetime.fromtimestamp(whole - offset.total_seconds(), UTC)


def _ceiling(at: datetime, step: timedelta, zone: tzinfo) -> datetime:
    down = _floor(at, step, zone)
    return down if down == at else down + step


def _hours(
    frame: _Frame, ends: tuple[datetime, datetime], step: timedelta, zone: tzinfo, across: Span
) -> list[str]:
    drawn = []
    at = ends[0]
    while at <= ends[1]:
        x = across(at.timestamp())
        drawn.append(line("c-grid", (x, frame.top), (x, frame.bottom)))
        drawn.append(text(x, frame.bottom + 18, f"{at.astimezone(zone):%H:%M}", "t-sm t-mid"))
        at += step
    return drawn


def _pulse(readings: Sequence[Reading], across: Span, up: Span) -> list[str]:
    points = [
        (across(r.at.timestamp()), up(r.heart_rate_per_min))
        for r in readings
        if r.heart_rate_per_min is not None
    ]
    joined = [line("c-line c-2", *points)] if len(points) > 1 else []
    return joined + [dot("c-hr", x, y, 4) for x, y in points]


def _marks(frame: _Frame, told: _Told, across: Span, up: Span) -> list[str]:
    strokes: list[str] = []
    words: list[str] = []
    places = [across(reading.at.timestamp()) for reading in told.readings]
    now_x = across(told.now.timestamp()) if told.now else frame.right + frame.room
    labelled = _labelled(frame, told.readings, places)
    for index, (x, reading) in enumerate(zip(places, told.readings, strict=True)):
        top = None if reading.systolic_mmhg is None else up(reading.systolic_mmhg)
        low = None if reading.diastolic_mmhg is None else up(reading.diastolic_mmhg)
        if stroke := _mark(x, top, low):
            hot = {"warn": " c-bp-hot", "critical": " c-bp-crit"}.get(reading.sev, "")
            strokes.append(f'<path class="c-bp{hot}" d="{stroke}"/>')
        if index not in labelled:
            continue
        # Beside the mark, but never over the line of now nor beyond the edge.
        left = 0 <= now_x - x < frame.room or x > frame.right - frame.room
        side, end = (-1, " t-end") if left else (1, "")
        if top is not None:
            words.append(text(x + 10 * side, top - 2, reading.systolic_mmhg, f"t-b{end}"))
        if low is not None:
            words.append(text(x - 9, low - 4, reading.diastolic_mmhg, "t-end"))
    return strokes + words


def _labelled(frame: _Frame, readings: Sequence[Reading], places: Sequence[float]) -> set[int]:
    """Which readings carry their figures: all while there is room, else those that matter.

    The latest, the worrying, the highest and the first matter, in this order.
    """
    if not readings:
        return set()
    everyone = range(len(readings))
    worrying = [index for index in everyone if readings[index].sev][::-1]
    highest = max(everyone, key=lambda index: readings[index].systolic_mmhg or 0)
    matter = [everyone[-1], *worrying, highest, 0]
    kept = roomy(places, frame.room, first=matter)
    gaps = [after - before for before, after in pairwise(places)]
    return kept if not gaps or min(gaps) >= frame.room / 2 else kept & set(matter)


def _mark(x: float, top: float | None, low: float | None) -> str:
    """The strokes of one reading: ∨ at the systolic, ∧ at the diastolic, a stem between them."""
    here, before, after = number(x), number(x - 6), number(x + 6)
    strokes = []
    if top is not None:
        over = number(top - 8)
        strokes.append(f"M{before} {over}L{here} {number(top)}L{after} {over}")
    if low is not None:
        under = number(low + 8)
        strokes.append(f"M{before} {under}L{here} {number(low)}L{after} {under}")
    if top is not None and low is not None:
        strokes.append(f"M{here} {number(top)}V{number(low)}")
    return "".join(strokes)


def _oxygen(frame: _Frame, readings: Sequence[Reading], across: Span) -> list[str]:
    known = [reading for reading in readings if reading.spo2_percent is not None]
    if not known:
        return []
    y = frame.bottom + 44
    places = [across(reading.at.timestamp()) for reading in known]
    lowest = min(range(len(known)), key=lambda i: known[i].spo2_percent or 0)
    kept = roomy(places, 26, first=[len(known) - 1, lowest])
    beside = min(places[i] for i in kept) > OXYGEN_WORD
    drawn = [text(0, y if beside else y - 14, "SpO₂ %", "t-sm")]
    return drawn + [text(places[i], y, known[i].spo2_percent, "t-b t-mid") for i in sorted(kept)]


def _ahead(frame: _Frame, told: _Told, across: Span) -> list[str]:
    drawn: list[str] = []
    now, zone, repeat_by = told.now, told.zone, told.repeat_by
    if now:
        x = across(now.timestamp())
        beside, end = (x + 8, "") if x < frame.right - 80 else (x - 8, " t-end")
        drawn += [
            line("c-now", (x, frame.top - 8), (x, frame.bottom)),
            dot("c-now-dot", x, frame.top - 8, 4),
            text(beside, frame.top - 4, f"now {clock(now, zone)}", f"c-now-text{end}"),
        ]
    if repeat_by:
        x = across(repeat_by.timestamp())
        beside, end = (x + 6, "") if x < frame.width - 110 else (x - 6, " t-end")
        drawn += [
            line("c-warn", (x, frame.top + 8), (x, frame.bottom)),
            text(
                beside,
                (frame.top + frame.bottom) / 2 + 5,
                f"repeat by {clock(repeat_by, zone)}",
                f"c-warn-text{end}",
            ),
        ]
    drawn += [dot("c-due", across(at.timestamp()), frame.bottom, 5) for at in told.due]
    return drawn
