"""`daybreak dose`: an order worked out and checked, step by step, and mixed for each vial.

Without an order it shows what the protocol starts with. It never picks a vial: unless one is
named, the mixture of each strength there is stands side by side.
"""

import argparse
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.quantities import decimal_of, half_up, plain
from daybreak.cli.common import add_json, lay_own_catalogue, print_json

if TYPE_CHECKING:
    from daybreak.care.catalogue.protocol import Protocol
    from daybreak.care.catalogue.route import Route
    from daybreak.care.findings import Finding
    from daybreak.care.plan.body_weight import Body
    from daybreak.care.plan.dose import Dose, Order
    from daybreak.care.plan.preparation import Preparation

THOUSANDTH = Decimal("0.001")
SEXES = {"f": "female", "female": "female", "m": "male", "male": "male"}


def number(text: str) -> Decimal:
    """A plain decimal of the command line."""
    try:
        return decimal_of(text, what=f"“{text}”")
    except NotUnderstood as wrong:
        raise argparse.ArgumentTypeError(wrong.message) from None


def add_commands(commands: "argparse._SubParsersAction[Any]") -> None:
    parser = commands.add_parser(
        "dose",
        help="work out and check a dose, and how it is mixed and run",
        description="Works out and checks what a prescriber ordered. It never chooses a dose.",
    )
    parser.add_argument(
        "--protocol",
        default="iv-racemic-six",
        metavar="ID",
        help="whose limits it is checked against",
    )
    parser.add_argument(
        "--mg-per-kg",
        type=number,
        metavar="N",
        help="what is ordered, by weight (default: what the protocol starts with)",
    )
    parser.add_argument(
        "--mg",
        type=number,
        metavar="N",
        help="what is ordered, in whole devices (default: each dose that may be ordered)",
    )
    parser.add_argument("--first", action="store_true", help="with --mg: it is the first session")
    weight = parser.add_mutually_exclusive_group()
    weight.add_argument("--weight-kg", type=number, metavar="N", help="as the scale shows it")
    weight.add_argument("--weight-lb", type=number, metavar="N", help="the same in pounds")
    parser.add_argument(
        "--weighed-days-ago", type=int, default=0, metavar="N", help="how old the weight is"
    )
    parser.add_argument("--height-cm", type=number, metavar="N", help="for BMI and ideal weight")
    parser.add_argument(
        "--sex", choices=tuple(SEXES), metavar="SEX", help="for the ideal weight: f or m"
    )
    parser.add_argument(
        "--basis",
        choices=("actual", "ideal", "adjusted"),
        default="actual",
        help="the weight that mg/kg are counted for",
    )
    parser.add_argument("--cap-mg", type=number, metavar="N", help="the most that is ordered")
    parser.add_argument(
        "--minutes", type=int, metavar="N", help="how long it runs (default: the protocol's usual)"
    )
    parser.add_argument(
        "--ran-minutes",
        type=number,
        metavar="N",
        help="what is in and what is left after N minutes",
    )
    parser.add_argument("--second-signed", action="store_true", help="a second prescriber signed")
    vial = parser.add_argument_group("the vial in hand")
    vial.add_argument("--strength", type=number, metavar="MG/ML", help="as printed on the vial")
    vial.add_argument(
        "--diluent-ml", type=number, metavar="N", help="bag or syringe (default: an example)"
    )
    vial.add_argument(
        "--bag",
        choices=("added", "replaced"),
        help="whether the drug is added to the diluent (the default where a volume is named), or "
        "as much is drawn off first (as in the example)",
    )
    add_json(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the dose with every finding; 1 when one of them refuses it.

    Raises:
        NotFound: there is no such protocol.
        NotAllowed, NotUnderstood: it cannot be worked out.
    """
    from daybreak.care.catalogue.protocol import protocol
    from daybreak.care.catalogue.route import route
    from daybreak.care.plan.dose import weighted_dose

    lay_own_catalogue()
    chosen = protocol(arguments.protocol)
    way = route(chosen.route)
    answer: dict[str, Any] = {"protocol": chosen.id, "version": chosen.version, "route": way.id}
    if chosen.devices is not None:
        return _run_devices(arguments, chosen, answer)
    today = datetime.now(UTC).date()
    weighed_on = today - timedelta(days=arguments.weighed_days_ago)
    order = _order(arguments, chosen, weighed_on=weighed_on)
    dose = weighted_dose(order, protocol=chosen, route=way, today=today)
    answer |= _body_figures(order) | {"mg_per_kg": order.per_kg.in_mg_per_kg} | _dose(dose)
    answer["from_protocol"] = [
        name
        for name in ("mg_per_kg", "minutes")
        if getattr(arguments, name) is None and answer[name] is not None
    ]
    answer["equivalent_iv_mg"] = _equivalent(dose, way)
    findings = dose.findings
    if arguments.strength is not None:
        mixed = _mixed(arguments, dose, way, arguments.strength)
        answer["preparation"] = _preparation(mixed) | _ran(arguments, mixed)
        findings += mixed.findings
    elif _can_be_mixed(dose, way):
        answer["by_strength"] = _each_strength(arguments, dose, way)
    return _told(answer, findings, as_json=arguments.json)


def _run_devices(arguments: argparse.Namespace, chosen: "Protocol", answer: dict[str, Any]) -> int:
    """The dose that was named, or every dose that may be ordered, with its device times."""
    from daybreak.care.plan.dose import device_dose, device_minutes
    from daybreak.care.quantities import Mass

    devices = chosen.devices
    if devices is None:
        raise NotUnderstood("call", f"{chosen.id} is not given in whole devices.")
    if arguments.mg is None:
        answer["doses"] = [
            {
                "session": session,
                "dose_mg": each.in_mg,
                "devices": each.micrograms // Mass.mg(devices.device_mg).micrograms,
                "device_minutes": device_minutes(each, devices),
            }
            for session, is_first in (("first", True), ("later", False))
            for each in devices.doses(is_first=is_first)
        ]
        return _told(answer, (), as_json=arguments.json)
    mass = Mass.mg(arguments.mg)
    answer["dose_mg"] = mass.in_mg
    answer["device_minutes"] = device_minutes(mass, devices)
    findings = device_dose(
        mass,
        protocol=chosen,
        is_first=arguments.first,
        is_second_signed=arguments.second_signed,
    )
    return _told(answer, findings, as_json=arguments.json)


def _mixed(
    arguments: argparse.Namespace, dose: "Dose", way: "Route", mg_per_ml: Decimal
) -> "Preparation":
    """The dose from a vial of this strength, in the bag that was named or in the example's."""
    from daybreak.care.plan.checks import usual_checks
    from daybreak.care.plan.preparation import Bag, prepare
    from daybreak.care.quantities import Strength, Volume

    diluent_ml, bag = arguments.diluent_ml, arguments.bag or Bag.ADDED
    if diluent_ml is None and way.is_infused:
        diluent_ml, bag = usual_checks().example.bag_ml, arguments.bag or Bag.REPLACED
    return prepare(
        dose,
        route=way,
        strength=Strength.mg_per_ml(mg_per_ml),
        diluent=None if diluent_ml is None else Volume.ml(diluent_ml),
        bag=Bag(bag),
    )


def _can_be_mixed(dose: "Dose", way: "Route") -> bool:
    if dose.rounded.micrograms <= 0:
        return False
    runs = dose.minutes is not None and dose.minutes > 0
    return runs if way.is_infused else dose.minutes is None


def _each_strength(
    arguments: argparse.Namespace, dose: "Dose", way: "Route"
) -> list[dict[str, Any]]:
    """What is drawn up and set from each vial there is; none of them is chosen."""
    from daybreak.care.plan.checks import usual_checks

    found = []
    for mg_per_ml in usual_checks().vial.mg_per_ml:
        try:
            mixed = _mixed(arguments, dose, way, Decimal(mg_per_ml))
        except NotAllowed as refusal:
            found.append({"strength_mg_per_ml": mg_per_ml, "why_not": refusal.message})
            continue
        said = {"findings": [_said(each) for each in mixed.findings]}
        found.append(_preparation(mixed) | _ran(arguments, mixed) | said)
    return found


def _ran(arguments: argparse.Namespace, mixed: "Preparation") -> dict[str, Any]:
    """What is in and what is left after so many minutes by the clock; a pump's figure is better."""
    if arguments.ran_minutes is None:
        return {}
    volume, drug = mixed.run_in(arguments.ran_minutes)
    left = (mixed.dose.micrograms - drug.micrograms) / Decimal(1000)
    return {"ran_ml": volume.in_ml, "delivered_mg": drug.in_mg, "left_mg": left}


def _equivalent(dose: "Dose", way: "Route") -> list[Decimal]:
    """What as much absorbed by vein would be, from the least to the most; shown, never ordered."""
    shares = (way.absorbed_percent_low, way.absorbed_percent_high)
    return [half_up(dose.rounded.in_mg * share / 100, THOUSANDTH) for share in shares]


def _body_figures(order: "Order") -> dict[str, Any]:
    from daybreak.care.plan.body_weight import Basis, bmi, weight_for

    body = order.body
    figures: dict[str, Any] = {
        "weight_kg": body.weight.in_kg,
        "weight_lb": body.weight.in_lb,
        "height_cm": body.height and body.height.in_cm,
        "sex": body.sex,
        "bmi": bmi(body),
    }
    for name, basis in (("ideal_kg", Basis.IDEAL), ("adjusted_kg", Basis.ADJUSTED)):
        try:
            figures[name] = weight_for(basis, body).in_kg
        except NotAllowed:
            figures[name] = None
    return figures


def _order(arguments: argparse.Namespace, chosen: "Protocol", *, weighed_on: date) -> "Order":
    """What was ordered; what was not named comes from the protocol and is said to."""
    from daybreak.care.plan.body_weight import Basis
    from daybreak.care.plan.dose import Order
    from daybreak.care.quantities import Mass, WeightedDose

    per_kg, minutes = arguments.mg_per_kg, arguments.minutes
    if per_kg is None:
        if chosen.weighted is None:
            raise NotUnderstood("call", "Name what is ordered with --mg-per-kg.")
        per_kg = chosen.weighted.start_mg_per_kg
    if minutes is None and chosen.minutes is not None:
        minutes = chosen.minutes.usual
    return Order(
        per_kg=WeightedDose.mg_per_kg(per_kg),
        basis=Basis(arguments.basis),
        body=_body(arguments),
        weighed_on=weighed_on,
        minutes=minutes,
        is_second_signed=arguments.second_signed,
        cap=None if arguments.cap_mg is None else Mass.mg(arguments.cap_mg),
    )


def _body(arguments: argparse.Namespace) -> "Body":
    from daybreak.care.plan.body_weight import Body, Sex
    from daybreak.care.quantities import Height, Weight

    if arguments.weight_kg is None and arguments.weight_lb is None:
        raise NotUnderstood("call", "Name the weight with --weight-kg or --weight-lb.")
    return Body(
        Weight.kg(arguments.weight_kg)
        if arguments.weight_kg is not None
        else Weight.lb(arguments.weight_lb),
        None if arguments.height_cm is None else Height.cm(arguments.height_cm),
        None if arguments.sex is None else Sex(SEXES[arguments.sex]),
    )


def _dose(dose: "Dose") -> dict[str, Any]:
    return {
        "dose_mg": dose.rounded.in_mg,
        "unrounded_mg": dose.unrounded_mg,
        "basis": dose.basis,
        "basis_kg": dose.basis_weight.in_kg,
        "minutes": dose.minutes,
        "ug_per_kg_min": dose.ug_per_kg_min,
        "may_be_signed": dose.may_be_signed,
    }


def _preparation(mixed: "Preparation") -> dict[str, Any]:
    def rounded(value: Decimal | None) -> Decimal | None:
        return None if value is None else half_up(value, THOUSANDTH)

    return {
        "strength_mg_per_ml": mixed.strength.in_mg_per_ml,
        "drug_ml": mixed.drug.in_ml,
        "drawn_mg": mixed.drawn.in_mg,
        "bag_ml": mixed.bag and mixed.bag.in_ml,
        "mg_per_ml": rounded(mixed.mg_per_ml),
        "rate_ml_per_h": mixed.rate and mixed.rate.in_ml_per_h,
        "mg_per_min": rounded(mixed.mg_per_min),
    }


def _told(answer: dict[str, Any], findings: "tuple[Finding, ...]", *, as_json: bool) -> int:
    """Print all of it, figures as exact decimals; 1 when a finding refuses."""
    from daybreak.care.findings import Status

    if as_json:
        said = [_said(each) for each in findings]
        exact = msgspec.json.Encoder(decimal_format="number")
        print_json(msgspec.Raw(exact.encode({**answer, "findings": said})))
    else:
        _print_figures(answer)
        for each in findings:
            print(f"{each.level}: {each.because} {each.to_do}".rstrip())
    return 1 if any(each.level >= Status.HOLD for each in findings) else 0


def _said(finding: "Finding") -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "level": finding.level,
        "because": finding.because,
        "to_do": finding.to_do,
        "source": finding.source.citation,
        "mark": finding.source.mark,
    }


def _print_figures(answer: Mapping[str, Any]) -> None:
    for name, value in answer.items():
        if isinstance(value, Mapping):
            _print_figures(value)
        elif isinstance(value, list | tuple) and value and isinstance(value[0], Mapping):
            for each in value:
                print(f"{name}:")
                _print_figures(each)
        elif value not in (None, [], ()):
            print(f"{name:<20}{_shown(value)}")


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_shown(each) for each in value)
    return plain(value) if isinstance(value, Decimal) else str(value)
