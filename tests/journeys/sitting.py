"""A whole session on a day on which nothing out of the ordinary happens."""

from datetime import datetime, time, timedelta

from journeys import chairside, desk, interview
from journeys.conftest import House
from journeys.interview import NO_THOUGHTS


def sits_through(
    house: House, chart: str, name: str, start: datetime, *, pounds: str, rate_ml_per_h: str
) -> None:
    """From the door to the note, with no more readings than the day asks for."""
    comes(house, chart, name, start, pounds=pounds)
    chairside.takes(house.nurse, chairside.AWAKE)
    chairside.says_go(house.prescriber, name)
    is_given(house, name, rate_ml_per_h=rate_ml_per_h)
    goes_home(house, name)


def comes(house: House, chart: str, name: str, start: datetime, *, pounds: str) -> None:
    """Arrives five minutes early, is asked, and is checked in."""
    early = start - timedelta(minutes=5)
    house.clock.goes_to(early.date(), time(early.hour, early.minute))
    desk.notes_arrival(house.desk, name)
    interview.screens_for_suicide(house.nurse, chart, NO_THOUGHTS, form="Since the last visit")
    chairside.checks_in(house.nurse, name, pounds=pounds)
    house.nurse.sees("Checked in.")


def is_given(house: House, name: str, *, rate_ml_per_h: str) -> None:
    """Drawn up, worked out twice, given over forty minutes."""
    chairside.prepares(house.nurse, name)
    chairside.works_it_out_alone(house.second_nurse, name, mg="40", ml_per_h=rate_ml_per_h)
    house.second_nurse.sees("Both figures agree.")
    chairside.starts(house.nurse, name, ml_per_h=rate_ml_per_h)
    house.clock.forward(minutes=20)
    chairside.measures(house.nurse, name)
    house.clock.forward(minutes=20)
    chairside.ends(house.nurse, name, shows_ml="100")


def goes_home(house: House, name: str) -> None:
    """Observed for an hour, looked at, taken home; the note is written."""
    house.clock.forward(minutes=61)
    chairside.measures(house.nurse, name, chairside.HERE_AGAIN)
    chairside.looks_whether_they_may_leave(house.nurse, name)
    chairside.lets_go(house.nurse)
    chairside.closes(house.nurse, note="Calm throughout.")
