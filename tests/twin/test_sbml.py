"""Our SBML, run by a simulator of other people, gives our numbers."""

# mypy: allow-untyped-defs, allow-untyped-calls

import math

import numpy as np
import pytest

from daybreak.twin import engine
from daybreak.twin.engine import Task
from daybreak.twin.errors import NotPossible
from daybreak.twin.population import Population
from daybreak.twin.regimen import Regimen
from daybreak.twin.sbml import mathml, sbml

roadrunner = pytest.importorskip("roadrunner")

WEEKLY = (0.0, 2.0, 24.0, *(168.0 * k for k in range(1, 5)))


def simulated(text, times, names):
    runner = roadrunner.RoadRunner(text)
    runner.integrator.relative_tolerance = 1e-7
    runner.integrator.absolute_tolerance = 1e-11
    runner.integrator.maximum_num_steps = 1_000_000
    runner.timeCourseSelections = ["time", *names]
    return np.array(runner.simulate(times=list(times)))[:, 1:]


@pytest.mark.parametrize(
    ("drug", "route", "amount", "unit", "minutes"),
    [
        ("ketamine_racemic", "IV", 0.5, "mg/kg", 40),
        ("ketamine_racemic", "IM", 40, "mg", 0),
        ("esketamine", "IN", 84, "mg", 0),
    ],
)
def test_roadrunner_runs_it_to_the_same_answer(drug, route, amount, unit, minutes):
    course = Regimen.every([0, 3, 7], drug, route, amount, unit=unit, minutes=minutes, weeks=4)
    person = Population(100, 1).people([3])
    theirs = simulated(
        sbml(course, person, treat_h=(24.0, None)), WEEKLY, ("score", "fast", "slow", "hazard")
    )
    ours = engine.run(Task(course, WEEKLY, (24.0, None)), person).scores[0]
    np.testing.assert_allclose(ours[:, [0, 1, 2, 4]], theirs, atol=2e-3)
    assert float(np.sqrt(np.mean((ours[:, 0] - theirs[:, 0]) ** 2))) < 5e-4


@pytest.mark.parametrize("text", ["1 + 2 * x", "exp(-x) ** 2", "log(abs(x) + 1e-9)", "(x - 1) / 3"])
def test_expressions_become_mathml_with_the_same_value(text):
    document = (
        '<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1">'
        '<model id="m"><listOfParameters><parameter id="x" value="0.7" constant="true"/>'
        '<parameter id="y" constant="false"/></listOfParameters><listOfRules>'
        f'<assignmentRule variable="y">{mathml(text)}</assignmentRule>'
        "</listOfRules></model></sbml>"
    )
    names = {"x": 0.7, "exp": math.exp, "log": math.log, "abs": abs}
    assert roadrunner.RoadRunner(document)["y"] == pytest.approx(eval(text, names), rel=1e-12)


@pytest.mark.parametrize("text", ["x if y else z", "sin(x)", "'text'", "x @ y"])
def test_anything_else_is_refused(text):
    with pytest.raises((NotPossible, KeyError)):
        mathml(text)


def test_it_describes_one_person():
    with pytest.raises(NotPossible):
        sbml(Regimen.named("ketamine-single"), Population(2).people())
