"""A population through a course: bounded, reproducible, certified, and never silent."""

# mypy: allow-untyped-defs, allow-untyped-calls

import csv

import numpy as np
import pyarrow.parquet as pq
import pytest

from daybreak.twin.errors import NotPossible
from daybreak.twin.evidence import outside_evidence
from daybreak.twin.export import PersonTable, simulation_as_json
from daybreak.twin.outputs import outputs
from daybreak.twin.people import People
from daybreak.twin.pk import concentrations
from daybreak.twin.population import Population
from daybreak.twin.reducers import Tally, add_slowly
from daybreak.twin.regimen import Dose, Drug, Regimen, Route
from daybreak.twin.simulate import simulate

SINGLE = Regimen.named("ketamine-single")
TIMES = (0.0, 24.0, 168.0)


@pytest.fixture(scope="module")
def usual():
    return simulate(SINGLE, Population(1500, 1), observe_h=TIMES, threads=2)


@pytest.mark.parametrize(
    ("threads", "chunk", "block"), [(1, 1500, 64), (3, 128, 16), (2, 700, 128)]
)
def test_results_are_the_same_bits_however_they_are_computed(usual, threads, chunk, block):
    other = simulate(
        SINGLE, Population(1500, 1), observe_h=TIMES, threads=threads, chunk=chunk, block=block
    )
    for name, summary in usual.summaries.items():
        np.testing.assert_array_equal(summary.mean, other[name].mean)
        np.testing.assert_array_equal(summary.quantiles, other[name].quantiles)


def test_another_seed_is_another_population(usual):
    other = simulate(SINGLE, Population(1500, 2), observe_h=TIMES)
    assert other["symptoms"].mean[1] != usual["symptoms"].mean[1]


def test_every_result_carries_its_numerical_error(usual):
    assert 0 < usual.certificate.score_rms < 3e-4
    assert usual.certificate.score_max < 2e-3
    assert 0 < usual.certificate.peak_rms < 1e-3


def test_every_output_has_its_shape(usual):
    for name, output in outputs().items():
        columns = len(TIMES) if output.per == "time" else 1
        assert usual[name].mean.shape == (columns,)
        assert usual[name].quantiles.shape == (5, columns)
        assert np.all(np.diff(usual[name].quantiles, axis=0) >= -1e-9)


def test_the_course_makes_clinical_sense(usual):
    symptoms = usual["symptoms"].mean
    assert symptoms[1] < symptoms[0]
    assert symptoms[1] < symptoms[2]
    assert 5 < usual["peak_dissociation"].mean[0] < 25
    assert 4 < usual["peak_systolic"].mean[0] < 22
    assert 150 < usual["peak_ketamine"].mean[0] < 260


def test_tallies_agree_with_their_slow_twin_and_with_sorting():
    values = np.random.default_rng(1).normal(20, 8, (3000, 2))
    output = outputs()["symptoms"]
    quick, slow = Tally(output, 2), Tally(output, 2)
    quick.add(values)
    add_slowly(slow, values)
    np.testing.assert_array_equal(quick.counts, slow.counts)
    np.testing.assert_array_equal(quick.sums, slow.sums)
    np.testing.assert_array_equal(quick.squares, slow.squares)
    found = quick.summary((0.05, 0.5, 0.95))
    np.testing.assert_allclose(found.mean, values.mean(0), atol=1e-5)
    np.testing.assert_allclose(found.sd, values.std(0), rtol=1e-3)
    exact = np.quantile(np.maximum(values, 0), (0.05, 0.5, 0.95), axis=0)
    np.testing.assert_allclose(found.quantiles, exact, atol=2 * found.resolution + 0.02)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_every_person_can_be_written_out(tmp_path, ending):
    path = tmp_path / f"people.{ending}"
    table = PersonTable(path)
    found = simulate(
        SINGLE, Population(300, 1), observe_h=TIMES, chunk=128, sink=table.write, threads=2
    )
    table.close()
    if ending == "csv":
        rows = list(csv.DictReader(path.read_text().splitlines()))
        ids = [int(row["id"]) for row in rows]
        scores = [float(row["symptoms_1"]) for row in rows]
    else:
        columns = pq.read_table(path).to_pydict()
        ids, scores = columns["id"], columns["symptoms_1"]
    assert ids == list(range(300))
    assert np.mean(scores) == pytest.approx(found["symptoms"].mean[1], abs=1e-4)


def test_a_simulation_is_plain_json(usual):
    found = simulation_as_json(usual)
    assert found["times_h"] == [0.0, 24.0, 168.0]
    assert found["outputs"]["symptoms"]["unit"] == "MADRS points"


def infusion(amount, unit="mg/kg", minutes=40.0, drug=Drug.RACEMIC, route=Route.IV):
    return Regimen((Dose(0, drug, route, amount, unit, minutes),), 100.0)


def test_inside_the_evidence_nothing_is_said():
    assert outside_evidence(SINGLE, People.one()) == ()


@pytest.mark.parametrize(
    ("regimen", "person", "word"),
    [
        (infusion(2.0), {}, "dose"),
        (infusion(0.5, minutes=300.0), {}, "infusion time"),
        (infusion(0.5), {"weight": 30.0}, "weight"),
        (infusion(0.5), {"age": 12.0}, "age"),
        (infusion(0.5, drug=Drug.ARKETAMINE), {}, "arketamine"),
        (infusion(100, "mg", 0.0, route=Route.PO_ER), {}, "Extended"),
        (Regimen.every([0], "esketamine", "IN", 84, weeks=100), {}, "follow-up"),
    ],
)
def test_beyond_the_evidence_the_reason_is_given(regimen, person, word):
    reasons = outside_evidence(regimen, People.one(**person))
    assert any(word in reason for reason in reasons)


def test_an_exact_curve_carries_its_reasons_too():
    assert concentrations(infusion(0.5), People.one(), [1.0]).outside_evidence == ()
    assert concentrations(infusion(3.0), People.one(), [1.0]).outside_evidence
    with pytest.raises(NotPossible):
        concentrations(infusion(300.0), People.one(), [1.0])


def test_one_impossible_person_among_many_is_refused():
    weights = np.full(9000, 70.0)
    weights[8500] = 3.0
    with pytest.raises(NotPossible):
        simulate(SINGLE, Population(9000, covariates={"weight": weights}), observe_h=(0.0,))


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (lambda: infusion(-0.5), "dose-amount"),
        (lambda: infusion(0.5, minutes=float("nan")), "dose-minutes"),
        (lambda: infusion(0.5, "mg/lb"), "dose-unit"),
        (lambda: Regimen.every([0], "ketamine_racemic", "IX", 1, weeks=1), "route-unknown"),
        (lambda: Regimen.every([0], "ketamin", "IV", 1, weeks=1), "drug-unknown"),
        (lambda: Regimen((*infusion(1).doses, *infusion(1).doses), 100.0), "pump-overlap"),
        (lambda: Regimen.every([9], "esketamine", "IV", 1, weeks=1), "regimen-follow"),
        (lambda: People.one(weight=0.0), "covariate-weight"),
        (lambda: People.one(age=float("nan")), "covariate-age"),
        (lambda: People.one(height=1.7), "covariate-unknown"),
        (lambda: People.one(asian=3.0), "covariate-asian"),
        (lambda: outside_evidence(infusion(500.0), People.one()), "impossible-dose"),
        (lambda: outside_evidence(infusion(0.5), People.one(weight=10.0)), "impossible-weight"),
        (lambda: Population(0), "population-size"),
        (lambda: Population(3, covariates={"weight": [70.0, 80.0]}), "population-column"),
        (lambda: Population(3).people([3]), "person-unknown"),
        (lambda: Regimen.named("nonsense"), "regimen-unknown"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_reason(build, code):
    with pytest.raises(NotPossible) as refusal:
        build()
    assert refusal.value.code == code
    assert refusal.value.message.endswith((".", "?"))
