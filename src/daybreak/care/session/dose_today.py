"""What was ordered, for the weight of today: worked out again at the chair, never chosen there."""

from dataclasses import dataclass, replace
from datetime import date

from daybreak.care.catalogue.protocol import Protocol
from daybreak.care.catalogue.route import Route
from daybreak.care.errors import NotAllowed
from daybreak.care.findings import Finding, Status
from daybreak.care.plan.body_weight import Basis, Body, Sex
from daybreak.care.plan.dose import Dose, Order, device_dose, weighted_dose
from daybreak.care.quantities import Height, Mass, Weight, WeightedDose


@dataclass(frozen=True, slots=True)
class Ordered:
    """A signed plan, as far as a dose follows from it.

    `in_devices` is the whole dose where whole devices are ordered; `per_kg` is nothing then.
    """

    per_kg: WeightedDose
    basis: Basis
    cap: Mass | None
    minutes: int | None
    height: Height | None
    is_second_signed: bool
    in_devices: Mass | None = None

    @property
    def words(self) -> str:
        """`0.5 mg/kg`, or `84 mg in whole devices`."""
        return f"{self.in_devices} in whole devices" if self.in_devices else str(self.per_kg)


def dose_today(
    ordered: Ordered,
    *,
    weight: Weight,
    weighed_on: date,
    sex: Sex | None,
    protocol: Protocol,
    route: Route,
    today: date,
    is_first: bool = True,
) -> Dose:
    """The dose of a plan for the weight of today, never over the plan's own cap.

    Whole devices are given as they are ordered, whatever the weight. `is_first` says that nothing
    of this course was given yet; where that is not known, the narrower choice of a first session
    counts.

    Raises:
        NotAllowed: the plan and the protocol are not dosed alike, or the ideal weight is asked
            for and cannot be worked out.
        NotUnderstood: the weight is none that a person can have.
    """
    if protocol.weighted is None:
        return _in_devices(ordered, weight, protocol, is_first=is_first)
    if ordered.in_devices is not None:
        raise NotAllowed(
            "dose-protocol",
            "Whole devices are ordered, and this protocol is dosed by weight. Ask the prescriber.",
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


def _in_devices(ordered: Ordered, weight: Weight, protocol: Protocol, *, is_first: bool) -> Dose:
    mass = ordered.in_devices
    if mass is None:
        raise NotAllowed(
            "dose-devices",
            "This protocol is given in whole devices, and the plan orders none. Ask the "
            "prescriber for an order in devices.",
        )
    return Dose(
        unrounded_mg=mass.in_mg,
        rounded=mass,
        basis=Basis.ACTUAL,
        basis_weight=weight,
        minutes=None,
        ug_per_kg_min=None,
        findings=device_dose(
            mass,
            protocol=protocol,
            is_first=is_first,
            is_second_signed=ordered.is_second_signed,
        ),
    )
