"""The data sheet's page: prefilled, completed, noted as sent; and nobody else's."""

from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client

from clinic import NOON, Clinic
from daybreak.care.team.roles import Role
from daybreak.records.models import Account, RemsSent, RemsSheet
from sprayed import REST, sprayed
from treated import treated

MORE = {"bp-40-min": (148, 80), "bp-after": (126, 78)}


class Desk:
    """Somebody at a screen, whose clock is the clinic's."""

    def __init__(self, clinic: Clinic, session: UUID, role: Role = Role.NURSE) -> None:
        self.clinic, self.session, self.client = clinic, session, Client()
        with time_machine.travel(clinic.clock.now):
            self.client.force_login(Account.objects.get(id=clinic.actors[role].id))

    def get(self) -> Any:
        with time_machine.travel(self.clinic.clock(), tick=True):
            return self.client.get(f"/sessions/{self.session}/rems/")

    def post(self, act: str, told: dict[str, str]) -> Any:
        with time_machine.travel(self.clinic.clock(), tick=True):
            form = {"act_id": str(uuid4()), **told}
            return self.client.post(f"/sessions/{self.session}/rems/{act}/", form)


def typed(**changed: str) -> dict[str, str]:
    """The whole form as a browser sends it."""

    def written(value: Any) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        return f"{value[0]}/{value[1]}" if isinstance(value, tuple) else str(value)

    return {name: written(value) for name, value in {**REST, **MORE}.items()} | changed


def test_it_is_filled_in_and_sent_through_its_page(clinic: Clinic) -> None:
    _, session = sprayed(clinic)
    desk = Desk(clinic, session)
    shown = desk.get().content.decode()
    assert "121/80" in shown
    assert "missing" in shown

    assert desk.post("fill", typed()).status_code == 302
    assert "complete" in desk.get().content.decode()
    assert desk.post("sent", {"how": "online", "reference": "R-77"}).status_code == 302

    assert "R-77" in desk.get().content.decode()
    assert RemsSent.objects.get().how == "online"


def test_only_what_differs_from_the_record_is_kept_as_typed(clinic: Clinic) -> None:
    _, session = sprayed(clinic)

    Desk(clinic, session).post("fill", typed(**{"patient-first-name": "Wren"}))

    assert "Wren" not in RemsSheet.objects.get().answers
    assert "Oakland" in RemsSheet.objects.get().answers


def test_what_was_typed_stays_when_something_of_it_is_refused(clinic: Clinic) -> None:
    _, session = sprayed(clinic)

    answer = Desk(clinic, session).post("fill", typed(**{"bp-before": "high"}))

    assert answer.status_code == 422
    assert "Oakland" in answer.content.decode()
    assert not RemsSheet.objects.exists()


def test_an_incomplete_sheet_is_not_noted_as_sent(clinic: Clinic) -> None:
    _, session = sprayed(clinic)

    assert Desk(clinic, session).post("sent", {"how": "fax"}).status_code == 422
    assert not RemsSent.objects.exists()


@pytest.mark.parametrize(
    ("role", "status"), [(Role.PRESCRIBER, 200), (Role.FRONT_DESK, 403), (Role.AUDITOR, 403)]
)
def test_it_is_for_clinicians(clinic: Clinic, role: Role, status: int) -> None:
    _, session = sprayed(clinic)

    assert Desk(clinic, session, role).get().status_code == status


def test_a_racemic_session_has_none_and_another_clinics_does_not_exist(
    clinic: Clinic, other_clinic: Clinic
) -> None:
    racemic = treated(clinic).session(1, NOON)
    _, session = sprayed(clinic)

    assert Desk(clinic, racemic).get().status_code == 404
    assert Desk(other_clinic, session).get().status_code == 404
