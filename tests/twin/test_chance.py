"""A person's numbers are their own, whoever else is drawn."""

# mypy: allow-untyped-defs, allow-untyped-calls

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.twin import chance, drawing
from daybreak.twin.errors import NotPossible
from daybreak.twin.parameters import Parameters, parameters
from daybreak.twin.population import Population
from daybreak.twin.spreads import draw_slowly, spreads_of, triangle, uncertain

IDS = np.arange(2000)


def test_the_generator_gives_its_published_numbers():
    # Known answer of Philox4x32-10 for a counter and key of nothing: 6627e8d5 e169c58d ...
    u = chance.uniforms(0, np.array([0]), 0)[0]
    whole = (0x6627E8D5 << 32 | 0xE169C58D) >> 12
    assert u == (whole + 0.5) * 2.0**-52


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**40), st.integers(0, 2**32 - 1))
def test_compiled_and_slow_draws_are_the_same_bits(seed, person, purpose):
    slow = chance.uniforms(seed, np.array([person]), purpose)[0]
    quick = drawing.uniform(np.uint64(seed), np.uint64(person), np.uint64(purpose), np.uint64(0))
    assert slow == quick


def test_normal_numbers_are_normal():
    z = chance.normals(3, np.arange(200_000), 17)
    assert z.mean() == pytest.approx(0, abs=0.01)
    assert z.std() == pytest.approx(1, abs=0.01)
    assert (z < -1.6448536).mean() == pytest.approx(0.05, abs=0.002)


@pytest.mark.parametrize(
    ("u", "z"), [(0.5, 0.0), (0.975, 1.959963984540054), (1e-10, -6.361340902404056)]
)
def test_the_quantile_is_that_of_the_normal(u, z):
    assert chance.normal_quantile(np.array([u]))[0] == pytest.approx(z, rel=1e-14, abs=1e-15)
    assert drawing.normal_quantile(u) == pytest.approx(z, rel=1e-14, abs=1e-15)


def test_compiled_and_slow_people_are_alike():
    spreads = spreads_of(parameters())
    np.testing.assert_allclose(
        drawing.draw(spreads, 5, IDS[:50]), draw_slowly(spreads, 5, IDS[:50]), rtol=1e-10
    )


def test_a_person_is_the_same_in_any_company():
    population = Population(2000, 8)
    everyone = population.people()
    few = population.people([1999, 3, 700])
    for name, column in few.values.items():
        np.testing.assert_array_equal(column, everyone.values[name][[1999, 3, 700]])


def test_spreads_have_the_size_they_claim():
    people = Population(20_000, 2, covariates={"weight": 70.0, "age": 40.0, "asian": 0.0}).people()
    volume = np.log(people.value("central_volume"))
    assert np.exp(volume.mean()) == pytest.approx(60, rel=0.02)
    assert volume.std() == pytest.approx(np.sqrt(np.log(1.09)), rel=0.03)
    hope = people.value("expectancy")
    assert hope.mean() == pytest.approx(0.40, abs=0.01)
    assert hope.std() == pytest.approx(0.22, abs=0.01)
    assert ((hope > 0) & (hope < 1)).all()
    assert (people.value("drug_ceiling") < 0.5).mean() == pytest.approx(0.15, abs=0.01)


def test_correlated_parameters_are_correlated():
    logit = lambda x: np.log(x / (1 - x))  # noqa: E731
    people = Population(20_000, 2, correlations={("slow_volume", "liver_volume"): -0.4}).people()
    both = logit(people.value("extraction_s")), logit(people.value("extraction_r"))
    assert np.corrcoef(*both)[0, 1] == pytest.approx(0.9, abs=0.01)
    weight = people.weight_kg / 70
    other = [np.log(people.value(n) / weight) for n in ("slow_volume", "liver_volume")]
    assert np.corrcoef(other[0], other[1])[0, 1] == pytest.approx(-0.4, abs=0.02)


def test_contradicting_correlations_are_refused():
    with pytest.raises(NotPossible):
        triangle(np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]))


def test_occasions_vary_as_asked_and_agree_with_a_hand_calculation():
    changed = parameters().with_values(
        occasion_direct=0.3, occasion_gut=0.2, occasion_correlation=-0.5
    )
    people = Population(20_000, 4, changed).people()
    logs = [np.log(np.stack(people.occasion(k))) for k in range(2)]
    assert logs[0][0].std() == pytest.approx(0.3, rel=0.02)
    assert np.corrcoef(logs[0])[0, 1] == pytest.approx(-0.5, abs=0.02)
    assert abs(np.corrcoef(logs[0][0], logs[1][0])[0, 1]) < 0.02
    first = chance.normals(4, np.array([7]), chance.purpose("occasion direct"), 1)[0]
    assert people.occasion(1)[0][7] == pytest.approx(np.exp(0.3 * first), rel=1e-12)


def test_the_outer_level_moves_typical_values_once_for_everyone():
    one, two = uncertain(parameters(), 1, 1), uncertain(parameters(), 1, 2)
    assert one.value("nmda_ki_s") != two.value("nmda_ki_s")
    assert one.value("gut_fraction") == parameters().value("gut_fraction")
    few = Parameters({"nmda_ki_s": parameters()["nmda_ki_s"]})
    drawn = [uncertain(few, 1, k).value("nmda_ki_s") for k in range(1, 400)]
    assert np.std(np.log(drawn)) == pytest.approx(0.69, rel=0.1)
    assert Population(5, 1, replicate=1).people().value("fast_gain").std() == 0
