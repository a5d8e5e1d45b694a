"""What cannot be a reading is refused, with what may have been meant."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.catalogue.profile import Profile, Signal
from daybreak.care.catalogue.reading import newest
from daybreak.care.errors import NotUnderstood
from daybreak.care.session.vitals import Reading, Vitals, check_plausible, implausible, latest

IV = newest("profiles", Profile, "iv-racemic")
T0 = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)


def test_the_fields_of_vitals_are_the_signals_of_the_catalogue() -> None:
    assert {field.name for field in fields(Vitals)} == {signal.value for signal in Signal}


@pytest.mark.parametrize(
    ("vitals", "instead"),
    [
        (Vitals(systolic_mmhg=1640), 164),
        (Vitals(systolic_mmhg=1128), 112),
        (Vitals(systolic_mmhg=12), None),
        (Vitals(spo2_percent=977), 97),
        (Vitals(spo2_percent=101), None),
        (Vitals(moaas=-3), 3),
        (Vitals(moaas=6), None),
        (Vitals(temperature_dc=986), 370),
        (Vitals(temperature_dc=37), None),
        (Vitals(rass=-6), None),
        (Vitals(pain_nrs=55), 5),
    ],
)
def test_an_impossible_figure_comes_with_what_may_have_been_meant(
    vitals: Vitals, instead: int | None
) -> None:
    (wrong,) = implausible(vitals, IV)

    assert wrong.instead == instead
    assert ("Did you mean" in wrong.because) is (instead is not None)


@pytest.mark.parametrize(
    ("vitals", "words"),
    [
        (Vitals(systolic_mmhg=1640, diastolic_mmhg=98), "Systolic 1640 mmHg.*mean 164"),
        (Vitals(systolic_mmhg=98, diastolic_mmhg=164), "98/164 cannot.*Did you mean 164/98"),
        (Vitals(systolic_mmhg=98, diastolic_mmhg=98), "98/98 cannot.*higher.$"),
        (Vitals(systolic_mmhg=120, diastolic_mmhg=80, mean_mmhg=121), "mean pressure of 121"),
        (Vitals(diastolic_mmhg=80, mean_mmhg=79), "mean pressure of 79"),
        (Vitals(temperature_dc=986), "Temperature 98.6 °C.*25.0 to 45.0.*mean 37.0"),
        (Vitals(), "Nothing was entered"),
    ],
)
def test_what_cannot_be_is_said_in_words(vitals: Vitals, words: str) -> None:
    with pytest.raises(NotUnderstood, match=words):
        check_plausible(vitals, IV)


def test_every_impossible_figure_is_named_not_only_the_first() -> None:
    wrong = implausible(Vitals(systolic_mmhg=1640, heart_rate_per_min=880, spo2_percent=97), IV)

    assert [each.signal for each in wrong] == [Signal.SYSTOLIC, Signal.HEART_RATE]


@pytest.mark.parametrize(
    "vitals",
    [
        Vitals(systolic_mmhg=240, diastolic_mmhg=140, mean_mmhg=173),
        Vitals(systolic_mmhg=52, diastolic_mmhg=30),
        Vitals(heart_rate_per_min=0, respiratory_rate_per_min=0, moaas=0),
        Vitals(heart_rate_per_min=210, spo2_percent=55, etco2_mmhg=0),
        Vitals(rass=-5, temperature_dc=412),
        Vitals(systolic_mmhg=120, diastolic_mmhg=80, mean_mmhg=80),
    ],
)
def test_a_true_extreme_is_never_refused(vitals: Vitals) -> None:
    check_plausible(vitals, IV)


@settings(deadline=None)
@given(st.sampled_from(Signal), st.integers(-10_000, 100_000))
def test_what_is_suggested_is_itself_plausible(signal: Signal, value: int) -> None:
    for wrong in implausible(Vitals(**{signal.value: value}), IV):
        assert wrong.instead is None or not implausible(Vitals(**{signal.value: wrong.instead}), IV)


@settings(deadline=None)
@given(st.sampled_from(Signal), st.integers(-10_000, 100_000))
def test_exactly_what_lies_in_the_range_passes(signal: Signal, value: int) -> None:
    row = IV.by_signal[signal]
    passes = not implausible(Vitals(**{signal.value: value}), IV)

    assert passes is (row.lowest <= value <= row.highest)


def test_the_latest_figure_of_each_signal_is_taken_within_the_window() -> None:
    readings = [
        Reading(T0, Vitals(systolic_mmhg=128, diastolic_mmhg=78)),
        Reading(T0 - timedelta(minutes=5), Vitals(systolic_mmhg=140, spo2_percent=98)),
        Reading(T0 - timedelta(minutes=16), Vitals(heart_rate_per_min=72)),
        Reading(T0 + timedelta(seconds=1), Vitals(systolic_mmhg=150)),
    ]

    assert latest(readings, since=T0 - timedelta(minutes=15), until=T0) == Vitals(
        systolic_mmhg=128, diastolic_mmhg=78, spo2_percent=98
    )
