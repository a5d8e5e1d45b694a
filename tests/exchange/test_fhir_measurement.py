"""A figure is taken when its unit, its time and its meaning are sure, and otherwise left out."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from daybreak.care.intake.record import Measure, Precision, WhyLeftOut
from daybreak.exchange.fhir_bundle import read_bundle
from daybreak.exchange.fhir_json import EntryNotUnderstood

Json = dict[str, Any]
FileOf = Callable[..., bytes]

SUBJECT = {"reference": "Patient/p1"}
LOINC = "http://loinc.org"


def _code(*codes: str, system: str = LOINC) -> Json:
    return {"coding": [{"system": system, "code": code} for code in codes]}


def _quantity(value: float | None, unit: str, **more: Any) -> Json:
    return {"value": value, "system": "http://unitsofmeasure.org", "code": unit} | more


def _observation(**more: Any) -> Json:
    return {
        "resourceType": "Observation",
        "id": "o1",
        "status": "final",
        "code": _code("29463-7"),
        "subject": SUBJECT,
        "effectiveDateTime": "2026-11-20T09:30:00-08:00",
        "valueQuantity": _quantity(70, "kg"),
    } | more


def _pressure(systolic: Json, diastolic: Json, panel: str = "85354-9") -> Json:
    parts = [
        {"code": _code("8480-6"), "valueQuantity": systolic},
        {"code": _code("8462-4"), "valueQuantity": diastolic},
    ]
    return _observation(code=_code(panel), valueQuantity=None, component=parts)


def _read(file_of: FileOf, resource: Json) -> tuple[list[Any], list[WhyLeftOut]]:
    (record,) = read_bundle(file_of(resource))
    taken = [(one.measure, one.value) for one in record.measurements]
    return taken, [one.why for one in record.left_out]


@pytest.mark.parametrize(
    ("code", "value", "unit", "measure", "ours"),
    [
        ("29463-7", 154.3, "[lb_av]", Measure.WEIGHT_G, 69_989),
        ("8302-2", 67, "[in_i]", Measure.HEIGHT_MM, 1_702),
        ("8480-6", 128.4, "mm[Hg]", Measure.SYSTOLIC_MMHG, 128),
        ("8478-0", 93, "mm[Hg]", Measure.MEAN_MMHG, 93),
        ("8867-4", 72, "{beats}/min", Measure.HEART_RATE_PER_MIN, 72),
        ("59408-5", 97, "%", Measure.SPO2_PERCENT, 97),
        ("2708-6", 97, "%", Measure.SPO2_PERCENT, 97),
        ("9279-1", 14, "/min", Measure.RESPIRATORY_RATE_PER_MIN, 14),
        ("19889-5", 5, "kPa", Measure.ETCO2_MMHG, 38),
        ("8310-5", 98.4, "[degF]", Measure.TEMPERATURE_DC, 369),
        ("8331-1", 37.05, "Cel", Measure.TEMPERATURE_DC, 371),
        ("72514-3", 3, "{score}", Measure.PAIN_NRS, 3),
    ],
)
def test_a_figure_comes_in_our_unit(  # noqa: PLR0917 - a row of the table
    file_of: FileOf, code: str, value: float, unit: str, measure: Measure, ours: int
) -> None:
    told = _observation(code=_code(code), valueQuantity=_quantity(value, unit))

    assert _read(file_of, told) == ([(measure, ours)], [])


@pytest.mark.parametrize("panel", ["85354-9", "55284-4"])
def test_a_pressure_is_read_out_of_either_panel(file_of: FileOf, panel: str) -> None:
    told = _pressure(_quantity(120, "mm[Hg]"), _quantity(80, "mm[Hg]"), panel)

    assert _read(file_of, told) == (
        [(Measure.SYSTOLIC_MMHG, 120), (Measure.DIASTOLIC_MMHG, 80)],
        [],
    )


def test_each_part_of_a_pressure_has_a_key_of_its_own(file_of: FileOf) -> None:
    told = _pressure(_quantity(120, "mm[Hg]"), _quantity(80, "mm[Hg]"))
    (record,) = read_bundle(file_of(told))

    assert [one.key for one in record.measurements] == [
        "Observation/o1#systolic-mmhg",
        "Observation/o1#diastolic-mmhg",
    ]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"valueQuantity": {"value": 70, "unit": "kg"}}, WhyLeftOut.UNIT_UNKNOWN),
        ({"valueQuantity": {"value": 70, "code": "kg"}}, WhyLeftOut.UNIT_UNKNOWN),
        ({"valueQuantity": {"value": 70}}, WhyLeftOut.UNIT_UNKNOWN),
        ({"valueQuantity": _quantity(70, "stone")}, WhyLeftOut.UNIT_UNKNOWN),
        ({"valueQuantity": _quantity(70, "cm")}, WhyLeftOut.UNIT_UNKNOWN),
        ({"valueQuantity": None, "valueString": "70 kg"}, WhyLeftOut.UNIT_UNKNOWN),
        ({"valueQuantity": None, "valueInteger": 70}, WhyLeftOut.UNIT_UNKNOWN),
        ({"valueQuantity": _quantity(70, "kg", comparator=">")}, WhyLeftOut.NOT_EXACT),
        ({"valueQuantity": _quantity(7000, "kg")}, WhyLeftOut.OUT_OF_RANGE),
        ({"valueQuantity": _quantity(-1, "kg")}, WhyLeftOut.OUT_OF_RANGE),
        ({"valueQuantity": _quantity(1e300, "kg")}, WhyLeftOut.OUT_OF_RANGE),
        ({"valueQuantity": None}, WhyLeftOut.NO_VALUE),
        ({"valueQuantity": _quantity(None, "kg")}, WhyLeftOut.NO_VALUE),
        ({"valueQuantity": None, "dataAbsentReason": _code("unknown")}, WhyLeftOut.NO_VALUE),
        ({"effectiveDateTime": None}, WhyLeftOut.NO_TIME),
        ({"effectiveDateTime": None, "issued": "2026-11-20T09:30:00Z"}, WhyLeftOut.NO_TIME),
        ({"status": "preliminary"}, WhyLeftOut.NOT_FINAL),
        ({"status": "unknown"}, WhyLeftOut.NOT_FINAL),
        ({"status": "cancelled"}, WhyLeftOut.CANCELLED),
        ({"status": "entered-in-error"}, WhyLeftOut.ENTERED_IN_ERROR),
        ({"focus": [{"display": "the child"}]}, WhyLeftOut.ANOTHER_PERSON),
        ({"subject": None}, WhyLeftOut.ANOTHER_PERSON),
        ({"code": _code("39156-5")}, WhyLeftOut.KIND_NOT_KEPT),
        ({"code": _code("29463-7", system="urn:other")}, WhyLeftOut.KIND_NOT_KEPT),
        ({"code": {"coding": [{"code": "29463-7"}]}}, WhyLeftOut.KIND_NOT_KEPT),
        ({"code": _code("29463-7", "8302-2")}, WhyLeftOut.CONTRADICTS_ITSELF),
    ],
)
def test_what_is_not_sure_is_left_out_with_its_reason(file_of: FileOf, told: Any, why: Any) -> None:
    assert _read(file_of, _observation(**told)) == ([], [why])


def test_a_systolic_that_is_not_above_the_diastolic_takes_both_out(file_of: FileOf) -> None:
    told = _pressure(_quantity(80, "mm[Hg]"), _quantity(80, "mm[Hg]"))

    assert _read(file_of, told) == ([], [WhyLeftOut.CONTRADICTS_ITSELF])


def test_one_part_that_cannot_be_read_does_not_take_the_other_with_it(file_of: FileOf) -> None:
    told = _pressure(_quantity(120, "mm[Hg]"), {"value": 80, "unit": "mmHg"})

    assert _read(file_of, told) == (
        [(Measure.SYSTOLIC_MMHG, 120)],
        [WhyLeftOut.UNIT_UNKNOWN],
    )


@pytest.mark.parametrize(
    ("told", "on", "precision"),
    [
        ("2026", datetime(2026, 1, 1, tzinfo=UTC), Precision.YEAR),
        ("2026-11", datetime(2026, 11, 1, tzinfo=UTC), Precision.MONTH),
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=UTC), Precision.DAY),
        ("2026-11-20T23:30:00.5-08:00", datetime(2026, 11, 21, 7, 30, tzinfo=UTC), "second"),
        ("2026-11-20T23:59:60Z", datetime(2026, 11, 21, tzinfo=UTC), "second"),
    ],
)
def test_a_time_is_as_exact_as_it_was_told_and_never_looks_newer(
    file_of: FileOf, told: Any, on: Any, precision: str
) -> None:
    (record,) = read_bundle(file_of(_observation(effectiveDateTime=told)))

    assert (record.measurements[0].on, record.measurements[0].precision) == (on, precision)


def test_a_period_counts_from_its_beginning(file_of: FileOf) -> None:
    period = {"start": "2026-11-20T09:00:00Z", "end": "2026-11-20T10:00:00Z"}
    told = _observation(effectiveDateTime=None, effectivePeriod=period)
    (record,) = read_bundle(file_of(told))

    assert record.measurements[0].on == datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "broken",
    [
        {"status": None},
        {"status": "done"},
        {"valueInteger": 70},  # and a quantity: two values
        {"valueQuantity": {"value": "70"}},
        {"valueQuantity": 70},
        {"component": {}},
        {"effectiveDateTime": "2026-11-20T25:00:00Z"},
    ],
)
def test_an_observation_that_is_not_written_as_fhir_writes_one_is_named(
    file_of: FileOf, broken: Json
) -> None:
    with pytest.raises(EntryNotUnderstood) as refused:
        read_bundle(file_of(_observation(**broken)))

    assert refused.value.what == "Observation/o1"


@pytest.mark.parametrize(
    ("told", "taken"),
    [
        ({"code": _code("44261-6"), "valueInteger": 17}, ("phq-9", None, 17)),
        (
            {"code": _code("44261-6"), "valueQuantity": _quantity(17, "{score}")},
            ("phq-9", None, 17),
        ),
        ({"code": _code("70274-6"), "valueInteger": 9}, ("gad-7", None, 9)),
        ({"code": _code("44260-8"), "valueInteger": 2}, ("phq-9", "9", 2)),
        ({"code": _code("44260-8"), "valueCodeableConcept": _code("LA6570-1")}, ("phq-9", "9", 2)),
    ],
)
def test_the_points_of_a_scale_are_whole(file_of: FileOf, told: Any, taken: Any) -> None:
    (record,) = read_bundle(file_of(_observation(**({"valueQuantity": None} | told))))

    assert [(one.scale, one.item, one.value) for one in record.measurements] == [taken]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"valueInteger": 28}, WhyLeftOut.OUT_OF_RANGE),
        ({"valueInteger": -1}, WhyLeftOut.OUT_OF_RANGE),
        ({"valueQuantity": _quantity(17.5, "{score}")}, WhyLeftOut.NOT_EXACT),
        ({"valueQuantity": {"value": 17}}, WhyLeftOut.UNIT_UNKNOWN),
        ({"valueQuantity": _quantity(17, "%")}, WhyLeftOut.UNIT_UNKNOWN),
        ({"valueString": "17"}, WhyLeftOut.ANSWER_UNKNOWN),
        ({"valueCodeableConcept": _code("LA0-0")}, WhyLeftOut.ANSWER_UNKNOWN),
        ({}, WhyLeftOut.NO_VALUE),
    ],
)
def test_points_that_cannot_be_are_left_out(file_of: FileOf, told: Any, why: Any) -> None:
    total = _observation(**({"code": _code("44261-6"), "valueQuantity": None} | told))

    assert _read(file_of, total) == ([], [why])
