"""The page of calibration counts what came, says how sure it is, and leaves nothing out."""

from datetime import timedelta

import pytest

from clinic import NOON, Clinic
from daybreak.actions import insight
from foretold import GROUP, shown
from treated import treated

pytestmark = pytest.mark.django_db


def held(clinic: Clinic) -> insight.Standing:
    insight.score_forecasts(**clinic.prescriber, organisation=clinic.organisation)
    (standing,) = insight.standings(clinic.organisation)
    return standing


def test_a_group_is_told_with_its_losses_beside_what_is_simpler(clinic: Clinic) -> None:
    for points in (12, 12, 27):
        somebody = treated(clinic)
        shown(somebody, middle=12.0, usual=20.0)
        somebody.score(points, at=NOON - timedelta(days=3))

    told = held(clinic)

    assert told.group == GROUP
    assert told.is_on
    assert told.verdict.outcomes == 3
    assert told.crps is not None
    assert told.population is not None
    assert told.last == pytest.approx((8 + 8 + 7) / 3)
    assert sum(told.ranks) == 3
    assert told.ranks[-1] == 1
    half = told.covered[0]
    assert half.said == 50
    assert half.found == pytest.approx(2 / 3)
    assert 0 < half.low < half.found < half.high < 1


def test_missing_outcomes_widen_what_is_told_and_judge_nothing(clinic: Clinic) -> None:
    somebody = treated(clinic)
    shown(somebody)
    somebody.score(12, at=NOON - timedelta(days=3))
    shown(treated(clinic), days_ago=40)

    told = held(clinic)

    assert told.missing == 1
    assert told.verdict.outcomes == 1
    assert told.at_best is not None
    assert told.at_worst is not None
    assert told.at_best < told.at_worst


def test_another_clinics_forecasts_are_not_counted(clinic: Clinic, other_clinic: Clinic) -> None:
    shown(treated(other_clinic), days_ago=40)
    insight.score_forecasts(**other_clinic.prescriber, organisation=other_clinic.organisation)

    assert insight.standings(clinic.organisation) == ()
    assert insight.outcomes(clinic.organisation) == 0
    assert len(insight.standings(other_clinic.organisation)) == 1
