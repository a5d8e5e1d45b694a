"""Scores over time, and what in them calls for somebody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from daybreak.care.outcome.trajectory import Scored, Trajectory
from daybreak.care.outcome.trajectory import trajectory as over_time
from daybreak.care.scales.flags import SUICIDE_ITEM_MISSING, SUICIDE_SCREEN, URGENT_REVIEW
from daybreak.care.scales.library import scale as scale_of
from daybreak.care.scales.result import ScaleResult
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import ChartCard, Contact, ScaleAnswer, SuicideScreen
from daybreak.records.prepared import Prepared
from daybreak.records.reads.course import course_line
from daybreak.records.reads.versions import current

FRESH_BY = "phq-9"  # the scale whose time of recall says how long an answer speaks of today
CRISIS_TEXT = "crisis-text"  # the kind of contact that says the person read it


@dataclass(frozen=True, slots=True)
class Answered:
    """One filled-in scale as it was stored."""

    id: UUID
    at: datetime
    recorded_at: datetime
    result: ScaleResult
    answers: Mapping[str, int]
    answered_by: str  # patient, staff, imported
    origin: str  # typed, imported
    language: str
    session: UUID | None

    @property
    def scored(self) -> Scored:
        return Scored(self.at, self.result)


@dataclass(frozen=True, slots=True)
class SafetyTask:
    """An answer that asks for a suicide screen the same day, and has had none since."""

    patient: UUID
    number: str
    name: str
    answer: UUID
    scale: str
    at: datetime
    answered_by: str
    is_urgent: bool
    is_missing: bool  # the question itself was left open
    text_read_at: datetime | None  # when the person said that they had read the crisis text


_every_answer = Prepared(lambda patient: ScaleAnswer.objects.filter(patient=patient))


def scores(patient: UUID, scale: str) -> tuple[Answered, ...]:
    """All answers to one scale, oldest first; of an imported one the version that counts."""
    return _answered([row for row in _every_answer(patient) if row.scale == scale])


def all_scores(patient: UUID) -> Mapping[str, tuple[Answered, ...]]:
    """The same for every scale there is an answer to, by its id; one query."""
    found: dict[str, list[Answered]] = {}
    for each in _answered(_every_answer(patient)):
        found.setdefault(each.result.scale, []).append(each)
    return {scale: tuple(found[scale]) for scale in sorted(found)}


def trajectory(patient: UUID, scale: str, *, course: UUID | None = None) -> Trajectory:
    """The curve of one scale, compared with the last score before the first dose of the course."""
    sessions = course_line(course).begun if course else ()
    return curve_of(scale, scores(patient, scale), sessions)


def curve_of(
    scale: str, answered: tuple[Answered, ...], sessions: tuple[datetime, ...]
) -> Trajectory:
    """The same from what was already read."""
    return over_time(scale_of(scale), [each.scored for each in answered], sessions=sessions)


def safety_tasks(actor: Actor) -> tuple[SafetyTask, ...]:
    """Every answer that waits for a suicide screen, the most worrying and then the oldest first.

    One task a person. It closes when a clinician screens them, and in no other way.
    """
    rows = unscreened().filter(patient__in=scope.patients(actor)).order_by("at", "id")
    newest: dict[UUID, list[ScaleAnswer]] = {}
    for row in rows:
        newest.setdefault(row.patient_id, []).append(row)
    cards = {card.patient_id: card for card in ChartCard.objects.filter(patient__in=newest)}
    read = _text_read(newest)
    tasks = [_task(cards[patient], told, read.get(patient, [])) for patient, told in newest.items()]
    return tuple(sorted(tasks, key=lambda task: (not task.is_urgent, task.is_missing, task.at)))


def safety_task(patient: UUID) -> SafetyTask | None:
    """The one of somebody whose chart is open already, or None."""
    told = list(unscreened().filter(patient=patient).order_by("at", "id"))
    if not told:
        return None
    read = _text_read({patient: told})
    return _task(ChartCard.objects.get(patient=patient), told, read.get(patient, []))


def unscreened() -> "QuerySet[ScaleAnswer]":
    screened = SuicideScreen.objects.filter(patient=OuterRef("patient"), at__gte=OuterRef("at"))
    names = (SUICIDE_SCREEN, SUICIDE_ITEM_MISSING, URGENT_REVIEW)
    raised = Q()
    for name in names:
        raised |= Q(flags__contains=f'"{name}"')
    # An answer that was older when it reached us speaks of another time: it is shown, and alarms
    # nobody today. PHQ-9 looks back the longest of those that ask; one time for all is our choice.
    days = scale_of(FRESH_BY).recall.days
    fresh = Q() if days is None else Q(recorded_at__lte=F("at") + timedelta(days=days))
    return ScaleAnswer.objects.filter(raised, fresh).exclude(Exists(screened))


def _task(card: ChartCard, told: list[ScaleAnswer], read: list[datetime]) -> SafetyTask:
    """One task of all the answers that ask: the most worrying of them, since the first of them."""
    flags = {row.id: set(msgspec.json.decode(row.flags, type=list[str])) for row in told}
    worst = max(
        told,
        key=lambda row: (URGENT_REVIEW in flags[row.id], SUICIDE_SCREEN in flags[row.id], row.at),
    )
    return SafetyTask(
        patient=card.patient_id,
        number=card.number,
        name=card.name.strip(),
        answer=worst.id,
        scale=worst.scale,
        at=worst.at,
        answered_by=worst.answered_by,
        is_urgent=URGENT_REVIEW in flags[worst.id],
        is_missing=SUICIDE_SCREEN not in flags[worst.id] and URGENT_REVIEW not in flags[worst.id],
        text_read_at=max((at for at in read if at >= worst.at), default=None),
    )


def _text_read(of: Mapping[UUID, object]) -> Mapping[UUID, list[datetime]]:
    found: dict[UUID, list[datetime]] = {}
    rows = Contact.objects.filter(patient__in=of, kind=CRISIS_TEXT)
    for patient, at in rows.values_list("patient", "at"):
        found.setdefault(patient, []).append(at)
    return found


def _answered(rows: Iterable[ScaleAnswer]) -> tuple[Answered, ...]:
    return tuple(
        Answered(
            id=row.id,
            at=row.at,
            recorded_at=row.recorded_at,
            result=ScaleResult(
                scale=row.scale,
                version=row.scale_version,
                total=row.total,
                subscores=msgspec.json.decode(row.subscores, type=dict[str, int]),
                answered=row.answered,
                prorated=row.prorated,
                band=row.band or None,
                flags=tuple(msgspec.json.decode(row.flags, type=list[str])),
                scorer_version=row.scorer_version,
            ),
            answers=msgspec.json.decode(row.answers, type=dict[str, int]),
            answered_by=row.answered_by,
            origin=row.origin,
            language=row.language,
            session=row.session_id,
        )
        for row in sorted(current(rows), key=lambda row: (row.at, row.id.hex))
    )
