"""Relapse watch: whether a held benefit is being lost, and when to ask again."""

from collections.abc import Sequence
from datetime import datetime

from daybreak.care.catalogue.scale import Scale
from daybreak.care.catalogue.scale_parts import Better
from daybreak.care.findings import Finding
from daybreak.care.outcome.rules import OutcomeRules, RelapseThreshold
from daybreak.care.outcome.trajectory import Point


def relapse(
    rules: OutcomeRules, scale: Scale, *, held: int, since: datetime, points: Sequence[Point]
) -> tuple[Finding, ...]:
    """What the scores since a review say about relapse; all that holds, most worrying first.

    Args:
        held: the total at that review, which later ones are compared with.
        since: when it was made; earlier points are left out.
        points: scores in order of time, complete or not: a total that is too low for want of
            an answer can still be high enough.
    """
    later = [point for point in points if point.at > since]
    if not later:
        return ()
    threshold = next((each for each in rules.relapse if each.scale == scale.id), None)
    crossed = _crossed(rules, scale, threshold, later) if threshold else ()
    return (*_risen(rules, scale, held, later[-1].total), *crossed)


def _risen(rules: OutcomeRules, scale: Scale, held: int, total: int) -> tuple[Finding, ...]:
    worse_by = scale.change.worse_by if scale.change else None
    points = total - held if scale.better is Better.LOWER else held - total
    if worse_by is None or points < worse_by:
        return ()
    found = rules.why("relapse-rise").found(short=scale.short, points=points, reliable=worse_by)
    return (found,)


def _crossed(
    rules: OutcomeRules, scale: Scale, threshold: RelapseThreshold, points: Sequence[Point]
) -> tuple[Finding, ...]:
    """The unbroken run of scores at or over the threshold that ends with the latest one."""
    run: list[Point] = []
    for point in reversed(points):
        if point.total < threshold.at_least:
            break
        run.append(point)
    if not run:
        return ()
    latest, first = run[0], run[-1]
    days = (latest.at - first.at).days
    is_twice = len(run) > 1 and days >= threshold.again_after_days
    found = rules.why("relapse-twice" if is_twice else "relapse-once").found(
        short=scale.short,
        total=latest.total,
        at_least=threshold.at_least,
        days=days,
        again_after_days=threshold.again_after_days,
        again_within_days=threshold.again_within_days,
    )
    return (found,)
