"""The monitoring form asks in both its versions what it asks, and is due within seven days."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from daybreak.care.errors import NotFound, NotUnderstood
from daybreak.care.session.rems import Care, data_sheet, is_form_due, minutes_watched, rems_rules

RULES = rems_rules()
DAY = date(2026, 11, 2)
OLD, NEW = "2021-11", "with-respiratory-depression"
FULL: dict[str, Any] = {
    "patient-first-name": "A",
    "patient-last-name": "B",
    "patient-born": date(1980, 1, 1),
    "patient-sex": "female",
    "first-treatment": False,
    "takes-benzodiazepines": False,
    "takes-hypnotics": False,
    "takes-stimulants": False,
    "takes-maoi": False,
    "takes-opioids": False,
    "monitor-first-name": "C",
    "monitor-last-name": "D",
    "monitor-phone": "555",
    "setting-name": "E",
    "setting-address": "F",
    "setting-city": "G",
    "setting-state": "CA",
    "setting-zip": "90000",
    "session-date": DAY,
    "dose-mg": 56,
    "lot": "S9",
    "minutes-watched": 125,
    "vitals-ok-before": True,
    "vitals-ok-after": True,
    "bp-before": (120, 80),
    "bp-40-min": (140, 90),
    "bp-after": (125, 82),
    "sedation": False,
    "dissociation": False,
    "respiratory-depression": False,
    "serious-event": False,
    "signed-by": "C D",
    "signed-on": DAY,
}


def asked(form: str, answers: dict[str, Any]) -> set[str]:
    sheet = data_sheet(RULES, form, answers, session_on=DAY)
    return {row.question.id for row in sheet.rows}


@pytest.mark.parametrize("form", [OLD, NEW])
def test_a_whole_session_leaves_nothing_missing(form: str) -> None:
    assert data_sheet(RULES, form, FULL, session_on=DAY).missing == ()


@pytest.mark.parametrize("form", [OLD, NEW])
@pytest.mark.parametrize("name", [each.id for each in RULES.field if each.is_required])
def test_each_required_answer_is_missed(form: str, name: str) -> None:
    question = RULES.by_id[name]
    answers = FULL | ({question.only_if: True} if question.only_if else {}) | {name: None}
    sheet = data_sheet(RULES, form, answers, session_on=DAY)

    assert (name in sheet.missing) is (form in question.forms)


def test_only_the_later_form_asks_for_opioids_and_respiratory_depression() -> None:
    assert asked(NEW, FULL) - asked(OLD, FULL) == {
        "first-treatment",
        "takes-opioids",
        "respiratory-depression",
    }


def test_what_follows_from_a_yes_is_asked_after_a_yes_only() -> None:
    assert "sedation-onset-min" not in asked(OLD, FULL | {"sedation": False})
    assert "sedation-onset-min" not in asked(OLD, FULL | {"sedation": None})
    assert "sedation-onset-min" in asked(OLD, FULL | {"sedation": True})
    assert "enrolled" in asked(NEW, FULL | {"first-treatment": True})


@pytest.mark.parametrize(
    ("today", "sent_on", "is_late"),
    [(7, None, False), (8, None, True), (30, 7, False), (30, 8, True)],
)
def test_a_form_is_late_after_seven_days(today: int, sent_on: int | None, is_late: bool) -> None:
    sheet = data_sheet(RULES, OLD, {}, session_on=DAY)
    sent = None if sent_on is None else DAY + timedelta(days=sent_on)

    assert sheet.due_on == date(2026, 11, 9)
    assert sheet.is_late(DAY + timedelta(days=today), sent_on=sent) is is_late


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("sedation", 1),
        ("dose-mg", True),
        ("dose-mg", -1),
        ("lot", " "),
        ("session-date", "today"),
        ("bp-before", (80, 120)),
        ("bp-before", (80, 0)),
        ("nothing", True),
    ],
)
def test_what_is_no_answer_is_refused(name: str, answer: Any) -> None:
    with pytest.raises(NotUnderstood):
        data_sheet(RULES, OLD, {name: answer}, session_on=DAY)


def test_there_are_two_forms_and_no_other() -> None:
    assert [form.id for form in RULES.form] == [OLD, NEW]
    with pytest.raises(NotFound, match="2021-11"):
        data_sheet(RULES, "2019", {}, session_on=DAY)


def test_an_inpatient_has_no_form() -> None:
    assert is_form_due(Care.OUTPATIENT)
    assert not is_form_due(Care.INPATIENT)


def test_minutes_count_from_the_first_device() -> None:
    begun = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    assert minutes_watched(begun, begun + timedelta(minutes=125, seconds=59)) == 125
    with pytest.raises(NotUnderstood):
        minutes_watched(begun, begun - timedelta(seconds=1))
