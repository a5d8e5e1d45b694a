"""Nobody leaves before they should, and whoever is held is told everything that holds them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.reading import newest
from daybreak.care.findings import Alarm, Status
from daybreak.care.scales.cssrs import Level
from daybreak.care.session.chair import Acknowledgement, Chair
from daybreak.care.session.checklists import checklist, score
from daybreak.care.session.discharge import Leaving, discharge_gates
from daybreak.care.session.gates import session_gates
from daybreak.care.session.stages import Stage, Step
from daybreak.care.session.symptoms import Symptom, symptom_list
from daybreak.care.session.vitals import Reading, Vitals
from daybreak.care.team.roles import Role

GATES = session_gates()
IV = newest("profiles", Profile, "iv-racemic")
ALDRETE, PADSS = checklist("aldrete-modified"), checklist("padss")
T0 = datetime(2026, 11, 17, 10, 0, tzinfo=UTC)
WHO = UUID(int=7)
WELL = Vitals(
    systolic_mmhg=128,
    diastolic_mmhg=78,
    heart_rate_per_min=72,
    spo2_percent=98,
    moaas=5,
    dissociation_nrs=0,
)
FIT = {item.id: 2 for item in ALDRETE.item}


def at(minute: float) -> datetime:
    return T0 + timedelta(minutes=minute)


STEPS = (
    (Stage.ARRIVED, -40),
    (Stage.CHECKED_IN, -30),
    (Stage.PRE_ASSESSED, -10),
    (Stage.PREPARED, -6),
    (Stage.DOSING, 0),
    (Stage.RECOVERY, 40),
)
CHAIR = Chair(
    profile=IV,
    symptom_list=symptom_list(),
    history=tuple(Step(stage, at(minute), WHO) for stage, minute in STEPS),
    readings=(Reading(at(-5), WELL), Reading(at(98), WELL)),
)
LEAVING = Leaving(
    answers={gate.id: True for gate in GATES.gate},
    scores=(score(ALDRETE, FIT),),
    has_escort=True,
    suicide_level=Level.NONE,
)


def held(leaving: Leaving = LEAVING, chair: Chair = CHAIR, minute: float = 100) -> list[str]:
    return [finding.rule for finding in discharge_gates(leaving, chair, GATES, at(minute))]


def with_last(vitals: Vitals, *before: Reading) -> Chair:
    return replace(CHAIR, readings=(Reading(at(-5), WELL), *before, Reading(at(98), vitals)))


def seen(channel: str, level: Alarm = Alarm.ALERT) -> Acknowledgement:
    return Acknowledgement(channel, level, at(99), WHO, Role.NURSE, "prescriber told")


def test_someone_who_is_well_after_the_clock_may_go() -> None:
    assert held() == []


def test_before_the_clock_has_passed_nobody_goes_however_well() -> None:
    early = replace(CHAIR, readings=(Reading(at(-5), WELL), Reading(at(90), WELL)))

    assert held(chair=early, minute=99) == ["clock-running"]
    (finding,) = discharge_gates(LEAVING, early, GATES, at(90.5))
    assert finding.because == "10 minutes of observation are left."
    assert finding.to_do == "Stay until 11:40 UTC."


def test_without_a_dose_that_is_over_there_is_no_discharge() -> None:
    assert "not-dosed" in held(chair=replace(CHAIR, history=CHAIR.history[:5]))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"systolic_mmhg": None}, ["reading-old"]),
        ({"spo2_percent": None}, ["reading-old"]),
        ({"moaas": 4}, ["not-awake"]),
        ({"systolic_mmhg": 159}, []),
        ({"spo2_percent": 96}, []),
        ({"spo2_percent": 95}, ["oxygen-low"]),
        ({"dissociation_nrs": 1}, []),
        ({"dissociation_nrs": 2}, ["still-away"]),
        ({"dissociation_nrs": None}, ["away-unknown"]),
    ],
)
def test_each_reading_is_there_and_good_enough(
    change: dict[str, int | None], expected: list[str]
) -> None:
    assert held(chair=with_last(replace(WELL, **change))) == expected


@pytest.mark.parametrize(("systolic", "diastolic"), [(160, 78), (128, 100)])
def test_a_high_pressure_holds_until_a_prescriber_signs_for_it(
    systolic: int, diastolic: int
) -> None:
    high = replace(
        with_last(replace(WELL, systolic_mmhg=systolic, diastolic_mmhg=diastolic)),
        acknowledgements=(seen("systolic-high"), seen("diastolic-high")),
    )

    assert held(chair=high) == ["pressure-high"]
    assert held(replace(LEAVING, signed_off=frozenset({"pressure-high"})), high) == []


def test_the_lines_for_pressure_are_the_same_whatever_the_baseline() -> None:
    low_start = replace(
        CHAIR,
        readings=(Reading(at(-5), replace(WELL, systolic_mmhg=95)), Reading(at(98), WELL)),
        acknowledgements=(seen("systolic-high"),),
    )

    assert held(chair=low_start) == []


def test_a_pressure_that_is_up_and_still_rising_holds() -> None:
    rising = with_last(
        replace(WELL, systolic_mmhg=150), Reading(at(85), replace(WELL, systolic_mmhg=148))
    )
    falling = with_last(
        replace(WELL, systolic_mmhg=148), Reading(at(85), replace(WELL, systolic_mmhg=150))
    )
    low = with_last(
        replace(WELL, systolic_mmhg=124), Reading(at(85), replace(WELL, systolic_mmhg=118))
    )

    assert held(chair=rising) == ["pressure-rising"]
    assert held(chair=falling) == []
    assert held(chair=low) == []


def test_readings_older_than_fifteen_minutes_do_not_count() -> None:
    assert held(minute=113) == []
    assert held(minute=113.1) == ["reading-old", "away-unknown"]


def test_a_reading_from_during_the_dose_does_not_count() -> None:
    only_before = replace(CHAIR, readings=(Reading(at(-5), WELL), Reading(at(39), WELL)))

    assert "reading-old" in held(chair=only_before, minute=100)


def test_oxygen_that_cannot_be_compared_is_for_the_prescriber() -> None:
    unknown = replace(
        CHAIR,
        readings=(Reading(at(-5), replace(WELL, spo2_percent=None)), Reading(at(98), WELL)),
    )

    assert held(chair=unknown) == ["oxygen-unknown"]
    assert held(replace(LEAVING, signed_off=frozenset({"oxygen-unknown"})), unknown) == []


def test_either_score_is_enough() -> None:
    low = score(ALDRETE, FIT | {"activity": 1, "spo2": 1})
    padss = score(PADSS, {item.id: 2 for item in PADSS.item})

    assert held(replace(LEAVING, scores=(low,))) == ["score-low"]
    assert held(replace(LEAVING, scores=(low, padss))) == []
    assert held(replace(LEAVING, scores=())) == ["score-missing"]
    assert held(replace(LEAVING, scores=(score(ALDRETE, {}),))) == ["score-missing"]


def test_nobody_goes_home_with_an_item_scored_nothing() -> None:
    zero = score(PADSS, {item.id: 2 for item in PADSS.item} | {"intake-output": 0})
    fit = score(ALDRETE, FIT)

    assert held(replace(LEAVING, scores=(fit, zero))) == ["score-zero"]


@pytest.mark.parametrize(("cadss6", "expected"), [(2, []), (3, ["still-away"])])
def test_dissociation_is_over_by_the_longer_scale_too(cadss6: int, expected: list[str]) -> None:
    chair = with_last(replace(WELL, dissociation_nrs=None))

    assert held(replace(LEAVING, cadss6=cadss6), chair) == expected


def test_the_worse_of_two_measures_of_dissociation_counts() -> None:
    chair = with_last(replace(WELL, dissociation_nrs=6))

    assert held(replace(LEAVING, cadss6=0), chair) == ["still-away"]


def test_nobody_leaves_with_an_alarm_that_nobody_saw() -> None:
    over = with_last(WELL, Reading(at(60), replace(WELL, systolic_mmhg=184)))

    assert held(chair=over) == ["alarm-open-systolic-high"]
    answered = replace(over, acknowledgements=(seen("systolic-high", Alarm.CRITICAL),))
    assert held(chair=answered) == []


def test_for_an_alert_that_was_seen_the_prescriber_may_sign_but_never_for_a_critical() -> None:
    slow = with_last(replace(WELL, heart_rate_per_min=48))
    signed = replace(LEAVING, signed_off=frozenset({"alarm-open-heart-rate-low"}))

    assert held(signed, slow) == ["alarm-open-heart-rate-low"]
    answered = replace(slow, acknowledgements=(seen("heart-rate-low"),))
    assert held(LEAVING, answered) == ["alarm-open-heart-rate-low"]
    assert held(signed, answered) == []
    slower = replace(
        with_last(replace(WELL, heart_rate_per_min=38)),
        acknowledgements=(seen("heart-rate-low", Alarm.CRITICAL),),
    )
    assert held(signed, slower) == ["alarm-open-heart-rate-low"]


def test_a_critical_symptom_that_is_not_over_holds() -> None:
    pain = replace(
        CHAIR,
        symptoms=(Symptom("chest-pain", 1, at(90)),),
        acknowledgements=(seen("symptom-chest-pain", Alarm.CRITICAL),),
    )

    assert held(chair=pain) == ["alarm-open-symptom-chest-pain"]


@pytest.mark.parametrize("level", [Level.HIGH, Level.INCOMPLETE])
def test_a_high_or_incomplete_suicide_screen_shuts_the_door_until_a_second_disposition(
    level: Level,
) -> None:
    high = replace(LEAVING, suicide_level=level)

    assert held(high) == ["suicide-high"]
    assert held(replace(high, has_second_disposition=True)) == []


@pytest.mark.parametrize("escort", [False, None])
def test_nobody_leaves_alone(escort: bool | None) -> None:
    assert held(replace(LEAVING, has_escort=escort)) == ["no-escort"]


def test_where_a_clinic_lets_people_leave_alone_they_stay_two_hours() -> None:
    lenient = replace(IV, recovery=replace(IV.recovery, unaccompanied_minimum_s=7200))
    alone = replace(LEAVING, has_escort=False)
    later = replace(
        CHAIR, profile=lenient, readings=(Reading(at(-5), WELL), Reading(at(158), WELL))
    )

    assert held(alone, later, 159) == ["clock-running"]
    assert held(alone, later, 160) == []


@pytest.mark.parametrize("gate", GATES.asked(Stage.DISCHARGED, "iv"), ids=lambda gate: gate.id)
@pytest.mark.parametrize("answer", [False, None])
def test_each_question_before_going_home_is_answered_yes(gate: object, answer: bool | None) -> None:
    gate_id = gate.id  # type: ignore[attr-defined] # a Gate, by parametrize
    assert held(replace(LEAVING, answers={**LEAVING.answers, gate_id: answer})) == [gate_id]


def test_whoever_is_held_is_told_everything_at_once() -> None:
    found = discharge_gates(Leaving(), replace(CHAIR, readings=()), GATES, at(60))

    assert {finding.rule for finding in found} >= {
        "clock-running",
        "reading-old",
        "score-missing",
        "away-unknown",
        "no-escort",
        "walks-unaided",
        "suicide-asked-again",
        "instructions-given",
    }
    assert all(finding.level is Status.HOLD and finding.to_do for finding in found)


@settings(deadline=None)
@given(
    st.integers(40, 200),
    st.integers(80, 190),
    st.tuples(st.integers(88, 100), st.integers(0, 5), st.integers(0, 10)),
    st.none() | st.booleans(),
)
def test_an_open_door_means_the_clock_has_passed_and_everything_is_good(
    minute: int, systolic: int, rest: tuple[int, int, int], escort: bool | None
) -> None:
    oxygen, moaas, away = rest
    vitals = replace(
        WELL, systolic_mmhg=systolic, spo2_percent=oxygen, moaas=moaas, dissociation_nrs=away
    )
    chair = replace(CHAIR, readings=(Reading(at(-5), WELL), Reading(at(minute), vitals)))

    if not held(replace(LEAVING, has_escort=escort), chair, minute):
        assert minute >= 100
        assert 90 <= systolic < 160
        assert oxygen >= 96
        assert moaas == 5
        assert away <= 1
        assert escort is True
