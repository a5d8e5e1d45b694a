"""What was given at the chair, for systems that ask: each session's dose, and other medicines."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from daybreak.care.errors import NotFound
from daybreak.care.quantities import Mass, Rate, Volume
from daybreak.care.session.stages import RUNNING, Stage
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import AdjunctDose, DeviceGiven, Session, Step
from daybreak.records.reads.observations import Between
from daybreak.records.reads.session import Visit, visits

RAN_IN = "completed"  # the reason of a stop that was none


class Standing(StrEnum):
    """How far the giving has come."""

    RUNNING = "running"
    PAUSED = "paused"
    WHOLE = "whole"
    CUT_SHORT = "cut-short"
    TAKEN_BACK = "taken-back"  # the entry was a mistake: nothing was given


@dataclass(frozen=True, slots=True)
class Administration:
    """One thing that was given. `key` is the session of a dose, or the row of another medicine."""

    key: UUID
    is_dose: bool
    patient: UUID
    standing: Standing
    drug: str
    rxnorm: str
    route: str
    route_snomed: str
    start: datetime
    end: datetime | None
    amount: Mass | Volume | None
    rate: Rate | None
    by: tuple[UUID, ...]
    lots: tuple[str, ...]


def dose(actor: Actor, session: UUID, *, now: datetime) -> Administration:
    """The dose of one session.

    Raises:
        NotFound: no such session among those the actor knows of, or no dose was started.
    """
    if _dosed(actor).filter(id=session).exists():
        for seen in visits([session]).values():
            return _dose(seen, now)
    raise _unknown()


def medicine(actor: Actor, key: UUID) -> Administration:
    """One other medicine that was given.

    Raises:
        NotFound: there is none among those of people the actor knows of.
    """
    row = _medicines(actor).filter(id=key).first()
    if row is None:
        raise _unknown()
    return _medicine(row)


def administrations(
    actor: Actor, patient: UUID, when: Iterable[Between] = (), *, now: datetime
) -> tuple[Administration, ...]:
    """Everything that was given to somebody, what began last first.

    Raises:
        NotFound: no such person among those the actor knows of.
    """
    scope.found(scope.patients(actor), patient, "person")
    stretches = tuple(when)
    sessions = _dosed(actor).filter(course__patient=patient)
    found = [_dose(seen, now) for seen in visits(sessions.values_list("id", flat=True)).values()]
    found += map(_medicine, _medicines(actor).filter(session__course__patient=patient))
    fits = [each for each in found if all(_is_in(each, one) for one in stretches)]
    return tuple(sorted(fits, key=lambda each: (each.start, each.key.hex), reverse=True))


def _dosed(actor: Actor) -> "QuerySet[Session]":
    begun = Step.objects.filter(to_stage=Stage.DOSING.value).values("session")
    return scope.sessions(actor).filter(id__in=begun)


def _medicines(actor: Actor) -> "QuerySet[AdjunctDose]":
    known = scope.patients(actor)
    return AdjunctDose.objects.filter(session__course__patient__in=known).select_related(
        "order", "session__course", "taken_back"
    )


def _is_in(each: Administration, stretch: Between) -> bool:
    """Whether it began within; that is the moment FHIR's searches are held against here."""
    inside = (stretch.start is None or each.start >= stretch.start) and (
        stretch.end is None or each.start < stretch.end
    )
    return inside != stretch.outside


def _dose(seen: Visit, now: datetime) -> Administration:
    chair, began = seen.chair, seen.chair.began
    if began is None:
        raise _unknown()
    counted = seen.given(now)
    given = seen.closing.delivered if seen.closing else counted.drug if counted else None
    used = DeviceGiven.objects.filter(session=seen.session).order_by("number")
    lots = list(dict.fromkeys(used.values_list("lot", flat=True)))
    if not lots and seen.prepared is not None:
        lots = [seen.prepared.lot]
    starters = {step.by for step in chair.history if step.stage is Stage.DOSING} - {UUID(int=0)}
    return Administration(
        key=seen.session,
        is_dose=True,
        patient=seen.patient,
        standing=_standing(seen, given),
        drug=seen.route.drug,
        rxnorm="",
        route=seen.route.name,
        route_snomed=seen.route.snomed,
        start=began,
        end=chair.ended,
        amount=given,
        rate=seen.rate if seen.route.is_infused else None,
        by=tuple(sorted(starters)),
        lots=tuple(lots),
    )


def _standing(seen: Visit, given: Mass | None) -> Standing:
    """Whole is what ran in as it was meant to; anything else that is over was cut short."""
    if seen.stage in RUNNING:
        return Standing.PAUSED if seen.stage is Stage.PAUSED else Standing.RUNNING
    said = [reason for stage, reason in seen.reasons if stage is Stage.RECOVERY]
    if said:
        is_whole = said[0].split(":")[0] == RAN_IN
    else:
        meant = seen.prepared.computed.dose if seen.prepared else None
        is_whole = given is not None and given == meant
    return Standing.WHOLE if is_whole else Standing.CUT_SHORT


def _medicine(row: AdjunctDose) -> Administration:
    return Administration(
        key=row.id,
        is_dose=False,
        patient=row.session.course.patient_id,
        standing=Standing.TAKEN_BACK if hasattr(row, "taken_back") else Standing.WHOLE,
        drug=row.drug,
        rxnorm=row.order.rxnorm if row.order else "",
        route=row.route,
        route_snomed="",
        start=row.at,
        end=None,
        amount=_amount(row),
        rate=None,
        by=(row.by_id,) if row.by_id else (),
        lots=(),
    )


def _amount(row: AdjunctDose) -> Mass | Volume | None:
    if row.amount_ug is not None:
        return Mass(row.amount_ug)
    return Volume(row.amount_ul) if row.amount_ul is not None else None


def _unknown() -> NotFound:
    return NotFound("administration", "There is no such dose among those you may read.")
