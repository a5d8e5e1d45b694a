"""Medicines beside the dose: what was ordered for which trigger, and whether it may be given now.

Nothing here proposes a medicine. Somebody means to give one, and the order is asked.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from uuid import UUID

from daybreak.care.catalogue.reading import Misfit, files, read
from daybreak.care.catalogue.route import Route
from daybreak.care.catalogue.saying import Saying, saying_misfits
from daybreak.care.errors import NotAllowed
from daybreak.care.findings import Finding, Source, Status
from daybreak.care.quantities import Mass, Volume
from daybreak.care.screening.coded import says
from daybreak.care.screening.interactions import Classes, Medicine, prompts
from daybreak.care.team.roles import Role

Amount = Mass | Volume
LETTERS = 4  # our choice: fewer letters are found in too many names

SAYINGS: Mapping[str, frozenset[str]] = {
    "adjunct-order-incomplete": frozenset({"drug", "what"}),
    "adjunct-expired": frozenset({"drug", "until"}),
    "adjunct-not-yet": frozenset({"drug", "since"}),
    "adjunct-role": frozenset({"drug", "roles"}),
    "adjunct-over-maximum": frozenset({"drug", "given", "amount", "most"}),
    "adjunct-over-dose": frozenset({"drug", "amount", "dose"}),
    "adjunct-too-soon": frozenset({"drug", "minutes", "least"}),
    "adjunct-units": frozenset({"drug"}),
    "adjunct-allergy": frozenset({"drug"}),
    "adjunct-allergies-unknown": frozenset({"drug"}),
    "adjunct-qt-long": frozenset({"drug", "qtc_ms"}),
    "adjunct-qt-unknown": frozenset({"drug"}),
    "adjunct-ledger": frozenset({"drug"}),
    "adjunct-unsigned": frozenset({"drug"}),
}


@dataclass(frozen=True, kw_only=True)
class AdjunctRules:
    """Who may give at all, and what is looked at beside the order; of one version."""

    id: str
    version: int
    source: Source
    kinds: tuple[str, ...]
    routes: tuple[str, ...]
    may_give: tuple[Role, ...]
    qtc_hold_ms: int
    qt_prolonging: tuple[str, ...]
    controlled: tuple[str, ...]
    saying: tuple[Saying, ...]

    def __post_init__(self) -> None:
        for where, why in saying_misfits(self.saying, SAYINGS):
            raise Misfit(where, why)

    @cached_property
    def by_id(self) -> Mapping[str, Saying]:
        return {each.id: each for each in self.saying}


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjunctOrder:
    """What may be given, how much at a time and in all, when it is asked for, by whom, until when.

    Signed in the plan. `least_minutes` lies between two doses.
    """

    id: str
    kind: str
    drug: str
    rxnorm: str
    route: str
    dose: Amount
    most: Amount
    trigger: str
    may_give: frozenset[Role]
    signed_by: UUID
    signed_at: datetime
    expires: datetime
    least_minutes: int = 0


@dataclass(frozen=True, slots=True)
class AdjunctGiven:
    """One dose that was given: by an order, or on a prescriber's word that awaits a signature."""

    drug: str
    amount: Amount
    at: datetime
    by: UUID
    order: str = ""
    said_by: UUID | None = None
    is_signed: bool = False

    def __post_init__(self) -> None:
        if not self.order and self.said_by is None:
            raise NotAllowed(
                "adjunct-no-order",
                "There is no order for this. Name the order, or the prescriber who said so.",
            )


@dataclass(frozen=True, slots=True)
class Person:
    """What is looked at before a dose. None is not known; no allergies is an empty tuple."""

    allergies: tuple[str, ...] | None
    medicines: tuple[Medicine, ...] = ()
    qtc_ms: int | None = None


def adjunct_rules(*, overlay: Path | None = None) -> AdjunctRules:
    """The rules in their highest version, a clinic's own folder included."""
    found = [
        read(path, AdjunctRules)
        for path in files("rules", overlay=overlay)
        if path.name.startswith("adjuncts")
    ]
    return max(found, key=lambda each: each.version)


def order_findings(order: AdjunctOrder, rules: AdjunctRules) -> tuple[Finding, ...]:
    """What an order lacks before it can be signed."""
    lacks = {
        "a kind that is listed": order.kind not in rules.kinds,
        "the name of the drug": not order.drug.strip(),
        "a way to give it that is listed": order.route not in rules.routes,
        "a dose over nothing": units(order.dose) <= 0,
        "a maximum of the same unit that is not under the dose": not _same(order.dose, order.most)
        or units(order.most) < units(order.dose),
        "what it is given for": not order.trigger.strip(),
        "who may give it": not order.may_give or not order.may_give <= set(rules.may_give),
        "an end after its signature": order.expires <= order.signed_at,
    }
    say = rules.by_id["adjunct-order-incomplete"]
    drug = order.drug.strip() or "this drug"
    return tuple(say.found(drug=drug, what=what) for what, lacking in lacks.items() if lacking)


def before_giving(
    order: AdjunctOrder,
    amount: Amount,
    *,
    role: Role,
    at: datetime,
    given: Sequence[AdjunctGiven],
    person: Person,
    route: Route,
    rules: AdjunctRules,
    classes: Classes,
) -> tuple[Finding, ...]:
    """Everything to be looked at before `amount` is given by an order, at `at`.

    `given` are the doses of this session; `route` is that of the ketamine beside which it goes.
    """
    return (
        *order_findings(order, rules),
        *_by_order(order, amount, role, at, rules),
        *_by_doses(order, amount, at, given, rules),
        *of_the_drug(
            order.drug,
            person=person,
            route=route,
            rules=rules,
            classes=classes,
            rxnorm=order.rxnorm,
        ),
    )


def of_the_drug(
    drug: str,
    *,
    person: Person,
    route: Route,
    rules: AdjunctRules,
    classes: Classes,
    rxnorm: str = "",
) -> tuple[Finding, ...]:
    """What is to be known of a drug for this person, ordered or on a prescriber's word."""
    told = prompts([Medicine(drug, rxnorm)], route=route, classes=classes)
    of_a_day = f"{classes.benzodiazepine_class}-dose"  # one dose here is nobody's usual day
    return (
        *_by_person(drug, person, rules),
        # A note there is advice on what somebody takes at home, which this is not.
        *(each for each in told if each.rule != of_a_day and each.level > Status.NOTE),
        *_ledger(drug, rules),
    )


def given_of(
    order: AdjunctOrder, given: Sequence[AdjunctGiven]
) -> tuple[int, datetime | None, bool]:
    """How much of the drug of an order was given, when last, and whether a dose cannot be summed.

    The sum is in the unit of the order, micrograms or microlitres. A dose of the other kind is
    not in it, and makes it unsure.
    """
    alike = [each for each in given if _is_drug(each.drug, order.drug)]
    summed = [each for each in alike if _same(each.amount, order.dose)]
    last = max((each.at for each in alike), default=None)
    return sum(units(each.amount) for each in summed), last, len(summed) < len(alike)


def holding(findings: Iterable[Finding], roles: Collection[Role]) -> tuple[Finding, ...]:
    """Those that stop whoever holds `roles`: the others warn, or may be set aside by them."""
    names = {role.value for role in roles}
    return tuple(
        each
        for each in findings
        if each.level > Status.WARN and names.isdisjoint(each.overridable_by)
    )


def unsigned(given: Sequence[AdjunctGiven], rules: AdjunctRules) -> tuple[Finding, ...]:
    """The doses given on a prescriber's word that nobody has signed yet."""
    say = rules.by_id["adjunct-unsigned"]
    return tuple(
        say.found(drug=each.drug) for each in given if not each.order and not each.is_signed
    )


def units(amount: Amount) -> int:
    """An amount as a whole number of micrograms or microlitres."""
    return amount.micrograms if isinstance(amount, Mass) else amount.microlitres


def _by_order(
    order: AdjunctOrder, amount: Amount, role: Role, at: datetime, rules: AdjunctRules
) -> Iterator[Finding]:
    if at < order.signed_at:
        since = f"{order.signed_at:%H:%M %Z}"
        yield rules.by_id["adjunct-not-yet"].found(drug=order.drug, since=since)
    if at >= order.expires:
        until = f"{order.expires:%Y-%m-%d %H:%M %Z}"
        yield rules.by_id["adjunct-expired"].found(drug=order.drug, until=until)
    if role not in order.may_give:
        roles = ", ".join(sorted(each.value for each in order.may_give))
        yield rules.by_id["adjunct-role"].found(drug=order.drug, roles=roles)
    if not _same(amount, order.dose) or units(amount) > units(order.dose):
        yield rules.by_id["adjunct-over-dose"].found(
            drug=order.drug, amount=amount, dose=order.dose
        )


def _by_doses(
    order: AdjunctOrder,
    amount: Amount,
    at: datetime,
    given: Sequence[AdjunctGiven],
    rules: AdjunctRules,
) -> Iterator[Finding]:
    """Every dose of the drug counts, whichever order or word it was given by."""
    so_far, last, is_unsure = given_of(order, given)
    if is_unsure:
        yield rules.by_id["adjunct-units"].found(drug=order.drug, unknown=("amount",))
    if so_far + units(amount) > units(order.most):
        yield rules.by_id["adjunct-over-maximum"].found(
            drug=order.drug, given=type(order.dose)(so_far), amount=amount, most=order.most
        )
    if last is None:
        return
    minutes = (at - last) // timedelta(minutes=1)  # whole ones: a gap longer than any calendar's
    if minutes < order.least_minutes:
        yield rules.by_id["adjunct-too-soon"].found(
            drug=order.drug, minutes=minutes, least=order.least_minutes
        )


def _by_person(drug: str, person: Person, rules: AdjunctRules) -> Iterator[Finding]:
    if person.allergies is None:
        yield rules.by_id["adjunct-allergies-unknown"].found(unknown=("allergies",))
    elif any(_names(allergy, drug) for allergy in person.allergies):
        yield rules.by_id["adjunct-allergy"].found(drug=drug)
    if says(drug, rules.qt_prolonging):
        if person.qtc_ms is None:
            yield rules.by_id["adjunct-qt-unknown"].found(drug=drug, unknown=("qtc-ms",))
        elif person.qtc_ms >= rules.qtc_hold_ms:
            yield rules.by_id["adjunct-qt-long"].found(drug=drug, qtc_ms=person.qtc_ms)


def _ledger(drug: str, rules: AdjunctRules) -> Iterator[Finding]:
    if says(drug, rules.controlled):
        yield rules.by_id["adjunct-ledger"].found(drug=drug)


def _is_drug(one: str, other: str) -> bool:
    """Whether two names mean one drug, when one of them says more: `ondansetron 4 mg ODT`."""
    return _says(one, other) or _says(other, one)


def _names(allergy: str, drug: str) -> bool:
    """Whether an allergy is to this drug, by its whole name or the first word of it."""
    first = drug.split(maxsplit=1)[0] if drug.split() else ""
    return _is_drug(allergy, drug) or (len(first) >= LETTERS and _says(allergy, first))


def _says(text: str, name: str) -> bool:
    words = " ".join(name.split())
    return bool(words) and says(text, [words])


def _same(one: Amount, other: Amount) -> bool:
    return type(one) is type(other)
