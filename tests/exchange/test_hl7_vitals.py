"""Single figures of a monitor become the sets a nurse would have written down."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from daybreak.care.catalogue.profile import Signal
from daybreak.care.session.sampling import Spoken
from daybreak.care.session.vitals import Vitals
from daybreak.exchange.hl7_oru import read_oru
from daybreak.exchange.hl7_vitals import sets_of_vitals, told_figures
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


def test_what_a_monitor_called_each_figure_is_kept_as_it_said_it(
    vector: Callable[[str], bytes],
) -> None:
    message = read_oru(vector("hl7/continuous.hl7"), received_at=RECEIVED, zone=UTC)
    pressure, rest = sets_of_vitals(message.readings)

    cuff = {one.signal: one for one in told_figures(message.readings, pressure)}
    signs = {one.signal: one for one in told_figures(message.readings, rest)}

    systolic = cuff[Signal.SYSTOLIC]
    assert (systolic.code, systolic.system, systolic.mdc) == ("150021", "MDC", 150021)
    assert (systolic.value, systolic.unit) == ("142", "266016^MDC_DIM_MMHG^MDC")
    assert (systolic.method, systolic.told_method) == ("cuff", "APERIODIC")
    assert f"{systolic.at:%H:%M}" == "18:14"
    assert systolic.at_from == "obx-14"
    assert signs[Signal.HEART_RATE].method == "ecg"
    assert Signal.ETCO2 not in signs  # it sent -999


def test_of_two_rates_it_is_told_where_the_one_that_stands_came_from() -> None:
    rows = [(149530, "90", PER_MIN, "181500"), (147842, "88", PER_MIN, "181500")]
    lines = [f"OBX|1|NM|{code}^^MDC|1|{v}|{u}|||||R|||20261121{c}+0000" for code, v, u, c in rows]
    message = read_oru("\r".join((HEADER, *lines)).encode(), received_at=RECEIVED, zone=UTC)
    (one,) = sets_of_vitals(message.readings)

    (told,) = told_figures(message.readings, one)

    assert (told.mdc, told.value) == (147842, "88")


def test_what_cannot_be_printed_or_has_no_end_is_cut_short() -> None:
    name = "SYS\x7f" + "x" * 200
    line = f"OBX|1|NM|150021^{name}^MDC|1|142|{MMHG}|||||R|||20261121181400+0000"
    message = read_oru(f"{HEADER}\r{line}".encode(), received_at=RECEIVED, zone=UTC)
    (one,) = sets_of_vitals(message.readings)

    (told,) = told_figures(message.readings, one)

    assert told.label == "SYS" + "x" * 77
