"""What is simpler knows nothing of the study it predicts, and is what it says it is."""

from dataclasses import replace

import numpy as np
import pytest

from daybreak.lab.comparators import by_drug, by_route_and_schedule, in_units, regression
from daybreak.lab.results import Result, calibration

RESULTS, _ = calibration()


def of(trial: str) -> tuple[list[Result], list[Result]]:
    return (
        [each for each in RESULTS if each.trial == trial],
        [each for each in RESULTS if each.trial != trial],
    )


def test_the_mean_by_drug_counts_each_study_once() -> None:
    mine, others = of("Zarate2006")
    drug = next(each for each in mine if each.asked.arm.is_drug and each.asked.below_share)

    guess = by_drug(drug, others)

    by_trial: dict[str, list[float]] = {}
    for each in others:
        if each.asked.arm.is_drug and each.asked.below_share:
            by_trial.setdefault(each.trial, []).append(in_units(each))
    assert guess.middle == pytest.approx(np.mean([np.mean(v) for v in by_trial.values()]))
    assert 0 <= guess.low < guess.middle < guess.high <= 100


def test_route_and_schedule_fall_back_where_two_studies_are_missing() -> None:
    mine, others = of("Domany2019")
    oral = next(each for each in mine if each.asked.arm.is_drug)

    assert by_route_and_schedule(oral, others) == by_drug(oral, others)


def test_no_predictor_sees_the_result_it_predicts() -> None:
    mine, others = of("Singh2016b")
    changed = [replace(each, found=0.5 * each.found) for each in mine]

    for predictor in (by_drug, by_route_and_schedule):
        assert [predictor(a, others) for a in mine] == [predictor(b, others) for b in changed]
    assert regression(mine, others) == regression(changed, others)


def test_the_regression_gives_more_for_more_drug() -> None:
    mine, others = of("Su2017")
    _, low, high = regression(mine, others)

    assert high.middle > low.middle
