"""What stands beside the dose, for a device that goes on alone: a rescue, the medicines ordered.

It is told what there is to tap and to give, and reads like the pages of both once it is back.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from daybreak.actions import session as act
from daybreak.actions.session.adjuncts import findings_of
from daybreak.care.errors import NotUnderstood
from daybreak.care.plan.adjuncts import adjunct_rules, given_of, holding, units
from daybreak.care.quantities import Volume
from daybreak.care.session.as_data import in_ms
from daybreak.care.session.rescue import Rescue, rescue_rules
from daybreak.care.team import permissions
from daybreak.care.team.actor import Actor
from daybreak.records.reads.beside import OrderSeen, orders_of, prescribers_at
from daybreak.records.reads.offline import rescue_begun
from daybreak.records.reads.session import Visit
from daybreak.web.session.beside_forms import AgoForm, GiveForm, RescueForm, WordForm
from daybreak.web.session.beside_words import way
from daybreak.web.session.offers import ASK

Data = dict[str, Any]
# What a device judges itself, by the numbers of the order and its own clock.
BY_THE_ORDER = frozenset({"adjunct-too-soon", "adjunct-over-maximum", "adjunct-expired"})


def beside_data(actor: Actor, seen: Visit, now: datetime) -> Data:
    """The rescue under way, what can be tapped in one, and what may be given; times in ms."""
    rules, here = rescue_rules(), seen.beside.open_rescue
    may_give = permissions.may(actor, "session-give-adjunct")
    orders = orders_of(seen.course, seen.zone) if may_give else ()
    return {
        "rescues": [_rescue(here.rescue)] if here else [],
        "triggers": [{"id": each.id, "name": each.name} for each in rules.trigger],
        "actions": [
            {
                "id": each.id,
                "name": each.name,
                "asks": each.asks
                and {
                    "label": each.asks.label,
                    "unit": each.asks.unit,
                    "most": each.asks.most,
                    "is_needed": each.asks.is_needed,
                },
            }
            for each in rules.by_tap
        ],
        "may_record": permissions.may(actor, "session-record-rescue"),
        "may_give": may_give,
        "medicines": [
            _medicine(each, actor, seen, now) for each in orders if each.is_in_force(now)
        ],
        "given": [
            {"at": in_ms(each.at), "what": f"{each.drug} {each.amount} {way(each.route)}"}
            for each in seen.beside.doses
            if each.taken_back is None
        ],
    }


def _rescue(here: Rescue) -> Data:
    rules = rescue_rules()
    return {
        "id": str(here.id),
        "trigger": rules.trigger_name(here.trigger),
        "began": in_ms(here.began),
        "called_by": here.called_by,
        "did": [
            {
                "at": in_ms(each.at),
                "what": f"{rules.action_name(each.action)} {each.detail}".strip(),
            }
            for each in here.did
            if not each.taken_back
        ],
        "ended": None,
    }


def _medicine(ordered: OrderSeen, actor: Actor, seen: Visit, now: datetime) -> Data:
    order = ordered.order
    found = [
        each
        for each in findings_of(
            seen, order, order.dose, by=actor, at=now, now=now, rules=adjunct_rules()
        )
        if each.rule not in BY_THE_ORDER
    ]
    held = [each for each in holding(found, actor.roles) if each.rule != ASK]
    so_far, last, _ = given_of(order, seen.beside.given)
    return {
        "order": str(ordered.id),
        "drug": order.drug,
        "what": f"{order.drug} {order.dose}, {way(order.route)}",
        "for": order.trigger,
        "unit": "mL" if isinstance(order.dose, Volume) else "mg",
        "dose": units(order.dose),
        "most": units(order.most),
        "most_words": str(order.most),
        "given": so_far,
        "last": None if last is None else in_ms(last),
        "least_ms": order.least_minutes * 60_000,
        "expires": in_ms(order.expires),
        "asks_allergy": any(each.rule == ASK for each in found),
        "needs_note": bool([each for each in holding(found, ()) if each.rule != ASK]) and not held,
        "held": [f"{each.because} {each.to_do}".strip() for each in held],
        "weigh": [
            f"{each.because} {each.to_do}".strip()
            for each in found
            if each.rule != ASK and each not in held
        ],
    }


def give_form(seen: Visit, data: Any = None) -> GiveForm | WordForm:
    """The form of a dose by an order, or of one on a prescriber's word where none is named."""
    named = str((data or {}).get("order") or "")
    if not named:
        word = WordForm(data, prescribers=prescribers_at(seen.site))
        if data is None:
            del word.fields["despite"]  # what speaks against it is known at the clinic only
        return word
    for each in orders_of(seen.course, seen.zone):
        if str(each.id) == named:
            return GiveForm(data, dose=each.order.dose)
    raise NotUnderstood("order", "There is no such order for this course.")


def give(form: GiveForm | WordForm, told: Data, fields: Mapping[str, Any]) -> Any:
    """One dose, as its own page records it."""
    told = _ago(form, told)
    asked = form.cleaned_data
    if isinstance(form, WordForm):
        return act.give_adjunct(
            **told,
            word=form.word(),
            is_allergy_asked=asked["is_allergy_asked"],
            despite=asked["despite"],
            note=asked["note"],
        )
    return act.give_adjunct(
        **told,
        order=UUID(str(fields["order"])),
        amount=form.amount(),
        is_allergy_asked=asked["is_allergy_asked"],
        note=asked["note"],
    )


def record_rescue(form: RescueForm, told: Data, _fields: Mapping[str, Any]) -> Any:
    """One tap in a rescue. A device names one that it began itself by the entry that began it."""
    named = form.cleaned_data["rescue"]
    return act.record_rescue(
        **told, told=form.told(), rescue=named and rescue_begun(told["session"], named)
    )


def _ago(form: AgoForm, told: Data) -> Data:
    ago = form.cleaned_data.get("minutes_ago")
    return {**told, "at": told["at"] - timedelta(minutes=ago)} if ago else told
