"""A monitor's cable is pulled: silence is said, the record goes on by hand, and it comes back."""

import pytest

from daybreak.care.session.stages import Stage
from daybreak.records.models import VitalsRow
from journeys import cable, chairside
from journeys.cable import Cable
from journeys.conftest import House
from journeys.seat import WHO, address, sits

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.long]


def told() -> list[int]:
    """The systolic pressures that a monitor told, in their order."""
    rows = VitalsRow.objects.filter(method="device", systolic_mmhg__isnull=False).order_by("at")
    return [row.systolic_mmhg or 0 for row in rows]


@pytest.mark.parametrize(
    "javascript",
    [True, pytest.param(False, marks=pytest.mark.slow)],
    indirect=True,
    ids=["with a script", "without"],
)
def test_silence_is_an_alert_and_nobody_elses_cable_speaks(house: House) -> None:
    visit = sits(house, "iv-racemic-six", until=Stage.DOSING)
    cable.seat_three(house, visit)
    with cable.plugged_in(house) as line:
        it_speaks(house, line, address(visit))
        it_is_unplugged(house, address(visit))
        it_speaks_again(house, line, address(visit))
        it_names_somebody_else(house, line, address(visit))


def it_speaks(house: House, line: Cable, session: str) -> None:
    """Paired by a person; from then on its figures stand on the screen."""
    nurse = house.nurse
    nurse.opens(f"{session}more/")
    nurse.types("Monitor", cable.DEVICE)
    nurse.presses("Pair")
    nurse.sees("speaks for this chair now")
    house.clock.forward(minutes=2)
    assert line.says(systolic_mmhg=142) == "CA"
    nurse.opens(session)
    nurse.sees("142", "monitor")
    nurse.does_not_see("NO DATA")
    assert told() == [142]


def it_is_unplugged(house: House, session: str) -> None:
    """Twice as long as it should speak without a word: an alert at the chair and on the board."""
    nurse = house.nurse
    house.clock.forward(minutes=9)
    nurse.opens(session)
    nurse.does_not_see("NO DATA")
    house.clock.forward(minutes=2)
    nurse.opens(session)
    nurse.sees("NO DATA for 1", "Silence is not normal")
    nurse.opens("/")
    nurse.sees("NO DATA")
    chairside.measures(nurse, WHO, chairside.AWAY | {"Systolic": "136"})
    nurse.sees("136", "NO DATA")


def it_speaks_again(house: House, line: Cable, session: str) -> None:
    """Plugged in again it goes on under the same pairing; nothing is asked of anybody."""
    nurse = house.nurse
    house.clock.forward(minutes=3)
    assert line.says(systolic_mmhg=147) == "CA"
    nurse.opens(session)
    nurse.sees("147")
    nurse.does_not_see("NO DATA")
    nurse.opens("/")
    nurse.does_not_see("NO DATA")
    assert told() == [142, 147]


def it_names_somebody_else(house: House, line: Cable, session: str) -> None:
    """A cable in another person's name is not believed: it is said, and nothing of it is stored."""
    nurse = house.nurse
    house.clock.forward(minutes=2)
    line.says(systolic_mmhg=211, number=b"TEST-0002")
    nurse.opens(session)
    nurse.sees("It names another person's number.", "147")
    nurse.does_not_see("211")
    nurse.opens("/")
    nurse.sees("It names another person's number.")
    assert told() == [142, 147]
