"""What goes on beside the drug is recorded and reminded of."""

from datetime import UTC, date, datetime, timedelta

import pytest

from daybreak.care.errors import NotUnderstood
from daybreak.care.plan.alongside import (
    StimulationCourse,
    TherapyHour,
    alongside_rules,
    check_hour,
    integration_window,
    next_hour,
    stimulation_findings,
    therapy_findings,
)

T0 = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
RULES = alongside_rules()


def hour(hours: float, *, session: str = "", model: str = "supportive") -> TherapyHour:
    return TherapyHour(T0 + timedelta(hours=hours), model, 50, session)


def told(*held: TherapyHour, now: float, first_dose: datetime | None = T0) -> list[str]:
    found = therapy_findings(
        held,
        sessions={"s1": T0},
        first_dose=first_dose,
        now=T0 + timedelta(hours=now),
        rules=RULES,
    )
    return [each.rule for each in found]


def test_integration_is_held_one_to_three_days_after() -> None:
    window = integration_window(T0, RULES)

    assert (window.opens - T0, window.closes - T0) == (timedelta(hours=24), timedelta(hours=72))


@pytest.mark.parametrize(
    ("held", "now", "expected"),
    [
        ([-24], 71, []),
        ([-24], 72, ["integration-late"]),
        ([-24, 30], 100, []),
        ([-24, 23], 100, ["integration-late"]),
        ([-24, 72], 100, ["integration-late"]),
        ([], 1, ["preparation-missing"]),
        ([0], 1, ["preparation-missing"]),
    ],
)
def test_what_was_not_held_in_time_is_said(
    held: list[float], now: float, expected: list[str]
) -> None:
    assert told(*(hour(each) for each in held), now=now) == expected


def test_an_hour_that_names_its_session_counts_for_it_whenever_it_was() -> None:
    assert told(hour(-24), hour(200, session="s1"), now=300) == []


def test_after_an_hour_the_next_is_a_week_later() -> None:
    assert next_hour([], RULES) is None
    assert next_hour([hour(24), hour(0)], RULES) == T0 + timedelta(days=8)


@pytest.mark.parametrize("wrong", [hour(0, model="magic"), TherapyHour(T0, "other", 0)])
def test_an_hour_has_a_model_and_minutes(wrong: TherapyHour) -> None:
    check_hour(hour(0), RULES)
    with pytest.raises(NotUnderstood):
        check_hour(wrong, RULES)


@pytest.mark.parametrize(
    ("first", "last", "crosses"),
    [(1, 10, True), (10, 12, True), (11, 12, False), (-5, 0, False), (-5, 1, True)],
)
def test_stimulation_across_the_series_is_said(first: int, last: int, crosses: bool) -> None:
    day = date(2026, 11, 1)
    course = StimulationCourse(
        "iTBS", 20, day + timedelta(days=first - 1), day + timedelta(days=last - 1)
    )

    found = stimulation_findings([course], first=day, last=day + timedelta(days=9), rules=RULES)

    assert bool(found) is crosses


def test_a_course_of_stimulation_ends_after_it_begins() -> None:
    with pytest.raises(NotUnderstood):
        StimulationCourse("iTBS", 20, date(2026, 11, 2), date(2026, 11, 1))
