"""Readings are asked for on time, and time alone never makes one undone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.catalogue.profile import Profile, Signal
from daybreak.care.catalogue.reading import newest
from daybreak.care.session.chair import Chair
from daybreak.care.session.monitoring import DueReading, Punctuality, due, no_data
from daybreak.care.session.stages import History, Stage, Step
from daybreak.care.session.symptoms import symptom_list
from daybreak.care.session.vitals import Reading, Vitals

IV = newest("profiles", Profile, "iv-racemic")
SPRAY = newest("profiles", Profile, "esketamine")
WHO = UUID(int=7)
T0 = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
FULL = Vitals(
    systolic_mmhg=128,
    diastolic_mmhg=78,
    heart_rate_per_min=72,
    spo2_percent=98,
    respiratory_rate_per_min=14,
    moaas=5,
    dissociation_nrs=0,
    pain_nrs=0,
    nausea_nrs=0,
    anxiety_nrs=0,
)


def at(minute: float) -> datetime:
    return T0 + timedelta(minutes=minute)


def history(*steps: tuple[Stage, float]) -> History:
    before = ((Stage.ARRIVED, -40), (Stage.CHECKED_IN, -30))
    return tuple(Step(stage, at(minute), WHO) for stage, minute in (*before, *steps))


READY = ((Stage.PRE_ASSESSED, -10), (Stage.PREPARED, -5))
DOSING = history(*READY, (Stage.DOSING, 0))
RECOVERY = history(*READY, (Stage.DOSING, 0), (Stage.RECOVERY, 40))


def chair(steps: History, *minutes: float, profile: Profile = IV, vitals: Vitals = FULL) -> Chair:
    return Chair(
        profile=profile,
        symptom_list=symptom_list(),
        history=steps,
        readings=tuple(Reading(at(minute), vitals) for minute in minutes),
    )


def asked(a_chair: Chair, minute: float) -> dict[str, DueReading]:
    return {reading.rule: reading for reading in due(a_chair, at(minute))}


def test_before_check_in_nothing_is_due() -> None:
    assert due(chair(history()[:1]), at(-35)) == ()


def test_from_check_in_on_a_reading_before_the_start_is_due() -> None:
    assert asked(chair(history()), -30)["baseline"].punctuality is Punctuality.DUE


def test_a_reading_before_the_start_is_due_again_after_fifteen_minutes() -> None:
    waiting = chair(history(), -28)

    assert asked(waiting, -14)["baseline"].due_at == at(-13)
    assert not asked(waiting, -14)["baseline"].is_due
    assert asked(waiting, -13)["baseline"].is_due


@pytest.mark.parametrize(
    ("minute", "punctuality"),
    [
        (9.9, Punctuality.LATER),
        (10, Punctuality.DUE),
        (12.9, Punctuality.DUE),
        (13, Punctuality.OVERDUE),
        (15.9, Punctuality.OVERDUE),
        (16, Punctuality.LATE),
        (90, Punctuality.LATE),
    ],
)
def test_pressure_is_due_every_ten_minutes_amber_after_three_red_after_six(
    minute: float, punctuality: Punctuality
) -> None:
    assert asked(chair(DOSING, -5), minute)["circulation"].punctuality is punctuality


def test_the_next_is_due_an_interval_after_the_last() -> None:
    assert asked(chair(DOSING, -5, 8), 9)["circulation"].due_at == at(18)


def test_what_was_left_out_of_a_reading_is_still_due() -> None:
    without_oxygen = chair(DOSING, -5, 10, vitals=replace(FULL, spo2_percent=None))

    assert asked(without_oxygen, 11)["circulation"].signals == (Signal.SPO2,)
    assert asked(without_oxygen, 11)["circulation"].due_at == at(10)


def test_all_that_is_due_is_named_even_if_some_was_due_a_little_later() -> None:
    apart = replace(
        chair(DOSING, -5),
        readings=(
            Reading(at(10), replace(FULL, spo2_percent=None)),
            Reading(at(11), Vitals(spo2_percent=98)),
        ),
    )

    assert Signal.SPO2 not in asked(apart, 20)["circulation"].signals
    assert Signal.SPO2 in asked(apart, 21)["circulation"].signals


def test_a_pause_does_not_stop_the_clock() -> None:
    paused = chair(history(*READY, (Stage.DOSING, 0), (Stage.PAUSED, 4)), -5)

    assert asked(paused, 10)["circulation"].is_due


def test_at_the_end_and_then_every_fifteen_minutes() -> None:
    ended = asked(chair(RECOVERY, 30), 40)

    assert ended["circulation-at-end"].is_due
    assert ended["circulation-after"].due_at == at(55)
    assert "circulation" not in ended
    assert "circulation-at-end" not in asked(chair(RECOVERY, 35), 40)  # a little early counts
    assert asked(chair(RECOVERY, 41), 42)["circulation-after"].due_at == at(56)


def test_dissociation_is_asked_at_forty_minutes_even_if_the_dose_was_cut_short() -> None:
    stopped = history(*READY, (Stage.DOSING, 0), (Stage.RECOVERY, 22))

    assert asked(chair(stopped, 22), 23)["dissociation-at-40"].due_at == at(40)
    assert "dissociation-at-40" not in asked(chair(stopped, 22, 36), 41)


def test_esketamine_asks_at_forty_minutes_and_before_leaving() -> None:
    sprayed = chair(RECOVERY, 1, profile=SPRAY)

    assert asked(sprayed, 40)["circulation-at-40"].is_due
    assert asked(sprayed, 40)["circulation-before-leaving"].due_at == at(120)


def test_after_discharge_nothing_is_due() -> None:
    gone = history(
        *READY,
        (Stage.DOSING, 0),
        (Stage.RECOVERY, 40),
        (Stage.DISCHARGE_ASSESSED, 100),
        (Stage.DISCHARGED, 105),
    )

    assert due(chair(gone), at(200)) == ()


def test_an_alarm_asks_for_its_repeat_among_the_rest() -> None:
    high = chair(DOSING, 10, vitals=replace(FULL, systolic_mmhg=164))
    repeat = asked(high, 12)["repeat-systolic-high"]

    assert repeat.due_at == at(15)
    assert repeat.what == "Systolic again"
    assert due(high, at(12))[0] == repeat


@pytest.mark.parametrize(
    ("minute", "silent"), [(10, False), (20, False), (20.1, True), (None, True)]
)
def test_a_monitor_that_is_silent_for_two_intervals_is_said_so(
    minute: float | None, silent: bool
) -> None:
    last = T0 if minute is not None else None

    assert no_data(last, every_s=600, now=at(minute or 0)) is silent


stages = st.sampled_from(
    [
        history(),
        history(*READY),
        DOSING,
        history(*READY, (Stage.DOSING, 0), (Stage.PAUSED, 4)),
        RECOVERY,
    ]
)
vitals = st.builds(
    Vitals,
    systolic_mmhg=st.none() | st.integers(70, 220),
    diastolic_mmhg=st.none() | st.integers(40, 60),
    heart_rate_per_min=st.none() | st.just(72),
    spo2_percent=st.none() | st.integers(85, 100),
    dissociation_nrs=st.none() | st.integers(0, 10),
)
taken = st.lists(st.builds(Reading, st.integers(-40, 60).map(at), vitals), max_size=8).map(tuple)


@settings(deadline=None)
@given(stages, taken, st.integers(0, 100), st.integers(0, 100), st.sampled_from([IV, SPRAY]))
def test_time_alone_never_makes_a_reading_undue(
    steps: History, readings: tuple[Reading, ...], minute: int, later: int, profile: Profile
) -> None:
    a_chair = replace(chair(steps, profile=profile), readings=readings)
    order = list(Punctuality)
    first = asked(a_chair, 60 + minute)
    then = asked(a_chair, 60 + minute + later)

    assert set(first) == set(then)
    for rule, reading in first.items():
        assert reading.due_at == then[rule].due_at
        assert order.index(reading.punctuality) <= order.index(then[rule].punctuality)
        assert set(reading.signals) <= set(then[rule].signals)


@settings(deadline=None)
@given(stages, taken, st.integers(61, 100))
def test_a_full_reading_leaves_nothing_due_but_what_it_calls_for_itself(
    steps: History, readings: tuple[Reading, ...], minute: int
) -> None:
    a_chair = replace(chair(steps), readings=(*readings, Reading(at(minute), FULL)))

    assert [reading.rule for reading in due(a_chair, at(minute)) if reading.is_due] == []
