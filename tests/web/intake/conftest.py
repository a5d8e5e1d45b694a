"""Browsers with somebody of the clinic signed in, and somebody to look at."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from clinic import Clinic
from daybreak.actions import intake
from daybreak.actions.intake import Details
from daybreak.care.team.roles import Role
from daybreak.records.models import Account

SignIn = Callable[[Role], Client]


@pytest.fixture
def sign_in(clinic: Clinic) -> SignIn:
    """A browser in which the clinic's holder of a role is signed in."""

    def run(role: Role) -> Client:
        browser = Client()
        browser.force_login(Account.objects.get(id=clinic.actors[role].id))
        return browser

    return run


@pytest.fixture
def desk(sign_in: SignIn) -> Client:
    return sign_in(Role.FRONT_DESK)


@pytest.fixture
def nurse(sign_in: SignIn) -> Client:
    return sign_in(Role.NURSE)


@pytest.fixture
def wren(clinic: Clinic) -> intake.Registered:
    """Wren Halloway, born 14 February 1985, DB-0001."""
    return intake.register(
        **clinic.desk,
        details=Details("Wren", "Halloway", date(1985, 2, 14), phone="555-0100", language="es-US"),
        site=clinic.site,
    )


@pytest.fixture
def stranger(other_clinic: Clinic) -> intake.Registered:
    """Somebody of another organisation."""
    return intake.register(
        **other_clinic.desk,
        details=Details("Robin", "Elsewhere", date(1990, 1, 1)),
        site=other_clinic.site,
    )
