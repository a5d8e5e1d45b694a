"""The sum of a dose, line by line, as its page and the signed order show it."""

from dataclasses import dataclass

from daybreak.actions.plan import Ordered
from daybreak.care.catalogue.protocol import Protocol
from daybreak.care.findings import Finding
from daybreak.care.plan.dose import Dose, ug_per_kg_min
from daybreak.care.quantities import Mass, WeightedDose, plain
from daybreak.records.reads.plan import SignedPlan
from daybreak.ui.presenters.quantities import lb

BASIS_WORDS = {"actual": "actual weight", "ideal": "ideal weight", "adjusted": "adjusted weight"}


@dataclass(frozen=True, slots=True)
class Sum:
    """`per_kg` is empty where whole devices are given, `rate` where nothing runs in."""

    per_kg: str
    weight: str  # as exact as it was counted
    pounds: str
    basis: str
    unrounded: str
    rounded: Mass
    is_rounded: bool
    cap: Mass | None
    minutes: int | None
    rate: str
    findings: tuple[Finding, ...]


def of_dose(dose: Dose, order: Ordered, protocol: Protocol) -> Sum:
    """What an order comes to, before it is signed."""
    usual = protocol.weighted.cap if protocol.weighted else None
    return Sum(
        per_kg=str(WeightedDose.mg_per_kg(order.mg_per_kg)) if order.mg_per_kg else "",
        weight=f"{plain(dose.basis_weight.in_kg)} kg",
        pounds=lb(dose.basis_weight),
        basis=BASIS_WORDS[dose.basis],
        unrounded=f"{plain(dose.unrounded_mg)} mg",
        rounded=dose.rounded,
        is_rounded=dose.unrounded_mg != dose.rounded.in_mg,
        cap=Mass.mg(order.cap_mg) if order.cap_mg else usual,
        minutes=dose.minutes,
        rate="" if dose.ug_per_kg_min is None else f"{plain(dose.ug_per_kg_min)} µg/kg/min",
        findings=dose.findings,
    )


def of_plan(plan: SignedPlan) -> Sum:
    """What was signed."""
    exact = plan.per_kg.unrounded_mg(plan.basis_weight) if plan.per_kg else plan.dose.in_mg
    rate = ug_per_kg_min(plan.dose, plan.basis_weight, plan.minutes)
    return Sum(
        per_kg=str(plan.per_kg) if plan.per_kg else "",
        weight=f"{plain(plan.basis_weight.in_kg)} kg",
        pounds=lb(plan.basis_weight),
        basis=BASIS_WORDS[plan.basis],
        unrounded=f"{plain(exact)} mg",
        rounded=plan.dose,
        is_rounded=exact != plan.dose.in_mg,
        cap=plan.cap,
        minutes=plan.minutes,
        rate="" if rate is None else f"{plain(rate)} µg/kg/min",
        findings=plan.findings,
    )
