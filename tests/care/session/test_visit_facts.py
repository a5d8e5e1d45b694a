"""The readings of the day answer the rules of screening; until then those rules wait."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from daybreak.care.findings import Finding, Mark, Source, Status
from daybreak.care.screening.facts import Origin, check_all
from daybreak.care.screening.fields import fields
from daybreak.care.session.visit_facts import facts_of_readings, waits_for_readings
from daybreak.care.session.vitals import Reading, Vitals

NOON = datetime(2026, 11, 17, 12, tzinfo=ZoneInfo("America/Los_Angeles"))
SOURCE = Source("a test", Mark.OURS)


def pressure(minute: float, systolic: int, diastolic: int = 90) -> Reading:
    return Reading(
        NOON + timedelta(minutes=minute),
        Vitals(systolic_mmhg=systolic, diastolic_mmhg=diastolic),
    )


def facts(*readings: Reading) -> dict[str, object]:
    found = facts_of_readings(readings, since=NOON, until=NOON + timedelta(minutes=60))
    check_all(found, fields())
    return {name: fact.value for name, fact in found.items()}


def test_the_newest_figure_of_each_counts() -> None:
    spo2 = Reading(NOON + timedelta(minutes=1), Vitals(spo2_percent=97, heart_rate_per_min=70))

    found = facts(pressure(2, 170), spo2, pressure(9, 150))

    assert found == {
        "systolic-mmhg": 150,
        "diastolic-mmhg": 90,
        "heart-rate-per-min": 70,
        "spo2-percent": 97,
        "bp-confirmed": True,
    }


@pytest.mark.parametrize(("minutes", "repeat"), [((1,), False), ((1, 5.9), False), ((1, 6), True)])
def test_a_pressure_is_a_repeat_after_five_minutes(
    minutes: tuple[float, ...], repeat: bool
) -> None:
    assert facts(*(pressure(minute, 165) for minute in minutes))["bp-confirmed"] is repeat


def test_what_was_measured_before_they_came_says_nothing() -> None:
    assert facts(pressure(-1, 165)) == {}
    assert facts() == {}


def test_a_fact_of_a_reading_is_of_today_at_the_site() -> None:
    late = NOON.replace(hour=23)
    found = facts_of_readings([Reading(late, Vitals(spo2_percent=97))], since=NOON, until=late)

    assert found["spo2-percent"].on == NOON.date()
    assert found["spo2-percent"].origin is Origin.MEASURED


@pytest.mark.parametrize(
    ("unknown", "waits"),
    [
        (("systolic-mmhg", "diastolic-mmhg"), True),
        (("spo2-percent",), True),
        ((), False),
        (("escort-confirmed",), False),
        (("systolic-mmhg", "hx-aneurysm"), False),
    ],
)
def test_only_what_readings_alone_can_answer_waits(unknown: tuple[str, ...], waits: bool) -> None:
    finding = Finding("C02", Status.HOLD, "Not known.", SOURCE, unknown=unknown)

    assert waits_for_readings(finding) is waits
