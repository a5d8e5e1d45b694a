"""What the rules last said of somebody, what was decided on it, and what was set aside."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from daybreak.care.catalogue.kinds import made_known
from daybreak.care.findings import Finding, Mark, Source, Status
from daybreak.care.screening.override import Override as CareOverride
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records import scope
from daybreak.records.models import (
    Disposition,
    EligibilityDecision,
    Override,
    SuicideScreen,
    VerdictRow,
)
from daybreak.records.prepared import Prepared
from daybreak.records.projections import latest
from daybreak.records.reads.facts import facts_of, medicines_of, zone_of

__all__ = ["facts_of", "medicines_of", "overrides_of", "zone_of"]

_overrides = Prepared(
    lambda patient: Override.objects.filter(patient=patient).order_by("recorded_at", "id")
)


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
    note: str
    signed_by: str
    signed_at: datetime | None


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
    told = msgspec.json.decode(text, type=made_known(list[StoredFinding]))
    return tuple(stored.finding() for stored in told)


@dataclass(frozen=True, slots=True)
class OverrideSeen:
    """A finding that is set aside now: which, by whom, why, and until when."""

    rule: str
    because: str
    reason: str
    role: str
    by: str
    at: datetime
    until: datetime


def overrides_seen(actor: Actor, patient: UUID, *, now: datetime) -> tuple[OverrideSeen, ...]:
    """What is set aside for somebody now, newest first."""
    rows = Override.objects.filter(
        patient__in=scope.patients(actor), patient=patient, at__lte=now, until__gt=now
    ).select_related("by")
    return tuple(
        OverrideSeen(row.rule, row.because, row.reason, row.role, _name(row), row.at, row.until)
        for row in rows.order_by("-recorded_at", "-id")
    )


def overrides_of(patient: UUID, *, now: datetime) -> tuple[CareOverride, ...]:
    """The overrides that stand for somebody now."""
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
        for row in _overrides(patient)
        if row.at <= now < row.until
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
    signatures = Disposition.objects.filter(screen__patient=patient).select_related("by")
    signed = {row.screen_id: row for row in signatures.order_by("recorded_at", "at", "id")}
    return tuple(_screen(row, signed.get(row.id)) for row in rows.order_by("-at", "-recorded_at"))


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


def _screen(row: SuicideScreen, signed: Disposition | None) -> ScreenSeen:
    return ScreenSeen(
        row.id,
        row.at,
        _name(row),
        row.form,
        row.moment,
        row.level,
        signed.disposition if signed else "",
        bool(signed and signed.safety_plan),
        signed.note if signed else "",
        _name(signed) if signed else "",
        signed.at if signed else None,
    )


def _name(row: VerdictRow | EligibilityDecision | SuicideScreen | Disposition | Override) -> str:
    return row.by.name if row.by else ""
