"""Whose plan waits for something: a course, a consent, a signature, a date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from daybreak.care.plan.consent import consent_form
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import (
    ChartCard,
    Consent,
    Course,
    EligibilityDecision,
    MaintenancePlan,
    Patient,
    Plan,
    SessionNow,
)
from daybreak.records.projections import AHEAD, GIVEN
from daybreak.records.reads.screening import findings_from

COURSE, CONSENT, SIGNATURE, SECOND, DATES = "course", "consent", "signature", "second", "dates"
WAITS = (COURSE, CONSENT, SIGNATURE, SECOND, DATES)


@dataclass(frozen=True, slots=True)
class Line:
    """One person and what their plan waits for; `since` is when it began to."""

    patient: UUID
    number: str
    name: str
    birth_date: date
    waits: tuple[str, ...]
    since: datetime
    next_at: datetime | None


def plan_worklist(actor: Actor, *, now: datetime) -> tuple[Line, ...]:
    """Everyone whose plan waits for something, the next session first, then who waits longest."""
    known = scope.patients(actor)
    lines = [*_without_course(known), *_with_course(known, now)]
    never = datetime.max.replace(tzinfo=now.tzinfo)
    return tuple(sorted(lines, key=lambda line: (line.next_at or never, line.since, line.number)))


def _without_course(known: "QuerySet[Patient]") -> list[Line]:
    newest = EligibilityDecision.objects.filter(patient=OuterRef("patient")).order_by(
        "-recorded_at", "-at", "-id"
    )
    opened_since = Course.objects.filter(
        patient=OuterRef("patient"), recorded_at__gte=OuterRef("decided_at")
    )
    rows = (
        ChartCard.objects.filter(patient__in=known)
        .annotate(
            decision=Subquery(newest.values("decision")[:1]),
            decided_at=Subquery(newest.values("recorded_at")[:1]),
        )
        .filter(decision="proceed")
        .exclude(Exists(Course.objects.filter(patient=OuterRef("patient"), end=None)))
        .exclude(Exists(opened_since))
    )
    return [_line(card, (COURSE,), card.decided_at) for card in rows]


def _with_course(known: "QuerySet[Patient]", now: datetime) -> list[Line]:
    form = consent_form()
    consents = Consent.objects.filter(course=OuterRef("pk")).order_by("-recorded_at", "-at", "-id")
    plans = Plan.objects.filter(course=OuterRef("pk")).order_by("-recorded_at", "-at", "-id")
    standings = SessionNow.objects.filter(course=OuterRef("pk"))
    given = (
        standings.filter(stage__in=[*GIVEN, "dosing", "paused"])
        .order_by()
        .values("course")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = (
        Course.objects.filter(patient__in=known, end=None)
        .annotate(
            consent_until=Subquery(consents.values("expires_on")[:1]),
            consent_text=Subquery(consents.values("text_version")[:1]),
            consent_origin=Subquery(consents.values("origin")[:1]),
            plan_findings=Subquery(plans.values("findings")[:1]),
            plan_at=Subquery(plans.values("recorded_at")[:1]),
            planned=Coalesce(Subquery(plans.values("sessions")[:1]), 0),
            given=Coalesce(Subquery(given), 0),
            past=Count("past_treatments", distinct=True),
            is_dated=Exists(standings.filter(stage__in=AHEAD)),
            is_kept_up=Exists(MaintenancePlan.objects.filter(course=OuterRef("pk"))),
        )
        .annotate(done=F("given") + F("past"))
        .filter(
            Q(consent_until=None)
            | Q(consent_until__lte=now.date())
            | ~Q(consent_text=f"{form.id}-{form.version}") & ~Q(consent_origin="imported")
            | Q(plan_at=None)
            | Q(plan_findings__contains='"level":"refer"')
            | Q(is_dated=False, done__lt=F("planned"))
            | Q(is_dated=False, is_kept_up=True)
        )
    )
    found = {row.patient_id: row for row in rows}
    cards = ChartCard.objects.filter(patient__in=found)
    lines = []
    for card in cards:
        row = found[card.patient_id]
        if waits := tuple(_waits(row, now, f"{form.id}-{form.version}")):
            lines.append(_line(card, waits, row.at))
    return lines


def _waits(row: Course, now: datetime, text: str) -> Sequence[str]:
    seen = vars(row)  # what the query has added
    waits = []
    ours = seen["consent_origin"] == "imported" or seen["consent_text"] == text
    if seen["consent_until"] is None or seen["consent_until"] <= now.date() or not ours:
        waits.append(CONSENT)
    if seen["plan_at"] is None:
        waits.append(SIGNATURE)
    elif any(each.level.value == "refer" for each in findings_from(seen["plan_findings"])):
        waits.append(SECOND)
    is_short = seen["done"] < seen["planned"] or seen["plan_at"] is None
    if not seen["is_dated"] and (is_short or seen["is_kept_up"]):
        waits.append(DATES)
    return waits


def _line(card: ChartCard, waits: tuple[str, ...], since: datetime) -> Line:
    return Line(
        card.patient_id,
        card.number,
        card.name.strip(),
        card.birth_date,
        waits,
        since,
        card.next_at,
    )
