"""Somebody with vitals, and a program that asks for them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from clinic import Clinic
from fhir_program import Watched, bearer, watched_at

Ask = Callable[..., Any]


@pytest.fixture
def watched(clinic: Clinic) -> Watched:
    return watched_at(clinic)


@pytest.fixture
def ask(clinic: Clinic) -> Ask:
    """Asks the FHIR entrance with a good token, unless told otherwise."""
    told = bearer(clinic)

    def run(path: str, **headers: str) -> Any:
        return Client().get(f"/fhir/r4/{path}", headers={"Authorization": told, **headers})

    return run
