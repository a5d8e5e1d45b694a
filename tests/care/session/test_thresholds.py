"""Each reading says everything that is wrong with it, the worst first."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.catalogue.profile import Profile, Relative, Signal
from daybreak.care.catalogue.reading import newest
from daybreak.care.findings import Alarm
from daybreak.care.session.thresholds import findings, lasting
from daybreak.care.session.vitals import Reading, Vitals

IV = newest("profiles", Profile, "iv-racemic")
T0 = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
FINE = Vitals(
    systolic_mmhg=128, diastolic_mmhg=78, heart_rate_per_min=72, spo2_percent=98, moaas=5, rass=0
)


def codes(vitals: Vitals, baseline: Vitals | None = FINE) -> set[str]:
    return {finding.rule for finding in findings(vitals, baseline, IV)}


@pytest.mark.parametrize(
    ("vitals", "expected"),
    [
        (FINE, set()),
        (Vitals(systolic_mmhg=139), set()),
        (Vitals(systolic_mmhg=140), {"systolic-high-note"}),
        (Vitals(systolic_mmhg=153), {"systolic-high-note"}),  # 19.5 % over 128
        (Vitals(systolic_mmhg=154), {"systolic-high-note", "systolic-rise-note"}),
        (Vitals(diastolic_mmhg=102), {"diastolic-high-note", "diastolic-high-alert"}),
        (
            Vitals(diastolic_mmhg=103),
            {"diastolic-high-note", "diastolic-high-alert", "diastolic-rise-alert"},
        ),
        (Vitals(systolic_mmhg=99), {"systolic-low-note"}),
        (
            Vitals(systolic_mmhg=79),
            {"systolic-low-note", "systolic-low-alert", "systolic-low-critical"},
        ),
        (Vitals(mean_mmhg=119), set()),
        (Vitals(mean_mmhg=64), {"mean-low-alert"}),
        (Vitals(heart_rate_per_min=121), {"heart-rate-high-note", "heart-rate-high-alert"}),
        (Vitals(spo2_percent=94), {"spo2-low-note"}),
        (Vitals(spo2_percent=89), {"spo2-low-note", "spo2-low-alert", "spo2-low-critical"}),
        (Vitals(moaas=4), {"moaas-low-note"}),
        (Vitals(moaas=2), {"moaas-low-note", "moaas-low-alert", "moaas-low-critical"}),
        (Vitals(rass=3), {"rass-high-note", "rass-high-alert", "rass-high-critical"}),
        (Vitals(rass=-3), {"rass-low-note", "rass-low-alert"}),
        (Vitals(pain_nrs=10, nausea_nrs=10, temperature_dc=410), set()),
    ],
)
def test_each_line_fires_at_its_figure_and_not_before(vitals: Vitals, expected: set[str]) -> None:
    assert codes(vitals) == expected


def test_a_pressure_that_is_high_for_this_person_alone_is_an_alert() -> None:
    assert "systolic-rise-alert" in codes(Vitals(systolic_mmhg=138), Vitals(systolic_mmhg=98))
    assert "systolic-rise-percent-alert" in codes(
        Vitals(systolic_mmhg=124), Vitals(systolic_mmhg=95)
    )


def test_180_is_critical_at_once_and_stops_the_pump_in_words() -> None:
    found = findings(Vitals(systolic_mmhg=180, diastolic_mmhg=110), FINE, IV)

    assert [finding.rule for finding in found[:2]] == [
        "systolic-high-critical",
        "diastolic-high-critical",
    ]
    assert found[0].to_do.startswith("Pause the pump. Call the prescriber now. Repeat within 2")
    assert found[0].because == "Systolic 180 mmHg is at or over 180."


def test_a_rise_says_from_where_and_how_far() -> None:
    rise = next(
        finding
        for finding in findings(Vitals(systolic_mmhg=170), FINE, IV)
        if finding.rule == "systolic-rise-percent-alert"
    )

    assert rise.because == (
        "Systolic 170 mmHg is 42 over the 128 before the start; the line is 30 %."
    )
    assert "Repeat within 5 minutes" in rise.to_do


def test_without_a_reading_before_a_rise_is_not_judged_and_says_so() -> None:
    (note,) = findings(Vitals(systolic_mmhg=120), Vitals(), IV)

    assert note.rule == "systolic-no-baseline"
    assert note.level is Alarm.NOTE
    assert note.unknown == ("baseline-systolic",)


def test_before_there_is_a_start_nothing_is_said_about_rises() -> None:
    assert codes(Vitals(systolic_mmhg=120), None) == set()
    assert "systolic-high-alert" in codes(Vitals(systolic_mmhg=165), None)


figures = st.builds(
    Vitals,
    **{
        signal.value: st.none()
        | st.integers(IV.by_signal[signal].lowest, IV.by_signal[signal].highest)
        for signal in Signal
    },
)


@settings(deadline=None)
@given(figures, st.none() | figures)
def test_the_most_worrying_is_always_first(vitals: Vitals, baseline: Vitals | None) -> None:
    found = findings(vitals, baseline, IV)

    assert all(first.level >= second.level for first, second in pairwise(found))
    assert all(finding.because for finding in found)


@settings(deadline=None)
@given(figures, figures)
def test_a_critical_line_never_fires_without_its_milder_ones(
    vitals: Vitals, baseline: Vitals
) -> None:
    fired = codes(vitals, baseline)

    for rules in IV.by_channel.values():
        plain = [
            rule
            for rule in rules
            if rule.is_immediate and rule.relative_to_baseline is Relative.NOTHING
        ]
        for mild in plain:
            for grave in plain:
                if grave.severity > mild.severity and grave.code in fired:
                    assert mild.code in fired


@settings(deadline=None)
@given(st.integers(60, 240), st.integers(0, 60), st.integers(60, 160))
def test_a_higher_pressure_never_says_less(systolic: int, more: int, before: int) -> None:
    baseline = Vitals(systolic_mmhg=before)

    def high(value: int) -> set[str]:
        fired = codes(Vitals(systolic_mmhg=value), baseline)
        return {code for code in fired if "-low-" not in code}

    assert high(systolic) <= high(systolic + more)


def pulse(*readings: tuple[int, int | None]) -> list[Reading]:
    return [
        Reading(T0 + timedelta(seconds=second), Vitals(heart_rate_per_min=rate, spo2_percent=98))
        for second, rate in readings
    ]


@pytest.mark.parametrize(
    ("readings", "fires"),
    [
        (pulse((0, 125)), False),
        (pulse((0, 125), (299, 125)), False),
        (pulse((0, 125), (300, 121)), True),
        (pulse((0, 125), (150, 120), (300, 125)), False),  # broken in between
        (pulse((0, 125), (150, None), (300, 125)), True),  # not taken is not normal
        (pulse((0, 125), (300, 125), (310, 119)), False),  # over
        (pulse((0, 125), (300, 125), (310, None)), False),  # the latest says nothing of it
        ([], False),
    ],
)
def test_a_pulse_over_120_for_five_minutes_is_critical(
    readings: list[Reading], fires: bool
) -> None:
    found = {finding.rule for finding in lasting(readings, IV)}

    assert found == ({"heart-rate-lasting-critical"} if fires else set())


def test_what_lasts_says_for_how_long() -> None:
    (finding,) = lasting(pulse((0, 125), (420, 122)), IV)

    assert finding.because == "Heart rate 122 a minute has been past 120 for 7 minutes."
    assert finding.level is Alarm.CRITICAL
