"""A prescriber orders a dose and signs it; where care asks for it, a second one signs too."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add
from daybreak.actions.plan.home import day_at, protocol_of, running_course
from daybreak.care.catalogue.protocol import Protocol
from daybreak.care.catalogue.route import route
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood
from daybreak.care.findings import Finding, Status
from daybreak.care.plan.body_weight import Basis, Body, Sex
from daybreak.care.plan.dose import Dose, Order, device_dose, weighted_dose
from daybreak.care.plan.phases import series_sessions
from daybreak.care.quantities import Height, Mass, Weight, WeightedDose
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import Course, PatientDetails, Plan
from daybreak.records.projections import latest
from daybreak.records.reads.plan import doses_given
from daybreak.records.reads.screening import findings_from, findings_text

MOST_MG = 2000  # what can be written as a cap at all; checks of the protocol are far below
MOST_SESSIONS = 60  # what can be written at all; a year of maintenance is less


@dataclass(frozen=True, slots=True)
class Ordered:
    """What a prescriber writes. Either `mg_per_kg` or, in whole devices, `device_mg`.

    `cap_mg` None means the cap of the protocol; `sessions` None its whole series.
    """

    weight: Weight
    weighed_on: date
    mg_per_kg: Decimal | None = None
    device_mg: Decimal | None = None
    basis: Basis = Basis.ACTUAL
    height: Height | None = None
    minutes: int | None = None
    cap_mg: Decimal | None = None
    sessions: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlanSigned:
    plan: UUID
    dose: Mass
    waits: bool  # for a second signature


@act("plan-sign")
def sign(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    course: UUID,
    order: Ordered,
    shown: Mass | None = None,
) -> PlanSigned:
    """Sign an order. The dose is worked out again here; `shown` is what the signer saw it come to.

    Raises:
        NotFound: no such course.
        NotUnderstood: a figure is none that an order can have.
        NotAllowed: a check refuses, a warning has no word of why, the dose is not the one shown,
            or the course is closed.
    """
    row = running_course(by, course)
    dose = worked_out(row, order, today=day_at(row, at))
    _refuse(dose.findings)
    if shown is not None and shown != dose.rounded:
        raise NotAllowed(
            "dose-shown",
            f"This comes to {dose.rounded}, not to the {shown} that were shown. Look at it again.",
        )
    if any(each.level is Status.WARN for each in dose.findings) and not order.note.strip():
        raise NotAllowed("dose-note", "There is a warning. Write down why it is ordered so.")
    protocol = protocol_of(row)
    stored = add(
        Plan(
            course=row,
            dose_ug_per_kg=_per_kg(order).micrograms_per_kg if order.mg_per_kg is not None else 0,
            basis=order.basis.value,
            cap_ug=cap.micrograms if (cap := _cap(order, protocol, dose)) else None,
            minutes=order.minutes or 0,
            weight_g=order.weight.grams,
            weighed_on=order.weighed_on,
            height_mm=order.height.millimetres if order.height else None,
            basis_weight_g=dose.basis_weight.grams,
            dose_ug=dose.rounded.micrograms,
            sessions=_sessions(order, protocol),
            findings=findings_text(dose.findings),
            note=order.note.strip(),
        )
    )
    return PlanSigned(stored.id, dose.rounded, not dose.may_be_signed)


@act("plan-second-sign")
def sign_second(
    *, by: Actor, act_id: UUID, at: datetime, now: datetime, course: UUID, plan: UUID
) -> PlanSigned:
    """Sign an order that asks for a second prescriber, as it was read.

    Raises:
        NotFound: no such course or plan.
        NotAllowed: a newer order was signed, this one does not wait, `by` signed it already, or
            a check refuses by now.
    """
    row = running_course(by, course)
    if not Plan.objects.filter(course=row, id=plan).exists():
        raise NotFound("plan", "There is no such plan among those you work with.")
    newest = latest(Plan.objects.filter(course=row))
    if newest.id != plan:
        raise NotAllowed("plan-old", "A newer order was signed since. Look at that one.")
    if all(each.level <= Status.WARN for each in findings_from(newest.findings)):
        raise NotAllowed("nothing-waits", "This order does not wait for a second signature.")
    if newest.by_id == by.id:
        raise NotAllowed(
            "second-signature", "You signed this order first. Another prescriber signs it too."
        )
    dose = worked_out(row, _written(newest), today=day_at(row, at), is_second_signed=True)
    _refuse(dose.findings)
    stored = add(
        Plan(
            **{name: getattr(newest, name) for name in _ORDER},
            course=row,
            findings=findings_text(dose.findings),
            second_signature_id=by.id,
            confirms=newest,
        )
    )
    return PlanSigned(stored.id, dose.rounded, not dose.may_be_signed)


def preview(by: Actor, course: UUID, order: Ordered, *, now: datetime) -> Dose:
    """The same as signing would work out now, for whoever may know of the course; stores nothing.

    Raises:
        NotFound: no such course.
        NotUnderstood: a figure is none that an order can have.
        NotAllowed: the protocol is not dosed so, or the basis cannot be worked out.
    """
    row = scope.found(scope.courses(by), course, "course")
    return worked_out(row, order, today=day_at(row, now))


def worked_out(
    course: Course, order: Ordered, *, today: date, is_second_signed: bool = False
) -> Dose:
    """What an order comes to, with everything that is to be looked at; stores nothing.

    Raises:
        NotUnderstood: a figure is none that an order can have.
        NotAllowed: the protocol is not dosed so, or the basis cannot be worked out.
    """
    protocol = protocol_of(course)
    _sessions(order, protocol)
    if protocol.devices is not None:
        return _in_devices(course, order, protocol, today, is_second_signed=is_second_signed)
    if order.mg_per_kg is None:
        raise NotUnderstood("dose", "Order so many milligrams for each kilogram.")
    return weighted_dose(
        Order(
            per_kg=_per_kg(order),
            basis=order.basis,
            body=Body(order.weight, order.height, _sex(course)),
            weighed_on=order.weighed_on,
            minutes=order.minutes,
            is_second_signed=is_second_signed,
            cap=_own_cap(order),
        ),
        protocol=protocol,
        route=route(protocol.route),
        today=today,
    )


def _in_devices(
    course: Course, order: Ordered, protocol: Protocol, today: date, *, is_second_signed: bool
) -> Dose:
    if order.device_mg is None or order.minutes is not None or order.mg_per_kg is not None:
        raise NotUnderstood("dose", "This protocol is ordered in whole devices, in milligrams.")
    mass = Mass.mg(order.device_mg)
    before = [dose for dose in doses_given(course.patient_id) if dose.course == course.id]
    return Dose(
        unrounded_mg=mass.in_mg,
        rounded=mass,
        basis=Basis.ACTUAL,
        basis_weight=order.weight,
        minutes=None,
        ug_per_kg_min=None,
        findings=device_dose(
            mass, protocol=protocol, is_first=not before, is_second_signed=is_second_signed
        ),
    )


def _refuse(findings: tuple[Finding, ...]) -> None:
    stops = [each for each in findings if each.level >= Status.HOLD]
    if stops:
        words = " ".join(f"{each.because} {each.to_do}".strip() for each in stops)
        raise NotAllowed("dose-check", words)


def _per_kg(order: Ordered) -> WeightedDose:
    per_kg = order.mg_per_kg or Decimal(0)
    if per_kg <= 0 or per_kg * 1000 != int(per_kg * 1000):
        raise NotUnderstood("dose", "Order more than nothing, to a thousandth of a mg/kg at most.")
    return WeightedDose.mg_per_kg(per_kg)


def _own_cap(order: Ordered) -> Mass | None:
    if order.cap_mg is None:
        return None
    if not 0 < order.cap_mg <= MOST_MG:
        raise NotUnderstood(
            "cap", f"A cap lies between 0 and {MOST_MG} mg. Leave it out for the protocol's."
        )
    return Mass.mg(order.cap_mg)


def _cap(order: Ordered, protocol: Protocol, dose: Dose) -> Mass | None:
    """The most that is ever given: the prescriber's own, else the protocol's.

    A dose for which two sign that it is over the protocol's cap has none but the prescriber's.
    """
    usual = protocol.weighted.cap if protocol.weighted else None
    return _own_cap(order) or (usual if usual and dose.rounded <= usual else None)


def _sessions(order: Ordered, protocol: Protocol) -> int:
    sessions = series_sessions(protocol) if order.sessions is None else order.sessions
    if not 1 <= sessions <= MOST_SESSIONS:
        raise NotUnderstood("sessions", f"Plan one to {MOST_SESSIONS} sessions.")
    return sessions


def _sex(course: Course) -> Sex | None:
    details = latest(PatientDetails.objects.filter(patient=course.patient_id))
    return Sex(details.sex) if details and details.sex in {each.value for each in Sex} else None


_ORDER = (
    *("dose_ug_per_kg", "basis", "cap_ug", "minutes", "weight_g", "weighed_on", "height_mm"),
    *("basis_weight_g", "dose_ug", "sessions", "note"),
)


def _written(row: Plan) -> Ordered:
    """An order as it stands in the record."""
    by_weight = row.dose_ug_per_kg > 0
    return Ordered(
        weight=Weight(row.weight_g),
        weighed_on=row.weighed_on or row.at.date(),
        mg_per_kg=WeightedDose(row.dose_ug_per_kg).in_mg_per_kg if by_weight else None,
        device_mg=None if by_weight else Mass(row.dose_ug).in_mg,
        basis=Basis(row.basis),
        height=None if row.height_mm is None else Height(row.height_mm),
        minutes=row.minutes or None,
        cap_mg=None if row.cap_ug is None or not by_weight else Mass(row.cap_ug).in_mg,
        sessions=row.sessions,
        note=row.note,
    )


__all__ = ["Ordered", "PlanSigned", "preview", "sign", "sign_second", "worked_out"]
