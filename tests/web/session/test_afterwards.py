"""What falls out of a session is one press away from its page, the chart and the board."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from clinic import Clinic
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import Account
from sprayed import sprayed
from visiting import visiting


def page(clinic: Clinic, url: str, role: Role = Role.NURSE) -> Any:
    client = Client()
    with time_machine.travel(clinic.clock(), tick=True):
        client.force_login(Account.objects.get(id=clinic.actors[role].id))
        return client.get(url).content.decode()


@pytest.mark.parametrize("stage", [Stage.DISCHARGED, Stage.CLOSED])
def test_after_leaving_the_page_leads_to_note_replay_and_talk(clinic: Clinic, stage: Stage) -> None:
    visit = visiting(clinic).until(stage)
    shown = page(clinic, f"/sessions/{visit.session}/")

    for act in ("note", "replay", "integration"):
        assert f"/sessions/{visit.session}/{act}/" in shown
    assert (f"/sessions/{visit.session}/from-paper/" in shown) is (stage is Stage.DISCHARGED)
    assert "/rems/" not in shown


def test_at_the_chair_the_replay_and_the_paper_are_behind_more(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.DOSING)
    shown = page(clinic, f"/sessions/{visit.session}/more/")

    assert f"/sessions/{visit.session}/from-paper/" in shown
    assert "/integration/" not in shown


def test_a_session_with_esketamine_shows_until_when_its_form_is_due(clinic: Clinic) -> None:
    _, session = sprayed(clinic)

    shown = page(clinic, f"/sessions/{session}/")
    assert "Monitoring form" in shown
    assert f"/sessions/{session}/rems/" in shown
    assert "Send the monitoring form" in page(clinic, "/reviews/?kind=forms")


def test_the_chart_leads_to_the_notes(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.CLOSED)

    chart = f"/people/{visit.somebody.patient}/"
    assert f"/sessions/{visit.session}/note/" in page(clinic, chart)
    assert "/note/" not in page(clinic, chart, Role.FRONT_DESK)


def test_the_board_leads_to_the_paper(clinic: Clinic) -> None:
    assert "/sessions/paper/" in page(clinic, "/")
    assert "/sessions/paper/" not in page(clinic, "/", Role.FRONT_DESK)
