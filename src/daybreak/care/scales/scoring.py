"""From answers to a score: the one way in, for a page, a phone, an import and a command alike."""

from collections.abc import Callable, Mapping

from daybreak.care.catalogue.scale import Scale
from daybreak.care.catalogue.scale_parts import Scorer
from daybreak.care.errors import NotUnderstood
from daybreak.care.scales import instruments
from daybreak.care.scales.answers import Answers, checked
from daybreak.care.scales.bladder import bladder
from daybreak.care.scales.cssrs import Level, triage
from daybreak.care.scales.flags import ITEMS_UNKNOWN, SUICIDE_SCREEN, URGENT_REVIEW, once, raised
from daybreak.care.scales.instruments import Scored
from daybreak.care.scales.result import ScaleResult


def _c_ssrs(answers: Answers, *, since_last_visit: bool) -> Scored:
    yes = {key: value == 1 for key, value in answers.items()}
    level = triage(
        q1=yes.get("q1"),
        q2=yes.get("q2"),
        q3=yes.get("q3"),
        q4=yes.get("q4"),
        q5=yes.get("q5"),
        q6=yes.get("q6"),
        q6b=yes.get("q6b"),
        since_last_visit=since_last_visit,
    )
    flags = [] if level is Level.NONE else [f"suicide-risk-{level}"]
    if level is Level.INCOMPLETE:
        flags.append(SUICIDE_SCREEN)
    if level.needs_clinician_now:
        flags.append(URGENT_REVIEW)
    return Scored(answered=len(answers), level=level, flags=tuple(flags))


# Each scorer with its version. A scorer that changes gets a new version, and old scores stay.
SCORERS: Mapping[Scorer, tuple[Callable[[Scale, Answers], Scored], int]] = {
    Scorer.SUM: (instruments.plain_sum, 1),
    Scorer.PHQ_9: (instruments.phq_9, 1),
    Scorer.PCL_5: (instruments.pcl_5, 1),
    Scorer.AUDIT_C: (instruments.audit_c, 1),
    Scorer.MDQ: (instruments.mdq, 1),
    Scorer.MEANS: (instruments.means, 1),
    Scorer.BLADDER: (bladder, 1),
    Scorer.C_SSRS: (lambda _, answers: _c_ssrs(answers, since_last_visit=False), 1),
    Scorer.C_SSRS_SINCE: (lambda _, answers: _c_ssrs(answers, since_last_visit=True), 1),
    Scorer.UNSCORED: (lambda _, answers: Scored(answered=len(answers)), 1),
}


def score(scale: Scale, answers: Mapping[str, int | None]) -> ScaleResult:
    """What the answers come to. A missing answer, or None, is not answered.

    The same answers, scale version and scorer version give the same result for ever; a stored
    result is kept beside a newer one and never overwritten.

    Raises:
        NotUnderstood: an answer is to no item, outside its range, or one of two that exclude
            each other.
    """
    given = checked(scale, answers)
    scorer, scorer_version = SCORERS[scale.scorer]
    scored = scorer(scale, given)
    return ScaleResult(
        scale=scale.id,
        version=scale.version,
        total=scored.total,
        subscores=scored.subscores,
        answered=scored.answered,
        prorated=scored.prorated,
        band=scored.level or scale.band_of(scored.total),
        flags=once([*raised(scale, given, scored.total), *scored.flags]),
        scorer_version=scorer_version,
    )


def total_only(scale: Scale, total: int) -> ScaleResult:
    """A total that came from elsewhere without its answers: not scored here, version 0.

    What its items would have raised is unknown, and flagged so.

    Raises:
        NotUnderstood: the scale has no total, or not this one.
    """
    if scale.least is None or scale.most is None or not scale.least <= total <= scale.most:
        reach = "no total" if scale.most is None else f"a total from {scale.least} to {scale.most}"
        raise NotUnderstood(
            "scale-total", f"{scale.short} has {reach}. Look at where it came from."
        )
    by_total = [flag for flag in scale.flag if flag.item is None]
    flags = [flag.flag for flag in by_total if total >= (flag.total_at_least or 0)]
    return ScaleResult(
        scale=scale.id,
        version=scale.version,
        total=total,
        subscores={},
        answered=0,
        prorated=False,
        band=scale.band_of(total),
        flags=(ITEMS_UNKNOWN, *once(flags)),
        scorer_version=0,
    )
