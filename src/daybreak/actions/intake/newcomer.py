"""Who an imported record is about: a chart here, or somebody new."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from daybreak.actions.intake.details import check_birth_date
from daybreak.actions.intake.person import current_details
from daybreak.actions.intake.pieces import IMPORTED, fitted, kept_key
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.intake.person import Person
from daybreak.records.models import PatientDetails, PatientIdentifier

Number = tuple[str, str]  # whose number it is, and the number
RESOURCE = "urn:daybreak:fhir-patient"  # where a sender's own address of a person is kept
NOT_KEPT = frozenset({"DL", "PPN"})  # driving licences and passports: a clinic has no use for them
MOST = 200  # characters that the record holds of a system and of a value
_WORLDWIDE = re.compile(r"https?://.+|Patient/[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def recognised(organisation: UUID, person: Person) -> tuple[UUID | None, tuple[Number, ...]]:
    """The chart that has one of the person's numbers, if any, and the numbers it lacks.

    Raises:
        NotUnderstood: nothing in the record would let us recognise them again.
        NotAllowed: the numbers belong to two charts here.
    """
    told = _numbers(person)
    if not told:
        raise NotUnderstood(
            "person-unrecognisable",
            f"{person.key} has no identifier with a system and a value, so nobody could be "
            "recognised by it again. Nothing of this file was taken; ask the sender for one.",
        )
    systems = {system for system, _ in told}
    rows = PatientIdentifier.objects.filter(organisation=organisation, system__in=systems)
    known = {
        (row.system, row.value): row.patient_id
        for row in rows.filter(value__in={value for _, value in told})
        if (row.system, row.value) in told
    }
    charts = set(known.values())
    if len(charts) > 1:
        raise NotAllowed(
            "two-charts",
            f"The identifiers of {person.key} belong to two charts here. Nothing of this file was "
            "taken. Find out whose record it is before you import it.",
        )
    new = tuple(number for number in told if number not in known)
    return (charts.pop() if charts else None), new


def details_of(person: Person, patient: UUID | None, *, now: datetime) -> dict[str, Any] | None:
    """The columns of a new version of someone's details, or None when it would say nothing new.

    What a person typed here stands unless the sender says something they have not said before.

    Raises:
        NotUnderstood: somebody new lacks a name or a full date of birth, or cannot have been
            born on that day.
        NotAllowed: the chart is of somebody born on another day.
    """
    told = _told(person)
    key = kept_key(person.key)
    if told.get("birth_date"):
        check_birth_date(told["birth_date"], now=now)
    current = current_details(patient) if patient else None
    if current is None:
        return _complete(person, told) | _source(key, person.digest)
    rows = PatientDetails.objects.filter(patient=patient, origin=IMPORTED, source_key=key)
    earlier = list(rows.order_by("recorded_at", "id"))
    if earlier and earlier[-1].source_digest == person.digest:
        return None
    if not earlier and told.get("birth_date", current.birth_date) != current.birth_date:
        raise NotAllowed(
            "another-birth-date",
            f"{person.key} has a number of a chart here, and another date of birth. Nothing of "
            "this file was taken. Find out which of the two is right and correct it first.",
        )
    return _merged(current, earlier, told) | _source(key, person.digest)


def _numbers(person: Person) -> tuple[Number, ...]:
    """The numbers that are kept: not those of licences and passports while there are others."""
    usable = [
        one
        for one in person.identifiers
        if one.system and len(one.system) <= MOST and len(one.value) <= MOST
    ]
    kept = [one for one in usable if one.kind not in NOT_KEPT] or usable
    numbers = dict.fromkeys((one.system or "", one.value) for one in kept)
    if not numbers and _WORLDWIDE.fullmatch(person.key) and len(person.key) <= MOST:
        numbers[RESOURCE, person.key] = None
    return tuple(numbers)


def _told(person: Person) -> dict[str, Any]:
    """What the sender says, by column; what they do not say is not in it."""
    family = person.family or person.full_name or ""
    given = " ".join(person.given) if person.family else ""
    if not family and person.given:
        family = " ".join(person.given)
    told = {
        "given": fitted(given, 120),
        "family": fitted(family, 120),
        "birth_date": person.born_on,
        "sex": person.sex.value if person.sex != "unknown" else "",
        "phone": fitted(person.phone, 40),
        "email": fitted(person.email, 254),
        "language": _language(person.language),
        "address": fitted(", ".join(person.address), 300),
        "deceased": person.deceased,
    }
    return {name: value for name, value in told.items() if value}


def _complete(person: Person, told: dict[str, Any]) -> dict[str, Any]:
    """The details of somebody new."""
    for name, words in (("family", "name"), ("birth_date", "full date of birth")):
        if not told.get(name):
            raise NotUnderstood(
                "person-incomplete",
                f"{person.key} has no {words}, so no chart can be opened. Nothing of this file "
                "was taken; ask the sender for it.",
            )
    return {"given": "", "sex": "unknown", "language": "en"} | told


def _merged(
    current: PatientDetails, earlier: list[PatientDetails], told: dict[str, Any]
) -> dict[str, Any]:
    names = [f.name for f in PatientDetails._meta.concrete_fields if f.name in _COLUMNS]
    merged = {name: getattr(current, name) for name in names}
    for name, value in told.items():
        fills_a_gap = not merged[name] or merged[name] == "unknown"
        is_news = bool(earlier) and all(getattr(row, name) != value for row in earlier)
        if fills_a_gap or is_news:
            merged[name] = value
    return merged


def _source(key: str, digest: str) -> dict[str, Any]:
    return {"origin": IMPORTED, "source_key": key, "source_digest": digest}


def _language(tag: str | None) -> str:
    """The tag, or its first part when the whole is longer than the record holds."""
    whole = fitted(tag, 300)
    return whole if len(whole) <= 20 else fitted(whole.partition("-")[0], 20)  # noqa: PLR2004 - the column's length


_COLUMNS = frozenset(
    {
        *("given", "family", "preferred", "birth_date", "sex", "pronouns"),
        *("phone", "email", "language", "address", "deceased"),
    }
)
