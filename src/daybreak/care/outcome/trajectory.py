"""How a person has done on one scale over one series, each score with the time it speaks of.

A score is compared with the last one before the first session of this series, and with nothing
else: other scales, other versions and earlier series are other stories.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from daybreak.care.catalogue.scale import Scale
from daybreak.care.catalogue.scale_parts import Better
from daybreak.care.quantities import half_up
from daybreak.care.scales.flags import SUICIDE_ITEM_MISSING
from daybreak.care.scales.result import ScaleResult

HUNDRED = 100


class Judged(StrEnum):
    """What a change amounts to."""

    NOT_JUDGED = "not-judged"  # the reason stands beside it
    WORSE = "worse"
    NO_RESPONSE = "no-response"
    PARTIAL = "partial"
    RESPONSE = "response"
    REMISSION = "remission"


@dataclass(frozen=True, slots=True)
class Scored:
    """A score and the instant its answers were given."""

    at: datetime
    result: ScaleResult


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The figures a comparison was made with, kept with it: they differ by source."""

    response_percent: int | None
    response_at_most: int | None
    remission_at_most: int | None
    reliable_points: int | None
    worse_by_points: int | None
    baseline_at_least: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One score against the baseline.

    `points_better` and `percent_better` are above 0 when the person is better. `responded`,
    `remitted` and `is_reliable` are None where they cannot be said.
    """

    judged: Judged
    why_not: str
    points_better: int | None
    percent_better: Decimal | None
    responded: bool | None
    remitted: bool | None
    is_reliable: bool | None
    is_worse: bool
    thresholds: Thresholds


@dataclass(frozen=True, slots=True)
class Point:
    """One score on the curve.

    The recall window is half-open, `[window_from, at)`; it is None for scales that speak of
    no fixed span. `sessions_in_window` above 0 means it mixes treated with untreated days.
    """

    at: datetime
    total: int
    band: str | None
    version: int
    prorated: bool
    is_complete: bool
    window_from: datetime | None
    overlaps_previous: bool
    sessions_in_window: int
    compared: Compared | None  # None for the baseline and what came before it


@dataclass(frozen=True, slots=True)
class Trajectory:
    """All scores of a scale in order of time, with the one everything is compared with."""

    scale: str
    baseline: Point | None
    points: tuple[Point, ...]
    without_total: int  # how many sheets had too much missing for a total

    @property
    def latest(self) -> Point | None:
        """The last score after the baseline."""
        return next((point for point in reversed(self.points) if point.compared), None)


def trajectory(
    scale: Scale, scored: Sequence[Scored], *, sessions: Sequence[datetime]
) -> Trajectory:
    """The curve of one scale over one series.

    Args:
        scale: the version whose thresholds are used.
        scored: scores of this scale, in any order; instants are aware.
        sessions: when each session of this series was begun, in order. Without any, the last
            score is the baseline, as it would be if the series began now.

    Raises:
        ValueError: a score is of another scale, or an instant is not aware.
    """
    for each in scored:
        if each.result.scale != scale.id:
            raise ValueError(f"scored must be of {scale.id}; one is of {each.result.scale}.")
    for instant in [*(each.at for each in scored), *sessions]:
        if instant.tzinfo is None:
            raise ValueError(f"instants must be aware; {instant} is not.")
    points: list[Point] = []
    known = [
        (each, each.result.total)
        for each in sorted(scored, key=lambda each: each.at)
        if each.result.total is not None
    ]
    begun = min(sessions, default=None)
    before = [index for index, (each, _) in enumerate(known) if not begun or each.at < begun]
    base_index = before[-1] if before else None
    for index, (each, total) in enumerate(known):
        baseline = points[base_index] if base_index is not None and index > base_index else None
        is_after = base_index is None or index > base_index
        previous = points[-1] if points else None
        point = _point(scale, each, total, previous, sessions)
        points.append(
            replace(point, compared=compare(scale, baseline, point)) if is_after else point
        )
    return Trajectory(
        scale.id,
        None if base_index is None else points[base_index],
        tuple(points),
        len(scored) - len(known),
    )


def compare(scale: Scale, baseline: Point | None, point: Point) -> Compared:
    """One score against the baseline, by the scale's own thresholds.

    Response and remission are judged only from a baseline at or over the scale's threshold,
    and from complete answers. A worsening is said in any case.
    """
    thresholds = thresholds_of(scale)
    better = None
    if baseline is not None and baseline.version == point.version:
        better = _points_better(scale, baseline.total, point.total)
    percent = None
    if baseline is not None and better is not None and baseline.total > 0:
        percent = half_up(Decimal(HUNDRED * better) / baseline.total, Decimal("0.1"))
    why_not = _why_not(thresholds, baseline, point)
    worse = (
        better is not None
        and thresholds.worse_by_points is not None
        and better <= -thresholds.worse_by_points
    )
    responded = None if why_not else _responded(thresholds, baseline, point, better)
    remitted = None if why_not else _remitted(thresholds, point)
    reliable = None
    if better is not None and thresholds.reliable_points is not None:
        reliable = abs(better) >= thresholds.reliable_points
    judged = _judged(scale, baseline, better, worse=worse, responded=responded, remitted=remitted)
    if judged is Judged.NOT_JUDGED and not why_not:
        why_not = "This scale has no threshold for a response."
    return Compared(
        judged=judged,
        why_not=why_not,
        points_better=better,
        percent_better=percent,
        responded=responded,
        remitted=remitted,
        is_reliable=reliable,
        is_worse=worse,
        thresholds=thresholds,
    )


def thresholds_of(scale: Scale) -> Thresholds:
    """The thresholds of a scale. Where it names no least baseline, one above remission is it."""
    response, remission, change = scale.response, scale.remission, scale.change
    baseline = response.baseline_at_least if response else None
    if baseline is None and remission is not None and scale.better is Better.LOWER:
        baseline = remission.at_most + 1
    return Thresholds(
        response_percent=response.percent if response else None,
        response_at_most=response.at_most if response else None,
        remission_at_most=remission.at_most if remission else None,
        reliable_points=change.reliable if change else None,
        worse_by_points=change.worse_by if change else None,
        baseline_at_least=baseline,
    )


def _why_not(thresholds: Thresholds, baseline: Point | None, point: Point) -> str:
    """Why response and remission cannot be said; empty when they can."""
    if thresholds.response_at_most is not None:  # rates the change itself, needs no baseline
        return ""
    if thresholds.response_percent is None and thresholds.remission_at_most is None:
        return "This scale has no threshold for response or remission."
    if baseline is None:
        return "There is no score from before the first session of this series."
    if baseline.version != point.version:
        return "The baseline was made with another version of this scale."
    if not (baseline.is_complete and point.is_complete):
        return "The question about suicide is unanswered, so the total is too low to judge by."
    least = thresholds.baseline_at_least
    if baseline.total == 0 or (least is not None and baseline.total < least):
        return f"The baseline, {baseline.total}, is under {max(least or 1, 1)}, where it is judged."
    return ""


def _responded(
    thresholds: Thresholds, baseline: Point | None, point: Point, better: int | None
) -> bool | None:
    if thresholds.response_at_most is not None:
        return point.total <= thresholds.response_at_most
    if thresholds.response_percent is None or baseline is None or better is None:
        return None
    return HUNDRED * better >= thresholds.response_percent * baseline.total


def _remitted(thresholds: Thresholds, point: Point) -> bool | None:
    if thresholds.remission_at_most is None:
        return None
    return point.total <= thresholds.remission_at_most


def _judged(
    scale: Scale,
    baseline: Point | None,
    better: int | None,
    *,
    worse: bool,
    responded: bool | None,
    remitted: bool | None,
) -> Judged:
    if worse:
        return Judged.WORSE
    if remitted:
        return Judged.REMISSION
    if responded:
        return Judged.RESPONSE
    if responded is None:
        return Judged.NOT_JUDGED
    partial = scale.response.partial_percent if scale.response else None
    if partial is not None and baseline is not None and better is not None:
        is_partial = HUNDRED * better >= partial * baseline.total
        return Judged.PARTIAL if is_partial else Judged.NO_RESPONSE
    return Judged.NO_RESPONSE


def _points_better(scale: Scale, before: int, after: int) -> int:
    return before - after if scale.better is Better.LOWER else after - before


def _point(
    scale: Scale, each: Scored, total: int, previous: Point | None, sessions: Sequence[datetime]
) -> Point:
    days = scale.recall.days
    window_from = None if days is None else each.at - timedelta(days=days)
    within = [] if window_from is None else [s for s in sessions if window_from <= s < each.at]
    return Point(
        at=each.at,
        total=total,
        band=each.result.band,
        version=each.result.version,
        prorated=each.result.prorated,
        is_complete=SUICIDE_ITEM_MISSING not in each.result.flags,
        window_from=window_from,
        overlaps_previous=bool(window_from and previous and window_from < previous.at),
        sessions_in_window=len(within),
        compared=None,
    )
