"""The names monitors use: both families of cuff codes, makers' own, and the traps."""

from collections import Counter

import pytest

from daybreak.care.intake.measure import Measure
from daybreak.exchange.code_maps import measures
from daybreak.exchange.monitor_codes import Method, mdc_number, monitor_codes


@pytest.mark.parametrize(
    ("code", "measure", "method"),
    [
        (150021, Measure.SYSTOLIC_MMHG, Method.CUFF),  # not called CUFF_SYS, and yet a cuff
        (150301, Measure.SYSTOLIC_MMHG, Method.CUFF),
        (150022, Measure.DIASTOLIC_MMHG, Method.CUFF),
        (150302, Measure.DIASTOLIC_MMHG, Method.CUFF),
        (150023, Measure.MEAN_MMHG, Method.CUFF),
        (150303, Measure.MEAN_MMHG, Method.CUFF),
        (150037, Measure.SYSTOLIC_MMHG, Method.ARTERIAL),
        (150456, Measure.SPO2_PERCENT, Method.PULSE_OXIMETER),
        (149522, Measure.HEART_RATE_PER_MIN, Method.PULSE_OXIMETER),
        (149546, Measure.HEART_RATE_PER_MIN, Method.CUFF),
        (151928, Measure.ETCO2_MMHG, Method.CAPNOGRAPH),
    ],
)
def test_all_codes_of_a_measure_are_taken(code: int, measure: Measure, method: Method) -> None:
    signal = monitor_codes().by_mdc(code)

    assert signal is not None
    assert (signal.measure, signal.method) == (measure, method)


@pytest.mark.parametrize("code", [150324, 150020, 150488, 69965])
def test_a_wrong_label_a_group_and_an_index_are_no_measure(code: int) -> None:
    """150324 has been published as SpO2; it is not."""
    assert monitor_codes().by_mdc(code) is None


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0002-4a05", 150021),
        ("0002-4BB8", 150456),
        ("0002-481a", 149530),
        ("0002-4b1d", 150301),
        ("0002-4182", 147842),
        ("0002-500a", 151562),
        ("0004-0f20", 266016),  # a unit, by the same rule
    ],
)
def test_hexadecimal_is_partition_and_term(written: str, number: int) -> None:
    assert mdc_number(written, "MDIL") == number


def test_a_makers_number_is_not_a_number_of_the_standard() -> None:
    """Edan's 131072 is an ECG rate; the standard has another thing there."""
    assert mdc_number("150021", "EHC") is None
    assert mdc_number("150021", "MDC") == 150021
    assert mdc_number("9" * 40, "MDC") is None
    assert mdc_number("٣", "MDC") is None


def test_no_code_stands_for_two_things() -> None:
    mdc = Counter(code for one in monitor_codes().signal for code in one.mdc)
    maker = Counter(
        (system, code)
        for one in monitor_codes().signal
        for system, codes in one.maker.items()
        for code in codes
    )

    assert [code for code, times in (mdc + Counter()).items() if times > 1] == []
    assert [code for code, times in maker.items() if times > 1] == []


def test_every_signal_has_a_range_and_a_unit() -> None:
    for signal in monitor_codes().signal:
        assert measures().row(signal.measure).kind
