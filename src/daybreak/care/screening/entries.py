"""An imported record as screening reads it: its entries code by code, and its figures."""

from collections.abc import Iterable, Iterator
from datetime import date

from daybreak.care.errors import NotUnderstood
from daybreak.care.intake.partial_date import PartialDate
from daybreak.care.intake.record import Code, ImportedRecord, Measurement
from daybreak.care.screening.coded import CodedThing
from daybreak.care.screening.facts import Fact, Origin, check
from daybreak.care.screening.fields import Fields
from daybreak.care.screening.from_record import from_record
from daybreak.care.screening.interactions import Classes

# A scale's figure -> the question it answers, and the least figure that is taken: thoughts of
# death are only ever imported as present.
SCALES = {
    ("phq-9", None): ("phq9-total", 0),
    ("phq-9", "9"): ("phq9-item9", 1),
    ("audit-c", None): ("audit-c-total", 0),
    ("dast-10", None): ("dast10-total", 0),
}


def facts_of(
    record: ImportedRecord, *, fields: Fields, classes: Classes, today: date
) -> dict[str, Fact]:
    """Everything an imported record answers, with its days: yes and figures, never no.

    A figure that no person can have is left out. Of several the newest counts. A date told
    only by its month or year is taken as its last day, since the event may be as recent.
    """
    facts = from_record(
        conditions=[
            thing
            for each in record.conditions
            for thing in _things(
                each.codes,
                each.text,
                _day(each.onset or each.recorded, today),
                _over(each.abated, today, is_active=each.active),
            )
        ],
        medications=[
            thing
            for each in record.medications
            for thing in _things(
                (*each.codes, *each.ingredients),
                each.text,
                _day(each.started, today),
                _over(each.ended, today, is_active=each.active),
            )
        ],
        allergies=[
            thing
            for each in record.allergies
            for thing in _things(
                (*each.codes, *each.substances),
                each.text,
                _day(each.onset or each.recorded, today),
                None,
            )
        ],
        fields=fields,
        classes=classes,
        today=today,
    )
    for measurement in sorted(record.measurements, key=lambda each: each.on):
        facts.update(_figure(measurement, fields))
    return facts


def _things(
    codes: Iterable[Code], text: str | None, on: date | None, ended: date | None
) -> Iterator[CodedThing]:
    for code in codes:
        words = code.display or text or ""
        yield CodedThing(code.system or "", code.code or "", words, on, ended)
    if text:
        yield CodedThing("", "", text, on, ended)


def _day(told: PartialDate | None, today: date) -> date | None:
    return None if told is None else min(told.last, max(today, told.first))


def _over(told: PartialDate | None, today: date, *, is_active: bool) -> date | None:
    """When it was over: the day the record says, or by today where it only says that it is."""
    if told is not None:
        return told.last
    return None if is_active else today


def _figure(measurement: Measurement, fields: Fields) -> dict[str, Fact]:
    name, least = measurement.measure.value, None
    if measurement.scale is not None:
        name, least = SCALES.get((measurement.scale, measurement.item), ("", None))
    field = fields.by_id.get(name)
    if field is None or (least is not None and measurement.value < least):
        return {}
    try:
        check(field, measurement.value)
    except NotUnderstood:
        return {}
    return {name: Fact(measurement.value, measurement.on.date(), Origin.IMPORTED)}
