"""Each alarm tells what it is, since when, how bad it was, and what was done about it."""

from dataclasses import replace

import pytest

from care.session.test_alarms import BASELINE, CHAIR, IV, WHO, at, chair, only, pressure, told
from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.reading import newest
from daybreak.care.findings import Alarm, Finding, Status
from daybreak.care.session.agreement import disagreements
from daybreak.care.session.alarms import all_alarms, open_alarms, resume_gates
from daybreak.care.session.monitors import monitor_rules
from daybreak.care.session.stages import Stage, Step
from daybreak.care.session.symptoms import Symptom
from daybreak.care.session.vitals import Reading, Vitals
from daybreak.care.team.roles import Role

DECIDE = "Answer it and take the reading again, or ask the prescriber to decide."


def pulse(minute: float, rate: int) -> Reading:
    return Reading(at(minute), Vitals(heart_rate_per_min=rate))


def test_going_on_is_held_in_words_with_the_source_of_the_alarm() -> None:
    (gate,) = resume_gates(chair(pressure(10, 184)), at(11))

    assert gate == Finding(
        rule="resume-systolic-high",
        level=Status.HOLD,
        because=f"This is still critical: {only(chair(pressure(10, 184)), 11).finding.because}",
        to_do=DECIDE,
        source=IV.alarm_source,
        overridable_by=("prescriber",),
    )


def test_an_alarm_that_is_over_and_unanswered_is_held_by_what_it_was() -> None:
    (gate,) = resume_gates(chair(pressure(10, 184), pressure(12, 138)), at(12))

    assert gate.because.startswith("Nobody has answered this yet: Systolic 184 mmHg")
    assert (gate.to_do, gate.overridable_by) == (DECIDE, ("prescriber",))


def test_an_alert_does_not_hold_a_dose() -> None:
    assert resume_gates(chair(pressure(10, 164)), at(11)) == ()


def test_a_pulse_that_stays_fast_becomes_critical_by_lasting() -> None:
    fast = chair(pulse(10, 121), pulse(12.5, 122), pulse(15, 121))

    assert only(fast, 14).level is Alarm.ALERT
    lasting = only(fast, 15)
    assert (lasting.level, lasting.since) == (Alarm.CRITICAL, at(10))
    assert lasting.finding.rule == "heart-rate-lasting-critical"


def test_a_rise_counts_from_the_moment_the_dose_began_and_not_before() -> None:
    """Before the start there is nothing to have risen from."""
    risen = Reading(at(-1), Vitals(systolic_mmhg=139, heart_rate_per_min=72))
    later = replace(CHAIR, readings=(Reading(at(-5), Vitals(systolic_mmhg=90)), risen))
    at_once = replace(
        CHAIR,
        readings=(
            Reading(at(-5), Vitals(systolic_mmhg=99)),
            Reading(at(0), Vitals(diastolic_mmhg=70)),
            Reading(at(1), Vitals(systolic_mmhg=139)),
        ),
    )

    assert open_alarms(later, at(0)) == ()
    assert [alarm.channel for alarm in open_alarms(at_once, at(1))] == ["systolic-high"]


def test_an_alarm_tells_its_whole_story() -> None:
    story = chair(
        pressure(10, 164),
        pressure(12, 184),
        pressure(14, 165),
        seen=(told(13, Alarm.CRITICAL), told(15, Alarm.ALERT)),
    )

    (alarm,) = open_alarms(story, at(16))
    assert (alarm.channel, alarm.since) == ("systolic-high", at(10))
    assert (alarm.level, alarm.peak, alarm.unseen) == (Alarm.ALERT, Alarm.CRITICAL, None)
    assert alarm.has_stepped_down
    assert [turn.at for turn in alarm.turns] == [at(10), at(12), at(14)]
    assert [ack.at for ack in alarm.seen] == [at(13), at(15)]
    assert alarm.finding.because.startswith("Systolic 165 mmHg")
    assert alarm.closed_at is None


def test_an_alarm_that_is_over_and_seen_is_closed_then() -> None:
    (alarm,) = all_alarms(chair(pressure(10, 164), pressure(14, 130), seen=(told(12),)), at(20))

    assert (alarm.closed_at, alarm.is_open) == (at(14), False)
    assert (alarm.level, alarm.peak, alarm.unseen) == (None, Alarm.ALERT, None)


def test_the_worst_open_alarm_comes_first_and_then_the_oldest() -> None:
    many = chair(
        pulse(9, 45),
        Reading(at(10), Vitals(spo2_percent=91)),
        pressure(11, 184),
    )

    assert [alarm.channel for alarm in open_alarms(many, at(11))] == [
        "systolic-high",
        "heart-rate-low",
        "spo2-low",
    ]


@pytest.mark.parametrize("stage", [Stage.LEFT_AMA, Stage.TRANSFERRED])
def test_nothing_sounds_once_they_have_left(stage: Stage) -> None:
    left = replace(chair(pressure(10, 184)), history=(*CHAIR.history, Step(stage, at(12), WHO)))

    (alarm,) = open_alarms(left, at(60))
    assert (alarm.is_sounding, alarm.is_repeat_missed, alarm.repeat_due) == (False, False, None)


def test_a_symptom_is_an_alarm_until_it_has_gone() -> None:
    felt = replace(CHAIR, symptoms=(Symptom("chest-pain", 1, at(5), at(9)),))

    (during,) = open_alarms(felt, at(5))
    assert (during.channel, during.level, during.since) == (
        "symptom-chest-pain",
        Alarm.CRITICAL,
        at(5),
    )
    assert during.repeat_due is None  # nothing to be measured again
    (after,) = open_alarms(felt, at(9))
    assert (after.level, after.unseen, after.peak) == (None, Alarm.CRITICAL, Alarm.CRITICAL)


def test_a_disagreement_is_told_in_full() -> None:
    profile = newest("profiles", Profile, "iv-racemic")
    rules = monitor_rules()
    found = disagreements(
        [Reading(at(1), Vitals(systolic_mmhg=128, spo2_percent=98))],
        [Reading(at(1), Vitals(spo2_percent=86))],
        BASELINE.vitals,
        profile,
        rules,
    )

    assert found == (
        Finding(
            rule="spo2-disagrees",
            level=Alarm.NOTE,
            because="SpO₂: 98 % was typed and 86 % came from the monitor, of the same moment.",
            source=rules.source,
            to_do="Look at them, and take it again. Both stand in the record.",
        ),
    )


def test_whoever_may_not_answer_does_not_quieten_an_alarm() -> None:
    by_desk = chair(pressure(10, 184), seen=(told(11, Alarm.CRITICAL, role=Role.FRONT_DESK),))

    alarm = only(by_desk, 12)
    assert (alarm.unseen, alarm.seen) == (Alarm.CRITICAL, ())
    assert alarm.is_sounding
