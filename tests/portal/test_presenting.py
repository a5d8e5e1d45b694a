"""An appointment is told by the clock of its place, and with a day where the day is another."""

from datetime import UTC, datetime, timedelta

from daybreak.portal.presenting import appointment
from daybreak.portal.words import EN, ES
from daybreak.records.reads.portal import Appointment


def told(hour_utc: int) -> Appointment:
    at = datetime(2026, 11, 20, hour_utc, tzinfo=UTC)
    return Appointment(
        starts_at=at,
        ends_at=at + timedelta(hours=2),
        time_zone="America/Los_Angeles",
        site="Harbour Street",
        address="",
        phone="",
        number=5,
        of=6,
        eat_until=at - timedelta(hours=6),
        drink_until=at - timedelta(hours=2),
    )


def test_the_last_meal_before_an_early_visit_is_on_the_day_before() -> None:
    early = appointment(EN, told(13))  # five in the morning

    assert early is not None
    assert (early.day, early.clock, early.zone) == ("Friday 20 November", "5\u00a0am", "PST")
    assert [moment.clock for moment in early.moments] == [
        "Thursday, 11\u00a0pm",
        "3\u00a0am",
        "5\u00a0am",
        "",
        "7\u00a0am",
    ]


def test_a_session_is_counted_within_its_plan_and_not_beyond() -> None:
    within = appointment(EN, told(18))
    assert within is not None
    assert "Session 5 of 6" in [moment.what for moment in within.moments]


def test_spanish_tells_the_same() -> None:
    found = appointment(ES, told(18))

    assert found is not None
    assert found.day == "viernes 20 de noviembre"
    assert "Sesión 5 de 6" in [moment.what for moment in found.moments]


def test_no_appointment_is_none() -> None:
    assert appointment(EN, None) is None
