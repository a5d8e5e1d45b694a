"""Whoever opens a chart is written down, once a visit."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic import Clinic
from daybreak.actions import intake
from daybreak.actions.intake import Details
from daybreak.care.errors import NotFound, WrongRole
from daybreak.care.team.roles import Role
from daybreak.records.models import Chain, JournalLine
from daybreak.records.verify import verify


@pytest.fixture
def registered(clinic: Clinic) -> intake.Registered:
    return intake.register(
        **clinic.desk, details=Details("Wren", "Halloway", date(1985, 2, 14)), site=clinic.site
    )


def readings() -> int:
    return JournalLine.objects.filter(chain__kind=Chain.Kind.READING).count()


def test_a_reading_is_noted_once_a_visit_and_costs_one_query_after(
    clinic: Clinic, registered: intake.Registered
) -> None:
    nurse = replace(clinic.actors[Role.NURSE], visit="monday")
    intake.note_reading(nurse, registered.patient, now=clinic.clock())

    with CaptureQueriesContext(connection) as queries:
        intake.note_reading(nurse, registered.patient, now=clinic.clock())

    assert len(queries) == 1
    assert readings() == 1
    intake.note_reading(replace(nurse, visit="tuesday"), registered.patient, now=clinic.clock())
    assert readings() == 2
    line = JournalLine.objects.filter(chain__kind=Chain.Kind.READING).first()
    assert line is not None
    assert (line.patient, line.by) == (registered.patient, nurse.id)
    assert verify().ok


def test_a_chart_one_may_not_open_leaves_no_line(
    clinic: Clinic, other_clinic: Clinic, registered: intake.Registered
) -> None:
    with pytest.raises(NotFound):
        intake.note_reading(other_clinic.actors[Role.NURSE], registered.patient, now=clinic.clock())
    with pytest.raises(WrongRole):
        intake.note_reading(
            clinic.actors[Role.ADMINISTRATOR], registered.patient, now=clinic.clock()
        )
    assert readings() == 0
