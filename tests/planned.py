"""Somebody on the way to their first session, through the acts that a clinic goes through."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from clinic import Clinic
from daybreak.actions import intake, plan, screening
from daybreak.care.catalogue.indication import indication
from daybreak.care.catalogue.protocol import protocol
from daybreak.care.catalogue.route import route
from daybreak.care.catalogue.rule import Asked
from daybreak.care.intake.person import Sex
from daybreak.care.plan.consent import consent_form
from daybreak.care.quantities import Weight
from daybreak.care.screening.fields import FieldKind
from daybreak.care.screening.ruleset import ruleset
from rehearsed import rehearsed

TODAY = date(2026, 11, 17)  # of the clinic's clock, a Tuesday
ORDER = plan.Ordered(weight=Weight.kg(80), weighed_on=TODAY, mg_per_kg=Decimal("0.5"), minutes=40)


def somebody(clinic: Clinic, family: str = "Halloway", *, sex: Sex = Sex.FEMALE) -> UUID:
    """A new chart."""
    details = intake.Details("Wren", family, date(1985, 2, 14), sex)
    return intake.register(**clinic.desk, details=details, site=clinic.site).patient


def healthy(way: str = "iv") -> dict[str, Any]:
    """The answers of a healthy adult to everything the rules ask for a route."""
    return {
        each.id: each.reassuring
        for each in ruleset().questions(Asked.ELIGIBILITY, route(way))
        if each.kind is not FieldKind.DAY and each.id != "age-years"
    }


@rehearsed
def eligible(clinic: Clinic, **named: Any) -> UUID:
    """Somebody healthy of whom a prescriber has decided that they may proceed."""
    person = somebody(clinic, **named)
    screening.screen_suicidality(
        **clinic.nurse,
        patient=person,
        form="recent",
        moment="screening",
        answers={"q1": False, "q2": False, "q6": False},
    )
    judged = screening.answer(**clinic.nurse, patient=person, answers=healthy())
    screening.decide(
        **clinic.prescriber, patient=person, verdict=judged.verdict, decision="proceed", grounds=""
    )
    return person


@rehearsed
def opened(clinic: Clinic, **named: Any) -> UUID:
    """Their course of six infusions."""
    person = eligible(clinic, **named)
    return plan.open_course(
        **clinic.prescriber,
        patient=person,
        site=clinic.site,
        indication="trd",
        protocol="iv-racemic-six",
        evaluation="Two adequate trials failed; wishes to try.",
    ).course


def clauses(*, opt_ins: bool = True) -> tuple[str, ...]:
    """The clauses of a consent to infusions for depression."""
    read = consent_form().clauses(
        indication=indication("trd"), route=route(protocol("iv-racemic-six").route)
    )
    return tuple(each.id for each in read if each.is_required or opt_ins)


def at(day: int, hour: int = 10) -> datetime:
    """A moment on the clinic's clock; days count from the first of November on."""
    return datetime(2026, 11, 1, hour + 8, tzinfo=UTC) + timedelta(days=day - 1)


def wanted(clinic: Clinic, *days: int, hour: int = 10, chair: int = 0) -> tuple[plan.Wanted, ...]:
    """A chair on some days of November."""
    return tuple(plan.Wanted(clinic.chairs[chair], at(day, hour)) for day in days)


SIX_DAYS = (18, 20, 23, 26, 30, 33)
