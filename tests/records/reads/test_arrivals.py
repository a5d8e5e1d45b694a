"""What stands before a session is said before somebody comes: shut gates, and forms still owed."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic import Clinic
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.reads.arrivals import Before, before_arrival
from treated import treated
from visiting import visiting


def seen(clinic: Clinic, *sessions: UUID) -> Mapping[UUID, Before]:
    return before_arrival(clinic.actors[Role.NURSE], sessions, now=clinic.clock())


def test_a_consent_that_is_missing_is_said_before_they_come(clinic: Clinic) -> None:
    unsigned = treated(clinic)
    session = unsigned.session(1, clinic.clock.now + timedelta(hours=1), until=Stage.SCHEDULED)

    assert "consent-missing" in {gate.rule for gate in seen(clinic, session)[session].gates}


def test_a_questionnaire_that_is_late_by_then_is_owed_until_it_is_answered(clinic: Clinic) -> None:
    somebody = visiting(clinic, starts_at=clinic.clock.now + timedelta(hours=1))

    owed = seen(clinic, somebody.session)[somebody.session].owed
    assert "scale-phq-9" in {task.rule for task in owed}

    somebody.somebody.score(12, at=clinic.clock())

    owed = seen(clinic, somebody.session)[somebody.session].owed
    assert "scale-phq-9" not in {task.rule for task in owed}


def test_nobody_of_another_clinic_is_told_of(clinic: Clinic, other_clinic: Clinic) -> None:
    there = visiting(other_clinic)

    assert seen(clinic, there.session) == {}


def test_many_ask_for_no_more_queries_than_one(clinic: Clinic) -> None:
    sessions = [visiting(clinic).session for _ in range(4)]

    def queries(*asked: UUID) -> int:
        with CaptureQueriesContext(connection) as told:
            seen(clinic, *asked)
        return len(told)

    assert queries(*sessions) == queries(sessions[0])
