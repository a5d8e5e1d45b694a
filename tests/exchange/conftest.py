"""Small FHIR files, made where they are needed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

VECTORS = Path(__file__).parents[1] / "vectors"
PATIENT = {"resourceType": "Patient", "id": "p1"}

FileOf = Callable[..., bytes]


@pytest.fixture
def file_of() -> FileOf:
    """A collection of one patient, `Patient/p1`, and the resources given."""

    def made(*resources: dict[str, Any], patient: dict[str, Any] | None = None) -> bytes:
        told = [{"resource": each} for each in (patient or PATIENT, *resources)]
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": told}
        return json.dumps(bundle).encode()

    return made


@pytest.fixture
def vector() -> Callable[[str], bytes]:
    """The bytes of a file of tests/vectors."""
    return lambda name: (VECTORS / name).read_bytes()
