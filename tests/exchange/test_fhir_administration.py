"""A dose becomes the MedicationAdministration that other systems expect, in mg and mL/h."""

import json
import os
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.quantities import Mass, Rate, Volume
from daybreak.exchange.drug_codes import drugs
from daybreak.exchange.fhir_administration import Given, administration

SCHEMA = os.environ.get("DAYBREAK_FHIR_SCHEMA")
START = datetime(2026, 11, 17, 20, 0, tzinfo=UTC)
ANY = st.builds(
    Given,
    status=st.sampled_from(["in-progress", "on-hold", "completed", "stopped"]),
    drug=st.sampled_from(["ketamine", "esketamine", "ondansetron"]),
    subject=st.just("Patient/p1"),
    start=st.just(START),
    end=st.none() | st.just(START + timedelta(minutes=40)),
    amount=st.none()
    | st.builds(Mass, st.integers(0, 10**7))
    | st.builds(Volume, st.integers(0, 10**6)),
    route=st.sampled_from(["", "Into a vein, by pump"]),
    route_snomed=st.sampled_from(["", "47625008"]),
    rate=st.none() | st.builds(Rate, st.integers(1, 10**6)),
    performers=st.sampled_from([(), ("Practitioner/n1",)]),
    notes=st.sampled_from([(), ("Lot 7",)]),
)


def made(**changed: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "status": "completed",
        "drug": "ketamine",
        "subject": "Patient/p1",
        "start": START,
        "end": START + timedelta(minutes=40),
        "amount": Mass(40_000),
    }
    return administration(Given(**(told | changed)), id="x.dose")


def test_the_amount_is_told_in_milligrams_and_never_rounded() -> None:
    assert made(amount=Mass(39_999))["dosage"]["dose"]["value"] == 39.999
    assert made(amount=Volume(250_000))["dosage"]["dose"] == {
        "value": 250,
        "unit": "mL",
        "system": "http://unitsofmeasure.org",
        "code": "mL",
    }


def test_without_an_amount_or_rate_there_is_no_dosage() -> None:
    assert "dosage" not in made(amount=None, route="Into a vein")


def test_only_codes_that_were_seen_are_sent() -> None:
    assert all(code.source.mark.value == "seen" for each in drugs().drug for code in each.code)
    codes = {one["code"] for one in made(drug="esketamine")["medicationCodeableConcept"]["coding"]}
    assert codes == {"2119365", "N06AX27"}
    assert "coding" not in made(drug="ondansetron")["medicationCodeableConcept"]


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        made(start=START.replace(tzinfo=None))


@given(ANY)
def test_nothing_in_it_is_ever_empty(given_: Given) -> None:
    """FHIR has no empty lists, objects or strings."""

    def full(part: Any) -> bool:
        if isinstance(part, dict):
            return bool(part) and all(map(full, part.values()))
        if isinstance(part, list):
            return bool(part) and all(map(full, part))
        return bool(part != "")

    assert full(administration(given_, id="x.dose"))


@pytest.mark.skipif(not SCHEMA, reason="DAYBREAK_FHIR_SCHEMA names no file")
@settings(deadline=None)
@given(ANY)
def test_what_is_sent_is_what_the_official_schema_says(given_: Given) -> None:
    _validator().validate(administration(given_, id="x.dose"))


@lru_cache
def _validator() -> Any:
    return jsonschema_rs.validator_for(json.loads(Path(str(SCHEMA)).read_text(encoding="utf-8")))
