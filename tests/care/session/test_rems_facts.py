"""What a record answers of the programme's form, and that silence answers nothing."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.reading import newest
from daybreak.care.session.chair import Chair
from daybreak.care.session.rems import data_sheet, rems_rules
from daybreak.care.session.rems_facts import SeriousEvent, events, medicines, watched
from daybreak.care.session.stages import Stage, Step
from daybreak.care.session.symptoms import Symptom, symptom_list
from daybreak.care.session.vitals import Reading, Vitals

BEGAN = datetime(2026, 11, 17, 20, 0, tzinfo=UTC)
LEFT = BEGAN + timedelta(minutes=125)
PROFILE = newest("profiles", Profile, "esketamine")


def minute(number: float) -> datetime:
    return BEGAN + timedelta(minutes=number)


def chair(*readings: Reading, symptoms: tuple[Symptom, ...] = ()) -> Chair:
    steps = (Stage.PREPARED, Stage.DOSING, Stage.RECOVERY, Stage.DISCHARGED)
    moments = (minute(-5), BEGAN, minute(10), LEFT)
    return Chair(
        profile=PROFILE,
        is_adopted=True,
        symptom_list=symptom_list(),
        history=tuple(
            Step(stage, at, UUID(int=1)) for stage, at in zip(steps, moments, strict=True)
        ),
        readings=readings,
        symptoms=symptoms,
    )


def pressure(at: float, top: int, low: int = 80, **more: int) -> Reading:
    return Reading(minute(at), Vitals(systolic_mmhg=top, diastolic_mmhg=low, **more))


def test_the_three_pressures_are_those_before_at_forty_minutes_and_last() -> None:
    told = watched(
        chair(
            pressure(-12, 118),
            pressure(-2, 121),
            pressure(36, 140),
            pressure(41, 150),
            pressure(80, 132),
            pressure(120, 124),
        ),
        left=LEFT,
    )

    assert told["bp-before"] == (121, 80)
    assert told["bp-40-min"] == (150, 80)
    assert told["bp-after"] == (124, 80)
    assert told["minutes-watched"] == 125


@pytest.mark.parametrize("at", [20, 34, 47, 80])
def test_a_pressure_far_from_forty_minutes_is_not_taken_for_it(at: int) -> None:
    assert "bp-40-min" not in watched(chair(pressure(-2, 121), pressure(at, 140)), left=LEFT)


def test_minutes_are_not_counted_while_they_are_still_here() -> None:
    told = watched(chair(pressure(-2, 121)), left=None)

    assert "minutes-watched" not in told
    assert "bp-after" not in told


def test_sedation_and_dissociation_have_their_beginning_and_their_end() -> None:
    told = watched(
        chair(
            pressure(20, 130, moaas=4, dissociation_nrs=7),
            pressure(60, 130, moaas=5, dissociation_nrs=3),
            pressure(90, 130, moaas=5, dissociation_nrs=1),
        ),
        left=LEFT,
    )

    assert (told["sedation"], told["sedation-onset-min"], told["sedation-over-min"]) == (
        True,
        20,
        60,
    )
    assert told["sedation-resolved"] is True
    assert (told["dissociation-onset-min"], told["dissociation-over-min"]) == (20, 90)


def test_what_was_never_over_is_said_not_to_be() -> None:
    told = watched(chair(pressure(100, 130, moaas=4)), left=LEFT)

    assert told["sedation-resolved"] is False
    assert "sedation-over-min" not in told


def test_what_nobody_looked_at_stays_open() -> None:
    told = watched(chair(pressure(20, 130)), left=LEFT)

    assert {"sedation", "dissociation", "respiratory-depression"}.isdisjoint(told)


def test_a_noted_symptom_counts_like_a_reading() -> None:
    noted = Symptom("respiratory-depression", 2, minute(15), minute(25))
    told = watched(chair(pressure(20, 130), symptoms=(noted,)), left=LEFT)

    assert told["respiratory-depression"] is True
    assert told["respiratory-depression-onset-min"] == 15
    assert told["respiratory-depression-resolved"] is True


def test_that_no_event_is_recorded_is_no_answer() -> None:
    assert events([]) == {}
    assert events([SeriousEvent("Fainted")])["serious-event-words"] == "Fainted"


def test_only_known_medicines_are_answered() -> None:
    told = medicines({"taking-maoi": False, "taking-opioid": None, "taking-stimulant": True})

    assert told == {"takes-maoi": False, "takes-stimulants": True}


@given(
    st.lists(
        st.builds(
            Reading,
            at=st.integers(-30, 150).map(minute),
            vitals=st.builds(
                Vitals,
                systolic_mmhg=st.none() | st.integers(60, 220),
                diastolic_mmhg=st.none() | st.integers(40, 130),
                moaas=st.none() | st.integers(0, 5),
                dissociation_nrs=st.none() | st.integers(0, 10),
            ),
        ),
        max_size=12,
    ),
    st.booleans(),
)
def test_whatever_was_read_the_sheet_takes_every_answer(
    readings: list[Reading],
    has_left: bool,
) -> None:
    told = watched(chair(*readings), left=LEFT if has_left else None)

    for form in rems_rules().form:
        data_sheet(rems_rules(), form.id, told, session_on=BEGAN.date())
