"""What of a record that arrived is new, what has changed, and what was taken back."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any
from uuid import UUID

from daybreak.actions.intake.newcomer import details_of, recognised
from daybreak.actions.intake.pieces import Piece, kept_key, kind, pieces, resource
from daybreak.actions.journal import add
from daybreak.care.intake.record import ImportedRecord, WhyLeftOut
from daybreak.records.models import (
    Allergy,
    CareRelation,
    Condition,
    Measurement,
    Medication,
    ScaleAnswer,
    SourcedRow,
)

TABLES: tuple[type[SourcedRow], ...] = (Condition, Medication, Allergy, Measurement, ScaleAnswer)
REMOVABLE: tuple[type[SourcedRow], ...] = (Condition, Medication, Allergy, Measurement)
REMOVED = "removed"  # stands where the digest of a row that was taken back would stand
TAKEN_BACK = frozenset(
    {
        WhyLeftOut.ENTERED_IN_ERROR,
        WhyLeftOut.REFUTED,
        WhyLeftOut.CANCELLED,
        WhyLeftOut.NOT_TAKEN,
    }
)


class Change(StrEnum):
    """What a file did to something."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Compared:
    """What has to be stored. `resources` says of each (kind, name) what the file does to it."""

    patient: UUID | None
    person: Change
    details: dict[str, Any] | None
    new_identifiers: tuple[tuple[str, str], ...]
    new_relation: bool
    to_store: tuple[Piece, ...]
    to_take_back: tuple[Callable[[], object], ...]
    resources: Mapping[tuple[str, str], Change]

    @property
    def changes_nothing(self) -> bool:
        return not (
            self.details
            or self.new_identifiers
            or self.new_relation
            or self.to_store
            or self.to_take_back
        )


def compare(organisation: UUID, record: ImportedRecord, *, site: UUID, now: datetime) -> Compared:
    """Hold a record against what the organisation knows of that person.

    Raises:
        NotUnderstood: the person cannot be recognised again, or lacks a name or a birth date.
        NotAllowed: their numbers belong to two charts here, or to somebody born on another day.
    """
    patient, new_identifiers = recognised(organisation, record.person)
    details = details_of(record.person, patient, now=now)
    known = _known(patient) if patient else {}
    told = list(pieces(record))
    resources: dict[tuple[str, str], Change] = {}
    to_store = []
    for piece in told:
        row = known.get((piece.table, piece.key))
        change = _change(row, piece.digest)
        if change is not Change.UNCHANGED:
            to_store.append(piece)
        for name in piece.resources:
            _note(resources, name, change)
    to_take_back = []
    for row in _taken_back(record, told, known):
        to_take_back.append(partial(_take_back, row))
        _note(resources, resource(row.source_key), Change.UPDATED)
    related = patient and CareRelation.objects.filter(patient=patient, site=site).exists()
    return Compared(
        patient,
        _person(patient, changed=bool(details or new_identifiers)),
        details,
        new_identifiers,
        not related,
        tuple(to_store),
        tuple(to_take_back),
        resources,
    )


def _known(patient: UUID) -> dict[tuple[type[SourcedRow], str], SourcedRow]:
    """The version that counts of everything imported about someone."""
    found: dict[tuple[type[SourcedRow], str], SourcedRow] = {}
    for table in TABLES:
        rows: Any = table._default_manager.all()  # each of them has a patient
        rows = rows.filter(patient=patient).exclude(source_key="")
        for row in rows.order_by("recorded_at", "id"):
            found[table, row.source_key] = row
    return found


def _change(row: SourcedRow | None, digest: str) -> Change:
    if row is None:
        return Change.CREATED
    return Change.UNCHANGED if row.source_digest == digest else Change.UPDATED


def _person(patient: UUID | None, *, changed: bool) -> Change:
    if patient is None:
        return Change.CREATED
    return Change.UPDATED if changed else Change.UNCHANGED


def _note(resources: dict[tuple[str, str], Change], name: str, change: Change) -> None:
    """A resource with a part that was known and a part that is new has been updated."""
    before = resources.setdefault((kind(name), name), change)
    if before is not change:
        resources[kind(name), name] = Change.UPDATED


def _taken_back(
    record: ImportedRecord,
    told: list[Piece],
    known: Mapping[tuple[type[SourcedRow], str], SourcedRow],
) -> Iterator[SourcedRow]:
    """Rows whose resource is now marked as an error, or no longer says what they hold."""
    here = {(piece.table, piece.key) for piece in told}
    sent = {name for piece in told for name in piece.resources}
    errors = {
        name
        for one in record.left_out
        if one.why in TAKEN_BACK
        for name in _names(one.what, record.person.key)
    }
    for (table, key), row in known.items():
        name = resource(key)
        gone = name in errors or (name in sent and (table, key) not in here)
        if gone and table in REMOVABLE and row.source_digest != REMOVED:
            yield row


def _names(what: str, person: str) -> tuple[str, str]:
    """What a resource that was left out may be called: by its id, or on the person's server."""
    server = person.rsplit("/", 2)[0] if person.startswith(("http://", "https://")) else ""
    return kept_key(what), kept_key(f"{server}/{what}")


def _take_back(row: SourcedRow) -> SourcedRow:
    """A version that says the row was an error."""
    fields = row._meta.concrete_fields
    base = {"id", "act_id", "act", "at", "recorded_at", "by_id"}
    kept = {f.attname: getattr(row, f.attname) for f in fields if f.attname not in base}
    return add(type(row)(**{**kept, "removed": True, "source_digest": REMOVED}), at=row.at)
