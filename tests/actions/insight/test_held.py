"""A forecast is held to the next score, to the plan, and to the rule fixed beforehand."""

from datetime import timedelta

import pytest

from clinic import NOON, Clinic
from daybreak.actions import insight
from daybreak.actions.journal import add
from daybreak.actions.scales import store_answer
from daybreak.care.errors import NotAllowed, NotFound
from daybreak.lab.forecast.limits import limits
from daybreak.records.models import ForecastScore
from daybreak.records.reads import forecasts as kept
from daybreak.records.verify import verify
from foretold import GROUP, row, shown, turned_on
from treated import treated

pytestmark = pytest.mark.django_db


def held(clinic: Clinic) -> insight.Scored:
    return insight.score_forecasts(**clinic.prescriber, organisation=clinic.organisation)


def test_the_next_score_is_what_a_forecast_is_held_to(clinic: Clinic) -> None:
    somebody = treated(clinic)
    shown(somebody, middle=12.0, usual=20.0)
    somebody.score(12, at=NOON - timedelta(days=3))
    somebody.score(2, at=NOON - timedelta(days=1))

    assert held(clinic) == insight.Scored(came=1, missing=0, switched_off=())

    (row,) = kept.came(clinic.organisation)
    assert row.figures["points"] == 12
    assert row.figures["covered"] == {"50": True, "80": True, "90": True}
    assert row.figures["crps"] < row.figures["population"]
    assert row.figures["last"] == 8000  # from 20 to 12
    assert row.followed
    assert verify().ok


def test_holding_again_adds_nothing(clinic: Clinic) -> None:
    somebody = treated(clinic)
    shown(somebody)
    somebody.score(12, at=NOON - timedelta(days=3))
    held(clinic)

    assert held(clinic).came == 0
    assert ForecastScore.objects.count() == 1


def test_while_a_score_may_still_come_nothing_is_said(clinic: Clinic) -> None:
    shown(treated(clinic), days_ago=20)

    assert held(clinic) == insight.Scored(came=0, missing=0, switched_off=())


def test_a_score_that_never_came_is_held_at_best_and_at_worst(clinic: Clinic) -> None:
    shown(treated(clinic), days_ago=40)

    assert held(clinic).missing == 1

    (row,) = kept.came(clinic.organisation)
    assert row.answer is None
    assert 0 <= row.figures["crps"]["best"] < row.figures["crps"]["worst"]


def test_another_plan_than_the_one_foretold_is_marked_and_does_not_judge(clinic: Clinic) -> None:
    somebody = treated(clinic)
    shown(somebody)
    somebody.past(1, (NOON - timedelta(days=6)).date())
    somebody.score(12, at=NOON - timedelta(days=1))

    held(clinic)

    (row,) = kept.came(clinic.organisation)
    assert not row.followed
    assert kept.counted([row]) == ()


def test_of_several_forecasts_of_one_score_the_last_one_judges(clinic: Clinic) -> None:
    somebody = treated(clinic)
    shown(somebody, days_ago=12)
    last = shown(somebody, days_ago=8)
    somebody.score(12, at=NOON - timedelta(days=1))
    held(clinic)

    assert [each.forecast for each in kept.counted(kept.came(clinic.organisation))] == [last]


def many(clinic: Clinic, count: int, *, middle: float, usual: float) -> None:
    somebody = treated(clinic)
    with somebody.written():  # each pair of forecast and score has a time of its own
        for number in range(count):
            at = NOON - timedelta(days=10 + 2 * (count - number))
            add(row(somebody, at, middle=middle, usual=usual), at=at)
            store_answer(
                patient=somebody.patient, scale="phq-9", answers=None, total=12 + number % 3,
                at=at + timedelta(days=1), answered_by="staff", course=somebody.course,
            )  # fmt: skip


def test_a_group_that_is_surely_worse_than_the_population_curve_goes_off(clinic: Clinic) -> None:
    turned_on(clinic)
    many(clinic, limits().outcomes_to_judge, middle=22.0, usual=13.0)

    assert held(clinic).switched_off == (GROUP,)

    last = kept.switched(clinic.organisation)[GROUP]
    assert not last.is_on
    assert "worse than the population curve" in last.why
    assert kept.switched(clinic.organisation)[""].is_on
    assert held(clinic).switched_off == ()


def test_one_outcome_fewer_judges_nothing(clinic: Clinic) -> None:
    many(clinic, limits().outcomes_to_judge - 1, middle=22.0, usual=13.0)

    assert held(clinic).switched_off == ()


def test_a_group_that_is_no_worse_stays_on(clinic: Clinic) -> None:
    many(clinic, limits().outcomes_to_judge, middle=13.0, usual=13.0)

    assert held(clinic).switched_off == ()


def test_another_organisation_is_not_held_to_anything(clinic: Clinic, other_clinic: Clinic) -> None:
    with pytest.raises(NotFound):
        insight.score_forecasts(**clinic.prescriber, organisation=other_clinic.organisation)


def test_the_director_needs_a_reason(clinic: Clinic) -> None:
    with pytest.raises(NotAllowed, match="why"):
        insight.switch_forecasts(**clinic.director, is_on=False, why="")
