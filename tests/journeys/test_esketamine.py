"""A visit with esketamine: three devices five minutes apart, watched for two hours."""

import pytest

from daybreak.care.session.stages import Stage
from daybreak.records.models import Closing, DeviceGiven
from journeys import chairside, sprays
from journeys.conftest import House
from journeys.seat import WHO, address, sits

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.long]


@pytest.mark.parametrize(
    "javascript",
    [True, pytest.param(False, marks=pytest.mark.slow)],
    indirect=True,
    ids=["with a script", "without"],
)
def test_eighty_four_milligrams_are_given_in_three_devices(house: House) -> None:
    visit = sits(house, "esketamine-mdd-si", until=Stage.PRE_ASSESSED)
    is_prepared_and_checked(house)
    the_devices(house)
    is_watched_for_two_hours(house)
    goes_home(house, address(visit))


def is_prepared_and_checked(house: House) -> None:
    """A number that does not fit the order is refused; a wrong one of the second person too."""
    nurse, second = house.nurse, house.second_nurse
    sprays.has_them_in_hand(nurse, WHO, devices="2", lot="B7")
    nurse.sees("84 mg are 3 devices of 28 mg; 2 in hand")
    sprays.has_them_in_hand(nurse, WHO, devices="3", lot="B7")
    nurse.sees("3 devices of 28 mg")
    sprays.counts_alone(second, WHO, devices="2", each_mg="28")
    second.sees("do not agree")
    sprays.counts_alone(second, WHO, devices="3", each_mg="28")
    second.sees("Both figures agree.")


def the_devices(house: House) -> None:
    """Each rests five minutes; a tap too early is refused with how long is left."""
    nurse, clock = house.nurse, house.clock
    sprays.gives_the_first(nurse, WHO)
    nurse.sees("28 of 84 mg", "1 of 3 devices of 28 mg", "Head back about 45 degrees")
    clock.forward(minutes=3)
    sprays.gives(nurse, WHO, 2)
    nurse.sees("at the earliest", "are left. Wait.")
    assert DeviceGiven.objects.count() == 1
    clock.forward(minutes=3)
    sprays.gives(nurse, WHO, 2)
    nurse.sees("Device 2 noted.", "56 of 84 mg")
    clock.forward(minutes=6)
    sprays.gives(nurse, WHO, 3)
    nurse.sees("The dose is over.", "84 of 84 mg", "Stays at least until")


def is_watched_for_two_hours(house: House) -> None:
    """Forty minutes after the first device the pressure is due; it is taken until they go."""
    nurse, clock = house.nurse, house.clock
    clock.forward(minutes=27)  # 39 after the first
    chairside.stands_at(nurse, WHO)
    assert chairside.how_late(nurse, "BP") in {"soon", "now"}
    clock.forward(minutes=6)
    chairside.stands_at(nurse, WHO)
    assert chairside.how_late(nurse, "BP") == "overdue"
    chairside.measures(nurse, WHO, chairside.AWAY | {"Systolic": "148", "MOAA/S": "5"})
    clock.forward(minutes=30)
    chairside.measures(nurse, WHO, chairside.AWAKE)
    clock.forward(minutes=30)
    chairside.measures(nurse, WHO, chairside.HERE_AGAIN)
    chairside.looks_whether_they_may_leave(nurse, WHO)
    nurse.sees("minutes of observation are left")
    clock.forward(minutes=20)
    chairside.measures(nurse, WHO, chairside.HERE_AGAIN)


def goes_home(house: House, session: str) -> None:
    """Two hours after the first device; the programme's form is asked for before it is closed."""
    nurse = house.nurse
    chairside.looks_whether_they_may_leave(nurse, WHO)
    chairside.lets_go(nurse)
    nurse.sees("Date set for the programme's monitoring form?")
    nurse.opens(f"{session}rems/")
    nurse.sees("84", "B7")
    nurse.opens(session)
    chairside.closes(nurse, note="Calm. Three devices.")
    nurse.sees("84 mg")
    row = Closing.objects.get()
    assert (row.delivered_ug, row.calculated_ug, row.delivered_ul) == (84_000, 84_000, 600)
