"""NONMEM-style tables: lag, bioavailability, steady state and resets mean what they should."""

# mypy: allow-untyped-defs, allow-untyped-calls

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.twin.errors import NotPossible
from daybreak.twin.people import People
from daybreak.twin.pk import concentrations
from daybreak.twin.regimen import Drug, Regimen, Route
from daybreak.twin.tables import (
    DOSE,
    OBSERVATION,
    RESET,
    RESET_AND_DOSE,
    Record,
    Table,
    read_table,
    table_from,
    table_of,
    write_table,
)

TIMES = np.array([0.1, 0.4, 1.0, 3.0, 7.9, 8.1, 12.0, 25.0])


def dose(time_h=0.0, **changes):
    usual = {"id": 1, "time_h": time_h, "amount_mg": 30.0, "event": DOSE, "compartment": 2}
    return Record(**{**usual, **changes})


def curve(*records, times=TIMES):
    return Table(tuple(records)).concentrations(1, times).ketamine[0]


def test_bioavailability_scales_a_drop():
    np.testing.assert_allclose(curve(dose(bioavailability=0.4)), 0.4 * curve(dose()), rtol=1e-10)


def test_bioavailability_shortens_an_infusion_and_keeps_its_rate():
    half = dose(compartment=1, rate_mg_per_h=30.0, bioavailability=0.5)
    np.testing.assert_allclose(
        curve(half), curve(dose(compartment=1, rate_mg_per_h=30.0, amount_mg=15.0)), rtol=1e-10
    )
    assert half.dose_at(0.0).minutes == 30.0


@pytest.mark.parametrize("compartment", [1, 2, 4, 5, 6])
def test_lag_moves_the_curve_and_nothing_else(compartment):
    late = curve(dose(compartment=compartment, lag_h=0.25), times=TIMES + 0.25)
    np.testing.assert_allclose(late, curve(dose(compartment=compartment)), rtol=1e-9, atol=1e-12)


def test_nothing_is_there_before_the_lag_is_over():
    assert curve(dose(lag_h=2.0))[:3] == pytest.approx(0.0, abs=1e-12)


def test_lag_and_bioavailability_work_together_on_an_infusion():
    both = dose(compartment=1, rate_mg_per_h=60.0, lag_h=0.25, bioavailability=0.5)
    plain = dose(0.25, compartment=1, rate_mg_per_h=60.0, amount_mg=15.0)
    np.testing.assert_allclose(curve(both), curve(plain), rtol=1e-9, atol=1e-12)


def test_additional_doses_are_each_delayed():
    short = curve(dose(additional=2, interval_h=8.0, lag_h=0.5))
    written_out = curve(*(dose(8.0 * k, lag_h=0.5) for k in range(3)))
    np.testing.assert_allclose(short, written_out, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("lag_h", [0.0, 0.5])
@pytest.mark.parametrize(
    ("compartment", "rate"), [(1, 0.0), (1, 15.0), (1, 2.5), (2, 0.0), (4, 0.0), (6, 0.0)]
)
def test_steady_state_is_a_very_long_past(compartment, lag_h, rate):
    # 2.5 mg/h takes twelve hours, longer than the interval: infusions overlap
    record = dose(
        800.0, steady=1, interval_h=8.0, compartment=compartment, lag_h=lag_h, rate_mg_per_h=rate
    )
    past = replace(record, time_h=0.0, steady=0, additional=100)
    times = 800.0 + TIMES[:5]
    np.testing.assert_allclose(curve(record, times=times), curve(past, times=times), rtol=1e-9)


def test_in_steady_state_one_interval_is_like_the_next():
    record = dose(steady=1, interval_h=8.0, additional=3, lag_h=0.5)
    first = curve(record, times=TIMES[:5])
    second = curve(record, times=TIMES[:5] + 16.0)
    np.testing.assert_allclose(first, second, rtol=1e-9)


def test_at_its_time_a_lagged_steady_state_holds_what_the_last_interval_left():
    record = dose(steady=1, interval_h=8.0, lag_h=1.0, additional=1)
    found = curve(record, times=np.array([0.5, 8.5]))
    assert found[0] > 1.0
    assert found[0] == pytest.approx(found[1], rel=1e-9)


def test_steady_state_of_the_second_kind_adds_to_what_is_there():
    before, steady = dose(0.0, amount_mg=50.0), dose(6.0, steady=2, interval_h=8.0)
    times = np.array([6.5, 7.0, 13.0])
    alone = curve(before, times=times) + curve(replace(steady, steady=1), times=times)
    np.testing.assert_allclose(curve(before, steady, times=times), alone, rtol=1e-9)


def test_steady_state_of_the_first_kind_forgets_what_was_there():
    times = np.array([6.5, 13.0])
    steady = dose(6.0, steady=1, interval_h=8.0)
    np.testing.assert_allclose(
        curve(dose(0.0), steady, times=times), curve(steady, times=times), rtol=1e-12
    )


def test_a_reset_empties_the_body_and_cancels_what_is_pending():
    running = dose(0.0, compartment=1, rate_mg_per_h=5.0)
    lagged = dose(0.5, lag_h=2.0)
    repeated = dose(0.0, additional=5, interval_h=1.0)
    reset = Record(id=1, time_h=1.5, event=RESET)
    found = curve(running, lagged, repeated, reset)
    assert found[2] > 0
    assert found[3:] == pytest.approx(0.0, abs=1e-15)


@pytest.mark.parametrize("lag_h", [0.0, 0.5])
@pytest.mark.parametrize("rate", [0.0, 20.0])
def test_a_reset_with_a_dose_is_that_dose_alone(lag_h, rate):
    compartment = 1 if rate else 2
    record = dose(7.0, event=RESET_AND_DOSE, lag_h=lag_h, compartment=compartment,
                  rate_mg_per_h=rate)  # fmt: skip
    times = np.array([7.6, 8.0, 12.0])
    found = curve(dose(0.0), dose(6.9, lag_h=1.0), record, times=times)
    alone = curve(replace(record, event=DOSE), times=times)
    np.testing.assert_allclose(found, alone, rtol=1e-9, atol=1e-12)


def test_a_reset_with_a_steady_dose_starts_in_steady_state():
    record = dose(7.0, event=RESET_AND_DOSE, steady=1, interval_h=8.0)
    times = np.array([7.6, 12.0])
    np.testing.assert_allclose(
        curve(dose(0.0), record, times=times),
        curve(replace(record, event=DOSE), times=times),
        rtol=1e-12,
    )


def test_two_pumps_of_a_table_add_up():
    one, other = (dose(t, compartment=1, rate_mg_per_h=10.0) for t in (0.0, 1.0))
    np.testing.assert_allclose(curve(one, other), curve(one) + curve(other), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"rate_mg_per_h": -1.0}, "table-rate"),
        ({"event": 7}, "table-evid"),
        ({"compartment": 99}, "table-cmt"),
        ({"steady": 1}, "table-ii"),
        ({"additional": 2}, "table-ii"),
        ({"steady": 3}, "table-ss"),
        ({"amount_mg": 0.0}, "table-amt"),
        ({"amount_mg": -5.0}, "table-amount_mg"),
        ({"compartment": 6, "rate_mg_per_h": 5.0}, "table-rate"),
    ],
)
def test_what_cannot_be_is_refused(changes, code):
    with pytest.raises(NotPossible) as refusal:
        dose(**changes)
    assert refusal.value.code == code


def test_a_refusal_names_the_line():
    rows = [{"ID": "1", "TIME": "0", "AMT": "30"}, {"ID": "1", "TIME": "x", "AMT": "30"}]
    with pytest.raises(NotPossible, match="Line 3"):
        table_from(rows)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.builds(
            Record,
            id=st.integers(1, 3),
            time_h=st.floats(0, 500),
            amount_mg=st.floats(0.1, 100),
            event=st.sampled_from([DOSE, RESET_AND_DOSE]),
            compartment=st.integers(1, 7),
            additional=st.integers(0, 3),
            interval_h=st.floats(0.5, 48),
            steady=st.integers(0, 2),
            lag_h=st.floats(0, 2),
            bioavailability=st.floats(0.1, 1),
            drug=st.sampled_from([Drug.RACEMIC, Drug.ESKETAMINE]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_a_table_comes_back_as_it_was_written(tmp_path_factory, records):
    path = tmp_path_factory.mktemp("tables") / "doses.csv"
    table = Table(tuple(records), {records[0].id: {"weight": 81.5}})
    write_table(table, path)
    assert read_table(path) == table


def test_a_regimen_and_its_table_agree():
    six = Regimen.named("ketamine-six")
    table = table_of(six, 82.0)
    times = np.array([0.5, 49.0, 300.0])
    np.testing.assert_allclose(
        table.concentrations(1, times).ketamine,
        concentrations(six, People.one(weight=82.0), times).ketamine,
        rtol=1e-9,
    )
    assert table.regimen().doses[0].route is Route.IV
    with pytest.raises(NotPossible):
        Table((dose(steady=1, interval_h=8.0),)).regimen()


def test_an_observation_changes_nothing():
    seen = Record(id=1, time_h=2.0, event=OBSERVATION)
    np.testing.assert_array_equal(curve(dose(), seen), curve(dose()))
