"""Browsers with somebody of the clinic signed in, on the clock of the clinic."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from clinic import NOON, Clinic
from daybreak.care.team.roles import Role
from daybreak.records.models import Account

SignIn = Callable[[Role], Client]


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    """Pages ask the clock themselves, so it starts at the clinic's noon, a little later."""
    with time_machine.travel(NOON.replace(minute=30)):
        yield


@pytest.fixture
def sign_in(clinic: Clinic) -> SignIn:
    """A browser in which the clinic's holder of a role is signed in."""

    def run(role: Role) -> Client:
        browser = Client()
        browser.force_login(Account.objects.get(id=clinic.actors[role].id))
        return browser

    return run
