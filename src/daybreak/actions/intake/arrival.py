"""A record from elsewhere is compared with what is known, and what is new in it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.intake.comparison import Change, Compared, compare
from daybreak.actions.intake.person import new_patient
from daybreak.actions.journal import add, current
from daybreak.care.intake.record import ImportedRecord
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import CareRelation, PatientDetails, PatientIdentifier

MOST_WORDS = 200  # what the record holds of the reason of a care relation


@dataclass(slots=True)
class Tally:
    """How many were new, how many had changed, how many were as they are known."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def count(self, change: Change, number: int = 1) -> None:
        setattr(self, change.value, getattr(self, change.value) + number)

    def add(self, other: "Tally") -> None:
        for change in Change:
            self.count(change, getattr(other, change.value))


@dataclass(frozen=True, slots=True)
class RecordImported:
    """What became of one person's record: of the person, and of each kind of resource."""

    patient: UUID
    person: Change
    resources: Mapping[str, Tally] = field(default_factory=dict)


@act("intake-import-record")
def import_record(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime | None = None,
    now: datetime,
    record: ImportedRecord,
    file: str,
    site: UUID,
) -> RecordImported:
    """Store what is new in one person's record of one file; a person new to us gets a chart.

    Somebody is recognised by the numbers that other systems gave them, never by their name. What
    changed is added as a version; what the sender takes back is marked as removed. The site
    gets a care relation when it had none.

    Raises:
        NotFound: no such site among those where `by` works.
        NotUnderstood: the person cannot be recognised again, or lacks a name or a birth date.
        NotAllowed: their numbers belong to two charts here, or to somebody born on another day.
    """
    scope.found(scope.sites(by), site, "site")
    compared = compare(by.organisation, record, site=site, now=now)
    patient = compared.patient or new_patient(by.organisation).id
    for system, value in compared.new_identifiers:
        add(
            PatientIdentifier(
                organisation_id=by.organisation, patient_id=patient, system=system, value=value
            )
        )
    if compared.details is not None:
        add(PatientDetails(patient_id=patient, **compared.details))
    if compared.new_relation:
        reason = f"record imported from {file}"[:MOST_WORDS]
        add(CareRelation(patient_id=patient, site_id=site, reason=reason))
    for piece in compared.to_store:
        piece.store(patient)
    for take_back in compared.to_take_back:
        take_back()
    current().about(patient=patient, site=site)
    return answered(patient, compared)


def answered(patient: UUID, compared: Compared) -> RecordImported:
    """The answer to a comparison, whether or not anything had to be stored."""
    tallies: dict[str, Tally] = {}
    for (kind, _), change in sorted(compared.resources.items()):
        tallies.setdefault(kind, Tally()).count(change)
    return RecordImported(patient, compared.person, tallies)
