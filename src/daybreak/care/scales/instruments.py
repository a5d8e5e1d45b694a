"""The scorers that more than adding up belongs to. Their figures stand in the scale's file."""

from dataclasses import dataclass, field
from decimal import Decimal

from daybreak.care.catalogue.scale import Scale
from daybreak.care.catalogue.scale_parts import Subscale
from daybreak.care.quantities import half_up
from daybreak.care.scales.answers import Answers
from daybreak.care.scales.summing import Sum, prorated, summed


@dataclass(frozen=True, slots=True)
class Scored:
    """What a scorer makes of the answers."""

    total: int | None = None
    subscores: dict[str, int] = field(default_factory=dict)
    answered: int = 0
    prorated: bool = False
    level: str | None = None  # in place of a band, where there is no total
    flags: tuple[str, ...] = ()


def _of(sum_: Sum, *flags: str) -> Scored:
    return Scored(sum_.total, {}, len(sum_.parts), sum_.prorated, None, flags)


def plain_sum(scale: Scale, answers: Answers) -> Scored:
    return _of(summed(scale, answers))


def phq_9(scale: Scale, answers: Answers) -> Scored:
    """The sum, and the diagnostic pattern: five symptoms, or two to four, one of them a core one.

    A missing answer is no symptom, so a pattern may be missed but is never made up.
    """
    threshold = scale.limit("symptom_at_least")
    core = any(answers.get(item, 0) >= threshold for item in ("1", "2"))
    symptoms = sum(
        answers.get(item.id, 0) >= (1 if item.id == "9" else threshold)
        for item in scale.item
        if item.scored
    )
    pattern: tuple[str, ...] = ()
    if core and symptoms >= scale.limit("major_symptoms"):
        pattern = ("pattern-major-depressive",)
    elif core and symptoms >= scale.limit("other_symptoms"):
        pattern = ("pattern-other-depressive",)
    return _of(summed(scale, answers), *pattern)


def audit_c(scale: Scale, answers: Answers) -> Scored:
    """The sum; whoever never drinks has nothing more to answer.

    Points from the first item alone are likely no problem (general knowledge).
    """
    filled = {"2": 0, "3": 0, **answers} if answers.get("1") == 0 else answers
    sum_ = summed(scale, filled)
    only_how_often = bool(sum_.total) and filled.get("2") == 0 and filled.get("3") == 0
    return _of(sum_, *(["likely-negative"] if only_how_often else []))


def pcl_5(scale: Scale, answers: Answers) -> Scored:
    """The sum and its four clusters, and whether a provisional diagnosis is suggested.

    There is no total when a whole cluster has no answer.
    """
    clusters = {part.id: _cluster(part, answers) for part in scale.subscale}
    known = {name: value for name, value in clusters.items() if value is not None}
    sum_ = summed(scale, answers)
    total = sum_.total if len(known) == len(clusters) else None
    return Scored(
        total=total,
        subscores=known,
        answered=len(sum_.parts),
        prorated=sum_.prorated and total is not None,
        flags=_provisional(scale, answers, total),
    )


def _cluster(part: Subscale, answers: Answers) -> int | None:
    given = [answers[item] for item in part.items if item in answers]
    if len(given) < part.answered_at_least:
        return None
    return prorated(sum(given), reach=len(given), of=len(part.items))


def _provisional(scale: Scale, answers: Answers, total: int | None) -> tuple[str, ...]:
    symptom = scale.limit("symptom_at_least")
    sure = all(_symptoms(part, answers, symptom) >= scale.limit(part.id) for part in scale.subscale)
    might = all(
        _symptoms(part, answers, symptom, unknown=symptom) >= scale.limit(part.id)
        for part in scale.subscale
    )
    if sure or (total is not None and total >= scale.limit("total_at_least")):
        return ("provisional-diagnosis",)
    return ("provisional-diagnosis-unknown",) if might else ()


def _symptoms(part: Subscale, answers: Answers, symptom: int, *, unknown: int = 0) -> int:
    return sum(answers.get(item, unknown) >= symptom for item in part.items)


def mdq(scale: Scale, answers: Answers) -> Scored:
    """The number of yes answers; positive only if at the same time, and with a real problem."""
    sum_ = summed(scale, answers)
    asked = [item.id for item in scale.item if item.scored]

    def positive(unknown_symptom: int, unknown_time: int, unknown_impact: int) -> bool:
        return (
            sum(answers.get(item, unknown_symptom) for item in asked)
            >= scale.limit("symptoms_at_least")
            and answers.get("same-time", unknown_time) == 1
            and answers.get("impact", unknown_impact) >= scale.limit("impact_at_least")
        )

    if positive(0, 0, 0):
        return _of(sum_, "screen-positive")
    return _of(
        sum_, *(["screen-unknown"] if positive(1, 1, scale.limit("impact_at_least")) else [])
    )


def means(scale: Scale, answers: Answers) -> Scored:
    """The mean of each subscale, in tenths, half up; no total."""
    found: dict[str, int] = {}
    estimated = False
    for part in scale.subscale:
        given = [answers[item] for item in part.items if item in answers]
        if len(given) >= part.answered_at_least:
            found[part.id] = int(half_up(Decimal(10 * sum(given)) / len(given)))
            estimated = estimated or len(given) < len(part.items)
    return Scored(subscores=found, answered=len(answers), prorated=estimated)
