"""A forecast: what it rests on, what it says of each plan, and when it keeps silent."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.lab.arms import understood
from daybreak.lab.chances import weighted_quantiles
from daybreak.lab.evidence import Question
from daybreak.lab.forecast.forecast import carrying, forecast, quantiles, stand, version
from daybreak.lab.forecast.known import HOURS, Person, Seen
from daybreak.lab.forecast.limits import limits
from daybreak.lab.forecast.told import LEVELS, Forecast
from daybreak.lab.forecast.windows import windows
from daybreak.lab.posterior import posterior
from daybreak.lab.predict import simulated
from lab.arms_table import row
from lab.forecast.somebody import GAP_H, somebody, ways_on


def told(*points: float, **changed: object) -> Forecast:
    person = somebody(*points, **changed)  # type: ignore[arg-type] # names fields of Person
    return forecast(person, ways_on(person))


def middles(answer: Forecast, plan: int = 0) -> list[float]:
    return [band.at(0.5) for band in answer.ahead[plan].bands]


def test_who_got_better_is_told_less_and_who_did_not_more_than_the_population() -> None:
    better, worse = told(10, 8), told(33, 34)

    usual = better.population[0].at(0.5)
    assert middles(better)[0] < usual < middles(worse)[0]
    assert better.ahead[0].response is not None
    assert worse.ahead[0].response is not None
    assert better.ahead[0].response.middle > 0.7
    assert worse.ahead[0].response.middle < 0.3


def test_the_ranges_contain_their_middles_and_bands_are_in_order() -> None:
    answer = told(20, 18)

    for ahead in answer.ahead:
        for chance in (ahead.response, ahead.remission):
            assert chance is None or 0 <= chance.low <= chance.middle <= chance.high <= 1
        for band in ahead.bands:
            assert list(band.quantiles) == sorted(band.quantiles)
            assert 0 <= band.quantiles[0] <= band.quantiles[-1] <= 60


def test_more_doses_never_foretell_more_symptoms_in_this_model() -> None:
    often, seldom, _, none = (middles(told(12, 10), k) for k in range(4))

    for a, b, c in zip(often, seldom, none, strict=True):
        assert a <= b + 0.6  # the noise of quantiles of 4,000 people
        assert b <= c + 0.6


def test_relapse_is_told_only_of_people_who_are_better() -> None:
    better, not_yet = told(10, 8), told(30, 28)

    assert not_yet.ahead[0].relapse is None
    assert not_yet.why_no_relapse
    with_doses, without = better.ahead[0].relapse, better.ahead[3].relapse
    assert with_doses is not None
    assert without is not None
    assert all(a <= b for a, b in zip(with_doses.shares, without.shares, strict=True))
    assert list(without.shares) == sorted(without.shares)


def test_the_same_question_has_the_same_answer() -> None:
    assert told(20, 18) == told(20, 18)
    assert len(version()) == 16


def test_no_plan_is_said_to_have_been_compared_by_a_trial_unless_one_was() -> None:
    assert not any(each.was_compared for each in told(20, 18).ahead)


def test_a_plan_that_ends_before_six_sessions_has_no_chance_at_six() -> None:
    stop = told(20, 18).ahead[3]

    assert stop.response is None
    assert stop.judged_h is None


def test_scores_that_nobody_in_the_population_has_are_not_forecast() -> None:
    wild = told(60, 0, 60, 0, sessions=5)

    assert wild.abstained == ("These scores are unlike those of everyone the model is made of.",)
    assert wild.ahead == ()


def test_people_drawn_outside_the_population_are_turned_away_and_those_inside_are_not() -> None:
    # Outside: who swings by forty points from visit to visit, which no draw of the fit does.
    rng = np.random.default_rng(3)
    outside = [told(*(30 + 30 * (-1) ** (k + s) for k in range(4)), sessions=5) for s in range(2)]
    inside = [
        told(*np.clip(24 + 5 * rng.standard_normal(4), 0, 60).tolist(), sessions=5)
        for _ in range(4)
    ]

    assert all(each.abstained for each in outside)
    assert not any(each.abstained for each in inside)


def test_too_few_fitting_people_are_moved_about_and_that_is_said() -> None:
    answer = told(1, 0, 0, 0, 0, first=58.0, sessions=6)

    assert answer.before >= limits().enough_people or answer.was_refreshed
    assert answer.abstained or answer.effective >= limits().fewest_people


def test_the_people_weighed_by_nothing_are_those_of_a_trial() -> None:
    # An open trial of the same doses: its share of responders, as the fit itself foretells it.
    visits = ";".join(f"{k * 3.5:g}" for k in range(6))
    question: Question = row(
        drug="ketamine_racemic", route="IV", dose_unit="mg/kg", dose_list="0.5", dose_days=visits,
        infusion_min="40", control="none", blinding="open", concomitant="stable_ad",
        setting="clinic", n="1000", day="20.5", instrument="MADRS", endpoint="mean",
        baseline_mean=f"{posterior().usual_baseline:.2f}", baseline_sd="",
    )  # fmt: skip
    trial = simulated([understood(question)], posterior().theta[::5], posterior().usual_baseline)
    first = posterior().usual_baseline
    person = somebody(first=first, sessions=1)

    bands = forecast(person, ways_on(person)).population

    days = [band.at_h / HOURS for band in bands]
    middle = float(np.interp(20.5, days, [band.at(0.5) for band in bands]))
    assert middle == pytest.approx(float(np.median(trial.middle)), abs=3.5)


def test_a_questionnaire_speaks_of_its_window_and_a_rating_of_its_day() -> None:
    looked = windows([336.0], 14.0)

    assert looked.times_h[0] > 0
    assert looked.times_h[-1] < 336
    np.testing.assert_allclose(looked.weights.sum(axis=1), 1)
    assert windows([336.0], 0.0).times_h == (336.0,)


def phq(*points: float) -> Person:
    return replace(
        somebody(*points, first=20.0), instrument="PHQ-9", recall_days=14.0, highest=27.0
    )


def test_a_questionnaire_follows_more_slowly_than_a_rating_would() -> None:
    person = phq(14.0, 12.0)
    daily = replace(person, recall_days=0.0)

    slow, quick = (forecast(each, ways_on(each)) for each in (person, daily))

    assert slow.abstained == ()
    assert 0 <= slow.ahead[0].bands[0].at(0.05) <= slow.ahead[0].bands[0].at(0.95) <= 27
    assert middles(slow)[-1] != middles(quick)[-1]


def test_scores_after_now_are_not_looked_at() -> None:
    person = somebody(20, 18)
    later = Seen(person.now_h + 48.0, 2.0)

    assert forecast(replace(person, scores=(*person.scores, later)), ()) == forecast(person, ())


def test_the_chair_is_told_of_single_people_and_is_wide() -> None:
    chair = told(20, 18).chair

    assert chair is not None
    low, middle, high = chair.systolic_mmhg
    assert low < middle < high
    assert 5 < middle < 25
    assert high - low > 25
    assert 0 <= chair.dissociation_cadss[0] < chair.dissociation_cadss[2] <= 92


def test_a_session_felt_before_is_felt_less() -> None:
    once, often = somebody(30, sessions=2), somebody(30, 29, 28, 27, sessions=5)

    first, fifth = (forecast(each, ways_on(each)).chair for each in (once, often))

    assert first is not None
    assert fifth is not None
    assert fifth.dissociation_cadss[1] < first.dissociation_cadss[1]


def test_now_may_be_the_hour_of_the_last_dose() -> None:
    person = replace(somebody(20, 18), now_h=2 * GAP_H)

    assert forecast(person, ways_on(person)).abstained == ()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 60, width=32), min_size=5, max_size=40), st.data())
def test_quantiles_are_those_of_the_slow_way(values: list[float], data: st.DataObject) -> None:
    counts = data.draw(st.lists(st.integers(1, 5), min_size=len(values), max_size=len(values)))
    weights = np.array(counts) / sum(counts)
    found = quantiles(np.array(values)[:, None], weights)[:, 0]

    slowly = weighted_quantiles(np.array(values), weights, tuple(x - 1e-12 for x in LEVELS))

    np.testing.assert_allclose(found, slowly)


def test_those_who_carry_the_weight_are_nearly_all_of_it() -> None:
    weights = np.array([0.5, 0.3, 0.195, 0.004, 0.001])

    kept, own = carrying(weights)

    assert kept.tolist() == [0, 1, 2]
    assert own.sum() == pytest.approx(1)


def test_a_standing_is_kept_for_every_later_question() -> None:
    standing = stand(somebody(20, 18))

    assert standing.state.fast.shape == (limits().people,)
    assert standing.fit.weights.sum() == pytest.approx(1)
