"""A page that refreshes itself is nobody: a screen left alone signs itself out all the same."""

import re

import pytest
from django.test import Client

from clinic import Clinic
from daybreak.care.team.roles import Role
from daybreak.records.models import Account
from daybreak.ui.middleware.idle import GRAIN_S, KEY

NEARLY = 14 * 60  # of the fifteen minutes


@pytest.fixture
def screen(clinic: Clinic) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=clinic.actors[Role.NURSE].id))
    assert client.get("/").status_code == 200
    return client


def left_alone(screen: Client, seconds: int) -> int:
    """Move the last touch back; when that was."""
    session = screen.session
    session[KEY] -= seconds
    session.save()
    return int(session[KEY])


@pytest.mark.parametrize(
    ("path", "headers"),
    [("/", {"X-Daybreak-Poll": "1"}), ("/?refresh=1", {}), ("/?wall=1&refresh=1", {})],
)
def test_a_refresh_by_itself_does_not_count(
    screen: Client, path: str, headers: dict[str, str]
) -> None:
    touched = left_alone(screen, NEARLY)

    assert screen.get(path, headers=headers).status_code == 200

    assert screen.session[KEY] == touched
    left_alone(screen, 2 * 60)
    assert screen.get(path, headers=headers).status_code in {302, 204}


def test_what_a_person_does_counts(screen: Client) -> None:
    touched = left_alone(screen, GRAIN_S + 1)

    screen.get("/people/")

    assert screen.session[KEY] > touched


def test_pages_that_refresh_without_a_script_say_that_it_was_not_a_person(screen: Client) -> None:
    for path in ("/", "/?wall=1"):
        page = screen.get(path).content.decode()
        (told,) = re.findall(r'http-equiv="refresh" content="\d+;url=([^"]+)"', page)
        assert "refresh=1" in told
        assert ("wall=1" in told) == ("wall" in path)
