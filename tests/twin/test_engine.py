"""The engine takes people through a course: fast, the same bits always, and right."""

# mypy: allow-untyped-defs, allow-untyped-calls

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.twin import engine, oracle, slowly
from daybreak.twin.engine import Task
from daybreak.twin.errors import NotPossible
from daybreak.twin.parameters import parameters
from daybreak.twin.people import People
from daybreak.twin.pk import concentrations
from daybreak.twin.population import Population
from daybreak.twin.regimen import Dose, Drug, Regimen, Route
from daybreak.twin.rows import SCORES
from daybreak.twin.schedule import ACTIVE, QUIET, WATCH

SIX = Regimen.named("ketamine-six")
WEEKLY = (0.0, 2.0, 24.0, *(168.0 * k for k in range(1, 13)))
TASK = Task(SIX, WEEKLY, (24.0, None))
MANY_ROUTES = Regimen(
    (
        Dose(0, Drug.RACEMIC, Route.SL, 100),
        Dose(48, Drug.ESKETAMINE, Route.IM, 30),
        Dose(72, Drug.ESKETAMINE, Route.IN, 84),
        Dose(100, Drug.RACEMIC, Route.PO_ER, 120),
        Dose(150, Drug.ARKETAMINE, Route.IV, 30),
        Dose(200, Drug.RACEMIC, Route.IV, 30, "mg", 45),
        Dose(204, Drug.RACEMIC, Route.PO, 60),
    ),
    400.0,
)
DRUG = [SCORES.index(name) for name in ("ketamine", "norketamine", "hnk")]


@pytest.mark.parametrize(
    "task",
    [TASK, Task(MANY_ROUTES, tuple(np.arange(0.0, 400.0, 20.0)), (None, 30.0))],
    ids=["six infusions", "many routes"],
)
def test_the_kernel_equals_its_slow_twin(task):
    people = Population(40, 1).people()
    quick, slow = engine.run(task, people), slowly.run(task, people)
    np.testing.assert_allclose(quick.scores, slow.scores, rtol=2e-5, atol=5e-6)
    np.testing.assert_allclose(quick.peaks, slow.peaks, rtol=2e-5, atol=2e-6)


def test_the_kernel_equals_its_slow_twin_with_every_receptor_weighed():
    changed = parameters().with_values(
        opioid_weight=0.5, cholinergic_weight=-0.4, aminergic_weight=0.3, hnk_weight=0.2,
        r_ketamine_weight=0.1, stress_level=1.0, psychotherapy_ceiling=0.2,
    )  # fmt: skip
    people = Population(8, 1, changed).people()
    task = Task(Regimen.named("ketamine-single"), (0.0, 2.0, 24.0, 168.0), (None, 24.0))
    quick, slow = engine.run(task, people), slowly.run(task, people)
    np.testing.assert_allclose(quick.scores, slow.scores, rtol=2e-5, atol=5e-6)


def test_float32_drug_is_within_a_ten_thousandth_of_the_exact():
    people = Population(64, 3).people()
    times = tuple(np.arange(0.0, 400.0, 5.0))
    found = engine.run(Task(MANY_ROUTES, times), people).scores[:, :, DRUG[0]] * 1000
    exact = concentrations(MANY_ROUTES, people, np.array(times) - 1e-9 * (np.array(times) > 0))
    seen = exact.ketamine > 0.1
    np.testing.assert_allclose(found[seen], exact.ketamine[seen], rtol=1e-4)


def errors(people, task=TASK):
    ours, theirs = engine.run(task, people), oracle.solve(task, people)
    score = ours.scores[..., 0] - theirs.scores[..., 0]
    peak = (ours.peaks - theirs.peaks) / np.abs(theirs.peaks).max(axis=(0, 1))
    rms = [float(np.sqrt(np.mean(e**2))) for e in (score, peak)]
    return *rms, float(np.abs(score).max())


def test_scores_and_peaks_agree_with_a_solver_of_other_people():
    score, peak, worst = errors(Population(100_000, 1).people([3, 70_001]))
    assert score <= 3e-4
    assert peak <= 1e-3
    assert worst <= 2e-3


@pytest.mark.slow
def test_two_hundred_and_fifty_six_people_agree_with_a_solver_of_other_people():
    score, peak, worst = errors(Population(100_000, 1).people(np.arange(256)))
    assert score <= 3e-4
    assert peak <= 1e-3
    assert worst <= 2e-3


def test_half_the_step_is_a_quarter_of_the_error():
    people = Population(64, 1).people()
    runs = [engine.run(Task(SIX, WEEKLY, halvings=k), people).scores[..., 0] for k in range(4)]
    steps = [float(np.sqrt(np.mean((a - b) ** 2.0))) for a, b in pairwise(runs)]
    order = np.log2(np.array(steps[:-1]) / np.array(steps[1:]))
    assert order[0] == pytest.approx(2, abs=0.4)
    assert order[1] == pytest.approx(2, abs=0.4)


@pytest.mark.parametrize("block", [16, 64, 128])
def test_a_person_has_the_same_bits_in_any_company(block):
    population = Population(700, 6)
    whole = engine.run(TASK, population.people())
    order = np.random.default_rng(1).permutation(700)
    shuffled = engine.run(TASK, population.people(order), block=block)
    np.testing.assert_array_equal(whole.scores[order], shuffled.scores)
    np.testing.assert_array_equal(whole.peaks[order], shuffled.peaks)
    few = engine.run(TASK, population.people([5, 699, 41]))
    np.testing.assert_array_equal(whole.scores[[5, 699, 41]], few.scores)


def test_later_doses_never_change_earlier_states():
    people = Population(40, 2).people()
    times = (24.0, 47.0, 95.0)
    whole = engine.run(Task(SIX, times), people)
    cut = engine.run(Task(Regimen(SIX.doses[:3], SIX.follow_h), times), people)
    # classes look at the spacing of doses, so a step may lie elsewhere, not the answer
    np.testing.assert_allclose(whole.scores, cut.scores, rtol=1e-4, atol=1e-4)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000), route=st.sampled_from(list(Route)))
def test_without_drug_or_visit_nothing_changes(seed, route):
    regimen = Regimen((Dose(0, Drug.RACEMIC, route, 0.0),), 200.0)
    silent = parameters().with_values(expectancy_per_visit=0.0)
    found = engine.run(Task(regimen, (0.0, 100.0, 200.0)), Population(3, seed, silent).people())
    np.testing.assert_array_equal(found.scores[..., 0], 1.0)
    assert np.abs(found.peaks).max() < 1e-9


def test_the_qualitative_course_is_met():
    # Eff of the evidence: 1 h .02, 2 h .14, 4 h .31, 24 h .38, 3 d .30, 7 d .20, 14 d .13
    still = parameters().with_values(expectancy=0.0).without_spread()
    person = People.one(among=still)

    def lifted(regimen, hours):
        found = engine.run(Task(regimen, hours), person).scores[0]
        z = found[:, 1] + still.value("slow_weight") * found[:, 2]
        return z / (z + still.value("plasticity_half"))

    single = lifted(Regimen.named("ketamine-single"), (1.0, 2.0, 4.0, 24.0, 72.0, 168.0, 336.0))
    np.testing.assert_allclose(single, [0.02, 0.14, 0.31, 0.38, 0.30, 0.20, 0.13], atol=0.045)
    six = lifted(SIX, tuple(24.0 * d for d in (12, 18, 29, 45)))
    np.testing.assert_allclose(six, [0.60, 0.43, 0.28, 0.14], atol=0.05)

    def day_one(drug, route, amount, unit="mg/kg", minutes=40.0):
        course = Regimen.every([0], drug, route, amount, unit=unit, minutes=minutes, weeks=2)
        return lifted(course, (24.0,))[0]

    half = day_one(Drug.RACEMIC, Route.IV, 0.5)
    relative = {
        0.22: day_one(Drug.RACEMIC, Route.IV, 0.1),
        0.53: day_one(Drug.RACEMIC, Route.IV, 0.2),
        1.30: day_one(Drug.RACEMIC, Route.IV, 1.0),
        0.78: day_one(Drug.ESKETAMINE, Route.IV, 0.2),
        1.12: day_one(Drug.ESKETAMINE, Route.IV, 0.4),
        1.17: day_one(Drug.ESKETAMINE, Route.IN, 56, "mg", 0.0),
        1.32: day_one(Drug.ESKETAMINE, Route.IN, 84, "mg", 0.0),
    }
    for expected, found in relative.items():
        assert found / half == pytest.approx(expected, abs=0.10)


def test_a_time_off_the_clock_is_refused():
    odd = Regimen((Dose(0.001, Drug.RACEMIC, Route.IV, 10, "mg", 40),), 100.0)
    with pytest.raises(NotPossible) as refusal:
        engine.run(Task(odd, (0.0,)), People.one())
    assert refusal.value.code == "clock"


def test_classes_change_the_steps_of_a_person_and_hardly_the_answer():
    people = Population(300, 1).people()
    classes, schedules = engine.plans(TASK, people)
    assert len(np.unique(classes)) > 2
    first = schedules[min(schedules)]
    assert first.steps(QUIET) > 0
    assert first.steps(WATCH) > 0
    assert schedules[max(schedules)].steps(ACTIVE) > first.steps(ACTIVE)
