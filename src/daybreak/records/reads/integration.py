"""Talks in which sessions are talked over: booked for whom, when, with whom."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from daybreak.care.session.stages import Stage
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import ChartCard, Integration, Step

LEAVING = (Stage.DISCHARGED.value, Stage.LEFT_AMA.value, Stage.TRANSFERRED.value)


@dataclass(frozen=True, slots=True)
class Talk:
    """One appointment. `number` is that of the session it is about."""

    session: UUID
    patient: UUID
    name: str
    number: int
    starts_at: datetime
    minutes: int
    with_whom: str
    note: str
    booked_by: str

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


def left_after_dose(session: UUID) -> datetime | None:
    """When somebody left a session in which a dose was begun; None when they did not."""
    steps = Step.objects.filter(session=session)
    if not steps.filter(to_stage=Stage.DOSING.value).exists():
        return None
    last = steps.filter(to_stage__in=LEAVING).order_by("at", "recorded_at").first()
    return last.at if last else None


def talks_of(session: UUID) -> tuple[Talk, ...]:
    """The appointment of one session, if there is one; pages look at the scope first."""
    return _talks(Integration.objects.filter(session=session))


def talks_with(actor: Actor, patient: UUID) -> tuple[Talk, ...]:
    """Somebody's appointments, the last first.

    Raises:
        NotFound: no such person among those the actor works with.
    """
    row = scope.found(scope.patients(actor), patient, "person")
    return _talks(Integration.objects.filter(session__course__patient=row))[::-1]


def talks_between(actor: Actor, start: datetime, end: datetime) -> tuple[Talk, ...]:
    """Everybody's appointments that begin in `[start, end)` at the actor's sites, in order."""
    booked = Integration.objects.filter(session__standing__in=scope.standings(actor))
    return tuple(each for each in _talks(booked) if start <= each.starts_at < end)


def _talks(booked: "QuerySet[Integration]") -> tuple[Talk, ...]:
    """Of each session the latest, in the order of their times."""
    found = booked.select_related("session__course", "by").order_by("recorded_at", "at")
    latest = {row.session_id: row for row in found}.values()
    people = {row.session.course.patient_id for row in latest}
    names = dict(ChartCard.objects.filter(patient__in=people).values_list("patient", "name"))
    talks = [
        Talk(
            session=row.session_id,
            patient=row.session.course.patient_id,
            name=names.get(row.session.course.patient_id, "").strip(),
            number=row.session.number,
            starts_at=row.starts_at,
            minutes=row.minutes,
            with_whom=row.with_whom,
            note=row.note,
            booked_by=row.by.name if row.by else "",
        )
        for row in latest
    ]
    return tuple(sorted(talks, key=lambda each: (each.starts_at, each.session)))
