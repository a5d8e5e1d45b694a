"""Every later room hears the same of what was given, ordered and booked."""

from datetime import date, timedelta

import pytest

from clinic import Clinic
from daybreak.actions.journal import add
from daybreak.care.quantities import Mass, Volume
from daybreak.care.session.stages import Stage
from daybreak.records.models import Closing, Course, Preparation
from daybreak.records.reads.consent import consent_of
from daybreak.records.reads.plan import doses_given, latest_plan, newest_plan
from daybreak.records.reads.series import series_of
from planned import at, opened
from treated import treated


def test_doses_of_anyone_come_in_order_the_newest_last(clinic: Clinic) -> None:
    one = treated(clinic)
    one.session(2, at(12))
    one.past(1, date(2026, 11, 9))
    one.session(3, at(16), until=Stage.PREPARED)

    found = doses_given(one.patient)

    assert [(dose.number, dose.on.day, dose.at is None) for dose in found] == [
        (1, 9, True),
        (2, 12, False),
    ]
    assert (found[0].where, found[0].source, found[0].dose) == ("Elsewhere", "their letter", None)
    assert found[1].where.startswith("Test clinic")


def test_a_dose_is_what_went_in_and_before_that_what_was_drawn_up(clinic: Clinic) -> None:
    one = treated(clinic)
    session = one.session(1, at(12))
    one.write(
        lambda: add(
            Preparation(
                session_id=session,
                weight_g=80_000,
                basis_weight_g=80_000,
                dose_ug=40_000,
                strength_ug_per_ml=50_000,
                product="Ketamine",
                lot="A1",
                expires_on=date(2027, 1, 1),
                drug_ul=800,
                diluent_ul=99_200,
                total_ul=Volume.ml(100).microlitres,
                minutes=40,
                rate_ul_per_h=150_000,
                findings="[]",
            )
        )
    )
    assert doses_given(one.patient)[0].dose == Mass.mg(40)

    one.write(
        lambda: add(
            Closing(
                session_id=session,
                calculated_ug=22_000,
                delivered_ug=22_000,
                delivered_ul=55_000,
                waste_ug=18_000,
            )
        )
    )
    assert doses_given(one.patient)[0].dose == Mass.mg(22)


def test_a_course_without_order_or_consent_has_none(clinic: Clinic) -> None:
    course = opened(clinic)

    assert latest_plan(course) is None
    assert newest_plan(course) is None
    assert consent_of(course) is None


def test_numbers_that_nobody_has_are_free(clinic: Clinic) -> None:
    one = treated(clinic)
    one.past(2, date(2026, 11, 9))
    one.session(1, at(12))
    one.session(4, at(20), until=Stage.SCHEDULED)

    series = series_of(one.course, one.patient)

    assert series.free_numbers(3) == (3, 5, 6)
    assert [day.day for day in series.induction_days] == [9, 12, 20]
    assert [each.may_move for each in series.ahead] == [True]


@pytest.mark.parametrize("days", [1, 40])
def test_the_number_of_queries_does_not_grow_with_the_doses(
    clinic: Clinic, days: int, django_assert_max_num_queries: object
) -> None:
    one = treated(clinic)
    for n in range(min(days, 8)):
        one.session(n + 1, at(1) - timedelta(days=3 * n))

    with django_assert_max_num_queries(5):  # type: ignore[operator]
        assert len(doses_given(one.patient)) == min(days, 8)
    assert Course.objects.count() == 1
