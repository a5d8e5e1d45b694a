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

    `max_age_days_later` counts after the first dose, where it differs. `facts` are those that
    tell when it was done; without any, no result of it is kept here.
    """

    __test__ = False  # its name is the clinic's, not pytest's

    code: str
    name: str
    applies_when: AppliesWhen
    max_age_days: int
    blocks: bool
    source: Source
    loinc: str = ""
    facts: tuple[str, ...] = ()
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


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one test stands: when it was done, if ever, and how many days it counts."""

    test: TestRequirement
    on: date | None
    days: int
    is_fresh: bool


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


def results(facts: Facts, tests: Baseline) -> dict[str, date]:
    """The days of tests by code, as far as facts tell them: a test is as old as its oldest part."""
    found = {}
    for each in tests.test:
        parts = [facts.get(name) for name in each.facts]
        days = [fact.on for fact in parts if fact is not None and fact.value is not None]
        known = [day for day in days if day is not None]
        if parts and len(known) == len(parts):
            found[each.code] = min(known)
    return found


def standings(
    done: Mapping[str, date],
    *,
    needed: tuple[TestRequirement, ...],
    is_first: bool,
    today: date,
) -> tuple[Standing, ...]:
    """Where each needed test stands. `done` are the days of tests by code."""
    found = []
    for each in needed:
        days, on = each.days(is_first=is_first), done.get(each.code)
        is_fresh = on is not None and 0 <= (today - on).days <= days
        found.append(Standing(each, on, days, is_fresh))
    return tuple(found)


def missing(
    results: Mapping[str, date],
    *,
    needed: tuple[TestRequirement, ...],
    is_first: bool,
    today: date,
) -> tuple[Finding, ...]:
    """Which tests are not there, or too old. `results` are the days of tests by code."""
    found = []
    for each in standings(results, needed=needed, is_first=is_first, today=today):
        if each.is_fresh:
            continue
        state = "is not on file" if each.on is None else f"is {(today - each.on).days} days old"
        found.append(
            Finding(
                rule=f"baseline-{each.test.code}",
                level=Status.HOLD if each.test.blocks else Status.NOTE,
                because=f"{each.test.name}: {state}; it counts for {each.days} days.",
                to_do="Do it, or chase the result.",
                source=each.test.source,
                unknown=(each.test.code,),
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
