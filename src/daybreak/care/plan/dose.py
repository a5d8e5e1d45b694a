"""The dose that was ordered, worked out and checked; never chosen here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from daybreak.care.catalogue.protocol import DeviceLimits, Protocol, WeightedLimits
from daybreak.care.catalogue.route import Route
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.findings import Finding, Source, Status
from daybreak.care.plan.body_weight import Basis, Body, bmi, weight_for
from daybreak.care.plan.checks import Checks, DoseChecks, usual_checks
from daybreak.care.quantities import Mass, Weight, WeightedDose, half_up, plain

SECOND = ("prescriber", "director")


@dataclass(frozen=True, slots=True)
class Order:
    """What a prescriber has written: so much for each kilogram, of this weight, over this time.

    `cap` is the most that may be given, as the prescriber has written it too; `is_second_signed`
    says that a second prescriber has signed what needs it.
    """

    per_kg: WeightedDose
    basis: Basis
    body: Body
    weighed_on: date
    minutes: int | None = None
    is_second_signed: bool = False
    cap: Mass | None = None


@dataclass(frozen=True, slots=True)
class Dose:
    """An order worked out: exactly, and as it is drawn up, with everything to be looked at."""

    unrounded_mg: Decimal
    rounded: Mass
    basis: Basis
    basis_weight: Weight
    minutes: int | None
    ug_per_kg_min: Decimal | None
    findings: tuple[Finding, ...]

    @property
    def may_be_signed(self) -> bool:
        """Whether nothing refuses it and nothing waits for a second signature."""
        return all(each.level <= Status.WARN for each in self.findings)


def weighted_dose(
    order: Order, *, protocol: Protocol, route: Route, today: date, checks: Checks | None = None
) -> Dose:
    """The dose of an order by weight, rounded half up to the step of the route.

    All findings come back: a hold refuses, a referral asks for a second signature, a warning
    is weighed.

    Raises:
        NotAllowed: the protocol is not dosed by weight or is for another route, or the ideal
            weight is asked for and cannot be worked out.
        NotUnderstood: the weight is none that a person can have.
    """
    if protocol.weighted is None or protocol.route != route.id:
        raise NotAllowed(
            "dose-protocol", "This protocol gives no dose by weight for this route. Choose another."
        )
    checks = checks or usual_checks()
    low = Weight.kg(checks.dose.weight_kg_low)
    high = Weight.kg(checks.dose.weight_kg_high)
    if not low <= order.body.weight <= high:
        raise NotUnderstood("weight", f"A weight lies between {low} and {high}. Weigh them again.")
    basis_weight = weight_for(order.basis, order.body)
    unrounded_mg = order.per_kg.unrounded_mg(basis_weight)
    rounded = order.per_kg.for_weight(basis_weight, step=route.rounding_step)
    rate = ug_per_kg_min(rounded, basis_weight, order.minutes)
    limits = protocol.weighted
    return Dose(
        unrounded_mg=unrounded_mg,
        rounded=rounded,
        basis=order.basis,
        basis_weight=basis_weight,
        minutes=order.minutes,
        ug_per_kg_min=rate,
        findings=(
            *_amount(order, limits, rounded),
            *_speed(order, limits),
            *_rounding(unrounded_mg, rounded, checks.dose),
            *_time(order.minutes, protocol, rate, checks.dose),
            *_weight(order, today, checks),
        ),
    )


def device_dose(
    mass: Mass, *, protocol: Protocol, is_first: bool, is_second_signed: bool = False
) -> tuple[Finding, ...]:
    """What is to be said of a dose in whole devices; a dose that devices cannot give is refused.

    Raises:
        NotAllowed: the protocol is not dosed by device.
    """
    limits = protocol.devices
    if limits is None:
        raise NotAllowed("dose-protocol", "This protocol gives no dose by device. Choose another.")
    allowed = limits.doses(is_first=is_first)
    if mass in allowed:
        return ()
    can_be_given = mass in limits.doses(is_first=False)
    level = Status.REFER if can_be_given else Status.HOLD
    if can_be_given and is_second_signed:
        level = Status.NOTE
    doses = " or ".join(str(each) for each in allowed)
    session = "first" if is_first else "later"
    return (
        Finding(
            "dose-devices",
            level,
            f"{mass} is no dose of a {session} session; it gives {doses}.",
            limits.source,
            to_do=f"Order {doses}, or have a second prescriber sign.",
            overridable_by=SECOND if can_be_given else (),
        ),
    )


def device_minutes(mass: Mass, limits: DeviceLimits) -> tuple[int, ...]:
    """When each device is given, in minutes after the first.

    Raises:
        NotUnderstood: the dose is no whole number of devices.
    """
    device = Mass.mg(limits.device_mg)
    if mass.micrograms <= 0 or mass.micrograms % device.micrograms:
        raise NotUnderstood("dose-devices", f"A device holds {device}; order whole devices.")
    return tuple(n * limits.rest_min for n in range(mass.micrograms // device.micrograms))


def ug_per_kg_min(mass: Mass, weight: Weight, minutes: int | None) -> Decimal | None:
    """Micrograms for each kilogram and minute, to a tenth; None where nothing runs in."""
    if minutes is None or minutes <= 0:
        return None
    return half_up(Decimal(mass.micrograms) / weight.in_kg / minutes, Decimal("0.1"))


def _amount(order: Order, limits: WeightedLimits, rounded: Mass) -> Iterator[Finding]:
    per_kg = order.per_kg.in_mg_per_kg
    anaesthetic = limits.anaesthetic_from_mg_per_kg
    if anaesthetic is not None and per_kg >= anaesthetic:
        yield Finding(
            "dose-anaesthetic",
            Status.EXCLUDE,
            f"{order.per_kg} lies where anaesthesia begins by this route.",
            limits.source,
            to_do="This cannot be ordered here. Look at the figure and its unit again.",
        )
    if not limits.floor_mg_per_kg <= per_kg <= limits.limit_mg_per_kg:
        yield Finding(
            "dose-limit",
            Status.HOLD,
            f"{order.per_kg} lies outside {plain(limits.floor_mg_per_kg)} to "
            f"{plain(limits.limit_mg_per_kg)} mg/kg.",
            limits.source,
            to_do="Look at the figure and its unit again.",
        )
    elif per_kg > limits.ceiling_mg_per_kg:
        yield _second_signature(
            "dose-ceiling",
            f"{order.per_kg} is over {plain(limits.ceiling_mg_per_kg)} mg/kg.",
            limits.source,
            is_signed=order.is_second_signed,
        )
    if order.cap is not None and rounded > order.cap:
        yield Finding(
            "dose-order-cap",
            Status.HOLD,
            f"{rounded} is over the {order.cap} that are ordered at most.",
            limits.source,
            to_do="Lower the dose, or order another cap.",
        )
    if limits.cap is not None and rounded > limits.cap:
        yield _second_signature(
            "dose-cap",
            f"{rounded} is over the cap of {limits.cap} for one session.",
            limits.source,
            is_signed=order.is_second_signed,
        )


def _speed(order: Order, limits: WeightedLimits) -> Iterator[Finding]:
    """So much in an hour, or at once, that it takes more than a usual room."""
    most = limits.acls_over_mg_per_kg_h
    if most is None or order.minutes is None or order.minutes <= 0:
        return
    per_h = order.per_kg.in_mg_per_kg * 60 / order.minutes
    if per_h > most:
        yield Finding(
            "dose-fast",
            Status.WARN,
            f"{plain(half_up(per_h, Decimal('0.01')))} mg/kg an hour is over {plain(most)}.",
            limits.source,
            to_do="It takes ACLS personnel and a monitored setting; or run it longer.",
        )


def _second_signature(rule: str, because: str, source: Source, *, is_signed: bool) -> Finding:
    if is_signed:
        return Finding(rule, Status.NOTE, f"{because} A second prescriber has signed.", source)
    return Finding(
        rule,
        Status.REFER,
        because,
        source,
        to_do="A second prescriber signs, or lower the dose.",
        overridable_by=SECOND,
    )


def _rounding(unrounded_mg: Decimal, rounded: Mass, checks: DoseChecks) -> Iterator[Finding]:
    off_mg = abs(rounded.in_mg - unrounded_mg)
    if unrounded_mg <= 0 or off_mg * 100 > checks.rounding_percent_max * unrounded_mg:
        yield Finding(
            "dose-rounding",
            Status.HOLD,
            f"Rounding changes {plain(unrounded_mg)} mg to {rounded}: more than "
            f"{plain(checks.rounding_percent_max)} %.",
            checks.source,
            to_do="Order a dose that can be measured.",
        )


def _time(
    minutes: int | None, protocol: Protocol, rate: Decimal | None, checks: DoseChecks
) -> Iterator[Finding]:
    limits = protocol.minutes
    if limits is None:
        if minutes is not None:
            yield Finding(
                "dose-minutes",
                Status.HOLD,
                "This route is not given over minutes.",
                protocol.source,
                to_do="Leave the minutes out.",
            )
        return
    if minutes is None or not limits.least <= minutes <= limits.most:
        yield Finding(
            "dose-minutes",
            Status.HOLD,
            f"An infusion runs for {limits.least} to {limits.most} minutes.",
            limits.source,
            to_do="Enter how many minutes it runs.",
        )
    elif not limits.low <= minutes <= limits.high:
        yield Finding(
            "dose-minutes-protocol",
            Status.WARN,
            f"{minutes} minutes lie outside the {limits.low} to {limits.high} of the protocol.",
            limits.source,
            to_do="Weigh it, and say why.",
        )
    if rate is not None and rate > checks.rate_ug_per_kg_min_max:
        yield Finding(
            "dose-rate",
            Status.WARN,
            f"{plain(rate)} µg/kg/min is over {plain(checks.rate_ug_per_kg_min_max)}.",
            checks.source,
            to_do="Run it longer, or say why not.",
        )


def _weight(order: Order, today: date, checks: Checks) -> Iterator[Finding]:
    age_days = (today - order.weighed_on).days
    if not 0 <= age_days <= checks.dose.weight_days_max:
        yield Finding(
            "dose-weight-age",
            Status.HOLD,
            f"The weight is {age_days} days old; at most {checks.dose.weight_days_max} count.",
            checks.dose.source,
            to_do="Weigh them on the clinic scale; the dose is worked out again.",
        )
    index = bmi(order.body)
    if order.basis is Basis.ACTUAL and index is not None and index >= checks.basis.bmi_from:
        yield Finding(
            "dose-basis",
            Status.WARN,
            f"BMI {plain(index)}, and the actual weight is used.",
            checks.basis.source,
            to_do="Weigh the ideal or adjusted weight as basis; the prescriber decides.",
        )
