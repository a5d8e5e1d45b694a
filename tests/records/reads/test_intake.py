"""What the head of a chart says of somebody, and who may be the same person."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from clinic import NOON, Clinic
from daybreak.actions import intake
from daybreak.actions.intake import Details
from daybreak.care.errors import NotFound
from daybreak.care.quantities import Weight
from daybreak.care.team.roles import Role
from daybreak.records.models import Condition
from daybreak.records.reads import intake as reads
from daybreak.records.reads.glance import glance
from daybreak.records.reads.history import History
from daybreak.records.reads.people import People
from daybreak.records.reads.versions import current
from fhir_bundles import allergy, bundle, condition, observation, patient, weight
from fhir_program import watched_at

TODAY = date(2026, 11, 17)


def take(clinic: Clinic, *resources: dict[str, Any]) -> intake.FileImported:
    return intake.import_file(
        by=clinic.actors[Role.FRONT_DESK],
        sent=uuid4(),
        now=clinic.clock(),
        content=bundle(*resources),
        file="wren.json",
        site=clinic.site,
    )


def test_the_head_shows_the_latest_weight_and_height_and_only_active_allergies(
    clinic: Clinic,
) -> None:
    older = weight(95, id="w0", effectiveDateTime="2020-01-01")
    height = observation("8302-2", 172, "cm", "h1")
    over = {**allergy("Latex"), "id": "a2", "clinicalStatus": {"coding": [{"code": "resolved"}]}}
    (wren,) = take(clinic, patient(), weight(80), older, height, allergy(), over).people

    head = reads.chart_head(clinic.actors[Role.NURSE], wren, today=TODAY)

    assert (head.weight, head.weighed_on) == (Weight.kg(80), date(2026, 11, 1))
    assert head.height is not None
    assert head.height.in_cm == 172
    assert head.allergies == ("Penicillin",)
    assert (head.age, head.number, head.name) == (41, "DB-0001", "Wren May Halloway")


def test_a_weight_that_was_taken_back_is_not_shown(clinic: Clinic) -> None:
    (wren,) = take(clinic, patient(), weight(800)).people
    take(clinic, patient(), weight(800, status="entered-in-error"))

    assert reads.chart_head(clinic.actors[Role.NURSE], wren, today=TODAY).weight is None


@pytest.mark.parametrize(
    ("role", "rooms"),
    [
        (Role.FRONT_DESK, {"chart", "plan"}),
        (Role.NURSE, {"chart", "screening", "plan", "session", "outcome"}),
        (Role.AUDITOR, {"chart"}),
    ],
)
def test_only_the_rooms_one_may_enter_are_named(
    clinic: Clinic, role: Role, rooms: set[str]
) -> None:
    (wren,) = take(clinic, patient()).people

    assert reads.chart_head(clinic.actors[role], wren, today=TODAY).rooms == rooms


def test_another_organisation_knows_nothing_of_anybody_here(
    clinic: Clinic, other_clinic: Clinic
) -> None:
    (wren,) = take(clinic, patient()).people
    stranger = other_clinic.actors[Role.NURSE]

    with pytest.raises(NotFound):
        reads.chart_head(stranger, wren)
    with pytest.raises(NotFound):
        reads.known_details(stranger, wren)
    assert reads.likely_the_same(stranger, "Halloway", date(1985, 2, 14)) == ()
    assert reads.visible_number(stranger, "DB-0001") is None
    assert len(People(stranger)) == 0
    assert len(History(stranger, wren, readings=True)) == 0


def test_a_namesake_is_somebody_who_ever_had_the_name(clinic: Clinic) -> None:
    (wren,) = take(clinic, patient()).people
    intake.correct_details(
        **clinic.desk, patient=wren, details=Details("Wren", "Married", date(1985, 2, 14))
    )

    assert reads.namesakes(clinic.organisation, " HALLOWAY ", date(1985, 2, 14)) == (wren,)
    assert reads.namesakes(clinic.organisation, "Halloway", date(1985, 2, 15)) == ()


def test_of_each_source_the_latest_version_counts_and_typed_rows_stand_alone() -> None:
    rows = [
        Condition(id=uuid4(), recorded_at=NOON, source_key="a", display="first"),
        Condition(id=uuid4(), recorded_at=NOON + timedelta(1), source_key="a", display="second"),
        Condition(id=uuid4(), recorded_at=NOON, source_key="b", display="gone"),
        Condition(id=uuid4(), recorded_at=NOON + timedelta(1), source_key="b", removed=True),
        Condition(id=uuid4(), recorded_at=NOON, display="typed"),
        Condition(id=uuid4(), recorded_at=NOON, display="typed too"),
    ]

    assert {row.display for row in current(reversed(rows))} == {"second", "typed", "typed too"}


def test_the_way_of_somebody_new_is_intake_then_screening(clinic: Clinic) -> None:
    (wren,) = take(clinic, patient(), condition()).people

    seen = glance(wren, course=None, now=clinic.clock())

    assert [(one.what, one.state) for one in seen.milestones] == [
        ("registered", "done"),
        ("screened", "now"),
        ("plan", "todo"),
        ("review", "todo"),
    ]
    assert seen.worries is None
    assert seen.due is None
    assert [row.display for row in seen.conditions] == ["Depressive disorder"]


def test_a_course_shows_its_sessions_its_next_one_and_what_is_due(clinic: Clinic) -> None:
    watched = watched_at(clinic)
    nurse = clinic.actors[Role.NURSE]
    head = reads.chart_head(nurse, watched.patient, today=TODAY)

    seen = glance(watched.patient, course=head.course, now=clinic.clock())

    assert seen.next_session is not None
    assert (seen.next_session.number, seen.next_session.chair) == (1, "1")
    assert [one.what for one in seen.milestones] == [
        "registered",
        "screened",
        "plan",
        "session",
        "review",
    ]
    assert seen.due is not None
    assert seen.due.gates
