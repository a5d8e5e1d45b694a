"""A session is talked over a day to three after it: booked once they left, and due until then."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client

from clinic import NOON, Clinic
from daybreak.actions.outcome import IntegrationBooked, book_integration
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import Account, Integration
from daybreak.records.reads.due import due_for
from daybreak.records.reads.integration import talks_of
from treated import Treated, treated

LEFT = NOON + timedelta(minutes=70)  # the eighth step of the usual way


@pytest.fixture
def left(clinic: Clinic) -> tuple[Treated, UUID]:
    somebody = treated(clinic)
    session = somebody.session(1, NOON, until=Stage.DISCHARGED)
    clinic.clock.forward(hours=2)
    return somebody, session


def book(clinic: Clinic, session: UUID, starts_at: datetime, **changed: Any) -> IntegrationBooked:
    told: dict[str, Any] = {"minutes": 50, "with_whom": "Ash Lowry"} | changed
    return book_integration(**clinic.desk, session=session, starts_at=starts_at, **told)


def tasks(somebody: Treated) -> set[tuple[str, str]]:
    found = due_for(somebody.course, somebody.clinic.clock.now).tasks
    return {(task.rule, task.about) for task in found}


def test_a_talk_in_its_window_is_booked_without_a_word(
    clinic: Clinic, left: tuple[Treated, UUID]
) -> None:
    _, session = left

    answer = book(clinic, session, NOON + timedelta(hours=30))

    assert answer.findings == ()
    (talk,) = talks_of(session)
    assert (talk.with_whom, talk.minutes) == ("Ash Lowry", 50)


@pytest.mark.parametrize(
    ("hours", "rule"), [(10, "integration-before-window"), (90, "integration-after-window")]
)
def test_a_talk_outside_its_window_is_booked_and_said(
    clinic: Clinic, left: tuple[Treated, UUID], hours: int, rule: str
) -> None:
    answer = book(clinic, left[1], NOON + timedelta(hours=hours))

    assert [each.rule for each in answer.findings] == [rule]


def test_of_several_the_latest_counts(clinic: Clinic, left: tuple[Treated, UUID]) -> None:
    book(clinic, left[1], NOON + timedelta(hours=30))
    book(clinic, left[1], NOON + timedelta(hours=40), with_whom="Bo Tarn")

    assert [talk.with_whom for talk in talks_of(left[1])] == ["Bo Tarn"]
    assert Integration.objects.count() == 2


def test_before_anybody_left_there_is_nothing_to_talk_over(clinic: Clinic) -> None:
    session = treated(clinic).session(1, NOON, until=Stage.DOSING)

    with pytest.raises(NotAllowed, match="have not left"):
        book(clinic, session, NOON + timedelta(hours=30))


@pytest.mark.parametrize(
    "changed",
    [{"minutes": 3}, {"minutes": 900}, {"with_whom": "  "}, {"starts_at": NOON}],
)
def test_what_cannot_be_is_refused(
    clinic: Clinic, left: tuple[Treated, UUID], changed: dict[str, Any]
) -> None:
    told = {"starts_at": NOON + timedelta(hours=30)} | changed
    with pytest.raises(NotUnderstood):
        book(clinic, left[1], told.pop("starts_at"), **told)

    assert not Integration.objects.exists()


def test_another_clinics_session_does_not_exist(
    left: tuple[Treated, UUID], other_clinic: Clinic
) -> None:
    with pytest.raises(NotFound):
        book(other_clinic, left[1], NOON + timedelta(hours=30))


def test_once_a_course_has_talks_each_session_asks_for_one(
    clinic: Clinic, left: tuple[Treated, UUID]
) -> None:
    somebody, first = left
    assert not any(rule == "hold-integration" for rule, _ in tasks(somebody))
    book(clinic, first, NOON + timedelta(hours=30))
    second = somebody.session(2, NOON + timedelta(days=3), until=Stage.DISCHARGED)
    clinic.clock.forward(days=5)

    asked = {about for rule, about in tasks(somebody) if rule == "hold-integration"}
    assert asked == {str(second)}
    book(clinic, second, NOON + timedelta(days=4))
    assert not any(rule == "hold-integration" for rule, _ in tasks(somebody))


def test_leaving_makes_the_call_of_the_next_day_due(
    clinic: Clinic, left: tuple[Treated, UUID]
) -> None:
    somebody, session = left
    clinic.clock.now = LEFT + timedelta(days=1)

    assert ("call-the-next-day", str(session)) in tasks(somebody)


def test_the_desk_books_it_on_its_page_and_it_stands_on_the_worklist(
    clinic: Clinic, left: tuple[Treated, UUID]
) -> None:
    client, nurse = Client(), Client()
    with time_machine.travel(clinic.clock(), tick=True):
        client.force_login(Account.objects.get(id=clinic.actors[Role.FRONT_DESK].id))
        nurse.force_login(Account.objects.get(id=clinic.actors[Role.NURSE].id))
        url = f"/sessions/{left[1]}/integration/"
        assert "24 to 72 hours" in client.get(url).content.decode()
        told = {
            "act_id": str(uuid4()),
            "starts_at_0": "2026-11-18",
            "starts_at_1": "17:00",
            "minutes": "50",
            "with_whom": "Ash Lowry",
        }
        assert client.post(url, told | {"minutes": "2"}).status_code == 422
        assert client.post(url, told).status_code == 302

        assert "with Ash Lowry" in client.get(url).content.decode()
        assert "with Ash Lowry" in nurse.get("/reviews/").content.decode()
