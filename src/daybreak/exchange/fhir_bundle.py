"""A FHIR R4 bundle as records: one for each patient in it, or nothing at all."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from daybreak.care.errors import NotUnderstood
from daybreak.care.intake.record import (
    Allergy,
    Condition,
    ImportedRecord,
    LeftOut,
    Measurement,
    Medication,
    Person,
    ScaleAnswers,
    WhyLeftOut,
)
from daybreak.exchange.fhir_allergy import allergies
from daybreak.exchange.fhir_answers import answers
from daybreak.exchange.fhir_condition import conditions
from daybreak.exchange.fhir_entries import Entry, References, entries
from daybreak.exchange.fhir_json import EntryNotUnderstood, decode
from daybreak.exchange.fhir_measurement import measurements
from daybreak.exchange.fhir_medication import requests, statements
from daybreak.exchange.fhir_patient import person
from daybreak.exchange.fhir_resource import Resource, Skipped

Taken = Condition | Medication | Allergy | Measurement | ScaleAnswers

# What is kept: the element that says whose it is, and who reads it.
READERS: Mapping[str, tuple[str, Callable[[Resource], Iterator[Taken | Skipped]]]] = {
    "AllergyIntolerance": ("patient", allergies),
    "Condition": ("subject", conditions),
    "MedicationRequest": ("subject", requests),
    "MedicationStatement": ("subject", statements),
    "Observation": ("subject", measurements),
    "QuestionnaireResponse": ("subject", answers),
}
POINTED_AT = frozenset({"Medication", "Substance"})  # read where something points at them
TYPES = frozenset({"transaction", "batch", "collection", "searchset", "document"})


@dataclass(slots=True)
class _Record:
    """A record while it is being put together."""

    person: Person
    taken: list[Taken] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def finished(self) -> ImportedRecord:
        return ImportedRecord(
            person=self.person,
            conditions=tuple(one for one in self.taken if isinstance(one, Condition)),
            medications=tuple(one for one in self.taken if isinstance(one, Medication)),
            allergies=tuple(one for one in self.taken if isinstance(one, Allergy)),
            measurements=tuple(one for one in self.taken if isinstance(one, Measurement)),
            scale_answers=tuple(one for one in self.taken if isinstance(one, ScaleAnswers)),
            left_out=tuple(self.left_out),
        )


def read_bundle(content: bytes | str) -> tuple[ImportedRecord, ...]:
    """The records in a file, in the order of its patients: all of them, or none.

    What was left out is listed with the patient it is about; what is about nobody in the
    file (an organisation, somebody else's reading) is listed with the first.

    Raises:
        EntryNotUnderstood: an entry is not as FHIR R4 writes it; it is named by its number.
        NotUnderstood: the file is no such bundle, or has no patient in it.
    """
    bundle = decode(content)
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        raise NotUnderstood(
            "fhir-bundle",
            "This file is JSON but no FHIR bundle. Ask for the whole record as one bundle.",
        )
    if not isinstance(bundle.get("type"), str) or bundle["type"] not in TYPES:
        raise NotUnderstood(
            "fhir-bundle-type",
            f"A bundle is taken when its type is one of {', '.join(sorted(TYPES))}; "
            "this one is none of them. Ask for a collection.",
        )
    return _records(bundle)


def _records(bundle: Mapping[str, Any]) -> tuple[ImportedRecord, ...]:
    found = entries(bundle)
    references = References(found)
    people = _people(found, references)
    if not people:
        raise NotUnderstood(
            "fhir-no-patient",
            "There is no Patient in this bundle, so nothing says whose record it is. "
            "Ask for the record together with its Patient.",
        )
    first = next(iter(people.values()))
    seen: dict[str, Mapping[str, Any]] = {}
    for entry in found:
        skipped = _unfit(entry, seen)
        owner = None
        if skipped is None and entry.kind in READERS:
            owner = references.patient_of(entry, READERS[entry.kind][0])
            skipped = None if owner in people else Skipped(WhyLeftOut.ANOTHER_PERSON)
        record = people[owner] if owner is not None and owner in people else first
        if skipped:
            record.left_out.append(_left_out(entry, skipped))
        elif entry.kind in READERS:
            _take(entry, references, record)
    return tuple(record.finished() for record in people.values())


def _people(found: tuple[Entry, ...], references: References) -> dict[int, _Record]:
    """The patients of the file, by the number of their entry; one sent twice is one."""
    people: dict[int, _Record] = {}
    numbers: dict[str, int] = {}
    for entry in found:
        if entry.kind == "Patient" and not entry.asks_to_change and not entry.modified:
            if entry.key in numbers:
                references.same(entry.number, numbers[entry.key])
            else:
                numbers[entry.key] = entry.number
                people[entry.number] = _Record(person(references.resource(entry)))
    return people


def _unfit(entry: Entry, seen: dict[str, Mapping[str, Any]]) -> Skipped | None:
    """Why an entry is not even read, if it is not."""
    if entry.asks_to_change:
        return Skipped(WhyLeftOut.ASKS_TO_CHANGE)
    if entry.kind not in READERS and entry.kind != "Patient" and entry.kind not in POINTED_AT:
        return Skipped(WhyLeftOut.KIND_NOT_KEPT)
    if entry.modified:
        return Skipped(WhyLeftOut.MODIFIED)
    before = seen.setdefault(entry.key, entry.part.json)
    if before is entry.part.json:
        return None
    if before == entry.part.json:
        return Skipped(WhyLeftOut.REPEATED)
    raise EntryNotUnderstood(
        entry.number, entry.what, "the same thing is in the file before, with other content"
    )


def _take(entry: Entry, references: References, record: _Record) -> None:
    _, reader = READERS[entry.kind]
    for one in reader(references.resource(entry)):
        if isinstance(one, Skipped):
            record.left_out.append(_left_out(entry, one))
        else:
            record.taken.append(one)


def _left_out(entry: Entry, skipped: Skipped) -> LeftOut:
    return LeftOut(entry.number, entry.what, skipped.why, skipped.because)
