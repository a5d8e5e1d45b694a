"""Of what a monitor says all the time one reading in so long stands; what is worse never waits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.reading import newest
from daybreak.care.session.monitors import monitor_rules
from daybreak.care.session.sampling import Spoken, stands
from daybreak.care.session.thresholds import findings
from daybreak.care.session.vitals import Vitals

RULES = monitor_rules()
PROFILE = newest("profiles", Profile, "iv-racemic")
START = datetime(2026, 11, 21, 18, tzinfo=UTC)
WELL = Vitals(heart_rate_per_min=72, spo2_percent=98)


def at(seconds: float, vitals: Vitals = WELL, *, is_cuff: bool = False) -> Spoken:
    return Spoken(START + timedelta(seconds=seconds), vitals, is_cuff)


def kept(said: list[Spoken]) -> list[Spoken]:
    """What stands of all that was said, in the order it was said."""
    told: list[Spoken] = []
    for each in said:
        if stands(each, told, PROFILE, RULES):
            told.append(each)
    return told


def test_of_an_hour_of_words_a_second_one_a_minute_stands() -> None:
    assert len(kept([at(second) for second in range(3600)])) == 60


def test_the_first_word_stands() -> None:
    assert stands(at(0), (), PROFILE, RULES)


def test_a_reading_that_is_worse_does_not_wait_for_its_minute() -> None:
    low = replace(WELL, spo2_percent=88)

    assert kept([at(0), at(5, low), at(6, low)]) == [at(0), at(5, low)]


def test_a_reading_that_is_better_waits() -> None:
    low = replace(WELL, spo2_percent=88)

    assert kept([at(0, low), at(5), at(60)]) == [at(0, low), at(60)]


def test_each_sign_stands_though_a_monitor_tells_them_apart() -> None:
    pulse, spo2 = Vitals(heart_rate_per_min=72), Vitals(spo2_percent=98)

    assert kept([at(0, pulse), at(1, spo2), at(2, pulse), at(3, spo2)]) == [
        at(0, pulse),
        at(1, spo2),
    ]


def test_every_pressure_of_a_cuff_stands_once_however_often_it_is_sent() -> None:
    first, second = (
        at(second, Vitals(systolic_mmhg=130 + second, diastolic_mmhg=80), is_cuff=True)
        for second in (0, 20)
    )

    assert kept([first, first, second, first, second]) == [first, second]


def test_a_pressure_that_came_among_other_signs_is_known_when_it_comes_alone() -> None:
    pressure = Vitals(systolic_mmhg=130, diastolic_mmhg=80)
    among = at(0, replace(WELL, systolic_mmhg=130, diastolic_mmhg=80))

    assert kept([among, at(0, pressure, is_cuff=True)]) == [among]


def test_a_pressure_without_a_time_of_its_own_stands_when_it_changes() -> None:
    said = [
        at(second, replace(WELL, systolic_mmhg=130 if second < 7 else 150, diastolic_mmhg=80))
        for second in range(20)
    ]

    assert [each.at.second for each in kept(said)] == [0, 7]


def test_rules_that_say_nothing_of_it_let_each_stand() -> None:
    rules = replace(RULES, sample_s=None)

    assert stands(at(1), [at(0)], PROFILE, rules)
    assert not stands(at(0), [at(0)], PROFILE, rules), "sent again is still the same"


@pytest.mark.parametrize(("apart_s", "new"), [(0, False), (59.9, False), (60, True), (-60, True)])
def test_a_minute_is_a_minute_whichever_came_first(apart_s: float, new: bool) -> None:
    assert stands(at(apart_s), [at(0)], PROFILE, RULES) is new


@given(
    st.lists(
        st.tuples(st.integers(0, 600), st.integers(80, 100), st.integers(30, 150)), max_size=60
    )
)
def test_whatever_is_left_out_was_no_worse_than_what_stands_near_it(
    told: list[tuple[int, int, int]],
) -> None:
    said = [
        at(second, Vitals(spo2_percent=spo2, heart_rate_per_min=rate))
        for second, spo2, rate in told
    ]
    standing = kept(said)

    for each in said:
        near = [one for one in standing if abs(one.at - each.at) < timedelta(seconds=60)]
        assert max(worst(one.vitals) for one in near) >= worst(each.vitals)


def worst(vitals: Vitals) -> int:
    return max((each.level.weight for each in findings(vitals, None, PROFILE)), default=-1)
