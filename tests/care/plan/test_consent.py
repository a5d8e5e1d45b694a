"""A consent is in force when all of it was agreed to, in these words, for this series, lately."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from daybreak.care.catalogue.indication import indication
from daybreak.care.catalogue.route import route
from daybreak.care.errors import NotFound
from daybreak.care.findings import Status
from daybreak.care.plan.consent import (
    Signed,
    consent_form,
    standing,
    standing_on_paper,
    valid_until,
)

FORM = consent_form()
TODAY = date(2026, 11, 22)
READ = FORM.clauses(indication=indication("trd"), route=route("iv"))
SIGNED = Signed(
    form=FORM.id,
    version=FORM.version,
    series="course-1",
    on=TODAY,
    initialled=tuple((each.id, each.hash) for each in READ if each.is_required),
    by_patient=True,
    by_clinician=True,
)


def rules(signed: Signed | None, *, way: str = "iv", today: date = TODAY) -> list[str]:
    found = standing(
        signed,
        form=FORM,
        indication=indication("trd"),
        route=route(way),
        series="course-1",
        today=today,
    )
    assert all(each.level is Status.HOLD and each.to_do for each in found)
    return [each.rule for each in found]


def test_a_consent_signed_today_in_all_required_clauses_is_in_force() -> None:
    assert rules(SIGNED) == []


def test_recording_is_an_opt_in_and_everything_else_is_required() -> None:
    assert [each.id for each in FORM.clause if not each.is_required] == ["recording"]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"series": "course-2"}, "consent-series"),
        ({"version": 2}, "consent-superseded"),
        ({"on": date(2026, 11, 23)}, "consent-date"),
        ({"on": date(2025, 11, 22)}, "consent-expired"),
        ({"initialled": SIGNED.initialled[1:]}, "consent-clauses"),
        ({"by_patient": False}, "consent-patient"),
        ({"by_clinician": False}, "consent-clinician"),
    ],
)
def test_whatever_is_missing_holds(change: dict[str, Any], rule: str) -> None:
    assert rules(replace(SIGNED, **change)) == [rule]


def test_no_consent_holds() -> None:
    assert rules(None) == ["consent-missing"]


def test_everything_that_is_missing_comes_back_at_once() -> None:
    nothing = replace(SIGNED, initialled=(), by_patient=False, by_clinician=False)
    assert rules(nothing) == ["consent-clauses", "consent-patient", "consent-clinician"]


def test_a_clause_agreed_to_in_other_words_is_not_agreed_to() -> None:
    changed = replace(READ[0], text="Something else.")
    other = (changed.id, changed.hash)
    assert rules(replace(SIGNED, initialled=(other, *SIGNED.initialled[1:]))) == ["consent-clauses"]


def test_the_label_decides_which_clause_is_read() -> None:
    racemic = {each.id for each in READ}
    esketamine = {
        each.id
        for each in FORM.clauses(indication=indication("trd"), route=route("intranasal-esketamine"))
    }
    assert racemic ^ esketamine == {"off-label", "labelled"}
    assert rules(SIGNED, way="intranasal-esketamine") == ["consent-clauses"]


@pytest.mark.parametrize(
    ("on", "until"),
    [
        (date(2026, 1, 15), date(2027, 1, 15)),
        (date(2024, 2, 29), date(2025, 2, 28)),
    ],
)
def test_a_consent_holds_for_a_year_and_not_on_its_last_day(on: date, until: date) -> None:
    assert valid_until(on, FORM) == until
    assert "consent-expired" in rules(replace(SIGNED, on=on), today=until)


def test_a_version_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        consent_form(9)


@pytest.mark.parametrize(
    ("on", "rules"),
    [
        (TODAY, ["consent-elsewhere"]),
        (date(2025, 11, 22), ["consent-expired", "consent-elsewhere"]),
        (date(2026, 11, 23), ["consent-date", "consent-elsewhere"]),
    ],
)
def test_a_consent_on_paper_elsewhere_holds_for_its_time_and_says_so(
    on: date, rules: list[str]
) -> None:
    found = standing_on_paper(on, form=FORM, today=TODAY)

    assert [each.rule for each in found] == rules
    assert [each.level for each in found if each.rule != "consent-elsewhere"] == [
        Status.HOLD for rule in rules if rule != "consent-elsewhere"
    ]
