"""Single figures of a monitor become the sets a nurse would have written down."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from daybreak.care.session.sampling import Spoken
from daybreak.care.session.vitals import Vitals
from daybreak.exchange.hl7_oru import read_oru
from daybreak.exchange.hl7_vitals import sets_of_vitals
from daybreak.exchange.monitor_codes import Method, monitor_codes

RECEIVED = datetime(2026, 11, 21, 18, 15, 1, tzinfo=UTC)
HEADER = "MSH|^~\\&|MON|CLINIC|DB|CLINIC|20261121181500+0000||ORU^R01|1|P|2.6"
MMHG, PER_MIN = "266016^^MDC", "264864^^MDC"


def _sets(*rows: tuple[int, str, str, str]) -> tuple[Spoken, ...]:
    lines = [
        f"OBX|1|NM|{code}^^MDC|1|{value}|{unit}|||||R|||20261121{clock}+0000"
        for code, value, unit, clock in rows
    ]
    raw = "\r".join((HEADER, *lines)).encode()
    return sets_of_vitals(read_oru(raw, received_at=RECEIVED, zone=UTC).readings)


def test_an_older_pressure_is_a_set_of_its_own(vector: Callable[[str], bytes]) -> None:
    raw = vector("hl7/continuous.hl7")
    pressure, rest = sets_of_vitals(read_oru(raw, received_at=RECEIVED, zone=UTC).readings)

    assert f"{pressure.at:%H:%M}" == "18:14"
    assert pressure.vitals == Vitals(systolic_mmhg=142, diastolic_mmhg=86, mean_mmhg=105)
    assert f"{rest.at:%H:%M}" == "18:15"
    assert rest.vitals == Vitals(
        heart_rate_per_min=88, spo2_percent=98, respiratory_rate_per_min=16
    )


def test_the_parts_of_a_pressure_stand_together_at_its_systolic() -> None:
    (one,) = _sets((150021, "142", MMHG, "181400"), (150022, "86", MMHG, "181430"))

    assert f"{one.at:%H%M%S}" == "181400"
    assert one.vitals == Vitals(systolic_mmhg=142, diastolic_mmhg=86)


def test_a_part_that_is_alone_is_told_alone() -> None:
    assert [one.vitals for one in _sets((150021, "190", MMHG, "181400"))] == [
        Vitals(systolic_mmhg=190)
    ]


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_rates_for_one_moment_the_ecg_is_taken(turned: bool) -> None:
    rows = [(149530, "90", PER_MIN, "181500"), (147842, "88", PER_MIN, "181500")]
    (one,) = _sets(*(rows[::-1] if turned else rows))

    assert one.vitals.heart_rate_per_min == 88


def test_what_does_not_count_is_in_no_set() -> None:
    invalid = (150456, "-999", "262688^^MDC", "181500")
    unknown = (150324, "97", "262688^^MDC", "181500")
    weight = (188736, "70", "263875^^MDC", "181500")

    assert _sets(invalid, unknown, weight) == ()


def test_every_method_has_its_rank() -> None:
    assert sorted(monitor_codes().preferred.methods) == sorted(Method)
