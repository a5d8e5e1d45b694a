"""Nobody counts twice, nothing that may not be fitted is, and a study's rows stand together."""

import numpy as np
import pytest

from daybreak.lab.evidence import evidence
from daybreak.lab.prior import CENTRE
from daybreak.lab.results import calibration, counted, likelihood_of


def test_nothing_is_fitted_that_is_not_marked_for_it() -> None:
    results, _ = calibration()

    assert results
    assert all(each.reading.may_be_fitted for each in results)
    assert not {"KetECT", "Oliver2022", "BioK_Parikh2023"} & {each.trial for each in results}


def test_people_who_stand_in_two_trials_are_counted_in_one() -> None:
    trials = {each.trial for each in calibration()[0]}

    assert "aanhetRot2010" not in trials
    assert "Rodrigues2020" not in trials


def test_an_arm_answers_once_for_a_time_and_an_endpoint() -> None:
    results, _ = calibration()
    keys = [
        (
            each.trial,
            each.reading.question["arm"],
            each.asked.hours,
            each.asked.kind,
            each.asked.below_share is None and each.asked.below_madrs > 0,
        )
        for each in results
    ]

    assert len(keys) == len(set(keys))


def test_a_difference_is_not_counted_beside_its_own_arms() -> None:
    differences = [
        (each.trial, each.asked.hours)
        for each in calibration()[0]
        if each.asked.kind == "difference"
    ]

    assert differences == [("Lapidus2014", 24.0), ("Canuso2018", pytest.approx(4.0, abs=0.02))]


def test_who_responded_at_any_time_is_no_result_of_a_day() -> None:
    _, usual = calibration()
    ever = [each for each in evidence() if "any time point" in each.error]

    assert len(ever) == 4
    assert counted(ever, usual) == ()


def test_rows_of_the_same_people_weigh_less_than_as_many_trials() -> None:
    results, usual = calibration()
    weight = likelihood_of(results, usual).weight

    assert weight.max() == 1
    assert weight.min() > 0.2
    assert weight.sum() < 0.75 * len(results)


def test_a_study_does_not_touch_another() -> None:
    results, usual = calibration()
    likely = likelihood_of(results, usual)
    effects = np.zeros((2, len(likely.trials)))
    before = likely.by_trial(CENTRE, effects)

    effects[:, 3] = 0.7
    after = likely.by_trial(CENTRE, effects)

    assert np.flatnonzero(before != after).tolist() == [3]


def test_a_missing_first_score_makes_a_result_weaker() -> None:
    results, usual = calibration()
    likely = likelihood_of(results, usual)
    without = [each.asked.baseline_madrs is None for each in results]

    assert (likely.unknown_base[without] > 0).all()
    assert (likely.unknown_base[np.logical_not(without)] == 0).all()
