"""A review: what the scores allow to be said, what may be decided, and what was decided.

Options come with their grounds and source. None is chosen here; a prescriber decides, with
grounds of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from daybreak.care.errors import NotAllowed
from daybreak.care.findings import Finding, Source, Status
from daybreak.care.outcome.rules import Option, OutcomeRules, ReviewRule, Step
from daybreak.care.outcome.trajectory import Compared, Judged, Trajectory

ALWAYS_OPEN = ("hold", "other", "other-treating")


@dataclass(frozen=True, slots=True)
class Ground:
    """Why an option is shown."""

    rule: str
    because: str
    options: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Offer:
    """What lies on the table at a review.

    `findings` hold treatment: an option that treats can be decided against them only by naming
    each, and never while one of them is a question that was not asked.
    """

    after_session: int
    is_blocking: bool
    scale: str
    compared: Compared | None
    grounds: tuple[Ground, ...]
    options: tuple[Option, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """What was decided, by whom, when, on what grounds, and against which findings."""

    after_session: int
    option: str
    grounds: str
    by: UUID
    at: datetime
    scale: str
    judged: Judged
    percent_better: Decimal | None
    findings: tuple[str, ...]
    despite: tuple[str, ...]
    ruleset: str


def offer(
    rules: OutcomeRules,
    curve: Trajectory,
    *,
    after_session: int,
    signs: Mapping[str, bool | None],
    blocking_after: int,
) -> Offer:
    """What may be decided after so many sessions of a series.

    Args:
        curve: the trajectory of the scale the series is judged on.
        after_session: sessions given so far, from 1.
        signs: each sign of the rules by id: there, not there, or None when it was not asked.
        blocking_after: from this session on nothing more is given before a review is recorded.

    Raises:
        ValueError: `after_session` is under 1.
    """
    if after_session < 1:
        raise ValueError(f"after_session must be 1 or more; it is {after_session}.")
    compared = curve.latest.compared if curve.latest else None
    is_end = after_session >= blocking_after
    grounds = tuple(
        Ground(rule.id, rule.because, rule.options, rule.source)
        for rule in rules.review
        if _speaks(rule, after_session, is_end=is_end, compared=compared, scale=curve.scale)
    )
    shown = {option for ground in grounds for option in ground.options} | set(ALWAYS_OPEN)
    return Offer(
        after_session=after_session,
        is_blocking=is_end,
        scale=curve.scale,
        compared=compared,
        grounds=grounds,
        options=rules.options(tuple(shown)),
        findings=(*_signs(rules, signs), *_scores(rules, compared)),
    )


def decide(
    on: Offer,
    *,
    option: str,
    grounds: str,
    by: UUID,
    at: datetime,
    ruleset: str,
    despite: tuple[str, ...] = (),
) -> Review:
    """The decision, if it can be made.

    Raises:
        NotAllowed: the option is not open, there are no grounds, a question was not asked, or
            another dose is decided without naming every finding it goes against.
    """
    chosen = next((each for each in on.options if each.id == option), None)
    if chosen is None:
        open_options = ", ".join(each.id for each in on.options)
        raise NotAllowed(
            "review-option", f"That is not open at this review. Open are: {open_options}."
        )
    if not grounds.strip():
        raise NotAllowed("review-grounds", "A review needs your grounds, in a sentence or more.")
    holding = tuple(each.rule for each in on.findings if each.level >= Status.HOLD)
    if chosen.treats:
        _may_treat(on, holding, despite)
    judged = on.compared.judged if on.compared else Judged.NOT_JUDGED
    return Review(
        after_session=on.after_session,
        option=option,
        grounds=grounds.strip(),
        by=by,
        at=at,
        scale=on.scale,
        judged=judged,
        percent_better=on.compared.percent_better if on.compared else None,
        findings=tuple(each.rule for each in on.findings),
        despite=holding if chosen.treats else (),
        ruleset=ruleset,
    )


def _may_treat(on: Offer, holding: tuple[str, ...], despite: tuple[str, ...]) -> None:
    unasked = [each for each in on.findings if each.unknown and each.level >= Status.HOLD]
    if unasked:
        raise NotAllowed(
            "review-unasked",
            f"Before another session is decided, ask: {' '.join(e.because for e in unasked)}",
        )
    if unnamed := [rule for rule in holding if rule not in despite]:
        raise NotAllowed(
            "review-findings",
            "Another session goes against what was found. Name each finding you decide "
            f"against, or hold: {', '.join(unnamed)}.",
        )


def _speaks(
    rule: ReviewRule, after: int, *, is_end: bool, compared: Compared | None, scale: str
) -> bool:
    if (rule.step is Step.SERIES_END) != is_end:
        return False
    judged = compared.judged if compared else Judged.NOT_JUDGED
    percent = compared.percent_better if compared else None
    return (
        (not rule.after or after in rule.after)
        and (not rule.judged or judged in rule.judged)
        and (not rule.scales or scale in rule.scales)
        and (rule.percent_under is None or (percent is not None and percent < rule.percent_under))
    )


def _signs(rules: OutcomeRules, signs: Mapping[str, bool | None]) -> tuple[Finding, ...]:
    found = []
    for sign in rules.sign:
        there = signs.get(sign.id)
        if there is None:
            found.append(
                Finding(sign.id, Status.HOLD, sign.question, sign.source, sign.to_do, (sign.id,))
            )
        elif there:
            found.append(Finding(sign.id, Status.HOLD, sign.because, sign.source, sign.to_do))
    return tuple(found)


def _scores(rules: OutcomeRules, compared: Compared | None) -> tuple[Finding, ...]:
    if compared is None:
        return (rules.why("review-no-score").found(),)
    if compared.is_worse:
        points, worse_by = -(compared.points_better or 0), compared.thresholds.worse_by_points or 0
        return (rules.why("review-worse").found(points=points, worse_by=worse_by),)
    return ()
