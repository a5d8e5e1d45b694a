"""The programme's form: filled in from the record and by people, due for a week, then noted."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from clinic import NOON, Clinic
from daybreak.actions.session.rems import fill_rems, send_rems
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood
from daybreak.care.team.roles import Role
from daybreak.records.models import RemsSent, RemsSheet
from daybreak.records.reads.due import due_for
from daybreak.records.reads.follow_up import follow_ups
from daybreak.records.reads.rems import rems_of
from daybreak.records.reads.session import visit
from sprayed import REST, sprayed
from treated import Treated, treated


def nurse(clinic: Clinic, session: UUID) -> dict[str, Any]:
    return {**clinic.nurse, "session": session}


def whole(clinic: Clinic, session: UUID) -> None:
    answers = {**REST, "bp-40-min": (148, 80), "bp-after": (126, 78)}
    fill_rems(**nurse(clinic, session), form="with-respiratory-depression", answers=answers)


def tasks(somebody: Treated) -> set[str]:
    return {task.rule for task in due_for(somebody.course, somebody.clinic.clock.now).tasks}


def test_the_record_answers_what_it_knows(clinic: Clinic) -> None:
    _, session = sprayed(clinic)

    told = rems_of(visit(clinic.actors[Role.NURSE], session), now=clinic.clock.now).from_record

    assert told["patient-first-name"] == "Wren"
    assert told["patient-born"] == date(1985, 2, 14)
    assert told["first-treatment"] is True
    assert told["lot"] == "S9"
    assert told["bp-before"] == (121, 80)
    assert told["session-date"] == date(2026, 11, 17)
    assert "sedation" not in told


def test_a_typed_answer_stands_before_the_records_own(clinic: Clinic) -> None:
    _, session = sprayed(clinic)

    answer = fill_rems(
        **nurse(clinic, session),
        form="with-respiratory-depression",
        answers={"bp-before": (119, 77), "signed-on": date(2026, 11, 18)},
    )

    sheet = rems_of(visit(clinic.actors[Role.NURSE], session), now=clinic.clock.now).sheet
    told = {row.question.id: row.answer for row in sheet.rows}
    assert told["bp-before"] == (119, 77)
    assert told["signed-on"] == date(2026, 11, 18)
    assert "bp-before" not in answer.missing
    assert answer.due_on == date(2026, 11, 24)


def test_it_is_due_until_it_was_sent(clinic: Clinic) -> None:
    somebody, session = sprayed(clinic)
    assert "send-monitoring-form" in tasks(somebody)
    listed = {
        each.task.rule for each in follow_ups(clinic.actors[Role.NURSE], now=clinic.clock.now)
    }
    assert "send-monitoring-form" in listed

    whole(clinic, session)
    assert "send-monitoring-form" in tasks(somebody)
    send_rems(**nurse(clinic, session), how="online", reference="R-1")

    assert "send-monitoring-form" not in tasks(somebody)


def test_what_is_not_complete_is_not_said_to_have_been_sent(clinic: Clinic) -> None:
    _, session = sprayed(clinic)

    with pytest.raises(NotAllowed, match="Takes benzodiazepines"):
        send_rems(**nurse(clinic, session), how="online")

    assert not RemsSent.objects.exists()


def test_it_is_sent_once_and_not_changed_afterwards(clinic: Clinic) -> None:
    _, session = sprayed(clinic)
    whole(clinic, session)
    send_rems(**nurse(clinic, session), how="fax")

    with pytest.raises(NotAllowed, match="noted already"):
        send_rems(**nurse(clinic, session), how="fax")
    with pytest.raises(NotAllowed, match="was sent"):
        whole(clinic, session)


def test_after_seven_days_it_is_late(clinic: Clinic) -> None:
    _, session = sprayed(clinic)
    whole(clinic, session)
    clinic.clock.forward(days=8)

    assert send_rems(**nurse(clinic, session), how="online").is_late


def test_a_session_of_racemic_ketamine_has_no_form(clinic: Clinic) -> None:
    session = treated(clinic).session(1, NOON)

    with pytest.raises(NotAllowed, match="Only a session"):
        fill_rems(**nurse(clinic, session), form="2021-11", answers={})


@pytest.mark.parametrize(
    ("form", "answers", "error"),
    [
        ("1999", {}, NotFound),
        ("2021-11", {"no-such-question": True}, NotUnderstood),
        ("2021-11", {"bp-before": (80, 120)}, NotUnderstood),
        ("2021-11", {"dose-mg": "many"}, NotUnderstood),
    ],
)
def test_what_cannot_be_an_answer_is_not_kept(
    clinic: Clinic, form: str, answers: dict[str, Any], error: type[Exception]
) -> None:
    _, session = sprayed(clinic)

    with pytest.raises(error):
        fill_rems(**nurse(clinic, session), form=form, answers=answers)

    assert not RemsSheet.objects.exists()
