"""From a dose to plasma: published figures, and what any linear body must obey."""

# mypy: allow-untyped-defs, allow-untyped-calls

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.twin.engine import Task
from daybreak.twin.errors import NotPossible
from daybreak.twin.inputs import inputs_of
from daybreak.twin.oracle import DEPOT_NAMES, states_at
from daybreak.twin.people import People
from daybreak.twin.pk import concentrations, exposure
from daybreak.twin.population import Population
from daybreak.twin.regimen import Dose, Drug, Regimen, Route

ROUTES = list(Route)


def single(drug, route, amount, unit="mg", minutes=0.0, *, weeks=2):
    return Regimen.every([0], drug, route, amount, unit=unit, minutes=minutes, weeks=weeks)


INFUSION = single(Drug.RACEMIC, Route.IV, 0.5, "mg/kg", 40)


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("ketamine", [74, 132, 188, 133, 91, 61, 46, 20, 6.8, 1.6]),
        ("norketamine", [4, 20, 67, 88, 96, 93, 77, 41, 20, 5]),
        ("hnk", [None, None, 3, 6, 8, 14, 21, 34, 36, 15]),
        ("hnk_r", [None, None, 1, 3, 4, 7, 10, 18, 21, 11]),
    ],
)
def test_an_infusion_gives_the_published_curve(what, expected):
    times_h = np.array([10, 20, 40, 50, 60, 80, 110, 230, 480, 1440]) / 60
    found = getattr(concentrations(INFUSION, People.one(), times_h), what)[0]

    for value, target in zip(found, expected, strict=True):
        if target is not None:
            # the table is printed in whole numbers, so a small one can be off by half of one
            assert value == pytest.approx(target, rel=0.10, abs=0.5)


@pytest.mark.parametrize(
    ("mg", "cmax", "auc24"), [(28, 42.6, 147.7), (56, 73.0, 254.5), (84, 103.3, 361.3)]
)
def test_nasal_esketamine_gives_the_published_peak_and_area(mg, cmax, auc24):
    found = exposure(single(Drug.ESKETAMINE, Route.IN, mg), People.one())
    assert found.cmax_ng_ml[0] == pytest.approx(cmax, rel=0.02)
    assert found.auc24_ng_h_ml[0] == pytest.approx(auc24, rel=0.01)


@pytest.mark.parametrize(
    ("regimen", "cmax", "within"),
    [
        (single(Drug.RACEMIC, Route.IV, 5, minutes=30), 15.6 + 16.5, 0.10),  # Hasan 2021
        (single(Drug.RACEMIC, Route.IM, 0.5, "mg/kg"), 240, 0.10),  # Grant 1981
        (single(Drug.RACEMIC, Route.SL, 25), 23, 0.10),
    ],
)
def test_other_routes_reach_their_published_peak(regimen, cmax, within):
    assert exposure(regimen, People.one()).cmax_ng_ml[0] == pytest.approx(cmax, rel=within)


@pytest.mark.parametrize(
    ("regimen", "observed", "model"),
    [
        (single(Drug.RACEMIC, Route.PO, 35), 45, 17),  # early oral peak, Grant 1981
        (single(Drug.ESKETAMINE, Route.IV, 20, minutes=20), 266, 152),  # arterial, Simons 2022
    ],
)
def test_known_misfits_are_as_large_as_we_say(regimen, observed, model):
    found = exposure(regimen, People.one()).cmax_ng_ml[0]
    assert found == pytest.approx(model, rel=0.05)
    assert found < 0.75 * observed


@pytest.mark.parametrize(("side", "share"), [("s", 0.15), ("r", 0.18)])
def test_oral_availability_is_what_the_liver_leaves(side, share):
    times = [400.0]
    only = {"s": Drug.ESKETAMINE, "r": Drug.ARKETAMINE}[side]
    oral = concentrations(single(only, Route.PO, 40, weeks=3), People.one(), times)
    vein = concentrations(single(only, Route.IV, 40, minutes=30, weeks=3), People.one(), times)
    assert oral.area[0, 0] / vein.area[0, 0] == pytest.approx(share, abs=0.006)


def mixed(rng):
    """A course of five doses by five routes at odd times."""
    doses = []
    for k, route in enumerate(rng.permutation(len(ROUTES))[:5]):
        drug = [Drug.RACEMIC, Drug.ESKETAMINE, Drug.ARKETAMINE][int(rng.integers(3))]
        iv = ROUTES[route] is Route.IV
        minutes = float(rng.uniform(5, 90)) if iv else 0.0
        doses.append(Dose(30.0 * k + float(rng.uniform(0, 5)), drug, ROUTES[route],
                          float(rng.uniform(10, 80)), "mg", minutes))  # fmt: skip
    return Regimen(tuple(doses), 200.0)


TIMES = np.array([0.5, 3.0, 31.0, 47.3, 65.0, 100.0, 121.0, 130.0, 199.0])


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_lost_or_made(seed):
    people = Population(20, seed + 1).people()
    rng = np.random.default_rng(seed)
    course = mixed(rng)
    found = concentrations(course, people, [199.0])
    # what entered plasma or gut is in the body or was cleared; the rest never came in
    entered = sum(each.s_mg + each.r_mg for each in inputs_of(course, people))
    assert found.in_body_mg[:, 0] + found.lost_mg[:, 0] == pytest.approx(entered, rel=1e-9)


def test_doses_add_up():
    people = Population(10, 3).people()
    whole = mixed(np.random.default_rng(8))
    parts = [Regimen((dose,), whole.follow_h) for dose in whole.doses]
    together = concentrations(whole, people, TIMES)
    for name in ("ketamine", "norketamine", "hnk", "effect_s", "area"):
        one_by_one = sum(getattr(concentrations(part, people, TIMES), name) for part in parts)
        np.testing.assert_allclose(getattr(together, name), one_by_one, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("route", ROUTES)
def test_twice_the_dose_is_twice_the_concentration(route):
    people = Population(5, 4).people()
    once = concentrations(single(Drug.RACEMIC, route, 20), people, TIMES)
    twice = concentrations(single(Drug.RACEMIC, route, 40), people, TIMES)
    np.testing.assert_allclose(twice.ketamine, 2 * once.ketamine, rtol=1e-9)


def test_a_long_infusion_comes_to_rate_over_clearance():
    person = People.one()
    course = single(Drug.ESKETAMINE, Route.IV, 1000, minutes=60 * 24 * 20, weeks=4)
    v = {name: person.value(name)[0] for name in ("liver_flow", "extraction_s")}
    clearance = v["liver_flow"] * v["extraction_s"]
    found = concentrations(course, person, [480.0]).ketamine[0, 0]
    assert found == pytest.approx(1000 * 1000 / 480 / clearance, rel=1e-9)


@pytest.mark.slow
def test_any_route_agrees_with_a_solver_of_other_people():
    rng = np.random.default_rng(11)
    other = 9 + len(DEPOT_NAMES)
    for k in range(64):
        person = Population(64, 5).people([k])
        course = mixed(rng)
        ours = concentrations(course, person, TIMES)
        theirs = states_at(Task(course, ()), person, TIMES.tolist())
        venous = 1000 * (theirs[7] + theirs[other + 7])
        np.testing.assert_allclose(ours.ketamine[0], venous, rtol=1e-7, atol=1e-7)


@settings(max_examples=40, deadline=None)
@given(
    route=st.sampled_from(ROUTES),
    drug=st.sampled_from([Drug.RACEMIC, Drug.ESKETAMINE, Drug.ARKETAMINE]),
    mg=st.floats(1, 100),
    more=st.floats(1.0, 3.0),
)
def test_more_drug_never_means_less_exposure(route, drug, mg, more):
    if route is Route.IN and drug is Drug.ESKETAMINE:
        more = 1.0  # another device is a different way to give it; see the next test
    people = Population(3, 9).people()
    less = concentrations(single(drug, route, mg), people, TIMES)
    greater = concentrations(single(drug, route, mg * more), people, TIMES)
    assert np.all(greater.area >= less.area * (1 - 1e-12))
    assert np.all(greater.ketamine >= less.ketamine * (1 - 1e-12))


def test_another_nasal_device_never_means_less_exposure():
    people = Population(20, 9).people()
    areas = [
        concentrations(single(Drug.ESKETAMINE, Route.IN, mg), people, [300.0]).area[:, 0]
        for mg in (28, 56, 84)
    ]
    assert np.all(areas[0] < areas[1])
    assert np.all(areas[1] < areas[2])


def test_later_doses_never_change_earlier_concentrations():
    people = Population(5, 2).people()
    whole = mixed(np.random.default_rng(3))
    cut = Regimen(whole.doses[:3], whole.follow_h)
    before = TIMES[whole.doses[3].starts_h > TIMES]
    np.testing.assert_allclose(
        concentrations(whole, people, before).ketamine,
        concentrations(cut, people, before).ketamine,
        rtol=1e-12,
    )


def test_a_placebo_brings_nothing():
    found = concentrations(single(Drug.SALINE, Route.IV, 0, minutes=40), People.one(), TIMES)
    assert not found.ketamine.any()


@pytest.mark.parametrize("times", [[-1.0], [2.0, 1.0], [float("nan")]])
def test_impossible_times_are_refused(times):
    with pytest.raises(NotPossible):
        concentrations(INFUSION, People.one(), times)


def test_inhibiting_the_liver_raises_exposure():
    course = single(Drug.RACEMIC, Route.PO, 40)
    usual = exposure(course, People.one()).auc24_ng_h_ml[0]
    slow = exposure(course, People.one(intrinsic_clearance_factor=0.5)).auc24_ng_h_ml[0]
    impaired = exposure(course, People.one(liver_impairment=1.0)).auc24_ng_h_ml[0]
    assert slow > impaired > usual
