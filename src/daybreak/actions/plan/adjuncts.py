"""A prescriber orders a medicine that may be given beside the dose, and ends the order again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add, current
from daybreak.actions.plan.home import protocol_of, running_course
from daybreak.care.catalogue.route import route
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood
from daybreak.care.findings import Finding
from daybreak.care.plan.adjuncts import (
    AdjunctOrder,
    Amount,
    adjunct_rules,
    holding,
    of_the_drug,
    order_findings,
)
from daybreak.care.quantities import Mass, Volume
from daybreak.care.screening.interactions import interactions
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records import models, scope
from daybreak.records.canonical import json_text
from daybreak.records.reads.beside import person_at

MOST = 10**12  # micrograms or microlitres: what can be written at all, a ton of it
MOST_MINUTES = 7 * 24 * 60  # our choice: between two doses; a session is over long before


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjunctOrdered:
    """What a prescriber writes. `expires` is the moment from which the order counts no more."""

    kind: str
    drug: str
    route: str
    dose: Amount
    most: Amount
    trigger: str
    may_give: tuple[Role, ...]
    expires: datetime
    least_minutes: int = 0
    rxnorm: str = ""


@dataclass(frozen=True, slots=True)
class AdjunctOrderSigned:
    """The order, and what was to be known of the drug when it was signed."""

    order: UUID
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AdjunctEnded:
    order: UUID


@act("plan-order-adjunct")
def order_adjunct(
    *, by: Actor, act_id: UUID, at: datetime, now: datetime, course: UUID, order: AdjunctOrdered
) -> AdjunctOrderSigned:
    """Sign that a medicine may be given beside the dose, in the sessions of a course.

    Raises:
        NotFound: no such course among those the actor may know of.
        NotAllowed: the order lacks something, the course is over, or an allergy is on record.
        NotUnderstood: a figure or a word cannot be kept.
    """
    if order.expires.tzinfo is None:
        raise ValueError(f"expires must be aware; it is {order.expires!r}.")
    row = running_course(by, course)
    drug = _words(order.drug, 120, "drug")
    written = AdjunctOrder(
        id=str(current().act_id),
        kind=order.kind,
        drug=drug,
        rxnorm=_words(order.rxnorm, 20, "code"),
        route=order.route,
        dose=_writable(order.dose),
        most=_writable(order.most),
        trigger=_words(order.trigger, 200, "trigger"),
        may_give=frozenset(order.may_give),
        signed_by=by.id,
        signed_at=at,
        expires=order.expires,
        least_minutes=_minutes(order.least_minutes),
    )
    rules = adjunct_rules()
    _refuse(order_findings(written, rules))
    person = person_at(row.patient_id, now=now)
    known = of_the_drug(
        drug,
        person=person,
        route=route(protocol_of(row).route),
        rules=rules,
        classes=interactions(),
        rxnorm=written.rxnorm,
    )
    # Whether anybody asked about allergies is settled at the chair; one on record is not.
    _refuse(each for each in holding(known, by.roles) if not each.unknown)
    added = add(
        models.AdjunctOrder(
            course=row,
            kind=written.kind,
            drug=drug,
            rxnorm=written.rxnorm,
            route=written.route,
            **_columns("dose", written.dose),
            **_columns("most", written.most),
            least_minutes=written.least_minutes,
            trigger=written.trigger,
            may_give=json_text(sorted(role.value for role in written.may_give)),
            expires_at=written.expires,
        )
    )
    told = tuple(each.because for each in known if each.unknown != ("allergies",))
    return AdjunctOrderSigned(added.id, told)


@act("plan-end-adjunct")
def end_adjunct(
    *, by: Actor, act_id: UUID, at: datetime, now: datetime, order: UUID, reason: str
) -> AdjunctEnded:
    """End an order before its time; what was given by it stays.

    Raises:
        NotFound: no such order among those the actor may know of.
        NotAllowed: it was ended already.
        NotUnderstood: there is no reason.
    """
    row = models.AdjunctOrder.objects.filter(id=order, course__in=scope.courses(by)).first()
    if row is None:
        raise NotFound("order", "There is no such order among those you work with.")
    current().about(patient=row.course.patient_id, site=row.course.site_id)
    if models.AdjunctEnd.objects.filter(order=row).exists():
        raise NotAllowed("adjunct-ended", "This order was ended already.")
    why = _words(reason, 200, "reason")
    if not why:
        raise NotUnderstood("reason", "Say why the order ends.")
    add(models.AdjunctEnd(order=row, reason=why))
    return AdjunctEnded(row.id)


def _columns(name: str, amount: Amount) -> dict[str, int]:
    if isinstance(amount, Mass):
        return {f"{name}_ug": amount.micrograms}
    return {f"{name}_ul": amount.microlitres}


def _writable(amount: Amount) -> Amount:
    units = amount.microlitres if isinstance(amount, Volume) else amount.micrograms
    if units > MOST:
        raise NotUnderstood("amount", f"{amount} is no dose. Look at the figure and its unit.")
    return amount


def _minutes(minutes: int) -> int:
    if not 0 <= minutes <= MOST_MINUTES:
        raise NotUnderstood(
            "minutes", f"Between two doses lie 0 to {MOST_MINUTES} minutes. Look at the figure."
        )
    return minutes


def _words(told: str, most: int, what: str) -> str:
    cleaned = " ".join(told.split())
    if len(cleaned) > most or not cleaned.isprintable():
        raise NotUnderstood("words", f"The {what} takes at most {most} plain letters. Shorten it.")
    return cleaned


def _refuse(found: Iterable[Finding]) -> None:
    if stops := tuple(found):
        words = " ".join(f"{each.because} {each.to_do}".strip() for each in stops)
        raise NotAllowed("adjunct-order", words)
