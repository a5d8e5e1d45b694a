"""A dose is shown higher only when all is known and good, and lower as soon as anything was bad."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.catalogue.protocol import protocol
from daybreak.care.errors import NotAllowed
from daybreak.care.outcome.titration import (
    LastSession,
    device_options,
    dose_options,
    start_low,
    titration,
    unknowns,
)
from daybreak.care.quantities import Mass

RULES = titration()
BORNE = LastSession(
    mg_per_kg=Decimal("0.5"),
    sessions=2,
    improvement_percent=Decimal(10),
    worst_grade=1,
    systolic_peak_mmhg=150,
    is_dissociation_tolerable=True,
)
STAY, UP, DOWN, SLOWER = "dose-stay", "dose-up", "dose-down", "dose-slower"


def shown(last: LastSession, name: str = "iv-racemic-six") -> list[str]:
    return [each.why.rule for each in dose_options(RULES, protocol(name), last)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, [STAY, UP]),
        ({"sessions": 1}, [STAY]),
        ({"improvement_percent": Decimal("24.9")}, [STAY, UP]),
        ({"improvement_percent": Decimal(25)}, [STAY]),
        ({"improvement_percent": None}, [STAY]),
        ({"worst_grade": 2}, [STAY, UP]),
        ({"worst_grade": 3}, [STAY]),
        ({"worst_grade": None}, [STAY]),
        ({"systolic_peak_mmhg": 164}, [STAY, UP]),
        ({"systolic_peak_mmhg": 165}, [STAY]),
        ({"systolic_peak_mmhg": None}, [STAY]),
        ({"is_dissociation_tolerable": False}, [STAY]),
        ({"is_dissociation_tolerable": None}, [STAY]),
        ({"distress_grade": 1}, [STAY, UP]),
        ({"distress_grade": 2}, [DOWN, SLOWER, STAY]),
        ({"had_pressure_event": True}, [DOWN, SLOWER, STAY]),
        ({"emesis": 1}, [STAY, UP]),
        ({"emesis": 2}, [DOWN, SLOWER, STAY]),
        ({"lowest_moaas": 4}, [STAY, UP]),
        ({"lowest_moaas": 3}, [DOWN, SLOWER, STAY]),
    ],
)
def test_what_may_be_ordered_next(change: dict[str, Any], expected: list[str]) -> None:
    assert shown(replace(BORNE, **change)) == expected


def test_steps_are_a_tenth_to_a_quarter() -> None:
    down, _, _ = dose_options(RULES, protocol("iv-racemic-six"), replace(BORNE, emesis=2))
    _, up = dose_options(RULES, protocol("iv-racemic-six"), BORNE)

    assert (up.low.in_mg_per_kg, up.high.in_mg_per_kg) == (Decimal("0.6"), Decimal("0.75"))
    assert (down.low.in_mg_per_kg, down.high.in_mg_per_kg) == (Decimal("0.25"), Decimal("0.4"))


def test_slower_is_an_hour_to_a_hundred_minutes_at_the_same_dose() -> None:
    _, slower, _ = dose_options(RULES, protocol("iv-racemic-six"), replace(BORNE, emesis=2))

    assert slower.minutes == (60, 100)
    assert slower.low.in_mg_per_kg == Decimal("0.5")


@pytest.mark.parametrize(
    ("mg_per_kg", "improved", "expected"),
    [
        ("0.5", 49, "0.6"),
        ("0.6", 49, "0.75"),
        ("0.75", 0, "0.9"),
        ("0.9", 0, None),
        ("0.5", 50, None),
    ],
)
def test_injections_rise_by_the_steps_of_their_trial(
    mg_per_kg: str, improved: int, expected: str | None
) -> None:
    last = replace(BORNE, mg_per_kg=Decimal(mg_per_kg), improvement_percent=Decimal(improved))
    ups = [
        each.high.in_mg_per_kg
        for each in dose_options(RULES, protocol("sc-racemic-eight"), last)
        if each.why.rule == UP
    ]

    assert ups == ([] if expected is None else [Decimal(expected)])


steps = st.integers(5, 150).map(lambda n: Decimal(n) / 100)


@given(
    st.builds(
        LastSession,
        mg_per_kg=steps,
        sessions=st.integers(1, 30),
        improvement_percent=st.none() | st.integers(-200, 100).map(Decimal),
        worst_grade=st.none() | st.integers(0, 5),
        systolic_peak_mmhg=st.none() | st.integers(60, 250),
        is_dissociation_tolerable=st.none() | st.booleans(),
        distress_grade=st.none() | st.integers(1, 5),
        had_pressure_event=st.booleans(),
        emesis=st.integers(0, 5),
        lowest_moaas=st.none() | st.integers(0, 5),
    ),
    st.sampled_from(["iv-racemic-six", "iv-racemic-low", "sc-racemic-eight", "im-racemic-six"]),
)
def test_no_option_leaves_the_limits_and_staying_is_always_open(last: LastSession, id: str) -> None:  # noqa: A002 - a protocol's
    limits = protocol(id).weighted
    assert limits is not None

    found = dose_options(RULES, protocol(id), last)

    assert [each.why.rule for each in found].count(STAY) == 1
    for each in found:
        assert each.low <= each.high
        if each.why.rule == UP:
            assert last.mg_per_kg < each.low.in_mg_per_kg
            assert each.high.in_mg_per_kg <= limits.ceiling_mg_per_kg
        if each.why.rule == DOWN:
            assert limits.floor_mg_per_kg <= each.low.in_mg_per_kg < last.mg_per_kg
    rules = {each.why.rule for each in found}
    assert not (UP in rules and DOWN in rules)
    if unknowns(RULES, last):
        assert UP not in rules


def test_what_is_not_known_is_named() -> None:
    (found,) = unknowns(RULES, replace(BORNE, worst_grade=None, improvement_percent=None))

    assert found.unknown == ("improvement", "worst grade")
    assert unknowns(RULES, BORNE) == ()


@pytest.mark.parametrize(
    ("person", "is_low"),
    [
        ({}, False),
        ({"age_years": 64}, False),
        ({"age_years": 65}, True),
        ({"bmi": Decimal("34.9")}, False),
        ({"bmi": Decimal(35)}, True),
        ({"has_pressure_concern": True}, True),
        ({"is_very_anxious": True}, True),
        ({"age_years": None, "bmi": None}, False),
    ],
)
def test_who_is_often_started_lower(person: dict[str, Any], is_low: bool) -> None:
    usual: dict[str, Any] = {
        "age_years": 40,
        "bmi": Decimal(24),
        "has_pressure_concern": False,
        "is_very_anxious": False,
    }

    assert bool(start_low(RULES, **{**usual, **person})) is is_low


def test_devices_come_whole_and_by_their_label() -> None:
    trd, si = protocol("esketamine-trd"), protocol("esketamine-mdd-si")

    assert device_options(trd, is_first=True) == (Mass.mg(56),)
    assert device_options(trd, is_first=False) == (Mass.mg(56), Mass.mg(84))
    assert device_options(si, is_first=True) == (Mass.mg(84),)
    with pytest.raises(NotAllowed):
        dose_options(RULES, trd, BORNE)
    with pytest.raises(NotAllowed):
        device_options(protocol("iv-racemic-six"), is_first=True)
