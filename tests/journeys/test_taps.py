"""A whole infusion at the chair with one thumb: every tap and every key of everybody is counted.

What is known before they come (screening, the order, today's questions, the suicide screen) was
answered at home or at the desk; from "Has arrived" to "Sign and close" all is done on the pages.
"""

import logging
import re
from uuid import uuid4

import pytest

from clinic import adopt_profiles
from daybreak.actions import session as act
from daybreak.care.session.stages import Stage
from daybreak.care.session.vitals import Vitals
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records.models import VitalsRow
from journeys.conftest import House
from journeys.thumb import Count, Thumb
from visiting import Visiting, visiting

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
FEWER_THAN = 25  # taps of everybody together
EUI = "00A0370000AB0001"
SCANNED = "01003674571081001728113010K-4471"  # GTIN, use-by, lot: 100 mg/mL
FIGURES = Vitals(
    systolic_mmhg=124,
    diastolic_mmhg=78,
    heart_rate_per_min=70,
    spo2_percent=98,
    respiratory_rate_per_min=14,
)


def booked(house: House) -> Visiting:
    """Somebody booked for now, of whom everything is known that is asked before the day."""
    clinic = house.clinic
    clinic.clock.now = house.clock.now
    adopt_profiles(clinic, clinic.site)
    return visiting(clinic, starts_at=house.clock.now)


def monitor_says(house: House, visit: Visiting, vitals: Vitals = FIGURES) -> None:
    """The monitor speaks by itself."""
    clinic, now = house.clinic, house.clock.now
    by = Actor(
        uuid4(), EUI, clinic.organisation, frozenset({Role.DEVICE}), frozenset({clinic.site})
    )
    act.record_vitals(by=by, act_id=uuid4(), at=now, now=now, session=visit.session, vitals=vitals)


@pytest.mark.parametrize("javascript", [True], indirect=True, ids=["with a script"])
def test_a_whole_infusion_takes_fewer_than_25_taps(house: House) -> None:
    count = Count()
    nurse, prescriber = Thumb(house.nurse, count), Thumb(house.prescriber, count)
    second = Thumb(house.second_nurse, count)
    visit = booked(house)
    chair = f"/sessions/{visit.session}/"

    comes(house, visit, nurse, chair)
    prescriber.who.opens(chair)
    prescriber.ticks("Go")
    prescriber.taps("Sign")
    is_prepared(nurse, second, chair)
    is_given(house, visit, nurse, chair)
    goes_home(house, visit, nurse, chair)

    assert visit.stage is Stage.CLOSED
    logging.getLogger(__name__).info("%s taps, %s keys, of everybody", count.taps, count.keys)
    assert count.taps < FEWER_THAN, count
    told = VitalsRow.objects.filter(session=visit.session)
    assert {each.method for each in told} == {"device", "accepted", "manual"}


def comes(house: House, visit: Visiting, nurse: Thumb, chair: str) -> None:
    """Arrived, checked in, paired with the monitor, and measured by it."""
    nurse.who.opens(chair)
    nurse.taps("Has arrived")
    nurse.who.opens(chair)
    page = nurse.who.page
    nurse.ticks("Name and date of birth")
    nurse.ticks("They still want it today")
    nurse.ticks("Today's questionnaires")
    nurse.types("176.4", into=page.get_by_label("Number"))
    nurse.types("harbour", into=page.get_by_label("The word for stop"))
    nurse.types("Robin Hollow", into=page.get_by_label("Who takes them home"))
    nurse.types("555 0100", into=page.get_by_label("Their phone"))
    nurse.ends_with_enter()
    assert visit.stage is Stage.CHECKED_IN
    nurse.touches(page.get_by_role("textbox", name="Monitor"))
    nurse.types(EUI, into=page.get_by_role("textbox", name="Monitor"))  # scanned off its label
    nurse.ends_with_enter()
    house.clock.forward(minutes=2)
    monitor_says(house, visit)
    nurse.who.opens(chair)
    nurse.who.sees("124/78 · pulse 70 · SpO₂ 98 · breaths 14")
    nurse.taps("5 answers readily")


def is_prepared(nurse: Thumb, second: Thumb, chair: str) -> None:
    """The vial is scanned, the label is on, and somebody else comes to the same."""
    nurse.who.opens(chair)
    page = nurse.who.page
    nurse.types(SCANNED, into=page.get_by_label("Scan the vial"))
    nurse.ends_with_enter()
    nurse.who.opens(f"{chair}?scan={SCANNED}")
    assert page.get_by_label("Lot", exact=True).input_value() == "K-4471"
    assert page.get_by_label("Strength").input_value() == "100000"
    nurse.ticks("Drug taken out of the cabinet")
    nurse.types("100", into=page.get_by_label("Bag or syringe holds"))
    nurse.ends_with_enter()
    nurse.who.opens(chair)
    nurse.taps("Print the label")
    nurse.who.sees("Wren Hollow", "40 mg", "Begin by")
    nurse.who.opens(chair)
    nurse.taps("The label is on, and right")

    rate = re.search(r"Pump ([\d.]+) mL/h", nurse.who.words)
    assert rate is not None
    second.who.opens(chair)
    second.types("40", into=second.who.page.get_by_label("Dose", exact=True))
    second.types(rate[1], into=second.who.page.get_by_label("Pump rate"))
    second.ends_with_enter()
    nurse.rate = rate[1]  # type: ignore[attr-defined]  # what the nurse sets the pump to


def is_given(house: House, visit: Visiting, nurse: Thumb, chair: str) -> None:
    """Time-out, start, one look while it runs in, and its end."""
    nurse.who.opens(chair)
    page = nurse.who.page
    nurse.ticks("I went round the chair")
    nurse.ticks("Time-out")
    nurse.types(nurse.rate, into=page.get_by_label("The pump is set to"))  # type: ignore[attr-defined]  # given to the nurse when the bag was made up
    nurse.ends_with_enter()
    for minutes in (10, 10):
        house.clock.forward(minutes=minutes)
        monitor_says(house, visit)
    nurse.who.opens(chair)
    nurse.taps("5 answers readily")
    house.clock.forward(minutes=20)
    monitor_says(house, visit)
    nurse.who.opens(chair)
    nurse.taps("Pump stopped")
    nurse.types("100", into=page.get_by_label("The pump shows"))
    nurse.ends_with_enter()


def goes_home(house: House, visit: Visiting, nurse: Thumb, chair: str) -> None:
    """Observed for an hour, looked at, taken home, and closed."""
    for _ in range(4):
        house.clock.forward(minutes=15)
        monitor_says(house, visit)
    house.clock.forward(minutes=1)
    nurse.who.opens(chair)
    nurse.taps("5 answers readily")
    nurse.taps("0", within="fieldset:has-text('How far away')")
    nurse.taps("Going home")
    nurse.ticks("Asked again about thoughts of suicide")
    nurse.taps("Every line of both lists is so")
    nurse.taps("Sign: they leave")
    nurse.ticks("All drug that was signed out")
    note = nurse.who.page.get_by_label("Note of this session")
    nurse.touches(note)
    nurse.types("Calm throughout.", into=note)
    nurse.taps("Sign and close")
