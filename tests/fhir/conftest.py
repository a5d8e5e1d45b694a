"""Somebody with vitals, and a program that asks for them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from clinic import Clinic
from fhir_program import Watched, program, token, watched_at

Ask = Callable[..., Any]


@pytest.fixture
def watched(clinic: Clinic) -> Watched:
    return watched_at(clinic)


@pytest.fixture
def ask(clinic: Clinic) -> Ask:
    """Asks the FHIR entrance with a good token, unless told otherwise."""
    bearer = f"Bearer {token(program(clinic))}"

    def run(path: str, **headers: str) -> Any:
        return Client().get(f"/fhir/r4/{path}", headers={"Authorization": bearer, **headers})

    return run
