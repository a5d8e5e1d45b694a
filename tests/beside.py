"""Somebody at the chair for whom a medicine beside the dose was ordered."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from clinic import NOON
from daybreak.actions import plan
from daybreak.actions import session as act
from daybreak.actions.journal import add
from daybreak.care.quantities import Mass
from daybreak.care.team.roles import Role
from daybreak.records.models import Allergy
from visiting import Visiting

ONDANSETRON = plan.AdjunctOrdered(
    kind="antiemetic",
    drug="Ondansetron",
    route="iv",
    dose=Mass.mg(4),
    most=Mass.mg(8),
    trigger="nausea that troubles them",
    may_give=(Role.NURSE, Role.PRESCRIBER),
    expires=NOON + timedelta(days=30),
    least_minutes=30,
)


def ordered(visit: Visiting, order: plan.AdjunctOrdered = ONDANSETRON) -> UUID:
    """A prescriber signs an order for this person's course."""
    signed = plan.order_adjunct(
        **visit.clinic.prescriber, course=visit.somebody.course, order=order
    )
    return signed.order


def gives(visit: Visiting, **told: Any) -> act.AdjunctGiven:
    """A nurse gives something, having asked about allergies."""
    return act.give_adjunct(**visit.nurse(), **{"is_allergy_asked": True, **told})


def on_a_word(visit: Visiting, drug: str = "Labetalol", mg: int = 10) -> act.Word:
    """What the prescriber said aloud."""
    said_by = visit.clinic.actors[Role.PRESCRIBER].id
    return act.Word(drug=drug, route="iv", amount=Mass.mg(mg), said_by=said_by)


def allergic(visit: Visiting, to: str) -> None:
    """An allergy that came with their record."""
    with visit.somebody.written():
        add(
            Allergy(
                patient_id=visit.somebody.patient,
                display=to,
                codes="[]",
                origin="imported",
                source_key=f"a|{uuid4()}",
            )
        )


def in_need(visit: Visiting, trigger: str = "pressure-high", **told: Any) -> UUID:
    """A rescue begins."""
    begun = act.record_rescue(**visit.nurse(), told=act.RescueTold(trigger=trigger, **told))
    return begun.rescue


def did(visit: Visiting, rescue: UUID, action: str, detail: str = "") -> None:
    """Something is done for them."""
    act.record_rescue(
        **visit.nurse(), rescue=rescue, told=act.RescueTold(did=action, detail=detail)
    )


def well_again(visit: Visiting, rescue: UUID, response: str = "Well, 138/84.") -> None:
    """The rescue is over."""
    act.record_rescue(
        **visit.nurse(), rescue=rescue, told=act.RescueTold(is_over=True, response=response)
    )


def happened(visit: Visiting, **told: Any) -> act.EventRecorded:
    """An adverse event is written down."""
    usual = {"term": "hypertension", "grade": 3, "onset": visit.now, "taken": "stopped"}
    return act.record_event(**visit.nurse(), told=act.EventTold(**{**usual, **told}))
