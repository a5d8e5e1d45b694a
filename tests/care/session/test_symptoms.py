"""Some symptoms call the prescriber at any blood pressure."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.reading import newest
from daybreak.care.errors import NotUnderstood
from daybreak.care.findings import Alarm
from daybreak.care.session.symptoms import (
    Symptom,
    check_symptom,
    findings,
    low_pressure,
    pressure_grade,
    symptom_list,
)
from daybreak.care.session.vitals import Vitals

LIST = symptom_list()
IV = newest("profiles", Profile, "iv-racemic")
T0 = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)


def felt(term: str, grade: int = 1, *, minute: int = 0, resolved: int | None = None) -> Symptom:
    over = None if resolved is None else T0 + timedelta(minutes=resolved)
    return Symptom(term, grade, T0 + timedelta(minutes=minute), over)


@pytest.mark.parametrize(
    "term",
    [
        "chest-pain",
        "dyspnoea",
        "sudden-severe-headache",
        "visual-loss",
        "focal-neurological-sign",
        "syncope",
        "seizure",
        "laryngospasm",
        "anaphylaxis",
        "new-psychosis",
        "new-suicidal-intent",
        "apnoea",
        "etco2-waveform-lost",
    ],
)
def test_a_critical_symptom_is_critical_even_when_mild(term: str) -> None:
    (finding,) = findings([felt(term, 1)], LIST, T0)

    assert finding.level is Alarm.CRITICAL
    assert "prescriber now" in finding.to_do


@pytest.mark.parametrize(
    ("symptoms", "expected"),
    [
        ([felt("headache")], [("symptom-headache", "note")]),
        ([felt("dissociation", 2)], []),
        ([felt("dissociation", 3)], [("symptom-dissociation", "alert")]),
        ([felt("dissociation", 4)], [("symptom-dissociation", "critical")]),
        ([felt("distress", 1)], [("symptom-distress", "alert")]),
        ([felt("vomiting")], []),
        ([felt("vomiting"), felt("vomiting")], [("symptom-vomiting-repeated", "alert")]),
        (
            [felt("vomiting", resolved=0), felt("vomiting")],
            [("symptom-vomiting-repeated", "alert")],
        ),
        ([felt("headache", minute=1)], []),  # not yet
        ([felt("headache", minute=-5, resolved=0)], []),  # over
        (
            [felt("headache"), felt("chest-pain")],
            [("symptom-chest-pain", "critical"), ("symptom-headache", "note")],
        ),
    ],
)
def test_what_is_felt_now_calls_for_what_it_needs(
    symptoms: list[Symptom], expected: list[tuple[str, str]]
) -> None:
    assert [(each.rule, each.level) for each in findings(symptoms, LIST, T0)] == expected


@settings(deadline=None)
@given(
    st.sampled_from([term.id for term in LIST.term]),
    st.integers(1, 5),
    st.lists(st.sampled_from([term.id for term in LIST.term]), max_size=5),
)
def test_another_or_a_worse_symptom_never_says_less(
    term: str, grade: int, others: list[str]
) -> None:
    def worst(symptoms: list[Symptom]) -> int:
        return max((each.level.weight + 1 for each in findings(symptoms, LIST, T0)), default=0)

    mild = worst([felt(term, 1)])

    assert mild <= worst([felt(term, grade)])
    assert mild <= worst([felt(term, 1), *(felt(other) for other in others)])


@pytest.mark.parametrize(
    ("symptom", "code"),
    [
        (felt("unicorn"), "symptom-term"),
        (felt("headache", 0), "symptom-grade"),
        (felt("headache", 6), "symptom-grade"),
        (felt("headache", minute=5, resolved=4), "symptom-time"),
    ],
)
def test_what_cannot_be_a_symptom_is_refused(symptom: Symptom, code: str) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        check_symptom(symptom, LIST)

    assert refusal.value.code == code


def test_a_symptom_that_came_and_went_at_once_is_one() -> None:
    check_symptom(felt("vomiting", resolved=0), LIST)


@pytest.mark.parametrize(
    ("systolic", "term", "is_critical"),
    [
        (89, "dizziness", True),
        (90, "dizziness", False),
        (89, "euphoria", False),
        (None, "dizziness", False),
    ],
)
def test_a_low_pressure_that_is_felt_is_critical(
    systolic: int | None, term: str, is_critical: bool
) -> None:
    found = low_pressure(Vitals(systolic_mmhg=systolic), [felt(term)], LIST, IV, T0)

    assert [each.level for each in found] == ([Alarm.CRITICAL] if is_critical else [])
    if is_critical:
        assert found[0].because == "Systolic 89 mmHg, and dizzy."


@pytest.mark.parametrize(
    ("systolic", "diastolic", "grade"),
    [
        (119, 79, 0),
        (120, 79, 1),
        (119, 80, 1),
        (140, 70, 2),
        (120, 99, 2),
        (160, 70, 3),
        (200, 130, 3),  # a crisis is more than a figure
        (None, 100, 3),
        (139, None, 1),
        (None, None, None),
    ],
)
def test_a_pressure_alone_proposes_a_grade(
    systolic: int | None, diastolic: int | None, grade: int | None
) -> None:
    assert pressure_grade(Vitals(systolic_mmhg=systolic, diastolic_mmhg=diastolic), LIST) == grade


def test_a_term_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        replace(LIST, term=(*LIST.term, LIST.term[0]))


def test_a_symptom_that_a_later_list_has_dropped_still_counts_by_its_grade() -> None:
    old = Symptom("no-longer-listed", 4, T0)

    (found,) = findings([old], LIST, T0)

    assert found.level is Alarm.CRITICAL
    assert "no longer listed" in found.because
