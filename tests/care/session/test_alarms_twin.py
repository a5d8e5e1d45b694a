"""The alarms that are worked out quickly are those that are worked out slowly."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

import care.session.alarms_slowly as slowly
from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.reading import newest
from daybreak.care.findings import Alarm
from daybreak.care.session.alarms import all_alarms
from daybreak.care.session.chair import Acknowledgement, Chair
from daybreak.care.session.stages import Stage, Step
from daybreak.care.session.symptoms import Symptom, symptom_list
from daybreak.care.session.vitals import Reading, Vitals
from daybreak.care.team.roles import Role

START = datetime(2026, 11, 21, 18, tzinfo=UTC)
WHO = UUID(int=1)
PROFILES = [newest("profiles", Profile, name) for name in ("iv-racemic", "esketamine")]
WAY = (Stage.ARRIVED, Stage.CHECKED_IN, Stage.PRE_ASSESSED, Stage.PREPARED, Stage.DOSING)


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def figure(least: int, most: int) -> st.SearchStrategy[int | None]:
    return st.none() | st.integers(least, most)


MINUTES = st.integers(0, 60).map(float)
VITALS = st.builds(
    Vitals,
    systolic_mmhg=figure(70, 200),
    diastolic_mmhg=figure(40, 120),
    mean_mmhg=figure(50, 140),
    heart_rate_per_min=figure(35, 140),
    spo2_percent=figure(84, 100),
    respiratory_rate_per_min=figure(6, 30),
    moaas=figure(1, 5),
    rass=figure(-4, 4),
)
READINGS = st.lists(st.tuples(MINUTES, VITALS), max_size=25)
TERMS = st.sampled_from(["dizziness", "chest-pain", "nausea", "headache", "syncope"])
SYMPTOMS = st.lists(st.tuples(MINUTES, TERMS, st.integers(1, 3), MINUTES), max_size=4)
ACKS = st.lists(
    st.tuples(
        MINUTES,
        st.sampled_from(["systolic-high", "spo2-low", "heart-rate-high", "symptom-chest-pain"]),
        st.sampled_from([Alarm.ALERT, Alarm.CRITICAL]),
        st.sampled_from([Role.NURSE, Role.PRESCRIBER]),
    ),
    max_size=6,
)


def chair(profile: Profile, readings: Any, symptoms: Any, acks: Any) -> Chair:
    return Chair(
        profile=profile,
        is_adopted=True,
        symptom_list=symptom_list(),
        history=tuple(Step(stage, at(place), WHO) for place, stage in enumerate(WAY)),
        readings=tuple(
            Reading(at(minute), vitals, str(place))
            for place, (minute, vitals) in enumerate(readings)
        ),
        symptoms=tuple(
            Symptom(term, grade, at(onset), at(onset + lasts) if lasts else None, str(place))
            for place, (onset, term, grade, lasts) in enumerate(symptoms)
        ),
        acknowledgements=tuple(
            Acknowledgement(channel, level, at(minute), WHO, role, "told")
            for minute, channel, level, role in acks
        ),
    )


@settings(max_examples=150)
@given(st.sampled_from(PROFILES), READINGS, SYMPTOMS, ACKS, st.integers(10, 90))
def test_quickly_is_as_slowly(
    profile: Profile, readings: Any, symptoms: Any, acks: Any, minute: int
) -> None:
    told = chair(profile, readings, symptoms, acks)

    assert all_alarms(told, at(minute)) == slowly.all_alarms(told, at(minute))


def test_of_two_as_bad_as_each_other_the_first_of_the_profile_stands() -> None:
    """Over the line now, and past a lower one for minutes: both are critical."""
    fast, faster = Vitals(heart_rate_per_min=121), Vitals(heart_rate_per_min=131)
    told = chair(PROFILES[0], [(0.0, fast), (5.0, faster)], [], [])

    assert all_alarms(told, at(10)) == slowly.all_alarms(told, at(10))


def test_what_was_worked_out_once_is_not_taken_for_another_baseline() -> None:
    """The same figures twice: once before the start, once after it, where they are a rise."""
    profile = PROFILES[0]
    high, calm = Vitals(systolic_mmhg=150), Vitals(systolic_mmhg=105)
    told = chair(profile, [(1.0, high), (3.5, calm), (10.0, high)], [], [])

    assert all_alarms(told, at(20)) == slowly.all_alarms(told, at(20))
