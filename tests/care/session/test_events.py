"""An adverse event says of itself whether it is serious, and who has still to be told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.session.events import (
    Event,
    Noted,
    check_event,
    check_task,
    event_gates,
    event_rules,
    open_tasks,
    pressure_proposal,
)
from daybreak.care.session.symptoms import symptom_list
from daybreak.care.session.vitals import Reading, Vitals

T0 = datetime(2026, 11, 17, 12, tzinfo=UTC)
RULES, LISTED = event_rules(), symptom_list()
EVENT = Event(UUID(int=1), "hypertension", 3, T0)
SERIOUS = replace(EVENT, flags=frozenset({"hospitalisation"}))
TOLD = Noted(True, "online, 4711", T0)


def test_the_six_flags_of_a_serious_event_are_all_there() -> None:
    assert {each.id for each in RULES.flag} == {
        *("death", "life-threatening", "hospitalisation"),
        *("disability", "congenital", "medically-important"),
    }


def test_an_ordinary_event_is_nobodys_report() -> None:
    check_event(EVENT, RULES, LISTED)

    assert not EVENT.is_serious
    assert open_tasks(EVENT, "intranasal-esketamine", RULES) == ()
    assert event_gates([EVENT], "iv", RULES, LISTED) == ()


@pytest.mark.parametrize(
    ("route", "noted", "left"),
    [
        ("iv", {}, ["medwatch"]),
        ("iv", {"medwatch": TOLD}, []),
        ("intranasal-esketamine", {}, ["rems", "medwatch"]),
        ("intranasal-esketamine", {"medwatch": TOLD}, ["rems"]),
    ],
)
def test_a_serious_event_waits_for_each_who_is_told_on_its_route(
    route: str, noted: dict[str, Noted], left: list[str]
) -> None:
    event = replace(SERIOUS, noted=noted)

    assert [each.id for each in open_tasks(event, route, RULES)] == left
    assert len(event_gates([event], route, RULES, LISTED)) == len(left)


def test_the_gate_says_which_event_and_which_report() -> None:
    (found,) = event_gates([EVENT, SERIOUS], "iv", RULES, LISTED)

    assert found.because == (
        "Serious event (high blood pressure): FDA MedWatch report is not noted yet."
    )
    assert "1-800-FDA-1088" in found.to_do


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"term": "bad-luck"}, "not in the list"),
        ({"grade": 0}, "from 1 to 5"),
        ({"grade": 6}, "from 1 to 5"),
        ({"relatedness": "perhaps"}, "no 'perhaps'"),
        ({"taken": "shaken"}, "no 'shaken'"),
        ({"flags": frozenset({"nasty"})}, "no 'nasty'"),
        ({"resolved": T0 - timedelta(seconds=1)}, "before it began"),
        ({"grade": 4}, "life-threatening"),
        ({"grade": 5}, "death"),
        ({"grade": 5, "flags": frozenset({"life-threatening"})}, "death"),
    ],
)
def test_an_event_that_contradicts_itself_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(NotUnderstood, match=words):
        check_event(replace(EVENT, **change), RULES, LISTED)


def test_a_flag_may_stand_below_its_grade() -> None:
    check_event(replace(EVENT, grade=2, flags=frozenset({"life-threatening"})), RULES, LISTED)


def test_a_report_that_nobody_waits_for_is_refused() -> None:
    for event, task in (
        (EVENT, "medwatch"),
        (SERIOUS, "rems"),
        (replace(SERIOUS, noted={"medwatch": TOLD}), "medwatch"),
    ):
        with pytest.raises(NotAllowed, match="Nobody has to note"):
            check_task(task, event, "iv", RULES)
    check_task("medwatch", SERIOUS, "iv", RULES)


figures = st.none() | st.integers(40, 260)


@given(st.lists(st.tuples(figures, figures), max_size=8))
def test_the_proposal_is_the_worst_that_any_reading_says(
    told: list[tuple[int | None, int | None]],
) -> None:
    readings = [
        Reading(T0 + timedelta(minutes=n), Vitals(systolic_mmhg=top, diastolic_mmhg=low), str(n))
        for n, (top, low) in enumerate(told)
    ]

    found = pressure_proposal(readings, LISTED)

    grades = [
        3 if high(top, low, 160, 100) else 2 if high(top, low, 140, 90) else 1
        for top, low in told
        if high(top, low, 120, 80)
    ]
    assert (found[1] if found else None) == (max(grades) if grades else None)


def high(top: int | None, low: int | None, systolic: int, diastolic: int) -> bool:
    return (top is not None and top >= systolic) or (low is not None and low >= diastolic)
