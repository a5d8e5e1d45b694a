"""What another record answers: yes, with its day; never no, and never what it is silent on."""

from collections.abc import Iterable
from datetime import date

from daybreak.care.screening.coded import CodedThing, has_code, has_icd10, says
from daybreak.care.screening.facts import Fact, Origin
from daybreak.care.screening.fields import Field, Fields, InRecord
from daybreak.care.screening.interactions import Classes

DATED_EVENTS = ("hx-mi", "hx-stroke")


def from_record(
    *,
    conditions: Iterable[CodedThing] = (),
    medications: Iterable[CodedThing] = (),
    allergies: Iterable[CodedThing] = (),
    fields: Fields,
    classes: Classes,
    today: date,
) -> dict[str, Fact]:
    """The facts that a record's entries answer with yes.

    An entry answers by its code, or by words of its text where codes below a listed one are
    used. What the record says is over does not answer a question about now.
    """
    entries = {"condition": tuple(conditions), "allergy": tuple(allergies)}
    facts: dict[str, Fact] = {}
    for field in fields.questions:
        if field.in_record is None:
            continue
        things = entries[field.in_record.of]
        found = [each for each in things if _answers(each, field.in_record, fields, today)]
        if found:
            facts[field.id] = _imported(field, found)
    if event := _latest_event(facts):
        facts["last-mi-or-stroke-on"] = event
    for medicine in medications:
        if not _is_over(medicine, today):
            for each in classes.of(medicine):
                if each.fact:
                    facts[each.fact] = _newest(facts.get(each.fact), medicine.on)
    return facts


def _answers(thing: CodedThing, wanted: InRecord, fields: Fields, today: date) -> bool:
    if wanted.is_current and _is_over(thing, today):
        return False
    if has_code(thing, snomed=wanted.snomed, rxnorm=wanted.rxnorm):
        return True
    if has_icd10(thing, wanted.icd10):
        return True
    means_another = wanted.of == "condition" and says(thing.display, fields.not_words)
    return not means_another and says(thing.display, wanted.words)


def _is_over(thing: CodedThing, today: date) -> bool:
    return thing.ended is not None and thing.ended <= today


def _imported(field: Field, found: list[CodedThing]) -> Fact:
    value = field.in_record.value if field.in_record and field.in_record.value else True
    return Fact(value, _latest(each.on for each in found), Origin.IMPORTED)


def _latest(days: Iterable[date | None]) -> date | None:
    return max((day for day in days if day is not None), default=None)


def _latest_event(facts: dict[str, Fact]) -> Fact | None:
    """The day of the last such event that the record knows: one may have followed it."""
    day = _latest(facts[name].on for name in DATED_EVENTS if name in facts)
    return None if day is None else Fact(day.isoformat(), day, Origin.IMPORTED)


def _newest(known: Fact | None, on: date | None) -> Fact:
    return Fact(value=True, on=_latest([on, known.on if known else None]), origin=Origin.IMPORTED)
