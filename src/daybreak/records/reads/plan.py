"""What was ordered, agreed to and given, as every later room asks for it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from daybreak.care.catalogue.protocol import protocol
from daybreak.care.findings import Finding, Status
from daybreak.care.plan.body_weight import Basis
from daybreak.care.quantities import Height, Mass, Weight, WeightedDose
from daybreak.records.models import (
    Closing,
    PastTreatment,
    Plan,
    Preparation,
    SessionNow,
    Step,
)
from daybreak.records.projections import latest
from daybreak.records.reads.screening import findings_from

R = TypeVar("R", Preparation, Closing)


@dataclass(frozen=True, slots=True)
class GivenDose:
    """One dose that was begun, here or elsewhere.

    `at` is None when only the day was told; `session` when it was not given here. `dose` is what
    went in, before the closing what was drawn up, and None when nobody told.
    """

    on: date
    at: datetime | None
    number: int
    kind: str  # induction, maintenance, booster
    route: str
    dose: Mass | None
    minutes: int | None
    course: UUID
    session: UUID | None
    where: str
    source: str


@dataclass(frozen=True, slots=True)
class SignedPlan:
    """An order as it was signed. `per_kg` is None where whole devices are given."""

    id: UUID
    course: UUID
    at: datetime
    ordered_by: str
    orderer: UUID | None
    second_by: str
    per_kg: WeightedDose | None
    basis: Basis
    cap: Mass | None
    minutes: int | None
    weight: Weight
    weighed_on: date | None
    height: Height | None
    basis_weight: Weight
    dose: Mass
    sessions: int
    findings: tuple[Finding, ...]
    note: str

    @property
    def waits(self) -> bool:
        """Whether a second prescriber has still to sign it."""
        return any(each.level > Status.WARN for each in self.findings)


def doses_given(patient: UUID) -> tuple[GivenDose, ...]:
    """Every dose somebody was given, from anyone and at any site, the newest last."""
    past = PastTreatment.objects.filter(course__patient=patient)
    found = [
        GivenDose(
            on=row.given_on,
            at=None,
            number=row.number,
            kind=row.kind,
            route=row.route,
            dose=None if row.dose_ug is None else Mass(row.dose_ug),
            minutes=row.minutes or None,
            course=row.course_id,
            session=None,
            where=row.where,
            source=row.source,
        )
        for row in past
    ]
    # A dose of which only the day is known came before one of that day with an hour.
    return tuple(
        sorted(
            [*found, *_given_here(patient)],
            key=lambda one: (one.on, one.at is not None, one.at.timestamp() if one.at else 0),
        )
    )


def latest_plan(course: UUID) -> SignedPlan | None:
    """The order that counts: the newest one, and none while that waits for a second signature.

    The one before it was taken back by being replaced, so it is not fallen back upon.
    """
    newest = newest_plan(course)
    return None if newest is None or newest.waits else newest


def newest_plan(course: UUID) -> SignedPlan | None:
    """The order signed last, also while it waits for a second signature."""
    rows = Plan.objects.filter(course=course)
    row = latest(rows.select_related("by", "second_signature", "confirms__by"))
    return None if row is None else _plan(row)


def _plan(row: Plan) -> SignedPlan:
    ordered = row.confirms or row
    return SignedPlan(
        id=row.id,
        course=row.course_id,
        at=row.at,
        ordered_by=ordered.by.name if ordered.by else "",
        orderer=ordered.by_id,
        second_by=row.second_signature.name if row.second_signature else "",
        per_kg=WeightedDose(row.dose_ug_per_kg) if row.dose_ug_per_kg else None,
        basis=Basis(row.basis),
        cap=None if row.cap_ug is None else Mass(row.cap_ug),
        minutes=row.minutes or None,
        weight=Weight(row.weight_g),
        weighed_on=row.weighed_on,
        height=None if row.height_mm is None else Height(row.height_mm),
        basis_weight=Weight(row.basis_weight_g),
        dose=Mass(row.dose_ug),
        sessions=row.sessions,
        findings=findings_from(row.findings),
        note=row.note,
    )


def _given_here(patient: UUID) -> list[GivenDose]:
    steps = Step.objects.filter(session__course__patient=patient, to_stage="dosing")
    # The first of several counts: a dose that was paused is begun once.
    begun: dict[UUID, datetime] = dict(steps.order_by("-at").values_list("session", "at"))
    standings = SessionNow.objects.filter(session__in=begun).select_related(
        "session", "course", "site"
    )
    drawn = _last(Preparation.objects.filter(session__in=begun))
    closed = _last(Closing.objects.filter(session__in=begun))
    found = []
    for row in standings:
        at = begun[row.session_id]
        prepared, closing = drawn.get(row.session_id), closed.get(row.session_id)
        micrograms = closing.delivered_ug if closing else prepared.dose_ug if prepared else None
        found.append(
            GivenDose(
                on=at.astimezone(ZoneInfo(row.site.time_zone)).date(),
                at=at,
                number=row.session.number,
                kind=row.session.kind,
                route=protocol(row.course.protocol, row.course.protocol_version).route,
                dose=None if micrograms is None else Mass(micrograms),
                minutes=(prepared.minutes or None) if prepared else None,
                course=row.course_id,
                session=row.session_id,
                where=row.site.name,
                source="",
            )
        )
    return found


def _last(rows: "QuerySet[R]") -> dict[UUID, R]:
    """Of each session the row recorded last."""
    return {row.session_id: row for row in rows.order_by("recorded_at", "at", "id")}
