"""Tests before a series: which are asked of this person, and which are missing or too old."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from daybreak.care.catalogue.reading import read, shelf
from daybreak.care.findings import Finding, Source, Status
from daybreak.care.screening.facts import Facts, counts
from daybreak.care.screening.fields import Fields

HEART_RISKS = ("hx-hypertension", "hx-mi", "hx-heart-failure", "hx-arrhythmia")


class AppliesWhen(StrEnum):
    """Of whom a test is asked."""

    ALL = "all"
    CHILD_BEARING = "child-bearing"  # a pregnancy is possible, or nobody knows
    ECG = "ecg"  # by age or heart risk, or nobody knows the age
    RISK = "risk"  # when the prescriber asks for it


@dataclass(frozen=True, slots=True)
class TestRequirement:
    """One test, how many days it counts, and whether nothing is given without it.

    `max_age_days_later` counts after the first dose, where it differs.
    """

    __test__ = False  # its name is the clinic's, not pytest's

    code: str
    name: str
    applies_when: AppliesWhen
    max_age_days: int
    blocks: bool
    source: Source
    loinc: str = ""
    max_age_days_later: int | None = None

    def days(self, *, is_first: bool) -> int:
        later = self.max_age_days_later
        return self.max_age_days if is_first or later is None else later


@dataclass(frozen=True, slots=True)
class Baseline:
    """The tests of one version."""

    id: str
    version: int
    source: Source
    ecg_age_years: int
    test: tuple[TestRequirement, ...]


def baseline() -> Baseline:
    """The tests on the shelf."""
    return read(shelf("rules") / "baseline-1.toml", Baseline)


def required(
    facts: Facts,
    *,
    tests: Baseline,
    fields: Fields,
    today: date,
    asked_for: frozenset[str] = frozenset(),
) -> tuple[TestRequirement, ...]:
    """The tests asked of this person; what is not known of them asks for more, never for less.

    `asked_for` are the codes of tests that the prescriber asks for by risk.
    """
    return tuple(
        each
        for each in tests.test
        if each.code in asked_for or _applies(each.applies_when, facts, tests, fields, today)
    )


def missing(
    results: Mapping[str, date],
    *,
    needed: tuple[TestRequirement, ...],
    is_first: bool,
    today: date,
) -> tuple[Finding, ...]:
    """Which tests are not there, or too old. `results` are the days of tests by code."""
    found = []
    for each in needed:
        days = each.days(is_first=is_first)
        on = results.get(each.code)
        age_days = None if on is None else (today - on).days
        if age_days is not None and 0 <= age_days <= days:
            continue
        state = "is not on file" if age_days is None else f"is {age_days} days old"
        found.append(
            Finding(
                rule=f"baseline-{each.code}",
                level=Status.HOLD if each.blocks else Status.NOTE,
                because=f"{each.name}: {state}; it counts for {days} days.",
                to_do="Do it, or chase the result.",
                source=each.source,
                unknown=(each.code,),
            )
        )
    return tuple(found)


def _applies(when: AppliesWhen, facts: Facts, tests: Baseline, fields: Fields, today: date) -> bool:
    match when:
        case AppliesWhen.ALL:
            return True
        case AppliesWhen.RISK:
            return False
        case AppliesWhen.CHILD_BEARING:
            return _value("child-bearing-potential", facts, fields, today) is not False
        case AppliesWhen.ECG:
            age = _value("age-years", facts, fields, today)
            by_age = not isinstance(age, int) or age >= tests.ecg_age_years
            return by_age or any(_value(name, facts, fields, today) for name in HEART_RISKS)


def _value(name: str, facts: Facts, fields: Fields, today: date) -> bool | int | str | None:
    fact = facts.get(name)
    if fact is None or not counts(fields.field(name), fact, today):
        return None
    return fact.value
