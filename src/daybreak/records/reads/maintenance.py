"""Maintenance: the gaps so far, the gaps that may follow, and what speaks for stopping."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from daybreak.care.catalogue.protocol import Maintenance
from daybreak.care.findings import Finding, Status
from daybreak.care.outcome.maintenance import (
    GapOption,
    done_on_rung,
    gaps_shortening,
    next_gaps,
    review_due,
    rung_of,
)
from daybreak.care.outcome.relapse import relapse
from daybreak.care.outcome.stopping import Standing, gates, stopping
from daybreak.records.models import MaintenancePlan, Measurement, ScaleAnswer, VitalsRow
from daybreak.records.reads.reviews import Table, table

YEAR = timedelta(days=365)
# Gates that a filled-in scale meets. Those with two are met when both were answered.
ANSWERED: Mapping[str, tuple[str, ...]] = {
    "gate-bladder": ("bladder-screen",),
    "gate-bladder-score": ("bpic-ss",),
    "gate-cognition": ("cognition-self",),
    "gate-alcohol-drugs": ("audit-c", "dast-10"),
}


@dataclass(frozen=True, slots=True)
class Planned:
    """One maintenance plan; the last one counts."""

    id: UUID
    at: datetime
    interval_days: int
    sessions: int
    justification: str
    by: str


@dataclass(frozen=True, slots=True)
class Upkeep:
    """How maintenance stands. `ladder` is None when the protocol has none."""

    table: Table
    ladder: Maintenance | None
    gaps_days: tuple[int, ...]  # between maintenance sessions and what came before each
    sessions: int  # maintenance sessions and boosters given
    options: tuple[GapOption, ...]
    is_holding: bool | None
    plans: tuple[Planned, ...]
    findings: tuple[Finding, ...]  # reviews due, reasons to stop, gaps that shorten, relapse
    gates: tuple[Finding, ...]  # what the next session asks to be recent

    @property
    def current(self) -> Planned | None:
        return self.plans[-1] if self.plans else None


def upkeep(course: UUID, *, now: datetime) -> Upkeep:
    """How one course stands in maintenance, whoever asks; scope is looked at first.

    Raises:
        NotFound: there is no such course.
    """
    on = table(course)
    ladder = on.protocol.maintenance
    today = now.astimezone(ZoneInfo(on.line.time_zone)).date()
    gaps = _gaps(on)
    relapsing = _relapsing(on)
    is_holding = _is_holding(on, relapsing)
    plans = _plans(course)
    due = gates(on.rules, _met(on, plans), today=today)
    findings = [*relapsing, *gaps_shortening(on.rules, gaps)]
    options: tuple[GapOption, ...] = ()
    if ladder is not None:
        rung = rung_of(ladder, gaps[-1]) if gaps else 0
        done = done_on_rung(ladder, gaps)
        options = next_gaps(on.rules, ladder, rung=rung, done=done, is_holding=is_holding)
        findings += _review_due(on, ladder, today)
        findings += stopping(
            on.rules, _standing(on, now), sessions_cap=ladder.sessions_per_year_cap
        )
    return Upkeep(
        table=on,
        ladder=ladder,
        gaps_days=gaps,
        sessions=len(gaps),
        options=options,
        is_holding=is_holding,
        plans=plans,
        findings=tuple(findings),
        gates=due,
    )


def _gaps(on: Table) -> tuple[int, ...]:
    """Days, by the site's calendar, from each maintenance session back to the dose before it."""
    zone = ZoneInfo(on.line.time_zone)
    return tuple(
        (later.at.astimezone(zone).date() - before.at.astimezone(zone).date()).days
        for before, later in pairwise(on.line.given)
        if later.kind != "induction"
    )


def _relapsing(on: Table) -> tuple[Finding, ...]:
    """What the scores since the last review say, held against the one at that review."""
    if on.last is None:
        return ()
    held = next((p for p in reversed(on.curve.points) if p.at <= on.last.at), None)
    if held is None:
        return ()
    return relapse(on.rules, on.scale, held=held.total, since=on.last.at, points=on.curve.points)


def _is_holding(on: Table, relapsing: tuple[Finding, ...]) -> bool | None:
    """Whether the benefit has held since the last review; unknown without a score since."""
    if on.last is None or not any(point.at > on.last.at for point in on.curve.points):
        return None
    return not any(finding.level >= Status.WARN for finding in relapsing)


def _review_due(on: Table, ladder: Maintenance, today: date) -> tuple[Finding, ...]:
    if on.last is None:
        return ()
    zone = ZoneInfo(on.line.time_zone)
    since = sum(1 for each in on.line.done if each.at > on.last.at)
    return review_due(
        on.rules,
        ladder,
        sessions_since=since,
        last_review=on.last.at.astimezone(zone).date(),
        today=today,
    )


def _standing(on: Table, now: datetime) -> Standing:
    within = sum(1 for each in on.line.given if now - YEAR <= each.at <= now)
    return Standing(sessions_in_12_months=within)


def _plans(course: UUID) -> tuple[Planned, ...]:
    rows = MaintenancePlan.objects.filter(course=course).select_related("by")
    return tuple(
        Planned(
            row.id,
            row.at,
            row.interval_days,
            row.sessions,
            row.justification,
            row.by.name if row.by else "",
        )
        for row in rows.order_by("recorded_at", "at", "id")
    )


def _met(on: Table, plans: tuple[Planned, ...]) -> Mapping[str, date | None]:
    """When each gate was last met, as far as the record can say; the others were not."""
    zone = ZoneInfo(on.line.time_zone)
    patient = on.line.patient

    def day(at: datetime | None) -> date | None:
        return at.astimezone(zone).date() if at else None

    names = sorted({scale for scales in ANSWERED.values() for scale in scales})
    rows = ScaleAnswer.objects.filter(patient=patient, scale__in=names).order_by("at")
    answered: dict[str, datetime] = dict(rows.values_list("scale", "at"))  # the last of each
    met: dict[str, date | None] = {
        gate: day(min(answered[each] for each in scales))
        for gate, scales in ANSWERED.items()
        if all(each in answered for each in scales)
    }
    met["gate-blood-pressure"] = day(_pressure_at(patient))
    met["gate-justification"] = day(plans[-1].at) if plans else None
    met["gate-benefit"] = day(on.last.at) if on.last else None
    return met


def _pressure_at(patient: UUID) -> datetime | None:
    readings = VitalsRow.objects.filter(
        session__course__patient=patient, systolic_mmhg__isnull=False
    )
    measured = Measurement.objects.filter(patient=patient, kind="systolic-mmhg")
    ats = [
        rows.order_by("-at").values_list("at", flat=True).first() for rows in (readings, measured)
    ]
    return max((at for at in ats if at is not None), default=None)
