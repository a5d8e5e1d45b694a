"""One scale as a page shows it: what it found, the drawing, and every answer with its window."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from daybreak.care.catalogue.scale import Scale
from daybreak.care.catalogue.scale_parts import Better
from daybreak.care.outcome.trajectory import Point, Trajectory
from daybreak.records.reads.course import Given
from daybreak.records.reads.outcome import Answered
from daybreak.ui.charts import Chart, Goal, Score, Threshold, Tick, score_chart
from daybreak.ui.presenters import times
from daybreak.web.outcome import words

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One filled-in scale. `window` is the time its answers speak of, half-open."""

    at: datetime
    total: int | None
    band: str
    change: str
    reliable: str
    is_baseline: bool
    window: str
    overlaps: bool
    sessions_in_window: int
    prorated: bool
    flags: tuple[tuple[str, bool], ...]
    answered_by: str
    language: str
    is_imported: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """One scale of one person."""

    scale: Scale
    headline: str
    why_not: str
    chart: Chart | None
    rows: tuple[Row, ...]
    lower_is_better: bool


def curve(
    scale: Scale,
    told: Trajectory,
    answered: Sequence[Answered],
    given: Sequence[Given],
    *,
    today: date,
) -> Curve:
    """Everything a page says of one scale, newest answer first."""
    latest = told.latest
    judges = scale.response is not None or scale.remission is not None
    return Curve(
        scale=scale,
        headline=words.headline(scale, told),
        why_not=latest.compared.why_not if latest and latest.compared and judges else "",
        chart=drawing(scale, told, given, today=today) if told.points else None,
        rows=tuple(reversed(_rows(told, answered))),
        lower_is_better=scale.better is Better.LOWER,
    )


def drawing(scale: Scale, told: Trajectory, given: Sequence[Given], *, today: date) -> Chart:
    """The curve with its sessions, what counts as a response, and the area of remission."""
    return score_chart(
        key=f"curve-{scale.id}",
        name=scale.short,
        scores=[Score(_day(point.at), point.total) for point in told.points],
        minimum=scale.least or 0,
        maximum=scale.most or 0,
        today=today,
        sessions=[
            Tick(_day(each.at), str(each.number), "now" if each.is_under_way else "done")
            for each in given
        ],
        sessions_name="sessions",
        thresholds=_thresholds(scale, told),
        goal=_goal(scale),
        lower_is_better=scale.better is Better.LOWER,
    )


def _thresholds(scale: Scale, told: Trajectory) -> list[Threshold]:
    percent = scale.response.percent if scale.response else None
    if told.baseline is None or percent is None or scale.better is not Better.LOWER:
        return []
    level = told.baseline.total * (HUNDRED - percent) / HUNDRED
    return [Threshold(level, f"response: {level:g}")]


def _goal(scale: Scale) -> Goal | None:
    if scale.remission is None or scale.better is not Better.LOWER:
        return None
    return Goal(scale.remission.at_most, "remission")


def _rows(told: Trajectory, answered: Sequence[Answered]) -> list[Row]:
    points = iter(told.points)
    rows = []
    for each in answered:
        point = next(points) if each.result.total is not None else None
        rows.append(_row(each, point, is_baseline=point is not None and point == told.baseline))
    return rows


def _row(each: Answered, point: Point | None, *, is_baseline: bool) -> Row:
    compared = point.compared if point else None
    return Row(
        at=each.at,
        total=each.result.total,
        band=(each.result.band or "").replace("-", " "),
        change=words.change(compared),
        reliable=words.reliable(compared),
        is_baseline=is_baseline,
        window=_window(point),
        overlaps=point.overlaps_previous if point else False,
        sessions_in_window=point.sessions_in_window if point else 0,
        prorated=each.result.prorated,
        flags=words.flags(each.result.flags),
        answered_by=words.ANSWERED_BY.get(each.answered_by, each.answered_by),
        language=each.language,
        is_imported=each.origin == "imported",
    )


def _window(point: Point | None) -> str:
    """`3 Nov to 17 Nov`, `that day`, or nothing for what speaks of no fixed span."""
    if point is None or point.window_from is None:
        return ""
    start, end = _day(point.window_from), _day(point.at)
    return "that day" if start == end else f"{times.day(start)} to {times.day(end)}"


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()
