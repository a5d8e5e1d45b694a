"""Walking with pulses is the twin's own course, from any point on and on any threads."""

import numpy as np
import pytest
from numpy.typing import NDArray

from daybreak.lab.forecast.chair import tolerance
from daybreak.lab.forecast.pulse import Body, people_of, pulse
from daybreak.lab.forecast.walk import Session, State, walk
from daybreak.twin import Dose, Drug, Regimen, Route
from daybreak.twin.engine import Task, run
from daybreak.twin.outputs import answers
from daybreak.twin.parameters import parameters

Floats = NDArray[np.float64]

COUNT = 128
BODY = Body(80.0, 45.0, has_hypertension=False)
KIND = ("ketamine_racemic", "IV", 40.0, 40.0)
SPRAY = ("esketamine", "IN", 56.0, 0.0)
DAYS = (0.0, 3.0, 7.0, 10.0, 14.0, 17.0, 45.0)
LOOKS_H = (24.0, 72.0, 90.0, 200.0, 408.0, 440.0, 700.0, 1080.0, 1120.0, 1600.0)


def walked(
    kind: tuple[str, str, float, float], span: tuple[float, float], state: State, threads: int = 1
) -> tuple[State, Floats, Floats]:
    people = people_of(BODY, COUNT)
    return walk(
        state,
        [Session(day * 24, 0) for day in DAYS],
        [pulse(BODY, COUNT, kind).release],
        fade_h=people.value("slow_time"),
        contact_h=np.full(COUNT, parameters().value("expectancy_time")),
        observe_h=[h for h in LOOKS_H if span[0] < h <= span[1]],
        span_h=span,
        threads=threads,
    )


@pytest.mark.parametrize("kind", [KIND, SPRAY], ids=["infusion", "spray"])
def test_a_walk_is_the_twins_own_course(kind: tuple[str, str, float, float]) -> None:
    drug, route, mg, minutes = kind
    people = people_of(BODY, COUNT)
    doses = tuple(Dose(d * 24, Drug(drug), Route(route), mg, "mg", minutes) for d in DAYS)
    found = answers(run(Task(Regimen(doses, 1700.0), LOOKS_H), people), people)
    slowly = found["fast_potentiation"] + parameters().value("slow_weight") * found["new_synapses"]

    _, z, expectancy = walked(kind, (0.0, 1600.0), State.fresh(COUNT))

    # Plasticity is about 0.5. What is left of one dose when the next comes is left out, which
    # shows in who clears ketamine slowest.
    assert np.abs(z - slowly).max() < 0.02
    assert np.sqrt(np.mean((z - slowly) ** 2)) < 0.003
    assert np.abs(expectancy - found["expectancy"]).max() < 1e-3


def test_a_walk_from_where_people_stand_is_the_walk_from_the_start() -> None:
    _, z, expectancy = walked(KIND, (0.0, 1600.0), State.fresh(COUNT))

    here, before, _ = walked(KIND, (0.0, 500.0), State.fresh(COUNT))
    _, after, hope = walked(KIND, (500.0, 1600.0), here)

    np.testing.assert_allclose(np.concatenate([before, after], axis=1), z, atol=3e-4)
    np.testing.assert_allclose(hope, expectancy[:, -hope.shape[1] :], atol=1e-9)


def test_threads_change_nothing() -> None:
    one, two = (walked(KIND, (0.0, 900.0), State.fresh(COUNT), n)[1] for n in (1, 3))

    assert np.array_equal(one, two)


def test_tolerance_of_a_sixth_session_is_the_twins() -> None:
    people = people_of(BODY, COUNT)
    doses = tuple(Dose(d * 24, Drug.RACEMIC, Route.IV, 40.0, "mg", 40.0) for d in DAYS[:6])
    felt = answers(run(Task(Regimen(doses, 500.0), ()), people), people)["peak_dissociation"]
    own = pulse(BODY, COUNT, KIND)

    left = 1 - tolerance([(d * 24, own.tolerance) for d in DAYS[:5]], DAYS[5] * 24)

    np.testing.assert_allclose(own.dissociation * left, felt[:, 5], rtol=0.06, atol=0.15)
