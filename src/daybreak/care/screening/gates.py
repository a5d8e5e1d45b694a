"""Rules L: what must be so on the day, asked at check-in."""

from collections.abc import Iterator
from decimal import Decimal

from daybreak.care.findings import Status
from daybreak.care.quantities import half_up, plain
from daybreak.care.screening.look import Hit, Look


def fasting(look: Look) -> Iterator[Hit]:
    """What the route asks of the stomach; how heavy it is stands with the route."""
    rule = look.route.fasting
    solids = look.number("minutes-since-solids")
    milk = look.number("minutes-since-milk")
    clear = look.number("minutes-since-clear")
    too_soon = (solids is not None and solids < rule.solids_min) or (
        milk is not None and milk < rule.milk_min
    )
    if too_soon:
        hours = plain(Decimal(max(rule.solids_min, rule.milk_min)) / 60)
        holds = rule.if_solids >= Status.HOLD
        yield Hit("solids-hold" if holds else "solids-warn", {"solids_h": hours})
    if clear is not None and clear < rule.clear_min:
        yield Hit("clear-warn", {"clear_min": rule.clear_min})


def days_between(look: Look) -> Iterator[Hit]:
    """The protocol's least gap where there is one; the usual two days otherwise."""
    last = look.number_if_known("days-since-last-dose")
    if last is None:
        if look.yes("ever-dosed") is not False:
            look.miss("days-since-last-dose")
        return
    of_protocol = look.number_if_known("min-gap-days")
    days = look.rule.limit("days_min") if of_protocol is None else of_protocol
    if last < days:
        yield Hit("too-soon", {"days": days, "wait": days - last})


def taking(look: Look) -> Iterator[Hit]:
    names = [name for name in look.rule.reads if look.yes(name)]
    if names:
        classes = ", ".join(name.removeprefix("taking-") for name in names)
        yield Hit("yes", {"classes": classes})


def glucose(look: Look) -> Iterator[Hit]:
    if not look.yes("taking-insulin-or-sulfonylurea"):
        return
    value = look.number("glucose-mg-dl")
    if value is not None and value < look.rule.limit("glucose_min"):
        yield Hit("low")


def glp1(look: Look) -> Iterator[Hit]:
    if look.yes("taking-glp1") and look.yes("glp1-symptoms-or-raised"):
        yield Hit("yes")


def weight(look: Look) -> Iterator[Hit]:
    now_g = look.number("weight-g")
    age_days = look.age_days("weight-g")
    if age_days is not None and age_days > look.rule.limit("days_max"):
        yield Hit("old", {"days": age_days})
    planned_g = look.number("weight-planned-g")
    if now_g is None or planned_g is None:
        return
    percent = Decimal(abs(now_g - planned_g) * 100) / planned_g
    shown = {"percent": plain(half_up(percent, Decimal("0.1")))}
    if percent > look.rule.limit("implausible_percent"):
        yield Hit("implausible", shown)
    elif percent > look.rule.limit("changed_percent"):
        yield Hit("changed", shown)
