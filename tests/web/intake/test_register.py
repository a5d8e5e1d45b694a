"""Somebody new is registered by a plain form; a likely duplicate is shown before there are two."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from clinic import Clinic
from daybreak.actions import intake, team
from daybreak.actions.intake import Details
from daybreak.care.team.roles import Role
from daybreak.records.models import CareRelation, Patient, PatientDetails

SignIn = Callable[[Role], Client]


def typed(clinic: Clinic, **changes: str) -> dict[str, str]:
    return {
        "act_id": str(uuid4()),
        "given": "Wren",
        "family": "Halloway",
        "birth_date": "1985-02-14",
        "sex": "female",
        "language": "en",
        "site": str(clinic.site),
        **changes,
    }


def test_a_person_is_registered_and_their_chart_opens(desk: Client, clinic: Clinic) -> None:
    answer = desk.post("/people/new/", typed(clinic))

    patient = Patient.objects.get()
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/people/{patient.id}/"
    assert "DB-0001 is open" in desk.get(answer.headers["Location"]).content.decode()


def test_the_same_press_twice_registers_once(desk: Client, clinic: Clinic) -> None:
    sent = typed(clinic)

    first, second = desk.post("/people/new/", sent), desk.post("/people/new/", sent)

    assert first.headers["Location"] == second.headers["Location"]
    assert Patient.objects.count() == 1


def test_a_likely_duplicate_is_shown_and_needs_a_word(
    desk: Client, clinic: Clinic, wren: intake.Registered
) -> None:
    sent = typed(clinic, given="Robin", address="1 Harbour Street")
    answer = desk.post("/people/new/", sent)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Is it one of these?" in text
    assert f'href="/people/{wren.patient}/"' in text
    assert 'name="even_so"' in text
    assert 'value="1 Harbour Street"' in text
    assert Patient.objects.count() == 1

    assert desk.post("/people/new/", {**sent, "even_so": "on"}).status_code == 302
    assert Patient.objects.count() == 2


def test_a_duplicate_at_another_site_is_named_by_number_alone(
    desk: Client, clinic: Clinic, sign_in: SignIn
) -> None:
    elsewhere = team.add_site(
        **clinic.administrator, name="Hillside", time_zone="America/Los_Angeles"
    ).site
    by = clinic.actors[Role.NURSE]
    there = type(by)(by.id, by.name, by.organisation, by.roles, frozenset({elsewhere}))
    intake.register(
        **{**clinic.nurse, "by": there},
        details=Details("Wren", "Halloway", date(1985, 2, 14)),
        site=elsewhere,
    )

    text = desk.post("/people/new/", typed(clinic, given="W.")).content.decode()

    assert "DB-0001" in text
    assert "Hillside" in text
    assert "Wren" not in text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"family": ""}, "Family name"),
        ({"birth_date": "14.02.1985"}, "year-month-day"),
        ({"birth_date": "2085-02-14"}, "in the future"),
        ({"sex": "x"}, "Sex on the record"),
        ({"site": "00000000-0000-0000-0000-000000000000"}, "Select a valid choice"),
        ({"act_id": "nonsense"}, "sent before"),
    ],
)
def test_what_cannot_be_is_said_at_the_form_and_nothing_typed_is_lost(
    desk: Client, clinic: Clinic, wrong: dict[str, str], words: str
) -> None:
    answer = desk.post("/people/new/", typed(clinic, phone="555-0123", **wrong))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'value="555-0123"' in answer.content.decode()
    assert not Patient.objects.exists()


@pytest.mark.parametrize("path", ["/people/new/", "/people/find/"])
@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_a_wrong_role_is_told_so(sign_in: SignIn, path: str, role: Role) -> None:
    browser = sign_in(role)

    assert browser.get(path).status_code == 403
    assert browser.post(path, {}).status_code == 403


def test_details_are_corrected_and_what_was_typed_stays_when_they_cannot_be(
    desk: Client, wren: intake.Registered
) -> None:
    path = f"/people/{wren.patient}/details/"
    sent = {
        "act_id": str(uuid4()),
        "given": "Wren",
        "family": "Halloway",
        "birth_date": "1985-02-14",
        "sex": "female",
        "language": "es-US",
        "preferred": "Wrennie",
    }
    assert 'value="es-US" selected' in desk.get(path).content.decode()

    wrong = desk.post(path, {**sent, "birth_date": "2085-02-14"})
    assert wrong.status_code == 422
    assert 'value="Wrennie"' in wrong.content.decode()

    right = desk.post(path, sent)
    assert right.status_code == 302
    assert PatientDetails.objects.filter(patient=wren.patient).count() == 2
    assert "Wrennie Halloway" in desk.get(right.headers["Location"]).content.decode()


@pytest.fixture
def second(clinic: Clinic) -> UUID:
    """A second site, at which the front desk works as well."""
    site = team.add_site(
        **clinic.administrator, name="Hillside", time_zone="America/Los_Angeles"
    ).site
    desk = clinic.actors[Role.FRONT_DESK].id
    team.grant_role(**clinic.administrator, account=desk, site=site, role=Role.FRONT_DESK)
    return site


def test_somebody_of_another_site_is_found_by_number_and_birth_date(
    desk: Client, wren: intake.Registered, second: UUID
) -> None:
    sent: dict[str, Any] = {
        "act_id": str(uuid4()),
        "number": "db-0001",
        "birth_date": "1985-02-14",
        "reason": "comes to Hillside from now on",
        "site": str(second),
    }
    wrong = desk.post("/people/find/", {**sent, "birth_date": "1985-02-15"})
    assert wrong.status_code == 422
    assert "number and this date of birth together" in wrong.content.decode()
    assert "comes to Hillside" in wrong.content.decode()

    right = desk.post("/people/find/", sent)
    assert right.headers["Location"] == f"/people/{wren.patient}/"
    assert CareRelation.objects.filter(patient=wren.patient, site=second).exists()
