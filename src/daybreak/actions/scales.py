"""A filled-in scale becomes one row: scored once, and stored with the scorer that scored it.

Shared by every act that stores a score: a patient's phone, a nurse's form, history, an import.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from daybreak.actions.journal import add
from daybreak.care.catalogue.scale import Scale
from daybreak.care.errors import NotUnderstood
from daybreak.care.scales.library import scale as scale_of
from daybreak.care.scales.result import ScaleResult
from daybreak.care.scales.scoring import score, total_only
from daybreak.records.canonical import json_text
from daybreak.records.models import ScaleAnswer


def store_answer(
    *,
    patient: UUID,
    scale: str,
    answers: Mapping[str, int | None] | None,
    total: int | None,
    at: datetime,
    answered_by: str,
    course: UUID | None = None,
    session: UUID | None = None,
    language: str = "en",
    origin: str = "typed",
    source_key: str = "",
    source_digest: str = "",
) -> ScaleAnswer:
    """Score the answers, or take a total whose answers are not known, and store it for ever.

    Args:
        answers: item to answer; a missing one or None was not answered. None when only a total
            is known, as in an import or in history.
        total: the total that came with it; checked against the answers when both came.
        at: when it was answered, aware.
        answered_by: patient, staff or imported.

    Raises:
        NotFound: there is no such scale.
        NotUnderstood: an answer or the total cannot be one of this scale, nothing was answered,
            or the total is not what the answers come to.
    """
    of = scale_of(scale)
    result = _total_only(of, total) if answers is None else _scored(of, answers, total)
    given = {} if answers is None else {k: v for k, v in answers.items() if v is not None}
    return add(
        ScaleAnswer(
            patient_id=patient,
            course_id=course,
            session_id=session,
            scale=of.id,
            scale_version=of.version,
            language=language,
            answers=json_text(given),
            total=result.total,
            subscores=json_text(dict(result.subscores)),
            answered=result.answered,
            prorated=result.prorated,
            band=result.band or "",
            flags=json_text(list(result.flags)),
            scorer_version=result.scorer_version,
            answered_by=answered_by,
            origin=origin,
            source_key=source_key,
            source_digest=source_digest,
        ),
        at=at,
    )


def _scored(of: Scale, answers: Mapping[str, int | None], total: int | None) -> ScaleResult:
    if all(value is None for value in answers.values()):
        raise NotUnderstood("scale-empty", f"No question of {of.short} is answered yet.")
    result = score(of, answers)
    if total is not None and total != result.total:
        raise NotUnderstood(
            "scale-total",
            f"The answers to {of.short} do not come to the total that came with them. "
            "Look at the sheet and enter it again.",
        )
    return result


def _total_only(of: Scale, total: int | None) -> ScaleResult:
    """A score of which only the total is known; what its items would raise, nobody can say."""
    if total is None:
        raise NotUnderstood("scale-empty", f"Neither answers nor a total of {of.short} were given.")
    return total_only(of, total)
