"""Whoever works at a chair sets a PIN of their own, with the password asked anew."""

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from clinic import Clinic
from daybreak.care.team.roles import Role
from daybreak.records.models import Account, ChairPin
from daybreak.ui import pins

PASSWORD = "a sentence one remembers"


@pytest.fixture(autouse=True)
def _quick_and_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    made = pins.make
    monkeypatch.setattr(pins, "make", lambda pin: made(pin, iterations=1000))


@pytest.fixture
def nurse(clinic: Clinic) -> Client:
    return signed_in(clinic, Role.NURSE)


def signed_in(clinic: Clinic, role: Role) -> Client:
    account = Account.objects.get(id=clinic.actors[role].id)
    account.set_password(PASSWORD)
    account.save()
    client = Client()
    client.force_login(account)
    return client


def typed(**other: str) -> dict[str, str]:
    sent = {"act_id": str(uuid4()), "password": PASSWORD, "pin": "493817", "again": "493817"}
    return sent | other


def test_a_pin_is_set_and_counts_at_once(clinic: Clinic, nurse: Client) -> None:
    assert "Set your PIN" in nurse.get("/team/pin/").content.decode()

    answer = nurse.post("/team/pin/", typed())

    assert answer.status_code == 302
    assert pins.matches(clinic.actors[Role.NURSE].id, "493817")
    assert "Change your PIN" in nurse.get("/team/pin/").content.decode()


def test_the_same_form_sent_twice_sets_one(nurse: Client) -> None:
    form = typed()

    assert [nurse.post("/team/pin/", form).status_code for _ in range(2)] == [302, 302]
    assert ChairPin.objects.count() == 1


def test_a_new_pin_ends_the_pause_of_the_old(clinic: Clinic, nurse: Client) -> None:
    nurse.post("/team/pin/", typed())
    account = clinic.actors[Role.NURSE].id
    while not pins.is_paused(account):
        pins.ask(account, "000000")

    nurse.post("/team/pin/", typed(pin="602741", again="602741"))

    assert pins.ask(account, "602741")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"password": "something else"}, "not the password"),
        ({"password": ""}, "still empty"),
        ({"pin": "123456", "again": "123456"}, "without a pattern"),
        ({"pin": "4938", "again": "4938"}, "6 to 8 digits"),
        ({"again": "493818"}, "not the same"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_set_or_shown(
    nurse: Client, wrong: dict[str, str], said: str
) -> None:
    answer = nurse.post("/team/pin/", typed(**wrong))
    page = answer.content.decode()

    assert answer.status_code == 422
    assert said in page
    assert "493817" not in page
    assert PASSWORD not in page
    assert not ChairPin.objects.exists()


def test_a_password_that_is_guessed_too_often_is_not_asked_again(nurse: Client) -> None:
    for _ in range(12):
        page = nurse.post("/team/pin/", typed(password="a guess")).content.decode()

    assert "tried too often" in page
    assert "tried too often" in nurse.post("/team/pin/", typed()).content.decode()
    assert not ChairPin.objects.exists()


def test_only_those_who_may_work_at_a_chair_have_the_page(clinic: Clinic, nurse: Client) -> None:
    desk = signed_in(clinic, Role.FRONT_DESK)

    assert desk.get("/team/pin/").status_code == 403
    assert desk.post("/team/pin/", typed()).status_code == 403
    assert "/team/pin/" not in desk.get("/account/2fa/").content.decode()
    assert "/team/pin/" in nurse.get("/account/2fa/").content.decode()
    assert Client().get("/team/pin/").status_code == 302
    assert nurse.put("/team/pin/").status_code == 405
