"""Vitals as others read them: the whole figure, its unit, its time, and whose it is."""

import json
import os
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.catalogue.profile import Signal
from daybreak.care.intake.record import Measure
from daybreak.care.session.told_by import ToldFigure
from daybreak.care.session.vitals import Vitals
from daybreak.exchange.fhir_bundle import read_bundle
from daybreak.exchange.fhir_observation import Circumstances, instant, observations, quantity

Json = dict[str, Any]

AT = datetime(2026, 11, 21, 18, 14, tzinfo=UTC)
CHAIR = Circumstances(
    at=AT,
    subject="Patient/p1",
    performer=("Practitioner/n1",),
    device="Device/d1",
    encounter="Encounter/e1",
    part_of="Procedure/s1",
)
# The official R4 schema is 3 MB; name its file to hold these resources against it.
SCHEMA = os.environ.get("DAYBREAK_FHIR_SCHEMA")

ANY_VITALS = st.builds(
    Vitals,
    systolic_mmhg=st.none() | st.integers(101, 320),
    diastolic_mmhg=st.none() | st.integers(10, 100),
    mean_mmhg=st.none() | st.integers(10, 320),
    heart_rate_per_min=st.none() | st.integers(10, 350),
    spo2_percent=st.none() | st.integers(0, 100),
    respiratory_rate_per_min=st.none() | st.integers(0, 120),
    etco2_mmhg=st.none() | st.integers(0, 150),
    temperature_dc=st.none() | st.integers(200, 450),
    moaas=st.none() | st.integers(0, 5),
    rass=st.none() | st.integers(-5, 4),
    dissociation_nrs=st.none() | st.integers(0, 10),
    pain_nrs=st.none() | st.integers(0, 10),
    nausea_nrs=st.none() | st.integers(0, 10),
    anxiety_nrs=st.none() | st.integers(0, 10),
)


def _made(vitals: Vitals, circumstances: Circumstances = CHAIR) -> tuple[Json, ...]:
    return observations(vitals, circumstances, id_of=lambda name: f"r1-{name}")


def _file(made: tuple[Json, ...]) -> str:
    told: list[Json] = [{"resource": {"resourceType": "Patient", "id": "p1"}}]
    told += [{"resource": each} for each in made]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": told})


def _empty_lists(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | list):
        return (value in ([], {})) + sum(_empty_lists(each) for each in inner)
    return value is None or value == ""


def test_a_pressure_is_one_panel_with_its_parts() -> None:
    (panel,) = _made(Vitals(systolic_mmhg=142, diastolic_mmhg=86, mean_mmhg=105))

    assert panel["code"]["coding"][0]["code"] == "85354-9"
    assert [
        (part["code"]["coding"][0]["code"], part["valueQuantity"]["value"])
        for part in panel["component"]
    ] == [("8480-6", 142), ("8462-4", 86), ("8478-0", 105)]
    assert panel["component"][0]["valueQuantity"]["code"] == "mm[Hg]"
    assert panel["category"][0]["coding"][0]["code"] == "vital-signs"
    assert panel["effectiveDateTime"] == "2026-11-21T18:14:00Z"
    assert panel["subject"] == {"reference": "Patient/p1"}
    assert panel["performer"] == [{"reference": "Practitioner/n1"}]
    assert panel["device"] == {"reference": "Device/d1"}
    assert panel["encounter"] == {"reference": "Encounter/e1"}
    assert panel["partOf"] == [{"reference": "Procedure/s1"}]


def test_a_pressure_of_which_a_part_was_not_taken_says_so() -> None:
    (panel,) = _made(Vitals(systolic_mmhg=142))

    assert [part.get("dataAbsentReason") is not None for part in panel["component"]] == [
        False,
        True,
    ]


def test_a_saturation_carries_both_of_its_codes() -> None:
    (one,) = _made(Vitals(spo2_percent=97))

    assert [code["code"] for code in one["code"]["coding"]] == ["59408-5", "2708-6"]


def test_a_temperature_is_sent_in_degrees() -> None:
    assert quantity(Measure.TEMPERATURE_DC, 369)["value"] == 36.9
    assert quantity(Measure.TEMPERATURE_DC, 370)["value"] == 37


def test_sedation_goes_under_a_code_of_ours_and_never_under_a_cam_item() -> None:
    (moaas, rass) = _made(Vitals(moaas=4, rass=-2))

    assert [one["valueInteger"] for one in (moaas, rass)] == [4, -2]
    assert rass["code"]["coding"] == [
        {
            "system": "urn:daybreak:codes",
            "code": "rass",
            "display": "Agitation and sedation, RASS -5 to +4",
        }
    ]


def test_what_was_not_taken_is_not_sent() -> None:
    assert _made(Vitals()) == ()


def test_a_time_without_a_zone_is_a_wrong_call() -> None:
    with pytest.raises(ValueError, match="aware"):
        instant(datetime(2026, 11, 21))  # noqa: DTZ001 - that is the wrong call


@settings(deadline=None)
@given(ANY_VITALS)
def test_what_is_sent_is_whole_and_has_nothing_empty_in_it(vitals: Vitals) -> None:
    made = _made(vitals) + _made(vitals, Circumstances(at=AT, subject="Patient/p1"))

    for one in made:
        assert _empty_lists(one) == 0
        assert one["resourceType"] == "Observation"
        assert one["status"] == "final"
        assert one["code"]["coding"]
        values = [key for key in one if key.startswith("value")]
        assert len(values) == (0 if "component" in one else 1)
    assert len({one["id"] for one in _made(vitals)}) == len(_made(vitals))


@settings(deadline=None)
@given(ANY_VITALS)
def test_what_we_send_we_read_back_as_it_was(vitals: Vitals) -> None:
    (record,) = read_bundle(_file(_made(vitals)))
    back = {one.measure.column: one.value for one in record.measurements}

    ours = {"moaas", "rass", "dissociation_nrs", "nausea_nrs", "anxiety_nrs"}
    taken = {signal.value: value for signal, value in vitals.taken() if signal.value not in ours}
    assert back == taken
    assert all(one.on == AT for one in record.measurements)


@pytest.mark.skipif(not SCHEMA, reason="DAYBREAK_FHIR_SCHEMA names no file")
@settings(deadline=None)
@given(ANY_VITALS)
def test_what_is_sent_is_what_the_official_schema_says(vitals: Vitals) -> None:
    validator = _validator()

    for one in _made(vitals):
        validator.validate(one)


@lru_cache
def _validator() -> Any:
    return jsonschema_rs.validator_for(json.loads(Path(str(SCHEMA)).read_text(encoding="utf-8")))


def _told(signal: Signal, mdc: int, label: str, method: str) -> ToldFigure:
    return ToldFigure(
        signal=signal,
        code=str(mdc),
        label=label,
        system="MDC",
        mdc=mdc,
        method=method,
        told_method="APERIODIC",
        value="142",
        unit="266016^MDC_DIM_MMHG^MDC",
        at=AT,
        at_from="obx-14",
        equipment="",
    )


def test_a_monitors_own_code_stands_beside_ours_and_how_it_measured() -> None:
    told = {
        "systolic_mmhg": _told(Signal.SYSTOLIC, 150021, "MDC_PRESS_BLD_NONINV_SYS", "cuff"),
        "heart_rate_per_min": _told(Signal.HEART_RATE, 147842, "HR", "ecg"),
    }
    monitor = Circumstances(at=AT, subject="Patient/p1", device_name="00A0370000AB0001", told=told)

    pressure, pulse = _made(
        Vitals(systolic_mmhg=142, diastolic_mmhg=86, heart_rate_per_min=88), monitor
    )

    systolic, diastolic = pressure["component"]
    assert systolic["code"]["coding"][0]["code"] == "8480-6"
    assert systolic["code"]["coding"][1] == {
        "system": "urn:iso:std:iso:11073:10101",
        "code": "150021",
        "display": "MDC_PRESS_BLD_NONINV_SYS",
    }
    assert len(diastolic["code"]["coding"]) == 1
    assert pressure["method"] == {"text": "cuff, APERIODIC"}
    assert pressure["device"] == {"display": "00A0370000AB0001"}
    assert pulse["code"]["coding"][1] == {"system": "urn:iso:std:iso:11073:10101", "code": "147842"}
    assert pulse["method"] == {"text": "ecg, APERIODIC"}


def test_what_a_person_typed_names_no_device_and_no_method() -> None:
    (pulse,) = _made(Vitals(heart_rate_per_min=88), Circumstances(at=AT, subject="Patient/p1"))

    assert not {"method", "device"} & pulse.keys()
