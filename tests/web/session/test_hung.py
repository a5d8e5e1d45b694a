"""A board that was hung up stays, says initials, and opens nothing else in that browser."""

import time
from uuid import uuid4

import pytest
from django.test import Client

from clinic import Clinic
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import Account
from daybreak.ui.middleware import idle
from daybreak.web.session.hung import KEY, LONGEST_S
from visiting import visiting

HOURS_S = 3 * 3600


def signed_in(clinic: Clinic, role: Role = Role.NURSE) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=clinic.actors[role].id))
    return client


@pytest.fixture
def wall(clinic: Clinic) -> Client:
    client = signed_in(clinic)
    client.get("/?wall=1")
    answer = client.post("/wall/", {})
    assert (answer.status_code, answer["Location"]) == (302, "/?wall=1")
    return client


def untouched(client: Client, seconds: int) -> None:
    session = client.session
    session[idle.KEY] = int(time.time()) - seconds
    if KEY in session:
        session[KEY] = {**session[KEY], "since": int(time.time()) - seconds}
    session.save()


def test_a_board_that_is_not_hung_up_is_signed_out_when_left_alone(clinic: Clinic) -> None:
    client = signed_in(clinic)
    client.get("/?wall=1")
    untouched(client, HOURS_S)

    assert client.get("/?wall=1&refresh=1").status_code == 302


def test_a_hung_board_is_still_there_hours_later(wall: Client) -> None:
    untouched(wall, HOURS_S)

    shown = wall.get("/?wall=1", headers={"HX-Request": "true", "X-Daybreak-Poll": "1"})

    assert shown.status_code == 200
    assert "As of" in shown.content.decode()


def test_nobody_finds_it_open_the_next_morning(wall: Client) -> None:
    untouched(wall, LONGEST_S + 1)

    assert wall.get("/?wall=1").status_code == 302
    assert "_auth_user_id" not in wall.session


def test_what_asks_by_itself_takes_its_page_along(clinic: Clinic, wall: Client) -> None:
    told = {"HX-Request": "true", "X-Daybreak-Poll": "1"}

    assert wall.get("/", headers=told)["HX-Redirect"] == "/?wall=1"
    untouched(wall, LONGEST_S + 1)
    assert wall.get("/?wall=1", headers=told)["HX-Redirect"] == "/account/login/"


def test_everything_else_in_that_browser_is_shut(clinic: Clinic, wall: Client) -> None:
    visit = visiting(clinic).until(Stage.DOSING)

    for path in ("/", "/pocket/", "/people/", f"/sessions/{visit.session}/", "/?wall=1&names=1"):
        answer = wall.get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/?wall=1"), path
    sent = wall.post(
        f"/sessions/{visit.session}/vitals/", {"act_id": str(uuid4()), "spo2_percent": "98"}
    )
    assert sent.status_code == 403
    assert "shows a board and nothing else" in sent.content.decode()
    assert wall.get("/fhir/r4/Observation").status_code == 403


def test_names_are_said_only_where_it_was_hung_up_with_names(clinic: Clinic) -> None:
    visiting(clinic).until(Stage.DOSING)
    client = signed_in(clinic)
    client.post("/wall/", {"names": "1", "worst": "1"})

    shown = client.get("/?wall=1&names=1&worst=1")

    assert shown.status_code == 200
    assert client.get("/")["Location"] == "/?wall=1&names=1&worst=1"


def test_taking_it_down_signs_out(wall: Client) -> None:
    assert "Take it down" in wall.get("/?wall=1").content.decode()

    wall.post("/account/logout/")

    assert "_auth_user_id" not in wall.session
    assert wall.get("/?wall=1")["Location"].startswith("/account/login/")


def test_hanging_up_is_pressed_and_only_by_whoever_may_see_a_board(clinic: Clinic) -> None:
    assert signed_in(clinic).get("/wall/").status_code == 405
    assert signed_in(clinic, Role.AUDITOR).post("/wall/", {}).status_code == 403
