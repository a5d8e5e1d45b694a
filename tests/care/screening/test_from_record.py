"""Another record can say yes with its day; it can never say no."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.intake.measure import Measure
from daybreak.care.intake.partial_date import PartialDate
from daybreak.care.intake.person import Person
from daybreak.care.intake.record import (
    Allergy,
    Code,
    Condition,
    ImportedRecord,
    Measurement,
    Medication,
    Precision,
)
from daybreak.care.screening.coded import CodedThing
from daybreak.care.screening.entries import facts_of
from daybreak.care.screening.facts import Fact, Origin, check, reassures
from daybreak.care.screening.fields import FieldKind, fields
from daybreak.care.screening.from_record import from_record
from daybreak.care.screening.interactions import interactions

SNOMED = "http://snomed.info/sct"
ICD10 = "http://hl7.org/fhir/sid/icd-10-cm"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
TODAY = date(2026, 11, 22)
LAST_YEAR = date(2025, 5, 3)
FIELDS, CLASSES = fields(), interactions()


def read(**entries: list[CodedThing]) -> dict[str, Fact]:
    return from_record(fields=FIELDS, classes=CLASSES, today=TODAY, **entries)


def thing(system: str, code: str, display: str = "", **more: Any) -> CodedThing:
    return CodedThing(system, code, display, more.pop("on", LAST_YEAR), **more)


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        (thing(SNOMED, "128609009"), "hx-aneurysm"),
        (thing(ICD10, "I71.40"), "hx-aneurysm"),
        (thing("urn:oid:2.16.840.1.113883.6.90", "i671"), "hx-aneurysm"),
        (thing("", "", "Ruptured berry aneurysm"), "hx-aneurysm"),
        (thing(SNOMED, "230690007", "Stroke"), "hx-stroke"),
        (thing(SNOMED, "38341003", "Hypertension"), "hx-hypertension"),
        (thing(SNOMED, "84757009", "Epilepsy"), "hx-seizures"),
        (thing(SNOMED, "49436004", "Atrial Fibrillation"), "hx-arrhythmia"),
        (thing(ICD10, "F31.81"), "bipolar"),
        (thing(ICD10, "F20.9"), "psychosis"),
        (thing(SNOMED, "26929004", "Alzheimer's disease (disorder)"), "delirium-or-dementia"),
    ],
)
def test_a_condition_says_yes_by_code_or_by_words(entry: CodedThing, name: str) -> None:
    assert read(conditions=[entry])[name] == Fact(True, LAST_YEAR, Origin.IMPORTED)


@pytest.mark.parametrize(
    "entry",
    [
        thing("", "", "Family history of aneurysm"),
        thing("", "", "Fear of stroke"),
        thing("", "", "Aneurysmal-free"),  # not the whole word
        thing(RXNORM, "128609009"),  # a number of another system
        thing("http://example.org", "128609009"),
        thing(SNOMED, "1286090090"),
        thing("", "", ""),
    ],
)
def test_what_means_something_else_says_nothing(entry: CodedThing) -> None:
    assert read(conditions=[entry]) == {}


def test_a_pregnancy_that_is_over_is_no_pregnancy_and_a_present_one_counts() -> None:
    over = thing(SNOMED, "72892002", "Normal pregnancy", ended=date(2026, 2, 1))
    present = thing(SNOMED, "72892002", "Normal pregnancy", on=date(2026, 9, 1))

    assert read(conditions=[over]) == {}
    assert read(conditions=[over, present])["pregnancy"].value == "pregnant"


def test_a_stroke_that_is_over_still_happened_and_keeps_its_last_day() -> None:
    facts = read(
        conditions=[
            thing(SNOMED, "230690007", "Stroke", on=date(2010, 1, 1), ended=date(2010, 2, 1)),
            thing(SNOMED, "22298006", on=date(2024, 6, 1)),
        ]
    )
    assert facts["hx-stroke"].value is True
    assert facts["last-mi-or-stroke-on"].value == "2024-06-01"


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        (thing(RXNORM, "6470", "lorazepam"), "taking-benzodiazepine"),
        (thing(RXNORM, "1153378", "Clonazepam [Klonopin]"), "taking-benzodiazepine"),
        (thing(RXNORM, "0", "Oxycodone 5 MG Oral Tablet"), "taking-opioid"),
        (thing(RXNORM, "1991302"), "taking-glp1"),
        (thing(RXNORM, "2119365"), "ketamine-elsewhere"),
    ],
)
def test_a_medicine_answers_what_is_being_taken(entry: CodedThing, name: str) -> None:
    assert read(medications=[entry])[name].value is True
    stopped = CodedThing(entry.system, entry.code, entry.display, LAST_YEAR, ended=TODAY)
    assert read(medications=[stopped]) == {}


def test_an_allergy_to_ketamine_counts_as_allergy_only() -> None:
    facts = read(allergies=[thing(RXNORM, "6130", "Allergy to ketamine")])
    assert set(facts) == {"allergy-ketamine"}


entries = st.lists(
    st.builds(
        CodedThing,
        system=st.sampled_from([SNOMED, ICD10, RXNORM, "", "x"]) | st.text(max_size=5),
        code=st.sampled_from(["128609009", "I71", "6470", ""]) | st.text(max_size=8),
        display=st.sampled_from(["no aneurysm", "Stroke", "ketamine"]) | st.text(max_size=20),
        on=st.none() | st.dates(),
        ended=st.none() | st.dates(),
    ),
    max_size=5,
)


@settings(deadline=None)
@given(entries, entries, entries)
def test_no_record_ever_says_no(
    conditions: list[CodedThing], medications: list[CodedThing], allergies: list[CodedThing]
) -> None:
    facts = read(conditions=conditions, medications=medications, allergies=allergies)

    for name, fact in facts.items():
        field = FIELDS.field(name)
        assert fact.origin is Origin.IMPORTED
        assert not reassures(field, fact.value)
        if field.kind is not FieldKind.DAY:
            check(field, fact.value)


def measured(measure: Measure, value: int, day: int = 1, **scale: str) -> Measurement:
    on = datetime(2026, 11, day, tzinfo=UTC)
    return Measurement("k", "d", measure, value, on, Precision.DAY, **scale)


def test_a_whole_record_is_read_with_its_figures_and_unsure_dates() -> None:
    record = ImportedRecord(
        person=Person("k", "d"),
        conditions=(
            Condition(
                "k", "d", (Code(SNOMED, "22298006"),), None, active=True, onset=PartialDate(2026)
            ),
            Condition("k", "d", (), "Pregnancy", active=False),
        ),
        medications=(
            Medication("k", "d", (), (Code(RXNORM, "7804"),), None, active=True, status="active"),
        ),
        allergies=(Allergy("k", "d", (), (), "Esketamine", active=True),),
        measurements=(
            measured(Measure.SYSTOLIC_MMHG, 150, 3),
            measured(Measure.SYSTOLIC_MMHG, 128, 2),
            measured(Measure.SYSTOLIC_MMHG, 1280, 4),
            measured(Measure.HEIGHT_MM, 1700),
            measured(Measure.SCALE_TOTAL, 17, scale="phq-9"),
            measured(Measure.SCALE_ITEM, 0, scale="phq-9", item="9"),
            measured(Measure.SCALE_ITEM, 2, scale="phq-9", item="1"),
        ),
    )

    facts = facts_of(record, fields=FIELDS, classes=CLASSES, today=TODAY)

    assert {name: fact.value for name, fact in facts.items()} == {
        "hx-mi": True,
        "last-mi-or-stroke-on": "2026-11-22",  # some time this year: as recent as may be
        "taking-opioid": True,
        "allergy-ketamine": True,
        "systolic-mmhg": 150,
        "phq9-total": 17,
    }
