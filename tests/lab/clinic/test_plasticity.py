"""Sessions chained from two that the engine ran say what the engine says of the whole course."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.lab.clinic.bodies import Bodies, Serving
from daybreak.lab.clinic.plasticity import Clocks, fade, gain_of, grown
from daybreak.lab.clinic.worlds import QUANTITIES, Worlds
from daybreak.twin import Drug, Population, Regimen, Route
from daybreak.twin.engine import Task, run
from daybreak.twin.outputs import answers

DAYS = (0, 3, 7, 10, 14, 17, 24, 31, 45, 66)
USUAL = Worlds(np.zeros((1, len(QUANTITIES))))  # nothing moved: the twin's own clocks
TWIN_OFF = 0.02  # of all plasticity there can be, in anyone at any time; ten sessions add up
MEAN_OFF = 0.003


def bodies(people: int, seed: int = 3) -> Bodies:
    return Bodies(Population(people, seed=seed).people(), USUAL, 48.0)


def test_a_chained_course_is_the_course_of_the_engine() -> None:
    body, everyone = bodies(192), np.arange(192)
    ends_h = [day * 24.0 for day in (*DAYS[1:], 94)]
    course = Regimen.every(DAYS, Drug.RACEMIC, Route.IV, 0.5, unit="mg/kg", minutes=40, weeks=23)
    told = answers(run(Task(course, tuple(ends_h)), body.people), body.people)
    serving = Serving(Drug.RACEMIC, Route.IV, 0.5, "mg/kg", 40.0)

    felt = []
    for k, (day, end_h) in enumerate(zip(DAYS, ends_h, strict=True)):
        felt.append(body.give(everyone, serving, day * 24.0).dissociation)
        fast, slow = body._plastic(everyone, end_h)
        off = fast - told["fast_potentiation"][:, k], slow - told["new_synapses"][:, k]
        assert np.abs(off).max() < TWIN_OFF
        assert np.abs(np.mean(off, axis=1)).max() < MEAN_OFF

    ratio = np.column_stack(felt) / told["peak_dissociation"]
    assert 0.95 < ratio.min() <= ratio.max() < 1.05  # tolerance is chained too


def test_a_nasal_course_chains_as_well() -> None:
    body, everyone = bodies(128, seed=4), np.arange(128)
    days = (0, 3, 7, 10, 14, 17, 21, 24)
    course = Regimen.every(days, Drug.ESKETAMINE, Route.IN, 84.0, weeks=6)
    people = body.people
    told = answers(run(Task(course, (28 * 24.0, 40 * 24.0)), people), people)
    for day in days:
        body.give(everyone, Serving(Drug.ESKETAMINE, Route.IN, 84.0, "mg"), day * 24.0)

    for k, day in enumerate((28, 40)):
        fast, slow = body._plastic(everyone, day * 24.0)
        # each session's own luck of absorption is drawn once here and each time there
        assert abs(np.mean(fast - told["fast_potentiation"][:, k])) < 0.01
        assert abs(np.mean(slow - told["new_synapses"][:, k])) < 0.01


@given(st.floats(0, 3), st.floats(0.001, 3), st.floats(0, 0.9))
def test_the_gain_behind_a_change_is_found_again(gain: float, lost: float, before: float) -> None:
    left, made = grown(np.array([gain]), np.array([lost]))
    after = left * before + made

    found = gain_of(after, np.array([before]), np.array([lost]))

    assert np.allclose(grown(found, np.array([lost]))[0] * before
                       + grown(found, np.array([lost]))[1], after, atol=1e-9)  # fmt: skip


@settings(max_examples=25)
@given(st.floats(0, 0.9), st.floats(0, 0.9), st.floats(0, 5000))
def test_fading_in_closed_form_is_fading_hour_by_hour(
    fast: float, slow: float, hours: float
) -> None:
    clocks = Clocks(np.array([67.0]), np.array([448.0]), np.array([0.0055]))
    steps = 600
    h = hours / steps
    p, s = fast, slow
    for _ in range(steps):  # the middle of each step
        q = p * np.exp(-h / 2 / 67.0)
        rate = 0.0055 * q + 1 / 448.0
        s = s * np.exp(-rate * h) + (0.0055 * q / rate) * (1 - np.exp(-rate * h))
        p *= np.exp(-h / 67.0)

    found = fade(np.array([fast]), np.array([slow]), np.array([hours]), clocks)

    assert np.allclose([x[0] for x in found], [p, s], atol=1e-4)
