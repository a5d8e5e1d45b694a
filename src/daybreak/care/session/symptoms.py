"""What someone feels or shows in a session, how bad it is, and whom it calls."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.reading import newest
from daybreak.care.errors import NotUnderstood
from daybreak.care.findings import Alarm, Finding, Source
from daybreak.care.session.thresholds import fires, worst_first
from daybreak.care.session.vitals import Vitals

LOW_PRESSURE = "systolic-low"  # the channel that a symptom of low pressure worsens


@dataclass(frozen=True, slots=True)
class Term:
    """One symptom of the list. `alarm` is what its presence calls for, whatever its grade."""

    id: str
    name: str
    alarm: Alarm | None = None
    alert_from_count: int | None = None
    of_low_pressure: bool = False


@dataclass(frozen=True, slots=True)
class Grades:
    """What grades 1 to 5 mean, and from which of them on somebody is called."""

    alert_from: int
    critical_from: int
    words: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class PressureGrade:
    """A grade of raised blood pressure as an adverse event, from either figure on."""

    grade: int
    systolic_from_mmhg: int
    diastolic_from_mmhg: int


@dataclass(frozen=True, slots=True)
class SymptomPhrases:
    """How a symptom is said, and what each severity calls for."""

    present: str
    repeated: str
    note: str
    alert: str
    critical: str


@dataclass(frozen=True, kw_only=True)
class SymptomList:
    """One version of the terms, their grades and what they call for."""

    id: str
    version: int
    name: str
    source: Source
    alarm_source: Source
    grades: Grades
    phrases: SymptomPhrases
    term: tuple[Term, ...]
    pressure_grade: tuple[PressureGrade, ...]

    def __post_init__(self) -> None:
        if len(self.by_id) != len(self.term):
            raise ValueError("a term stands twice in the list")

    @cached_property
    def by_id(self) -> dict[str, Term]:
        return {term.id: term for term in self.term}

    def term_of(self, id: str) -> Term:  # noqa: A002 - as in the file
        """The term of that id. One that a later list has dropped still counts by its grade."""
        return self.by_id.get(id) or Term(id, id.replace("-", " "))


@dataclass(frozen=True, slots=True)
class Symptom:
    """One time of having a symptom: its peak grade, from `onset` until before `resolved`."""

    term: str
    grade: int
    onset: datetime
    resolved: datetime | None = None
    id: str = ""

    def is_present(self, at: datetime) -> bool:
        return self.onset <= at and (self.resolved is None or at < self.resolved)


def symptom_list(*, overlay: Path | None = None) -> SymptomList:
    """The newest list of symptoms, a clinic's own folder included."""
    return newest("profiles/symptoms", SymptomList, "symptoms", overlay=overlay)


def check_symptom(symptom: Symptom, listed: SymptomList) -> None:
    """Raise unless the symptom can be one.

    Raises:
        NotUnderstood: the term is not in the list, the grade is none, or it ended before it began.
    """
    if symptom.term not in listed.by_id:
        raise NotUnderstood("symptom-term", "That symptom is not in the list. Choose one of it.")
    if not 1 <= symptom.grade <= len(listed.grades.words):
        last = len(listed.grades.words)
        raise NotUnderstood("symptom-grade", f"A grade goes from 1 to {last}. Choose one of them.")
    if symptom.resolved is not None and symptom.resolved < symptom.onset:
        raise NotUnderstood("symptom-time", "It cannot be over before it began. Check both times.")


def findings(
    symptoms: Iterable[Symptom], listed: SymptomList, now: datetime
) -> tuple[Finding, ...]:
    """What the symptoms present at `now` call for, worst first.

    A symptom of the critical list is critical at any blood pressure and any grade.
    """
    known = [symptom for symptom in symptoms if symptom.onset <= now]
    terms = dict.fromkeys(symptom.term for symptom in known if symptom.is_present(now))
    return worst_first(
        finding
        for term in terms
        for finding in _of_term(
            listed.term_of(term), [each for each in known if each.term == term], listed, now
        )
    )


def low_pressure(
    vitals: Vitals, symptoms: Iterable[Symptom], listed: SymptomList, profile: Profile, at: datetime
) -> tuple[Finding, ...]:
    """Critical when someone with a low systolic pressure has a symptom of it.

    Low is the alert line of the profile, not its note line: dizziness is an expected effect
    of ketamine, and many slim people start under the note line.
    """
    felt = [
        listed.term_of(symptom.term)
        for symptom in symptoms
        if symptom.is_present(at) and listed.term_of(symptom.term).of_low_pressure
    ]
    if not felt:
        return ()
    lines = [
        rule
        for rule in profile.by_channel.get(LOW_PRESSURE, ())
        if rule.severity is Alarm.ALERT and fires(rule, vitals, None)
    ]
    if not lines:
        return ()
    systolic = profile.by_signal[lines[0].signal].shown(vitals.of(lines[0].signal) or 0)
    names = ", ".join(dict.fromkeys(term.name for term in felt)).lower()
    because = f"Systolic {systolic}, and {names}."
    return (
        Finding(
            "systolic-low-felt",
            Alarm.CRITICAL,
            because,
            listed.alarm_source,
            listed.phrases.critical,
        ),
    )


def pressure_grade(vitals: Vitals, listed: SymptomList) -> int | None:
    """The grade that a blood pressure alone would give an adverse event: a proposal.

    0 is below every grade; None when neither figure was taken.
    """
    systolic, diastolic = vitals.systolic_mmhg, vitals.diastolic_mmhg
    if systolic is None and diastolic is None:
        return None
    return max(
        (
            row.grade
            for row in listed.pressure_grade
            if (systolic is not None and systolic >= row.systolic_from_mmhg)
            or (diastolic is not None and diastolic >= row.diastolic_from_mmhg)
        ),
        default=0,
    )


def _of_term(
    term: Term, symptoms: Sequence[Symptom], listed: SymptomList, now: datetime
) -> Iterator[Finding]:
    grade = max(symptom.grade for symptom in symptoms if symptom.is_present(now))
    levels = [level for level in (term.alarm, _by_grade(grade, listed.grades)) if level]
    if levels:
        because = listed.phrases.present.format(name=term.name, grade=grade)
        yield _finding(f"symptom-{term.id}", max(levels), because, listed)
    if term.alert_from_count is not None and len(symptoms) >= term.alert_from_count:
        because = listed.phrases.repeated.format(name=term.name, count=len(symptoms))
        yield _finding(f"symptom-{term.id}-repeated", Alarm.ALERT, because, listed)


def _by_grade(grade: int, grades: Grades) -> Alarm | None:
    if grade >= grades.critical_from:
        return Alarm.CRITICAL
    return Alarm.ALERT if grade >= grades.alert_from else None


def _finding(rule: str, level: Alarm, because: str, listed: SymptomList) -> Finding:
    words = {
        Alarm.NOTE: listed.phrases.note,
        Alarm.ALERT: listed.phrases.alert,
        Alarm.CRITICAL: listed.phrases.critical,
    }
    return Finding(rule, level, because, listed.alarm_source, words[level])
