"""What the virtual clinic decides is what care decides: person by person, on 2,000 people."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from daybreak.care.catalogue.protocol import protocol
from daybreak.care.outcome.trajectory import Judged
from daybreak.lab.clinic.asking import Clinic, open_clinic
from daybreak.lab.clinic.assumptions import assumptions
from daybreak.lab.clinic.bodies import Bodies
from daybreak.lab.clinic.course import WATCHED, Course, Rules
from daybreak.lab.clinic.tables import OPTIONS, Tables
from daybreak.lab.clinic.trial import settling
from daybreak.lab.clinic.worlds import worlds
from daybreak.lab.posterior import posterior
from daybreak.twin import Population
from lab.clinic.one_by_one import OneByOne

PEOPLE, BLOCK = 2000, 50
AT_ONCE = 8  # blocks that `make test` looks at; `make torture` has the others
WEEKS, LONG_WEEKS, LONG_EVERY = 12, 26, 4  # every fourth block is followed into maintenance


def clinic_of(
    name: str,
    *,
    end: Mapping[Judged, tuple[str, ...]] | None = None,
    assumed: Mapping[str, float] | None = None,
    **habits: object,
) -> Clinic:
    """A clinic with some habits and figures of its own."""
    ours = assumptions()
    for figure, value in (assumed or {}).items():
        ours = ours.having(figure, Decimal(str(value)))
    changed: dict[str, Any] = {**habits, "end": {**ours.habits.end, **(end or {})}}
    return open_clinic(protocol(name), replace(ours, habits=replace(ours.habits, **changed)))


def followed(rules: Rules, ids: NDArray[np.int64], weeks: int) -> Course:
    people = Population(PEOPLE, seed=7).people(ids)
    bodies = Bodies(people, worlds(posterior(), 7), settling(rules.clinic.protocol))
    course = Course(bodies, rules, weeks, keeps_decisions=True)
    course.run()
    return course


def said(course: Course) -> list[tuple[object, ...]]:
    """Every decision in order: what, when, of whom, and what; an order by its dose."""
    orders = course.rules.orders
    return [
        (
            what,
            day,
            who.tolist(),
            [orders[k] for k in answer.tolist()] if what == "order" else answer.tolist(),
        )
        for what, day, who, answer in course.decisions
    ]


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(each, marks=() if each < AT_ONCE else pytest.mark.slow)
        for each in range(PEOPLE // BLOCK)
    ],
)
def test_everybody_is_decided_on_as_care_would_decide(block: int) -> None:
    ids = np.arange(block * BLOCK, (block + 1) * BLOCK)
    weeks = WEEKS if block % LONG_EVERY else LONG_WEEKS

    both_ways(clinic_of("iv-racemic-six"), ids, weeks)


def test_a_clinic_that_stops_and_watches_gives_its_boosters_as_care_would() -> None:
    watching = {Judged.REMISSION: ("stop-and-watch",), Judged.RESPONSE: ("stop-and-watch",)}
    course = both_ways(clinic_of("iv-racemic-six", end=watching), np.arange(40), 40)

    assert course.out["boosters"].sum() > 0


def test_a_clinic_may_stop_maintenance_at_a_response() -> None:
    watching = {Judged.RESPONSE: ("stop-and-watch",)}
    course = both_ways(clinic_of("iv-racemic-six", end=watching), np.arange(40), 30)
    watched = course._row["stands"] == WATCHED

    assert (course.out["maintenance_sessions"][watched] > 0).any()


def test_a_clinic_with_other_habits_decides_as_care_would() -> None:
    habits: dict[str, Any] = {"tolerated_badly": "slower", "start": "usual", "longest_gap": False}
    clinic = clinic_of("iv-racemic-six", assumed={"distress-from": 15, "sign": 0.01}, **habits)
    course = both_ways(clinic, np.arange(40), 20)

    assert len({minutes for _, minutes in course.rules.orders}) > 1
    assert "hold" in {OPTIONS[k] for k in decided(course, "end")}


@pytest.mark.parametrize("name", ["esketamine-trd", "sc-racemic-eight"])
def test_other_protocols_are_followed_as_care_would(name: str) -> None:
    both_ways(clinic_of(name), np.arange(40), 16)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["iv-racemic-six", "esketamine-trd", "sc-racemic-eight"])
def test_a_whole_year_is_decided_on_as_care_would(name: str) -> None:
    both_ways(clinic_of(name), np.arange(600), 52)


def both_ways(clinic: Clinic, ids: NDArray[np.int64], weeks: int) -> Course:
    """The course by tables, once it is the course that care leads to one by one."""
    fast, slow = followed(Tables(clinic), ids, weeks), followed(OneByOne(clinic), ids, weeks)

    assert said(fast) == said(slow)
    assert np.array_equal(fast.scores, slow.scores)
    assert all(np.array_equal(fast.out[name], slow.out[name]) for name in fast.out)
    return fast


def decided(course: Course, about: str) -> set[int]:
    """Every answer that was given about something."""
    return {each for what, _, _, answer in course.decisions if what == about for each in answer}
