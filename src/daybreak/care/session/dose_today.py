"""What was ordered, for the weight of today: worked out again at the chair, never chosen there."""

from dataclasses import dataclass, replace
from datetime import date

from daybreak.care.catalogue.protocol import Protocol
from daybreak.care.catalogue.route import Route
from daybreak.care.errors import NotAllowed
from daybreak.care.findings import Finding, Status
from daybreak.care.plan.body_weight import Basis, Body, Sex
from daybreak.care.plan.dose import Dose, Order, weighted_dose
from daybreak.care.quantities import Height, Mass, Weight, WeightedDose


@dataclass(frozen=True, slots=True)
class Ordered:
    """A signed plan, as far as a dose follows from it."""

    per_kg: WeightedDose
    basis: Basis
    cap: Mass | None
    minutes: int | None
    height: Height | None
    is_second_signed: bool


def dose_today(
    ordered: Ordered,
    *,
    weight: Weight,
    weighed_on: date,
    sex: Sex | None,
    protocol: Protocol,
    route: Route,
    today: date,
) -> Dose:
    """The dose of a plan for the weight of today, never over the plan's own cap.

    Raises:
        NotAllowed: the protocol is dosed in whole devices, or the ideal weight is asked for and
            cannot be worked out.
        NotUnderstood: the weight is none that a person can have.
    """
    if protocol.weighted is None:
        raise NotAllowed(
            "dose-devices",
            "This protocol is given in whole devices; nothing is drawn up. Follow its own sheet.",
        )
    order = Order(
        per_kg=ordered.per_kg,
        basis=ordered.basis,
        body=Body(weight, ordered.height, sex),
        weighed_on=weighed_on,
        minutes=ordered.minutes,
        is_second_signed=ordered.is_second_signed,
    )
    dose = weighted_dose(order, protocol=protocol, route=route, today=today)
    if ordered.cap is None or dose.rounded <= ordered.cap:
        return dose
    capped = Finding(
        "dose-plan-cap",
        Status.NOTE,
        f"{dose.rounded} for today's weight is over the {ordered.cap} that the plan allows.",
        protocol.weighted.source,
        to_do=f"{ordered.cap} are given, as ordered.",
    )
    # The protocol's own cap is kept by the plan's lower one.
    limit = protocol.weighted.cap
    kept = limit is not None and ordered.cap <= limit
    others = (each for each in dose.findings if not (kept and each.rule == "dose-cap"))
    return replace(dose, rounded=ordered.cap, findings=(*others, capped))
