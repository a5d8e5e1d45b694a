"""A file from elsewhere goes in as a whole, or not at all."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from daybreak.actions.act import whole
from daybreak.actions.intake.arrival import RecordImported, Tally, answered, import_record
from daybreak.actions.intake.comparison import compare
from daybreak.care.intake.record import ImportedRecord, LeftOut
from daybreak.care.team import permissions
from daybreak.care.team.actor import Actor
from daybreak.exchange.fhir_bundle import read_bundle
from daybreak.records import scope
from daybreak.records.models import JournalLine


@dataclass(frozen=True, slots=True)
class FileImported:
    """What one file, or several, brought in, and what of it was left out."""

    people: tuple[UUID, ...] = ()
    patients: Tally = field(default_factory=Tally)
    resources: Mapping[str, Tally] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()


def import_file(
    *, by: Actor, sent: UUID, now: datetime, content: bytes, file: str, site: UUID
) -> FileImported:
    """Import every record of a FHIR bundle, in one transaction and one act for each person.

    `sent` is the act id of whoever sends the file. A person of whom the file says nothing new is
    no act, and adds no line to the journal.

    Raises:
        NotUnderstood: the file is no FHIR R4 bundle that can be taken; it names the entry.
        NotAllowed, NotFound: as in `import_record`.
    """
    permissions.check(by, "intake-import-record")
    records = read_bundle(content)
    digest = hashlib.sha256(content).hexdigest()
    with whole(by.organisation):
        scope.found(scope.sites(by), site, "site")
        done = [
            _import(
                by=by,
                act_id=uuid5(sent, f"{digest} {record.person.key}"),
                now=now,
                record=record,
                file=file,
                site=site,
            )
            for record in records
        ]
    return FileImported(
        tuple(one.patient for one in done),
        _persons(done),
        _resources(done),
        tuple(
            sorted((one for each in records for one in each.left_out), key=lambda one: one.entry)
        ),
    )


def summed(files: Iterable[FileImported]) -> FileImported:
    """Several files as one; people who are in two of them are counted in both."""
    people: list[UUID] = []
    patients = Tally()
    resources: dict[str, Tally] = {}
    left_out: list[LeftOut] = []
    for one in files:
        people += one.people
        patients.add(one.patients)
        left_out += one.left_out
        for kind, tally in one.resources.items():
            resources.setdefault(kind, Tally()).add(tally)
    return FileImported(
        tuple(dict.fromkeys(people)), patients, dict(sorted(resources.items())), tuple(left_out)
    )


def _import(
    *, by: Actor, act_id: UUID, now: datetime, record: ImportedRecord, file: str, site: UUID
) -> RecordImported:
    if not JournalLine.objects.filter(act_id=act_id).exists():
        compared = compare(by.organisation, record, site=site, now=now)
        if compared.patient and compared.changes_nothing:
            return answered(compared.patient, compared)
    return import_record(by=by, act_id=act_id, now=now, record=record, file=file, site=site)


def _persons(done: Iterable[RecordImported]) -> Tally:
    tally = Tally()
    for one in done:
        tally.count(one.person)
    return tally


def _resources(done: Iterable[RecordImported]) -> dict[str, Tally]:
    tallies: dict[str, Tally] = {}
    for one in done:
        for kind, tally in one.resources.items():
            tallies.setdefault(kind, Tally()).add(tally)
    return dict(sorted(tallies.items()))
