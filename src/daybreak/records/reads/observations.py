"""Vital signs taken in sessions, for systems that ask for them one by one."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from daybreak.care.errors import NotFound
from daybreak.care.session.told_by import ToldFigure
from daybreak.care.session.vitals import Vitals
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import VitalsRow
from daybreak.records.reads.told_by import told_for


@dataclass(frozen=True, slots=True)
class Reading:
    """One set of vitals as it was recorded. `replaced` when somebody corrected it later.

    `device` is the monitor that told it, empty for a person's, and `told` what it called each.
    """

    id: UUID
    patient: UUID
    session: UUID
    at: datetime
    by: UUID | None
    vitals: Vitals
    corrects: bool
    replaced: bool
    device: str = ""
    told: tuple[ToldFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class Between:
    """A half-open stretch of time; None is without end. `outside` asks for what is not in it."""

    start: datetime | None = None
    end: datetime | None = None
    outside: bool = False


def reading(actor: Actor, id: UUID) -> Reading:  # noqa: A002 - FHIR's own word
    """One set of vitals, corrected or not.

    Raises:
        NotFound: there is none among those of people the actor knows of.
    """
    row = _rows(actor).filter(id=id).first()
    if row is None:
        raise NotFound("observation", "There is no such observation among those you may read.")
    return _reading(row, told_for([row.id]).get(row.id, ()), replaced=row.corrections.exists())


def readings(actor: Actor, patient: UUID, when: Iterable[Between] = ()) -> tuple[Reading, ...]:
    """Somebody's vitals as they stand, newest first; what was corrected is not among them.

    Raises:
        NotFound: no such person among those the actor knows of.
    """
    scope.found(scope.patients(actor), patient, "person")
    rows = _rows(actor).filter(session__course__patient=patient, corrections__isnull=True)
    for stretch in when:
        asked: dict[str, datetime] = {}
        if stretch.start is not None:
            asked["at__gte"] = stretch.start
        if stretch.end is not None:
            asked["at__lt"] = stretch.end
        rows = rows.exclude(**asked) if stretch.outside else rows.filter(**asked)
    found = list(rows.order_by("-at", "id"))
    told = told_for([row.id for row in found if row.device])
    return tuple(_reading(row, told.get(row.id, ()), replaced=False) for row in found)


def _rows(actor: Actor) -> "QuerySet[VitalsRow]":
    known = scope.patients(actor)
    return VitalsRow.objects.filter(session__course__patient__in=known).select_related(
        "session__course"
    )


def _reading(row: VitalsRow, told: tuple[ToldFigure, ...], *, replaced: bool) -> Reading:
    taken = {field.name: getattr(row, field.name) for field in fields(Vitals)}
    return Reading(
        row.id,
        row.session.course.patient_id,
        row.session_id,
        row.at,
        row.by_id,
        Vitals(**taken),
        row.corrects_id is not None,
        replaced,
        row.device,
        told,
    )
