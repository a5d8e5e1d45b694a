"""Whoever is not decided on waits, those who came first at the top."""

from datetime import date
from uuid import UUID

import pytest
from django.test.utils import CaptureQueriesContext

from clinic import Clinic
from daybreak.actions import intake, screening
from daybreak.care.findings import Status
from daybreak.care.intake.person import Sex
from daybreak.care.team.roles import Role
from daybreak.records.reads.waiting import WaitingList, Which
from planned import eligible, somebody


def waiting(clinic: Clinic, which: Which = Which.ALL) -> list[UUID]:
    return [line.patient for line in WaitingList(clinic.actors[Role.NURSE], which=which)[:]]


def decided(clinic: Clinic, person: UUID, word: str) -> None:
    judged = screening.answer(**clinic.nurse, patient=person, answers={})
    screening.decide(
        **clinic.prescriber,
        patient=person,
        verdict=judged.verdict,
        decision=word,
        grounds="As talked about.",
    )


def test_those_who_came_first_stand_first(clinic: Clinic) -> None:
    first, second = somebody(clinic, "First"), somebody(clinic, "Second")
    screening.answer(**clinic.nurse, patient=first, answers={"hx-aneurysm": False})

    lines = WaitingList(clinic.actors[Role.NURSE])[:]

    assert [line.patient for line in lines] == [first, second]
    assert (lines[0].status, lines[1].status) == (Status.HOLD, None)
    assert "hx-avm" in lines[0].unknown
    assert "hx-aneurysm" not in lines[0].unknown
    assert lines[1].unknown == ()


def test_whoever_may_proceed_or_was_declined_waits_no_longer(clinic: Clinic) -> None:
    eligible(clinic, family="Proceeds")
    declined, waits = somebody(clinic, "Declined"), somebody(clinic, "Waits")
    decided(clinic, declined, "decline")
    decided(clinic, waits, "wait")

    lines = WaitingList(clinic.actors[Role.NURSE])[:]

    assert [(line.patient, line.decision) for line in lines] == [(waits, "wait")]


def test_a_word_to_wait_after_one_to_proceed_brings_somebody_back(clinic: Clinic) -> None:
    person = eligible(clinic)
    assert waiting(clinic) == []

    decided(clinic, person, "wait")

    assert waiting(clinic) == [person]


def test_the_list_is_narrowed_to_new_held_and_ready(clinic: Clinic) -> None:
    new, held = somebody(clinic, "New"), somebody(clinic, "Held")
    screening.answer(**clinic.nurse, patient=held, answers={})
    ready = eligible(clinic, family="Ready")
    decided(clinic, ready, "wait")

    assert waiting(clinic, Which.NEW) == [new]
    assert waiting(clinic, Which.HELD) == [held]
    assert waiting(clinic, Which.READY) == [ready]


def test_nobody_sees_who_waits_at_another_organisation(
    clinic: Clinic, other_clinic: Clinic
) -> None:
    somebody(clinic)

    assert len(WaitingList(other_clinic.actors[Role.NURSE])) == 0


@pytest.mark.parametrize("people", [1, 5])
def test_a_page_is_two_queries_however_long(clinic: Clinic, people: int) -> None:
    from django.db import connection

    for number in range(people):
        details = intake.Details("Wren", f"Hollow {number}", date(1985, 2, 14), Sex.FEMALE)
        person = intake.register(**clinic.desk, details=details, site=clinic.site).patient
        screening.answer(**clinic.nurse, patient=person, answers={})
    found = WaitingList(clinic.actors[Role.NURSE])

    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(found[:50]) == people

    assert len(queries) == 2
