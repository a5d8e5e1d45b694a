"""Tests before a series are asked of whom they concern, and grow old."""

from datetime import date, timedelta

import pytest

from daybreak.care.findings import Status
from daybreak.care.plan.baseline import baseline, missing, required, results, standings
from daybreak.care.screening.facts import Fact, Origin
from daybreak.care.screening.fields import fields

TESTS, FIELDS = baseline(), fields()
TODAY = date(2026, 11, 22)


def facts(**answers: bool | int | None) -> dict[str, Fact]:
    given: dict[str, bool | int | None] = {
        "age-years": 41,
        "child-bearing-potential": False,
        **{name.replace("_", "-"): value for name, value in answers.items()},
    }
    return {name: Fact(value, TODAY, Origin.ASKED) for name, value in given.items()}


def asked(known: dict[str, Fact], *, asked_for: frozenset[str] = frozenset()) -> set[str]:
    needed = required(known, tests=TESTS, fields=FIELDS, today=TODAY, asked_for=asked_for)
    return {each.code for each in needed}


FOR_ALL = {"vitals", "liver-tests", "metabolic-panel", "urinalysis"}


@pytest.mark.parametrize(
    ("known", "more"),
    [
        (facts(), set()),
        (facts(child_bearing_potential=True), {"pregnancy-test"}),
        (facts(child_bearing_potential=None), {"pregnancy-test"}),
        (facts(age_years=49), set()),
        (facts(age_years=50), {"ecg"}),
        (facts(hx_hypertension=True), {"ecg"}),
        (facts(age_years=None), {"ecg"}),
        ({}, {"ecg", "pregnancy-test"}),
    ],
)
def test_what_is_not_known_asks_for_more_tests_never_for_fewer(
    known: dict[str, Fact], more: set[str]
) -> None:
    assert asked(known) == FOR_ALL | more


def test_the_prescriber_asks_for_tests_by_risk() -> None:
    assert asked(facts(), asked_for=frozenset({"tsh"})) == FOR_ALL | {"tsh"}


@pytest.mark.parametrize(
    ("code", "age_days", "is_first", "level"),
    [
        ("pregnancy-test", 7, True, None),
        ("pregnancy-test", 8, True, Status.HOLD),
        ("pregnancy-test", 30, False, None),
        ("pregnancy-test", 31, False, Status.HOLD),
        ("vitals", 0, True, None),
        ("vitals", 1, True, Status.HOLD),
        ("vitals", -1, True, Status.HOLD),
        ("urinalysis", 181, True, Status.NOTE),
    ],
)
def test_a_test_counts_for_its_days(
    code: str, age_days: int, level: Status | None, *, is_first: bool
) -> None:
    needed = tuple(each for each in TESTS.test if each.code == code)
    results = {code: TODAY - timedelta(days=age_days)}

    found = missing(results, needed=needed, is_first=is_first, today=TODAY)

    assert [each.level for each in found] == ([] if level is None else [level])


def test_a_test_that_was_never_done_is_named() -> None:
    found = missing({}, needed=TESTS.test, is_first=True, today=TODAY)
    assert [each.unknown for each in found] == [(each.code,) for each in TESTS.test]
    assert all("not on file" in each.because for each in found)


def test_a_test_is_as_old_as_its_oldest_part() -> None:
    known = {
        "alt-percent-of-uln": Fact(60, TODAY, Origin.ASKED),
        "ast-percent-of-uln": Fact(60, TODAY - timedelta(days=40), Origin.ASKED),
        "qtc-ms": Fact(None, TODAY, Origin.ASKED),
        "egfr": Fact(95, None, Origin.IMPORTED),
    }

    done = results(known, TESTS)

    assert done == {"liver-tests": TODAY - timedelta(days=40)}


def test_half_a_test_is_none() -> None:
    assert "liver-tests" not in results(
        {"alt-percent-of-uln": Fact(60, TODAY, Origin.ASKED)}, TESTS
    )


def test_what_tells_of_a_test_is_a_question_that_is_asked() -> None:
    assert {name for each in TESTS.test for name in each.facts} <= set(FIELDS.by_id)


@pytest.mark.parametrize(
    ("age_days", "is_fresh"), [(0, True), (180, True), (181, False), (-1, False)]
)
def test_a_test_stands_until_its_days_are_over(age_days: int, is_fresh: bool) -> None:
    needed = required(facts(), tests=TESTS, fields=FIELDS, today=TODAY)
    done = {"liver-tests": TODAY - timedelta(days=age_days)}

    found = {
        each.test.code: each for each in standings(done, needed=needed, is_first=True, today=TODAY)
    }

    assert found["liver-tests"].is_fresh is is_fresh
    assert found["liver-tests"].days == 180
    assert found["urinalysis"].on is None
