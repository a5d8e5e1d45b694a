"""What was just noted is taken back with one tap: a correction with its history, no deletion."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from daybreak.records.reads.session import Visit
from daybreak.records.reads.symptoms import symptom_history
from daybreak.ui.request import ClinicRequest
from daybreak.web.session import words

KEY = "chair-undo"
SLIP = "Taken back: a slip of the finger"


@dataclass(frozen=True, slots=True)
class Undo:
    """What was stored, and the form that takes it back: an address and its fields."""

    words: str
    url: str
    fields: tuple[tuple[str, str], ...]


def offer_reading(request: ClinicRequest, session: UUID, reading: UUID, said: str) -> None:
    """The next page of this session offers to take a reading back."""
    url = reverse("session-correct", args=(session, reading))
    _keep(request, session, said, url, {"reason": SLIP})


def offer_symptom(
    request: ClinicRequest, session: UUID, term: str, *, before: int, said: str
) -> None:
    """The next page offers the grade that a symptom had before; 0 where it was not there."""
    url = reverse("session-record-symptom", args=(session, term))
    _keep(request, session, said, url, {"grade": str(before), "note": SLIP})


@dataclass(frozen=True, slots=True)
class GradeTold:
    """One grade of a symptom in words, and what was said of it."""

    at: datetime
    words: str
    note: str
    by: str


def told_before(request: ClinicRequest, session: UUID, term: str) -> tuple[GradeTold, ...]:
    """What was told of a symptom in this session, the newest first."""
    return tuple(
        GradeTold(each.at, words.GRADES[each.grade], each.note, each.by)
        for each in symptom_history(request.actor, session, term)
    )


def undo_fields(request: ClinicRequest, session: UUID, term: str) -> tuple[tuple[str, str], ...]:
    """What takes the last grade of a symptom back to the one before it."""
    told = symptom_history(request.actor, session, term)
    before = told[1].grade if len(told) > 1 else 0
    return (("grade", str(before)), ("note", SLIP))


def grade_now(seen: Visit, term: str, now: datetime) -> int:
    """How bad a symptom is at the moment; 0 when it is not there."""
    return max(
        (each.grade for each in seen.chair.symptoms if each.term == term and each.is_present(now)),
        default=0,
    )


def offered_undo(request: ClinicRequest, session: UUID) -> Undo | None:
    """What the page may offer to take back; it is offered once."""
    kept = request.session.pop(KEY, None)
    if not isinstance(kept, dict) or kept.get("session") != str(session):
        return None
    return Undo(kept["words"], kept["url"], tuple(kept["fields"].items()))


def _keep(
    request: ClinicRequest, session: UUID, said: str, url: str, fields: dict[str, str]
) -> None:
    request.session[KEY] = {
        "session": str(session),
        "words": said,
        "url": url,
        "fields": fields,
    }
