"""`daybreak dose`: an order worked out and checked, and mixed when a vial is named."""

import argparse
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from daybreak.care.errors import NotUnderstood
from daybreak.care.quantities import decimal_of, half_up, plain
from daybreak.cli.common import add_json, print_json

if TYPE_CHECKING:
    from daybreak.care.findings import Finding
    from daybreak.care.plan.body_weight import Body
    from daybreak.care.plan.dose import Dose
    from daybreak.care.plan.preparation import Preparation

THOUSANDTH = Decimal("0.001")


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
    parser.add_argument("--protocol", default="iv-racemic-six", metavar="ID", help="%(default)s")
    parser.add_argument("--mg-per-kg", type=number, metavar="N", help="what is ordered, by weight")
    parser.add_argument("--mg", type=number, metavar="N", help="what is ordered, in whole devices")
    parser.add_argument("--first", action="store_true", help="with --mg: it is the first session")
    weight = parser.add_mutually_exclusive_group()
    weight.add_argument("--weight-kg", type=number, metavar="N")
    weight.add_argument("--weight-lb", type=number, metavar="N")
    parser.add_argument("--weighed-days-ago", type=int, default=0, metavar="N")
    parser.add_argument("--height-cm", type=number, metavar="N")
    parser.add_argument("--sex", choices=("female", "male"), help="for the ideal weight")
    parser.add_argument("--basis", choices=("actual", "ideal", "adjusted"), default="actual")
    parser.add_argument("--cap-mg", type=number, metavar="N", help="the most that is ordered")
    parser.add_argument("--minutes", type=int, metavar="N", help="how long it runs")
    parser.add_argument("--second-signed", action="store_true", help="a second prescriber signed")
    vial = parser.add_argument_group("the vial in hand")
    vial.add_argument("--strength", type=number, metavar="MG/ML", help="as printed on the vial")
    vial.add_argument("--diluent-ml", type=number, metavar="N", help="bag or syringe")
    vial.add_argument(
        "--bag",
        choices=("added", "replaced"),
        default="added",
        help="whether the drug is added to the diluent, or as much is drawn off first",
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
    from daybreak.care.plan.dose import device_dose, device_minutes, weighted_dose
    from daybreak.care.plan.preparation import Bag, prepare
    from daybreak.care.quantities import Mass, Strength, Volume

    chosen = protocol(arguments.protocol)
    way = route(chosen.route)
    answer: dict[str, Any] = {"protocol": chosen.id, "version": chosen.version, "route": way.id}
    if chosen.devices is not None:
        if arguments.mg is None:
            raise NotUnderstood("call", f"{chosen.id} is given in whole devices: name --mg.")
        mass = Mass.mg(arguments.mg)
        findings = device_dose(
            mass,
            protocol=chosen,
            is_first=arguments.first,
            is_second_signed=arguments.second_signed,
        )
        answer["dose_mg"] = mass.in_mg
        answer["device_minutes"] = device_minutes(mass, chosen.devices)
        return _told(answer, findings, as_json=arguments.json)
    today = datetime.now(UTC).date()
    order = _order(arguments, weighed_on=today - timedelta(days=arguments.weighed_days_ago))
    dose = weighted_dose(order, protocol=chosen, route=way, today=today)
    answer |= _dose(dose)
    findings = dose.findings
    if arguments.strength is not None:
        mixed = prepare(
            dose,
            route=way,
            strength=Strength.mg_per_ml(arguments.strength),
            diluent=None if arguments.diluent_ml is None else Volume.ml(arguments.diluent_ml),
            bag=Bag(arguments.bag),
        )
        answer["preparation"] = _preparation(mixed)
        findings += mixed.findings
    return _told(answer, findings, as_json=arguments.json)


def _order(arguments: argparse.Namespace, *, weighed_on: Any) -> Any:
    from daybreak.care.plan.body_weight import Basis
    from daybreak.care.plan.dose import Order
    from daybreak.care.quantities import Mass, WeightedDose

    if arguments.mg_per_kg is None:
        raise NotUnderstood("call", "Name what is ordered with --mg-per-kg.")
    return Order(
        per_kg=WeightedDose.mg_per_kg(arguments.mg_per_kg),
        basis=Basis(arguments.basis),
        body=_body(arguments),
        weighed_on=weighed_on,
        minutes=arguments.minutes,
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
        None if arguments.sex is None else Sex(arguments.sex),
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
        said = [
            {
                "rule": each.rule,
                "level": each.level,
                "because": each.because,
                "to_do": each.to_do,
                "source": each.source.citation,
                "mark": each.source.mark,
            }
            for each in findings
        ]
        exact = msgspec.json.Encoder(decimal_format="number")
        print_json(msgspec.Raw(exact.encode({**answer, "findings": said})))
    else:
        _print_figures(answer)
        for each in findings:
            print(f"{each.level}: {each.because} {each.to_do}".rstrip())
    return 1 if any(each.level >= Status.HOLD for each in findings) else 0


def _print_figures(answer: Mapping[str, Any]) -> None:
    for name, value in answer.items():
        if isinstance(value, Mapping):
            _print_figures(value)
        elif value is not None:
            shown = plain(value) if isinstance(value, Decimal) else str(value)
            print(f"{name:<20}{shown}")
