"""Somebody leaves against advice while the pump runs: what is asked, and what stays open."""

import pytest

from daybreak.care.session.stages import Stage
from daybreak.records.models import Account, Closing, PumpEvent
from journeys import chairside, follow_up
from journeys.colleague import PASSWORD
from journeys.conftest import House
from journeys.seat import WHO, address, sits

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.long]
HOW = "Stood up and wanted to go. Water and a taxi offered; walks with a friend."


@pytest.mark.parametrize(
    "javascript",
    [True, pytest.param(False, marks=pytest.mark.slow)],
    indirect=True,
    ids=["with a script", "without"],
)
def test_nobody_is_kept_and_nothing_is_forgotten(house: House) -> None:
    visit = sits(house, "iv-racemic-six", until=Stage.DOSING)
    leaves_while_the_pump_runs(house, address(visit))
    is_not_closed_before_it_is_done(house, address(visit))
    is_called_today_and_tomorrow(house)


def leaves_while_the_pump_runs(house: House, session: str) -> None:
    """The pump's figure is taken; what is not ticked does not stop them."""
    nurse = house.nurse
    house.clock.forward(minutes=10)
    chairside.measures(nurse, WHO)
    nurse.opens(f"{session}more/")
    nurse.presses("Leaves against advice")
    nurse.sees("Nobody is kept by force.", "Prescriber told that they are leaving?")
    nurse.touches("Note that they left")
    assert "/leave/" in nurse.path, "nothing was said of how they left"
    nurse.types("The pump shows", "30")
    nurse.types("How they left", HOW)
    nurse.types("Who is with them", "Robin Hollow")
    nurse.marks("Prescriber told")
    nurse.marks("Told not to drive")
    nurse.presses("Note that they left")
    nurse.sees("Left against advice", "12 mg")
    assert PumpEvent.objects.get(kind="stop").shown_ul == 30_000


def is_not_closed_before_it_is_done(house: House, session: str) -> None:
    """Capacity, both calls and the adverse event stay open; the waste is seen by two."""
    nurse = house.nurse
    nurse.sees("Capacity to decide judged", "A call for later today arranged?")
    nurse.does_not_see("Prescriber told that they are leaving?")
    nurse.types("Note of this session", "Left early.")
    nurse.presses("Sign and close")
    nurse.sees("Not answered yet: A call for tomorrow arranged?")
    nurse.types("Left over and thrown away", "70")
    nurse.marks_all("section:has(#close-h)")
    nurse.presses("Sign and close")
    nurse.sees("Somebody else has to see the waste")
    nurse.types("Email of the person who saw it", _second())
    nurse.types("Their password", PASSWORD)
    nurse.presses("Sign and close")
    nurse.sees("Closed", "seen by Second nurse")
    row = Closing.objects.get()
    assert (row.delivered_ug, row.waste_ug) == (12_000, 28_000)
    nurse.opens(session)
    nurse.sees("Left early.")


def is_called_today_and_tomorrow(house: House) -> None:
    """Both calls stand on the worklist, each until somebody has made it."""
    nurse = house.nurse
    nurse.opens("/reviews/?kind=calls")
    assert nurse.page.get_by_role("link", name="Note the call").count() >= 1
    follow_up.calls_the_day_after(nurse, WHO, note="At home, awake, a friend is there.")
    house.clock.forward(hours=24)
    follow_up.calls_the_day_after(nurse, WHO, note="Slept, feels well.")
    nurse.opens("/reviews/?kind=calls")
    assert nurse.page.get_by_role("row", name=WHO).count() == 0


def _second() -> str:
    return Account.objects.get(name="Second nurse").email
