"""Who waits to be screened, and what the rules last said of somebody."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import msgspec

from daybreak.care.findings import Finding, Mark, Source, Status
from daybreak.care.screening.facts import Fact
from daybreak.care.screening.override import Override as CareOverride
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records import scope
from daybreak.records.models import (
    ChartCard,
    Disposition,
    EligibilityDecision,
    Override,
    SuicideScreen,
    VerdictRow,
)
from daybreak.records.projections import latest
from daybreak.records.reads.facts import facts_of, medicines_of, zone_of

__all__ = ["facts_of", "medicines_of", "overrides_of", "zone_of"]


@dataclass(frozen=True, slots=True)
class VerdictSeen:
    """What the rules said at one moment, as it was stored."""

    id: UUID
    at: datetime
    by: str
    protocol: str
    status: Status
    findings: tuple[Finding, ...]
    unknown: tuple[str, ...]
    ruleset: str
    session: UUID | None


@dataclass(frozen=True, slots=True)
class DecisionSeen:
    """A prescriber's word on a verdict."""

    decision: str
    grounds: str
    by: str
    at: datetime
    verdict: UUID


@dataclass(frozen=True, slots=True)
class ScreenSeen:
    """A suicide screen with the disposition that answered it, if one did."""

    id: UUID
    at: datetime
    by: str
    form: str
    moment: str
    level: str
    disposition: str
    safety_plan: bool
    signed_by: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the screening worklist."""

    patient: UUID
    number: str
    name: str
    birth_date: date
    status: str  # "" when nobody has asked the rules yet
    unknown: int
    since: datetime


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """A finding as it is kept: plain names, so that an old one can always be read."""

    rule: str
    level: str
    because: str
    to_do: str
    citation: str
    mark: str
    unknown: tuple[str, ...] = ()
    overridable_by: tuple[str, ...] = ()

    @classmethod
    def of(cls, finding: Finding) -> "StoredFinding":
        return cls(
            finding.rule,
            finding.level.value,
            finding.because,
            finding.to_do,
            finding.source.citation,
            finding.source.mark.value,
            finding.unknown,
            finding.overridable_by,
        )

    def finding(self) -> Finding:
        return Finding(
            self.rule,
            Status(self.level),
            self.because,
            Source(self.citation, Mark(self.mark)),
            self.to_do,
            self.unknown,
            self.overridable_by,
        )


def findings_text(findings: tuple[Finding, ...]) -> str:
    """Findings as a column keeps them."""
    stored = [StoredFinding.of(finding) for finding in findings]
    return msgspec.json.encode(stored, order="sorted").decode()


def findings_from(text: str) -> tuple[Finding, ...]:
    """Findings as a column kept them."""
    return tuple(stored.finding() for stored in msgspec.json.decode(text, type=list[StoredFinding]))


def overrides_of(patient: UUID, *, now: datetime) -> tuple[CareOverride, ...]:
    """The overrides that stand for somebody now."""
    rows = Override.objects.filter(patient=patient, at__lte=now, until__gt=now)
    return tuple(
        CareOverride(
            row.rule,
            row.because,
            Role(row.role),
            row.by_id or UUID(int=0),
            row.reason,
            row.at,
            row.until,
            row.ruleset,
        )
        for row in rows.order_by("recorded_at", "id")
    )


def latest_verdict(actor: Actor, patient: UUID) -> VerdictSeen | None:
    """What the rules last said of somebody's eligibility."""
    row = latest(scope.verdicts(actor).filter(patient=patient, session=None))
    return None if row is None else _verdict(row)


def verdict_of_session(actor: Actor, session: UUID) -> VerdictSeen | None:
    """What the rules last said at this session's check-in."""
    row = latest(scope.verdicts(actor).filter(session=session))
    return None if row is None else _verdict(row)


def latest_decision(actor: Actor, patient: UUID) -> DecisionSeen | None:
    """What a prescriber last decided on somebody's eligibility."""
    rows = EligibilityDecision.objects.filter(patient__in=scope.patients(actor), patient=patient)
    row = latest(rows.select_related("by"))
    if row is None:
        return None
    return DecisionSeen(row.decision, row.grounds, _name(row), row.at, row.verdict_id)


def suicide_screens(actor: Actor, patient: UUID) -> tuple[ScreenSeen, ...]:
    """Every suicide screen of somebody, newest first."""
    rows = scope.suicide_screens(actor).filter(patient=patient).select_related("by")
    return tuple(_screen(row) for row in rows.order_by("-at", "-recorded_at"))


def answered(patient: UUID, *, now: datetime) -> dict[str, Fact]:
    """What is known of somebody, for a form that shows it with its day and origin."""
    return facts_of(patient, now=now)


def waiting(actor: Actor) -> tuple[Waiting, ...]:
    """Everyone who has not been decided on, those who wait longest first."""
    cards = ChartCard.objects.filter(
        patient__in=scope.patients(actor), stage__in=("intake", "screening"), course=None
    ).select_related("patient")
    decided = set(
        EligibilityDecision.objects.filter(
            patient__in=cards.values("patient"), decision="proceed"
        ).values_list("patient", flat=True)
    )
    unknown: dict[UUID, int] = {}
    rows = VerdictRow.objects.filter(patient__in=cards.values("patient"), session=None)
    for row in rows.order_by("recorded_at"):
        unknown[row.patient_id] = len(msgspec.json.decode(row.unknown))
    return tuple(
        Waiting(
            card.patient_id,
            card.number,
            card.name,
            card.birth_date,
            card.verdict,
            unknown.get(card.patient_id, 0),
            card.patient.at,
        )
        for card in cards.order_by("patient__at", "patient_id")
        if card.patient_id not in decided
    )


def _verdict(row: VerdictRow) -> VerdictSeen:
    return VerdictSeen(
        row.id,
        row.at,
        _name(row),
        row.protocol,
        Status(row.status),
        findings_from(row.findings),
        tuple(msgspec.json.decode(row.unknown)),
        row.ruleset,
        row.session_id,
    )


def _screen(row: SuicideScreen) -> ScreenSeen:
    signed = latest(Disposition.objects.filter(screen=row).select_related("by"))
    return ScreenSeen(
        row.id,
        row.at,
        _name(row),
        row.form,
        row.moment,
        row.level,
        signed.disposition if signed else "",
        bool(signed and signed.safety_plan),
        _name(signed) if signed else "",
    )


def _name(row: VerdictRow | EligibilityDecision | SuicideScreen | Disposition) -> str:
    return row.by.name if row.by else ""
