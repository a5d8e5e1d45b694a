"""Orders for medicines beside the dose, each with what is to be known before it is given now."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.actions.session.adjuncts import findings_of
from daybreak.care.findings import Finding
from daybreak.care.plan.adjuncts import adjunct_rules, holding
from daybreak.care.team.actor import Actor
from daybreak.records.reads.beside import OrderSeen
from daybreak.records.reads.session import Visit
from daybreak.web.session.beside_forms import GiveForm
from daybreak.web.session.beside_words import KINDS, way

ASK = "adjunct-allergies-unknown"  # the one hold that is settled by asking, at the chair


@dataclass(frozen=True, slots=True)
class Offer:
    """One order: whether it may be given now, and what is to be known or stands against it."""

    id: UUID
    what: str
    kind: str
    facts: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]
    asks_allergy: bool
    needs_note: bool
    form: GiveForm | None  # None when it may not be given now


def offer(
    ordered: OrderSeen, seen: Visit, *, by: Actor, now: datetime, form: GiveForm | None = None
) -> Offer:
    """One order for whoever reads it; `form` is one that was sent and refused."""
    order = ordered.order
    found = findings_of(
        seen,
        order,
        order.dose,
        by=by,
        at=now,
        now=now,
        rules=adjunct_rules(),
    )
    held = [each for each in holding(found, by.roles) if each.rule != ASK]
    asks = any(each.rule == ASK for each in found)
    # What this reader may set aside is said, and asks for a word why.
    needs_note = any(each.rule != ASK for each in holding(found, ())) and not held
    return Offer(
        id=ordered.id,
        what=f"{order.drug} {order.dose}, {way(order.route)}",
        kind=KINDS.get(order.kind, order.kind),
        facts=(
            ("For", order.trigger),
            ("At most", f"{order.most} in a session"),
            *((("Between two", f"{order.least_minutes} min"),) if order.least_minutes else ()),
            ("Signed by", f"{ordered.by}, counts until {order.expires:%Y-%m-%d %H:%M}"),
        ),
        findings=tuple(each for each in found if each.rule != ASK),
        asks_allergy=asks,
        needs_note=needs_note,
        form=None if held else form or GiveForm(dose=order.dose),
    )
