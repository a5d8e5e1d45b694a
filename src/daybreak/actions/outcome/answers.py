"""Somebody answers a questionnaire; and somebody has read whom to call."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from daybreak.actions.act import act
from daybreak.actions.journal import add, current
from daybreak.actions.outcome.home import about_patient, course_of_session
from daybreak.actions.scales import store_answer
from daybreak.care.catalogue.scale import Scale
from daybreak.care.catalogue.scale_parts import Rater, Scorer
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood
from daybreak.care.scales.flags import SUICIDE_SCREEN, URGENT_REVIEW
from daybreak.care.scales.library import scale as scale_of
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import Contact
from daybreak.records.reads.course import course_line, latest_course
from daybreak.records.reads.outcome import CRISIS_TEXT, safety_task

# The suicide screen has an act of its own, with a disposition.
SCREENS = frozenset({Scorer.C_SSRS, Scorer.C_SSRS_SINCE})


@dataclass(frozen=True, slots=True)
class ScaleAnswered:
    """What the answers came to. `flags` are those of the scale's own file."""

    answer: UUID
    total: int | None
    band: str | None
    flags: tuple[str, ...]

    @property
    def needs_somebody(self) -> bool:
        """Whether someone must be spoken to today, and whom to call is shown first."""
        return needs_somebody(self.flags)


@dataclass(frozen=True, slots=True)
class CrisisTextRead:
    contact: UUID


def needs_somebody(flags: tuple[str, ...]) -> bool:
    """Whether answers with these flags ask for a suicide screen the same day."""
    return SUICIDE_SCREEN in flags or URGENT_REVIEW in flags


@act("outcome-answer-scale")
def answer_scale(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime | None,
    now: datetime,
    patient: UUID,
    scale: str,
    answers: Mapping[str, int | None],
    language: str = "en-US",
    session: UUID | None = None,
) -> ScaleAnswered:
    """Store a filled-in questionnaire: a patient's own, or one that staff fill in with them.

    Answers that are missing are kept as missing; the scale's own rule says whether there is a
    total. It is never refused for coming early, because what it says may be urgent.

    Raises:
        NotFound: no such person, session or scale for this actor.
        NotAllowed: it is a suicide screen, or one that only a clinician rates.
        NotUnderstood: an answer is none of this scale, nothing was answered, or it is of a
            time to come.
    """
    row = scope.found(scope.patients(by), patient, "person")
    of = scale_of(scale)
    _check_rater(by, of)
    if current().at > now:
        raise NotUnderstood("future", "This time has not come yet. Look at the day and the hour.")
    course = course_of_session(by, row.id, session) if session else _running(row.id)
    about_patient(by, row.id, course)
    stored = store_answer(
        patient=row.id,
        scale=of.id,
        answers=answers,
        total=None,
        at=current().at,
        answered_by="patient" if by.patient else "staff",
        course=course,
        session=session,
        language=language,
    )
    flags = msgspec.json.decode(stored.flags, type=tuple[str, ...])
    return ScaleAnswered(stored.id, stored.total, stored.band or None, flags)


@act("outcome-read-crisis-text")
def read_crisis_text(
    *, by: Actor, act_id: UUID, at: datetime | None, now: datetime, patient: UUID
) -> CrisisTextRead:
    """The person says that they have read whom to call. The clinic's task stays as it is.

    Raises:
        NotFound: it is not their own chart.
        NotAllowed: nothing they answered asks for it.
    """
    row = scope.found(scope.patients(by), patient, "person")
    if safety_task(row.id) is None:
        raise NotAllowed("crisis-text", "There is nothing to confirm just now.")
    about_patient(by, row.id, _running(row.id))
    stored = add(Contact(patient=row, kind=CRISIS_TEXT, reached=True))
    return CrisisTextRead(stored.id)


def _check_rater(by: Actor, of: Scale) -> None:
    if of.scorer in SCREENS:
        raise NotAllowed(
            "suicide-screen",
            f"{of.short} is recorded as a suicide screen, with its disposition. "
            "Open Screening and enter it there.",
        )
    if by.patient is not None and of.rater is not Rater.PATIENT:
        raise NotFound("scale", "There is no such questionnaire for you here.")


def _running(patient: UUID) -> UUID | None:
    """The person's course, while it lasts."""
    course = latest_course(patient)
    return course if course and course_line(course).ended is None else None
