"""Everything that was recorded of one session, line by line, with when it was and when it was told.

The note of a session and its replay are both made of this. What somebody brought to the session
and wants for it is not in it: that stays with whoever sits with them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from daybreak.records import models as rows
from daybreak.records.reads.session import Visit

Fields = Mapping[str, Any]

# Which tables, by the noun their lines go under. The order is that of a session.
_TABLES: Mapping[str, Any] = {
    "step": rows.Step,
    "check-in": rows.CheckIn,
    "answers": rows.GateAnswers,
    "decision": rows.GoDecision,
    "preparation": rows.Preparation,
    "dose-check": rows.DoseCheck,
    "pump": rows.PumpEvent,
    "device": rows.DeviceGiven,
    "hold": rows.HoldEnded,
    "reading": rows.VitalsRow,
    "symptom": rows.SymptomRow,
    "acknowledgement": rows.Acknowledgement,
    "medicine": rows.AdjunctDose,
    "medicine-taken-back": rows.AdjunctTakenBack,
    "rescue": rows.Rescue,
    "event": rows.AdverseEvent,
    "monitor": rows.DeviceBinding,
    "words": rows.SessionNote,
    "discharge-check": rows.DischargeCheck,
    "departure": rows.Departure,
    "closing": rows.Closing,
    "conflict": rows.EntryConflict,
}
_SESSION: Mapping[str, str] = {"medicine-taken-back": "dose__session"}  # of all others `session`
_NOT_SAID = frozenset({"id", "act", "at", "recorded_at", "by_id", "session_id"})


@dataclass(frozen=True, slots=True)
class Origin:
    """How an entry came to us, when it was not typed at the chair as it happened."""

    way: str  # offline, paper
    told_at: datetime
    observed_by: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `by` is a person's name or a monitor's; `says` is what else the row holds.

    `signed_by` and `signed_at` are of whoever signed for it or settled it afterwards, where that
    is asked.
    """

    kind: str
    id: UUID
    at: datetime
    told_at: datetime
    by: str
    says: Fields
    origin: Origin | None = None
    signed_by: str = ""
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """All lines of a session in the order in which they were true."""

    lines: tuple[Line, ...]
    _by_id: Mapping[UUID, Line] = field(default_factory=dict)

    def of(self, *kinds: str) -> tuple[Line, ...]:
        """The lines that go under these nouns."""
        return tuple(each for each in self.lines if each.kind in kinds)

    def line(self, key: UUID) -> Line | None:
        """The line of one row."""
        return self._by_id.get(key)

    def standing(self, kind: str) -> tuple[Line, ...]:
        """The lines of a noun that no later one corrects."""
        found = self.of(kind)
        replaced = {each.says.get("corrects_id") for each in found}
        return tuple(each for each in found if each.id not in replaced)


def story(seen: Visit) -> Story:
    """The story of a session that the actor was let in to see."""
    origins = {
        row.entry: Origin(row.way, row.told_at, row.observed_by)
        for row in rows.EntryOrigin.objects.filter(session=seen.session)
    }
    signed = rows.AdjunctSignature.objects.filter(dose__session=seen.session)
    settled = rows.ConflictEnd.objects.filter(conflict__session=seen.session)
    signatures: dict[UUID, Any] = {row.dose_id: row for row in signed.select_related("by")}
    signatures |= {row.conflict_id: row for row in settled.select_related("by")}
    found: list[Line] = []
    for kind, table in _TABLES.items():
        of_this = {_SESSION.get(kind, "session"): seen.session}
        told = table.objects.filter(**of_this).select_related(*_people(table))
        found += [_line(kind, row, origins, signatures) for row in told]
    found.sort(key=lambda each: (each.at, each.told_at, list(_TABLES).index(each.kind), each.id))
    return Story(tuple(found), {each.id: each for each in found})


def _people(table: Any) -> Iterable[str]:
    names = {each.name for each in table._meta.fields}
    return ["by", *sorted(names & {"said_by", "witness"})]


def _line(
    kind: str, row: Any, origins: Mapping[UUID, Origin], signatures: Mapping[UUID, Any]
) -> Line:
    says = {
        each.attname: getattr(row, each.attname)
        for each in row._meta.concrete_fields
        if each.attname not in _NOT_SAID
    }
    for who in ("said_by", "witness"):
        if f"{who}_id" in says:
            account = getattr(row, who)
            says[who] = account.name if account else ""
    signature = signatures.get(row.id)
    told_by = says.get("device") if kind == "reading" else ""
    return Line(
        kind=kind,
        id=row.id,
        at=row.at,
        told_at=row.recorded_at,
        by=told_by or (row.by.name if row.by else ""),
        says=says,
        origin=origins.get(row.act),
        signed_by=signature.by.name if signature and signature.by else "",
        signed_at=signature.at if signature else None,
    )
