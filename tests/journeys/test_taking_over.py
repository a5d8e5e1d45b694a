"""Somebody comes in the middle of a series that began elsewhere, and goes on where it stood."""

from datetime import date, time, timedelta

import pytest

from journeys import chairside, desk, interview, order, takeover
from journeys.conftest import House

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
WHO = "Marlow Reed"
LETTER = "Letter of Pine Street Clinic, with the dose log"


def test_tomorrow_is_the_fourth_of_six_with_the_right_gates(house: House) -> None:
    chart = desk.writes_down(house.desk, "Marlow", "Reed", born="1979-06-02")
    interview.asks_everything(house.nurse, chart, ever_dosed="Yes")
    interview.screens_for_suicide(house.nurse, chart, form="Recent")

    is_taken_over(house, chart)
    order.works_out(house.prescriber, chart, mg_per_kg="0.5", pounds="176.4")
    order.signs(house.prescriber, "40 mg")
    starts = desk.books_the_series(house.desk, chart)

    assert len(starts) == 3
    house.clock.goes_to(starts[0].date(), time(8, 30))
    house.desk.opens("/")
    house.desk.sees(WHO, "Infusion 4 of 6")
    chairside.stands_at(house.nurse, WHO)
    house.nurse.sees("Infusion 4 of 6")
    it_holds_when_the_last_dose_was_yesterday(house, chart)


def is_taken_over(house: House, chart: str) -> None:
    """Three doses, a score and a consent, and who tells them."""
    today = house.clock.today
    days: list[date] = [today - timedelta(days=back) for back in (9, 6, 3)]
    takeover.takes_over(
        house.prescriber,
        chart,
        source=LETTER,
        doses=[(day, "40") for day in days],
        score=(days[0] - timedelta(days=1), 19),
        consent=(days[0] - timedelta(days=2), WHO),
    )
    house.prescriber.sees("3 given", "Pine Street Clinic", LETTER, "in force")
    house.prescriber.opens(f"{chart}scales/")
    house.prescriber.sees("19, before the first session")


def it_holds_when_the_last_dose_was_yesterday(house: House, chart: str) -> None:
    """One more dose was given elsewhere, as they say at the door: the interval is too short."""
    house.nurse.opens(f"{chart}plan/history/")
    house.nurse.types("Who tells this", "The person themselves")
    yesterday = house.clock.today - timedelta(days=1)
    house.nurse.types("Dose 1, day", yesterday.isoformat())
    house.nurse.presses("Record it")
    desk.notes_arrival(house.desk, WHO)
    chairside.checks_in(house.nurse, WHO, pounds="176.4")
    house.nurse.sees(
        "Check-in goes on once what stands below is settled.", "L06", "Move this session"
    )
