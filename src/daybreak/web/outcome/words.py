"""Scores, judgements and reasons in the words of the clinic."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from daybreak.actions.outcome import EndReason
from daybreak.care.catalogue.scale import Scale
from daybreak.care.outcome.trajectory import Compared, Judged, Trajectory
from daybreak.care.quantities import plain

JUDGED: Mapping[str, str] = {
    Judged.NOT_JUDGED: "not judged",
    Judged.WORSE: "worse than before the series",
    Judged.NO_RESPONSE: "no response",
    Judged.PARTIAL: "a partial response",
    Judged.RESPONSE: "a response, not yet remission",
    Judged.REMISSION: "remission",
}
FLAGS: Mapping[str, str] = {
    "suicide-screen": "asks for a suicide screen",
    "suicide-item-missing": "the question about death is open",
    "urgent-review": "a clinician now",
    "items-unknown": "only the total is known",
    "screen-positive": "over the screening cut",
    "screen-unknown": "screening result not known",
    "pattern-major-depressive": "pattern of a major depressive episode",
    "pattern-other-depressive": "pattern of another depressive disorder",
    "provisional-diagnosis": "over the provisional cut",
    "provisional-diagnosis-unknown": "provisional diagnosis not known",
    "likely-negative": "points from how often alone",
    "bladder-signs": "bladder signs",
    "bladder-blood": "blood in the urine",
    "bladder-unknown": "a bladder question is open",
}
WORRYING = frozenset(
    {"suicide-screen", "suicide-item-missing", "urgent-review", "bladder-signs", "bladder-blood"}
)
ANSWERED_BY: Mapping[str, str] = {
    "patient": "the person themselves",
    "staff": "with staff",
    "imported": "from another record",
}
END: Mapping[EndReason, str] = {
    EndReason.COMPLETED: "Completed as planned",
    EndReason.REMISSION: "In remission",
    EndReason.NO_BENEFIT: "No benefit after an adequate trial",
    EndReason.UNACCEPTABLE_EFFECT: "An unacceptable side effect",
    EndReason.MISUSE: "Misuse or dependence",
    EndReason.PREGNANCY: "Pregnancy",
    EndReason.OWN_WISH: "The person's own wish",
    EndReason.GATES_UNMET: "Safety gates not met",
    EndReason.OTHER_TREATMENT: "Another treatment instead",
    EndReason.MOVED: "Moved to another clinic",
    EndReason.NOT_REACHED: "Could not be reached any more",
    EndReason.DIED: "Died",
    EndReason.OTHER: "Another reason",
}
SHORT: Mapping[str, str] = {
    "continue": "Go on as planned",
    "discuss-dose": "Go on, dose discussed",
    "extend-weekly": "Two to four more, weekly",
    "extend-three": "Up to three more",
    "maintenance": "Maintenance",
    "stop-and-watch": "Stop and watch",
    "stop-alternatives": "Stop, another path",
    "hold": "Hold",
    "other": "Something else",
    "other-treating": "Something else, with a session",
}


def flags(names: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """Each flag in words, and whether it worries; the worrying ones first."""
    told = [(FLAGS.get(name, name.replace("-", " ")), name in WORRYING) for name in names]
    return tuple(sorted(told, key=lambda each: not each[1]))


def headline(scale: Scale, curve: Trajectory) -> str:
    """What a curve found, in one line. A scale without thresholds is not judged."""
    short, latest, base = scale.short, curve.latest, curve.baseline
    if latest is None:
        last = curve.points[-1].total if curve.points else None
        return f"{short}: {last}, before the first session" if last is not None else short
    if scale.response is None and scale.remission is None:
        return (
            f"{short} from {base.total} to {latest.total}" if base else f"{short}: {latest.total}"
        )
    judged = JUDGED[latest.compared.judged] if latest.compared else JUDGED[Judged.NOT_JUDGED]
    if base is None:
        return f"{short} {latest.total}: {judged}"
    return f"{short} from {base.total} to {latest.total}: {judged}"


def change(compared: Compared | None) -> str:
    """`12 better (54.5 %)`, `2 worse`, `no change`; nothing when it cannot be compared."""
    if compared is None or compared.points_better is None:
        return ""
    points = compared.points_better
    if points == 0:
        return "no change"
    percent = "" if compared.percent_better is None else f" ({percentage(compared.percent_better)})"
    return f"{abs(points)} {'better' if points > 0 else 'worse'}{percent}"


def percentage(value: Decimal | int) -> str:
    """`54.5 %`, with a space that does not break."""
    return f"{plain(abs(Decimal(value)))}\u202f%"


def reliable(compared: Compared | None) -> str:
    """Whether a change is more than the noise of the scale."""
    if compared is None or compared.is_reliable is None:
        return ""
    points = compared.thresholds.reliable_points
    if compared.is_reliable:
        return f"real change is {points} or more"
    return f"within the noise; real change is {points} or more"
