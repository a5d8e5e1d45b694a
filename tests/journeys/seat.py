"""Somebody who sits at the chair already, brought there by the acts; from then on by the pages."""

from datetime import timedelta

from clinic import adopt_profiles
from daybreak.care.session.stages import Stage
from daybreak.records.models import SessionNow
from journeys.conftest import House
from routes import Routed, routed

WHO = "Wren Hollow"
A_WHILE = timedelta(minutes=2)  # the acts before took a second each


def sits(house: House, protocol: str, *, until: Stage) -> Routed:
    """Somebody booked for now, as far as `until`; the clock of the house stands after it."""
    clinic = house.clinic
    clinic.clock.now = house.clock.now
    adopt_profiles(clinic, clinic.site)
    visit = routed(clinic, protocol, starts_at=house.clock.now).until(until)
    house.clock.forward(seconds=(clinic.clock.now - house.clock.now + A_WHILE).total_seconds())
    assert SessionNow.objects.get(session=visit.session).stage == until.value
    return visit


def address(visit: Routed) -> str:
    """Where the page of this session is."""
    return f"/sessions/{visit.session}/"
