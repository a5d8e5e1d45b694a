"""Scales, reviews, maintenance, calls and endings, as the clinic's pages show them."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from clinic import JUST_NOW, NOON, Clinic
from daybreak.actions import outcome
from daybreak.care.outcome.rules import outcome_rules
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import (
    Account,
    Contact,
    CourseEnd,
    JournalLine,
    MaintenancePlan,
    ReviewRow,
    ScaleAnswer,
)
from treated import Treated, after_six, treated

SIGNS = {f"sign_{sign.id}": "no" for sign in outcome_rules().sign}
NONE_THERE = {sign.id: False for sign in outcome_rules().sign}
PHQ9 = {f"item-{n}": "1" for n in range(1, 9)} | {"item-9": "0"}


@pytest.fixture
def somebody(clinic: Clinic) -> Treated:
    clinic.clock.now = JUST_NOW
    return after_six(clinic)


def signed_in(clinic: Clinic, role: Role) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=clinic.actors[role].id))
    return client


def sent(**data: str) -> dict[str, str]:
    return {"act_id": str(uuid4()), **data}


def pages(somebody: Treated) -> list[str]:
    return [
        "/reviews/",
        f"/people/{somebody.patient}/scales/",
        f"/people/{somebody.patient}/scales/phq-9/",
        f"/people/{somebody.patient}/contact/",
        f"/courses/{somebody.course}/review/",
        f"/courses/{somebody.course}/maintenance/",
        f"/courses/{somebody.course}/close/",
    ]


def reviewed(somebody: Treated, option: str = "maintenance") -> None:
    outcome.review(
        **somebody.clinic.prescriber,
        course=somebody.course,
        option=option,
        grounds="As agreed.",
        signs=NONE_THERE,
    )


# Scales


def test_the_scales_page_says_what_was_found_and_what_each_answer_speaks_of(
    somebody: Treated,
) -> None:
    somebody.score(14, at=NOON - timedelta(days=4))

    page = signed_in(somebody.clinic, Role.NURSE).get(f"/people/{somebody.patient}/scales/")

    text = page.content.decode()
    assert "PHQ-9 from 22 to 10: a response, not yet remission" in text
    assert "12 better (54.5" in text
    assert "real change is 6 or more" in text
    assert "the baseline" in text
    assert "overlaps the one before" in text
    assert "sessions within" in text
    assert "only the total is known" in text


def test_a_person_without_scores_has_a_page_that_says_so(clinic: Clinic) -> None:
    somebody = treated(clinic)

    page = signed_in(clinic, Role.NURSE).get(f"/people/{somebody.patient}/scales/")

    assert "No scale has been answered yet" in page.content.decode()


def test_words_that_may_not_be_given_out_say_how_to_come_by_them(somebody: Treated) -> None:
    client = signed_in(somebody.clinic, Role.NURSE)

    assert (
        "need words that are not ours"
        in client.get(f"/people/{somebody.patient}/scales/").content.decode()
    )
    answer = client.get(f"/people/{somebody.patient}/scales/madrs/")
    assert answer.status_code == 409
    assert "not ours to give out" in answer.content.decode()


def test_a_questionnaire_filled_in_from_paper_keeps_its_own_time(somebody: Treated) -> None:
    client = signed_in(somebody.clinic, Role.NURSE)
    where = f"/people/{somebody.patient}/scales/phq-9/"
    assert "No permission required to reproduce" in client.get(where).content.decode()

    answer = client.post(where, sent(lang="en-US", at_0="2026-11-18", at_1="09:30", **PHQ9))

    assert answer.headers["Location"] == f"/people/{somebody.patient}/scales/"
    row = ScaleAnswer.objects.get(total=8)
    assert row.at == datetime(2026, 11, 18, 17, 30, tzinfo=UTC)
    assert row.answered_by == "staff"


def test_a_dark_answer_tells_staff_not_to_let_them_leave(somebody: Treated) -> None:
    client = signed_in(somebody.clinic, Role.NURSE)
    where = f"/people/{somebody.patient}/scales/phq-9/"

    page = client.post(where, sent(lang="en-US", **{**PHQ9, "item-9": "1"}), follow=True)

    text = page.content.decode()
    assert "do not let them leave before" in text
    assert "Ask today" in text
    assert "thoughts of death or self-harm" in client.get("/reviews/").content.decode()


def test_what_was_chosen_comes_back_with_the_refusal(somebody: Treated) -> None:
    client = signed_in(somebody.clinic, Role.NURSE)
    where = f"/people/{somebody.patient}/scales/phq-9/"

    answer = client.post(where, sent(lang="en-US", at_0="2099-01-01", at_1="09:30", **PHQ9))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This time has not come yet" in page
    assert page.count(" checked") >= len(PHQ9)
    assert 'value="2099-01-01"' in page


def test_the_suicide_screen_is_not_filled_in_here(somebody: Treated) -> None:
    client = signed_in(somebody.clinic, Role.NURSE)

    answer = client.get(f"/people/{somebody.patient}/scales/c-ssrs-screener/")

    assert answer.status_code == 404
    assert "under Screening" in answer.content.decode()


# Reviews


def test_a_review_shows_grounds_on_both_sides_with_their_sources(somebody: Treated) -> None:
    page = signed_in(somebody.clinic, Role.PRESCRIBER).get(f"/courses/{somebody.course}/review/")

    text = page.content.decode()
    assert "Grounds to go on" in text
    assert "McInnes 2022" in text
    assert "of 537 people" in text
    assert "In 2342 infusions blood pressure rose severely" in text
    assert "Oliver 2022, J Clin Psychiatry" in text
    assert "Two to four more, weekly" in text


def test_the_decision_is_signed_with_its_grounds(somebody: Treated) -> None:
    client = signed_in(somebody.clinic, Role.PRESCRIBER)
    where = f"/courses/{somebody.course}/review/"

    answer = client.post(
        where, sent(option="maintenance", grounds="She wants to keep it.", **SIGNS)
    )

    assert answer.headers["Location"] == where
    assert ReviewRow.objects.get().note == "She wants to keep it."
    text = client.get(where).content.decode()
    assert "Decided before" in text
    assert "it was decided already" in text


def test_the_same_decision_sent_twice_is_one(somebody: Treated) -> None:
    client = signed_in(somebody.clinic, Role.PRESCRIBER)
    data = sent(option="maintenance", grounds="Yes.", **SIGNS)

    for _ in range(2):
        client.post(f"/courses/{somebody.course}/review/", data)

    assert ReviewRow.objects.count() == 1


def test_a_sign_that_is_there_must_be_named_before_another_session(somebody: Treated) -> None:
    client = signed_in(somebody.clinic, Role.PRESCRIBER)
    where = f"/courses/{somebody.course}/review/"
    data = {**SIGNS, "sign_sign-bladder": "yes", "option": "maintenance", "grounds": "Even so."}

    refused = client.post(where, sent(**data))
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Name each finding" in page
    assert "Even so." in page
    assert 'name="despite"' in page
    assert not ReviewRow.objects.exists()

    client.post(where, sent(**data, despite="sign-bladder"))
    assert ReviewRow.objects.count() == 1


def test_a_sign_that_was_not_asked_holds_another_session(somebody: Treated) -> None:
    client = signed_in(somebody.clinic, Role.PRESCRIBER)

    answer = client.post(
        f"/courses/{somebody.course}/review/", sent(option="maintenance", grounds="Yes.")
    )

    assert answer.status_code == 422
    assert "Before another session is decided, ask" in answer.content.decode()


def test_before_the_first_dose_there_is_nothing_to_review(clinic: Clinic) -> None:
    somebody = treated(clinic)
    client = signed_in(clinic, Role.PRESCRIBER)

    assert (
        "Nothing has been given yet"
        in client.get(f"/courses/{somebody.course}/review/").content.decode()
    )
    assert client.post(f"/courses/{somebody.course}/review/", sent()).status_code in {200, 422}
    assert not ReviewRow.objects.exists()


# Maintenance, calls, the end


def test_maintenance_is_planned_from_the_ladder(somebody: Treated) -> None:
    client = signed_in(somebody.clinic, Role.PRESCRIBER)
    where = f"/courses/{somebody.course}/maintenance/"
    assert "has not been reviewed at its end" in client.get(where).content.decode()
    reviewed(somebody)

    answer = client.post(where, sent(interval_days="7", sessions="4", justification="Held."))

    assert answer.headers["Location"] == where
    assert MaintenancePlan.objects.get().interval_days == 7
    assert "Every 7 days" in client.get(where).content.decode()


def test_a_plan_that_care_refuses_comes_back_with_what_was_typed(somebody: Treated) -> None:
    client = signed_in(somebody.clinic, Role.PRESCRIBER)

    answer = client.post(
        f"/courses/{somebody.course}/maintenance/",
        sent(interval_days="7", sessions="4", justification="She is well."),
    )

    assert answer.status_code == 422
    assert "Review it first" in answer.content.decode()
    assert "She is well." in answer.content.decode()


def test_a_call_the_day_after_is_noted_with_its_session(clinic: Clinic) -> None:
    somebody = treated(clinic)
    session = somebody.session(1, NOON - timedelta(days=1))
    client = signed_in(clinic, Role.NURSE)
    where = f"/people/{somebody.patient}/contact/?session={session}"
    assert f'value="{session}" selected' in client.get(where).content.decode()

    client.post(where, sent(session=str(session), reached="yes", note="Well."))

    row = Contact.objects.get()
    assert (row.session_id, row.kind, row.note) == (session, "next-day", "Well.")


def test_who_was_reached_is_described(clinic: Clinic) -> None:
    somebody = treated(clinic)

    answer = signed_in(clinic, Role.NURSE).post(
        f"/people/{somebody.patient}/contact/", sent(reached="yes")
    )

    assert answer.status_code == 422
    assert "how they are" in answer.content.decode()


def test_a_course_is_closed_with_its_reason(somebody: Treated) -> None:
    client = signed_in(somebody.clinic, Role.PRESCRIBER)

    client.post(f"/courses/{somebody.course}/close/", sent(reason="remission", note="Well."))

    assert CourseEnd.objects.get().reason == "remission"
    page = client.get(f"/courses/{somebody.course}/close/").content.decode()
    assert "This course is closed" in page


def test_what_keeps_a_course_open_is_said_beside_the_button(somebody: Treated) -> None:
    somebody.session(7, NOON + timedelta(days=9), until=Stage.SCHEDULED)
    client = signed_in(somebody.clinic, Role.PRESCRIBER)
    where = f"/courses/{somebody.course}/close/"

    assert "Close or cancel what is open first" in client.get(where).content.decode()
    answer = client.post(where, sent(reason="completed"))

    assert answer.status_code == 422
    assert "Still booked: session 7" in answer.content.decode()
    assert not CourseEnd.objects.exists()


# The worklist


def test_the_worklist_has_reviews_and_calls(somebody: Treated) -> None:
    other = treated(somebody.clinic)
    other.session(1, NOON - timedelta(days=3))
    client = signed_in(somebody.clinic, Role.PRESCRIBER)

    everything = client.get("/reviews/").content.decode()
    reviews = client.get("/reviews/?kind=reviews").content.decode()

    assert "Review, and decide with grounds" in everything
    assert "Call the day after" in everything
    assert "Call the day after" not in reviews


def test_an_empty_worklist_says_so(clinic: Clinic) -> None:
    assert "Nothing is due here" in signed_in(clinic, Role.NURSE).get("/reviews/").content.decode()


@pytest.mark.parametrize("page", ["nonsense", "-1", "999"])
def test_a_page_that_is_none_is_the_nearest(somebody: Treated, page: str) -> None:
    client = signed_in(somebody.clinic, Role.NURSE)

    assert client.get(f"/reviews/?page={page}&kind=nonsense").status_code == 200


# Who may


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.AUDITOR, Role.ADMINISTRATOR])
def test_scores_are_for_clinicians(somebody: Treated, role: Role) -> None:
    client = signed_in(somebody.clinic, role)

    for page in pages(somebody):
        assert client.get(page).status_code == 403, page


def test_every_clinician_can_read_and_only_a_prescriber_decides(somebody: Treated) -> None:
    for role in (Role.NURSE, Role.THERAPIST, Role.DIRECTOR):
        client = signed_in(somebody.clinic, role)
        for page in pages(somebody):
            assert client.get(page).status_code == 200, (role, page)
        for page in pages(somebody)[4:]:
            assert client.post(page, sent(**SIGNS)).status_code == 403, (role, page)
    assert not ReviewRow.objects.exists()


def test_another_organisation_finds_nobody_here(somebody: Treated, other_clinic: Clinic) -> None:
    client = signed_in(other_clinic, Role.PRESCRIBER)

    for page in pages(somebody)[1:]:
        assert client.get(page).status_code == 404, page
        assert client.post(page, sent()).status_code in {404, 405}, page


def test_other_verbs_are_405(somebody: Treated) -> None:
    client = signed_in(somebody.clinic, Role.PRESCRIBER)

    assert client.post("/reviews/").status_code == 405
    assert client.post(f"/people/{somebody.patient}/scales/").status_code == 405
    for page in pages(somebody)[2:]:
        assert client.delete(page).status_code == 405


def test_opening_a_page_about_somebody_is_noted_once_a_visit(somebody: Treated) -> None:
    client = signed_in(somebody.clinic, Role.NURSE)

    for page in pages(somebody)[1:]:
        client.get(page)

    assert JournalLine.objects.filter(act="intake-read-chart").count() == 1
