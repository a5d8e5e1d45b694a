"""A review is the prescriber's, with everything that lay on the table stored beside it."""

import json
from datetime import timedelta
from typing import Any

import pytest

from clinic import NOON, Clinic
from daybreak.actions import outcome
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.outcome.rules import outcome_rules
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import ChartCard, CourseEnd, JournalLine, ReviewRow
from daybreak.records.reads.reviews import table
from daybreak.records.verify import verify
from treated import Treated, after_six, treated

NONE_THERE = {sign.id: False for sign in outcome_rules().sign}


def review(somebody: Treated, **said: Any) -> outcome.Reviewed:
    usual: dict[str, Any] = {
        **somebody.clinic.prescriber,
        "course": somebody.course,
        "option": "maintenance",
        "grounds": "Clear gain, and she wants to keep it.",
        "signs": NONE_THERE,
    }
    return outcome.review(**{**usual, **said})


def test_the_options_and_grounds_that_were_shown_are_stored_with_the_decision(
    clinic: Clinic,
) -> None:
    somebody = after_six(clinic, baseline=22, latest=10)

    reviewed = review(somebody)

    row = ReviewRow.objects.get(id=reviewed.review)
    shown = json.loads(row.grounds)
    assert (row.after_sessions, row.decision, row.response) == (6, "maintenance", "response")
    assert (shown["baseline"], shown["latest"]) == (22, 10)
    assert shown["compared"]["percent_better"] == "54.5"
    assert [each["rule"] for each in shown["grounds"]] == ["end-response"]
    assert all(each["source"]["citation"] for each in shown["grounds"])
    assert {"maintenance", "stop-and-watch"} <= {each["id"] for each in shown["options"]}
    assert {each["study"] for each in shown["benchmarks"]} >= {"McInnes 2022"}
    assert shown["signs"] == NONE_THERE
    assert shown["ruleset"].startswith("outcome-1+")
    assert ChartCard.objects.get(patient=somebody.patient).stage == "reviewed"
    assert verify().ok


def test_after_three_a_series_may_go_on(clinic: Clinic) -> None:
    somebody = treated(clinic)
    somebody.score(20, at=NOON - timedelta(days=12))
    for number in range(1, 4):
        somebody.session(number, NOON - timedelta(days=11 - 3 * number))
    somebody.score(18, at=NOON - timedelta(days=1))

    reviewed = review(somebody, option="continue")

    assert (reviewed.after_sessions, reviewed.judged) == (3, "no-response")


def test_sessions_given_elsewhere_count(clinic: Clinic) -> None:
    somebody = treated(clinic)
    somebody.score(20, at=NOON - timedelta(days=25))
    for number in range(1, 6):
        somebody.past(number, (NOON - timedelta(days=24 - 3 * number)).date())
    somebody.session(6, NOON - timedelta(days=3))
    somebody.score(4, at=NOON - timedelta(days=1))

    reviewed = review(somebody)

    assert (reviewed.after_sessions, reviewed.judged) == (6, "remission")


def test_a_session_that_came_to_no_dose_does_not_count(clinic: Clinic) -> None:
    somebody = after_six(clinic)
    somebody.session(7, NOON - timedelta(days=1), until=Stage.PREPARED)

    assert table(somebody.course).after == 6


def test_a_score_of_the_day_of_a_dose_elsewhere_comes_before_it(clinic: Clinic) -> None:
    somebody = treated(clinic)
    somebody.score(21, at=NOON - timedelta(days=5))
    somebody.past(1, (NOON - timedelta(days=5)).date())
    somebody.score(9, at=NOON - timedelta(days=1))

    curve = table(somebody.course).curve

    assert curve.baseline is not None
    assert curve.baseline.total == 21


def refused(somebody: Treated, error: type[Exception], words: str, **said: Any) -> None:
    lines = JournalLine.objects.count()
    with pytest.raises(error, match=words):
        review(somebody, **said)
    assert not ReviewRow.objects.exists()
    assert JournalLine.objects.count() == lines


def test_a_sign_that_was_not_asked_holds_another_dose_but_not_a_hold(clinic: Clinic) -> None:
    somebody = after_six(clinic)
    some = {sign: there for sign, there in NONE_THERE.items() if sign != "sign-bladder"}

    refused(somebody, NotAllowed, "ask: Bladder signs", signs=some)

    assert review(somebody, option="hold", signs=some).option == "hold"


def test_another_dose_against_a_sign_needs_the_sign_to_be_named(clinic: Clinic) -> None:
    somebody = after_six(clinic)
    there = {**NONE_THERE, "sign-bladder": True}

    refused(somebody, NotAllowed, "Name each finding", signs=there)

    reviewed = review(somebody, signs=there, despite=("sign-bladder",))
    stored = json.loads(ReviewRow.objects.get(id=reviewed.review).grounds)
    assert stored["despite"] == ["sign-bladder"]


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        ({"option": "extend-three"}, NotAllowed, "not open at this review"),
        ({"option": "nonsense"}, NotAllowed, "not open at this review"),
        ({"grounds": "  "}, NotAllowed, "needs your grounds"),
        ({"signs": {**NONE_THERE, "sign-of-the-times": True}}, NotUnderstood, "no sign"),
    ],
)
def test_what_care_does_not_offer_is_refused(
    clinic: Clinic, said: dict[str, Any], error: type[Exception], words: str
) -> None:
    refused(after_six(clinic), error, words, **said)


def test_there_is_nothing_to_review_before_the_first_dose(clinic: Clinic) -> None:
    refused(treated(clinic), NotAllowed, "Nothing has been given")


def test_a_closed_course_is_not_reviewed(clinic: Clinic) -> None:
    somebody = after_six(clinic)
    somebody.write(lambda: _end(somebody))

    refused(somebody, NotAllowed, "course is closed")


def _end(somebody: Treated) -> CourseEnd:
    from daybreak.actions.journal import add

    return add(CourseEnd(course_id=somebody.course, reason="completed"))


def test_only_a_prescriber_reviews(clinic: Clinic) -> None:
    somebody = after_six(clinic)

    for role in (Role.NURSE, Role.DIRECTOR, Role.THERAPIST):
        refused(somebody, WrongRole, "for prescriber", **clinic.by(role))


def test_another_organisations_course_does_not_exist(clinic: Clinic, other_clinic: Clinic) -> None:
    refused(after_six(clinic), NotFound, "no such course", **other_clinic.prescriber)
