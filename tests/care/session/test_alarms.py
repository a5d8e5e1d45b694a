"""An alarm stays open until it is over and somebody has seen it."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.reading import newest
from daybreak.care.errors import NotAllowed
from daybreak.care.findings import Alarm, Status
from daybreak.care.session.alarms import (
    OpenAlarm,
    all_alarms,
    check_acknowledgement,
    open_alarms,
    resume_gates,
)
from daybreak.care.session.chair import Acknowledgement, Chair
from daybreak.care.session.stages import History, Stage, Step
from daybreak.care.session.symptoms import Symptom, symptom_list
from daybreak.care.session.vitals import Reading, Vitals
from daybreak.care.team.roles import Role

IV = newest("profiles", Profile, "iv-racemic")
LIST = symptom_list()
WHO = UUID(int=7)
T0 = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)


def at(minute: float) -> datetime:
    return T0 + timedelta(minutes=minute)


STEPS = (
    (Stage.ARRIVED, -60),
    (Stage.CHECKED_IN, -40),
    (Stage.PRE_ASSESSED, -10),
    (Stage.PREPARED, -5),
    (Stage.DOSING, 0),
)
DOSING: History = tuple(Step(stage, at(minute), WHO) for stage, minute in STEPS)
BASELINE = Reading(at(-5), Vitals(systolic_mmhg=128, diastolic_mmhg=78, heart_rate_per_min=72))
CHAIR = Chair(profile=IV, symptom_list=LIST, history=DOSING, readings=(BASELINE,))


def pressure(minute: float, systolic: int) -> Reading:
    return Reading(at(minute), Vitals(systolic_mmhg=systolic))


def told(
    minute: float,
    level: Alarm = Alarm.ALERT,
    channel: str = "systolic-high",
    role: Role = Role.NURSE,
) -> Acknowledgement:
    return Acknowledgement(channel, level, at(minute), WHO, role, "prescriber told")


def chair(*readings: Reading, seen: tuple[Acknowledgement, ...] = ()) -> Chair:
    return replace(CHAIR, readings=(BASELINE, *readings), acknowledgements=seen)


def only(a_chair: Chair, minute: float) -> OpenAlarm:
    (alarm,) = open_alarms(a_chair, at(minute))
    return alarm


def test_nothing_is_open_when_nothing_is_wrong() -> None:
    assert open_alarms(chair(pressure(10, 130)), at(10)) == ()


def test_a_note_opens_no_alarm() -> None:
    assert open_alarms(chair(pressure(10, 145)), at(10)) == ()


def test_an_alert_sounds_and_asks_for_a_repeat_within_five_minutes() -> None:
    alarm = only(chair(pressure(10, 164)), 11)

    assert (alarm.channel, alarm.level, alarm.unseen) == (
        "systolic-high",
        Alarm.ALERT,
        Alarm.ALERT,
    )
    assert alarm.is_sounding
    assert alarm.repeat_due == at(15)
    assert not alarm.is_repeat_missed


def test_being_told_quiets_an_alert_but_does_not_stop_its_repeat_clock() -> None:
    seen = chair(pressure(10, 164), seen=(told(11),))

    assert not only(seen, 12).is_sounding
    assert only(seen, 12).repeat_due == at(15)
    assert only(seen, 15).is_sounding is False
    assert only(seen, 15.1).is_repeat_missed
    assert only(seen, 15.1).is_sounding


def test_an_open_alert_sounds_again_when_it_worsens() -> None:
    worse = chair(pressure(10, 164), pressure(14, 182), seen=(told(11),))

    alarm = only(worse, 14)
    assert (alarm.level, alarm.unseen, alarm.is_sounding) == (Alarm.CRITICAL, Alarm.CRITICAL, True)
    assert alarm.repeat_due == at(16)


def test_an_open_alert_does_not_sound_again_when_it_stays_the_same() -> None:
    same = chair(pressure(10, 164), pressure(14, 166), seen=(told(11),))

    assert not only(same, 15).is_sounding
    assert only(same, 15).repeat_due == at(19)


def test_a_normal_repeat_steps_a_critical_down_and_keeps_its_history() -> None:
    alarm = only(chair(pressure(10, 186), pressure(12, 138)), 12)

    assert alarm.level is None
    assert alarm.peak is Alarm.CRITICAL
    assert alarm.has_stepped_down
    assert not alarm.is_sounding
    assert [turn.level for turn in alarm.turns] == [Alarm.CRITICAL, None]


def test_what_is_over_stays_on_the_page_until_somebody_has_seen_it() -> None:
    over = chair(pressure(10, 186), pressure(12, 138))

    assert only(over, 60).unseen is Alarm.CRITICAL
    assert open_alarms(replace(over, acknowledgements=(told(13, Alarm.CRITICAL),)), at(13)) == ()


def test_a_closed_alarm_is_still_told() -> None:
    closed = chair(pressure(10, 164), pressure(14, 138), seen=(told(11),))

    (alarm,) = all_alarms(closed, at(20))
    assert open_alarms(closed, at(20)) == ()
    assert alarm.closed_at == at(14)
    assert alarm.seen == (told(11),)


def test_a_critical_that_came_down_and_rose_again_sounds_again() -> None:
    again = chair(
        pressure(10, 186), pressure(12, 164), pressure(14, 184), seen=(told(11, Alarm.CRITICAL),)
    )

    assert not only(again, 13).is_sounding
    assert only(again, 14).is_sounding


def test_a_worse_reading_that_arrives_late_is_not_taken_for_seen() -> None:
    late = chair(pressure(10, 164), pressure(10.5, 184), seen=(told(11),))

    assert only(late, 12).unseen is Alarm.CRITICAL


def test_soon_after_an_answer_the_same_opens_quietly_and_then_sounds() -> None:
    wavering = chair(
        pressure(10, 164), pressure(12, 158), pressure(13, 161), seen=(told(11, Alarm.ALERT),)
    )

    assert not only(wavering, 13).is_sounding
    assert only(wavering, 13).unseen is Alarm.ALERT
    assert only(wavering, 16).is_sounding


def test_a_critical_is_never_quiet_because_of_an_earlier_answer() -> None:
    wavering = chair(
        pressure(10, 184), pressure(12, 158), pressure(13, 184), seen=(told(11, Alarm.CRITICAL),)
    )

    assert only(wavering, 13).is_sounding


def test_whoever_may_not_answer_an_alarm_does_not_quiet_it() -> None:
    seen = chair(pressure(10, 164), seen=(told(11, role=Role.THERAPIST),))

    assert only(seen, 12).is_sounding


def test_each_side_of_each_signal_is_its_own_alarm_and_the_worst_is_first() -> None:
    both = chair(Reading(at(10), Vitals(systolic_mmhg=164, heart_rate_per_min=38, spo2_percent=92)))

    assert [(alarm.channel, alarm.level) for alarm in open_alarms(both, at(10))] == [
        ("heart-rate-low", Alarm.CRITICAL),
        ("spo2-low", Alarm.ALERT),
        ("systolic-high", Alarm.ALERT),
    ]


def test_a_rise_is_judged_only_from_the_start_on() -> None:
    before = chair(Reading(at(-15), Vitals(systolic_mmhg=90)), pressure(-1, 150))

    assert open_alarms(before, at(0)) == ()
    low_start = replace(CHAIR, readings=(pressure(-5, 95), pressure(10, 136)))
    assert only(low_start, 10).finding.rule == "systolic-rise-percent-alert"


def test_a_critical_symptom_is_an_alarm_at_any_pressure() -> None:
    pain = replace(CHAIR, symptoms=(Symptom("chest-pain", 1, at(12)),))

    alarm = only(pain, 13)
    assert (alarm.channel, alarm.level, alarm.repeat_due) == (
        "symptom-chest-pain",
        Alarm.CRITICAL,
        None,
    )
    gone = replace(pain, symptoms=(Symptom("chest-pain", 1, at(12), at(20)),))
    assert only(gone, 21).level is None
    seen = (told(14, Alarm.CRITICAL, "symptom-chest-pain"),)
    assert open_alarms(replace(gone, acknowledgements=seen), at(21)) == ()


def test_a_symptom_of_low_pressure_makes_a_low_pressure_critical() -> None:
    low = chair(pressure(10, 88))
    dizzy = replace(low, symptoms=(Symptom("dizziness", 1, at(11)),))

    assert only(low, 11).level is Alarm.ALERT
    assert only(dizzy, 11).level is Alarm.CRITICAL
    assert only(dizzy, 11).repeat_due == at(12)
    before = replace(low, symptoms=(Symptom("dizziness", 1, at(9)),))
    assert only(before, 10).level is Alarm.CRITICAL


def test_once_someone_has_left_nothing_sounds_but_the_unseen_is_still_there() -> None:
    left = replace(
        chair(pressure(10, 164)), history=(*DOSING, Step(Stage.TRANSFERRED, at(12), WHO))
    )

    alarm = only(left, 30)
    assert (alarm.is_sounding, alarm.repeat_due, alarm.unseen) == (False, None, Alarm.ALERT)


def test_a_reading_from_a_clock_that_runs_ahead_waits() -> None:
    assert open_alarms(chair(pressure(10, 164)), at(9)) == ()


@pytest.mark.parametrize(
    ("ack", "code"),
    [
        (told(11, channel="systolic-low"), "alarm-none"),
        (told(11, role=Role.FRONT_DESK), "alarm-role"),
        (told(11, Alarm.ALERT), "alarm-worse"),
        (replace(told(11, Alarm.CRITICAL), action="  "), "alarm-action"),
    ],
)
def test_an_answer_to_nothing_or_by_nobody_is_refused(ack: Acknowledgement, code: str) -> None:
    with pytest.raises(NotAllowed) as refusal:
        check_acknowledgement(ack, chair(pressure(10, 184)), at(11))

    assert refusal.value.code == code


def test_an_answer_that_fits_is_taken_once() -> None:
    high = chair(pressure(10, 184))
    ack = told(11, Alarm.CRITICAL)

    check_acknowledgement(ack, high, at(11))
    with pytest.raises(NotAllowed, match="no longer open"):
        check_acknowledgement(ack, replace(high, acknowledgements=(ack,)), at(12))


def test_a_dose_goes_on_only_when_nothing_critical_is_left() -> None:
    critical = chair(pressure(10, 184))
    unseen = chair(pressure(10, 184), pressure(12, 138))
    seen = replace(unseen, acknowledgements=(told(11, Alarm.CRITICAL),))

    (gate,) = resume_gates(critical, at(11))
    assert (gate.level, gate.overridable_by) == (Status.HOLD, ("prescriber",))
    assert "still critical" in gate.because
    assert "Nobody has answered" in resume_gates(unseen, at(12))[0].because
    assert resume_gates(seen, at(12)) == ()


readings = st.lists(
    st.builds(
        Reading,
        st.integers(0, 60).map(at),
        st.builds(
            Vitals,
            systolic_mmhg=st.none() | st.integers(70, 220),
            heart_rate_per_min=st.none() | st.integers(35, 150),
        ),
    ),
    max_size=12,
).map(tuple)
answers = st.lists(
    st.builds(
        told,
        st.integers(0, 60),
        st.sampled_from([Alarm.ALERT, Alarm.CRITICAL]),
        st.sampled_from(["systolic-high", "systolic-low", "heart-rate-high", "symptom-seizure"]),
    ),
    max_size=6,
).map(tuple)
seizures = st.lists(
    st.builds(
        lambda start, length: Symptom("seizure", 3, at(start), at(start + length)),
        st.integers(0, 60),
        st.integers(1, 9),
    ),
    max_size=2,
).map(tuple)


@settings(deadline=None)
@given(readings, answers, seizures, st.randoms(use_true_random=False))
def test_the_order_in_which_things_were_written_down_does_not_matter(
    taken: tuple[Reading, ...],
    seen: tuple[Acknowledgement, ...],
    symptoms: tuple[Symptom, ...],
    chance: random.Random,
) -> None:
    one = replace(chair(*taken, seen=seen), symptoms=symptoms)
    other = replace(
        one,
        readings=tuple(chance.sample(one.readings, len(one.readings))),
        acknowledgements=tuple(chance.sample(seen, len(seen))),
        symptoms=tuple(chance.sample(symptoms, len(symptoms))),
    )

    def story(a_chair: Chair) -> list[tuple[object, ...]]:
        return [
            (alarm.channel, alarm.since, alarm.level, alarm.peak, alarm.unseen, alarm.is_sounding)
            for alarm in all_alarms(a_chair, at(60))
        ]

    assert story(one) == story(other)


@settings(deadline=None)
@given(readings, seizures)
def test_nothing_that_called_for_someone_goes_away_unseen(
    taken: tuple[Reading, ...], symptoms: tuple[Symptom, ...]
) -> None:
    unanswered = replace(chair(*taken), symptoms=symptoms)

    assert all(alarm.is_open for alarm in all_alarms(unanswered, at(90)))
    assert all(
        alarm.unseen is alarm.peak is max(turn.level for turn in alarm.turns if turn.level)
        for alarm in open_alarms(unanswered, at(90))
    )


@settings(deadline=None)
@given(readings, answers)
def test_whoever_is_at_or_over_180_now_has_an_open_critical_alarm(
    taken: tuple[Reading, ...], seen: tuple[Acknowledgement, ...]
) -> None:
    high = chair(*taken, pressure(61, 180), seen=seen)
    alarms = {alarm.channel: alarm for alarm in open_alarms(high, at(61))}

    assert alarms["systolic-high"].level is Alarm.CRITICAL


@settings(deadline=None)
@given(readings, answers, st.integers(0, 120), st.integers(0, 60))
def test_while_nothing_is_written_down_an_alarm_that_sounds_goes_on_sounding(
    taken: tuple[Reading, ...], seen: tuple[Acknowledgement, ...], minute: int, later: int
) -> None:
    a_chair = chair(*taken, seen=seen)
    after = 61 + minute

    def sounding(when: int) -> set[tuple[str, datetime]]:
        return {
            (alarm.channel, alarm.since)
            for alarm in open_alarms(a_chair, at(when))
            if alarm.is_sounding
        }

    assert sounding(after) <= sounding(after + later)
