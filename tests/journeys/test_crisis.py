"""A pressure climbs to 186/112 and does not come down: all that was done is told, in order."""

from datetime import timedelta

import pytest

from daybreak.care.session.stages import Stage
from daybreak.records.models import AdjunctDose, AdverseEvent, PumpEvent, Rescue
from journeys import chairside, crisis
from journeys.conftest import House
from journeys.seat import WHO, address, sits
from routes import Routed

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.long]
DRUG = "Labetalol"


@pytest.mark.parametrize(
    "javascript",
    [True, pytest.param(False, marks=pytest.mark.slow)],
    indirect=True,
    ids=["with a script", "without"],
)
def test_a_crisis_is_met_and_afterwards_everything_is_told_in_order(house: House) -> None:
    visit = sits(house, "iv-racemic-six", until=Stage.DOSING)
    patient = visit.seen.patient
    until = house.clock.today + timedelta(days=30)
    crisis.orders(house.prescriber, patient, DRUG, mg="10", most_mg="20", until=until)

    the_pressure_climbs(house)
    it_is_critical_at_once(house)
    the_medicine_does_not_help(house)
    they_are_rescued(house, address(visit))
    they_are_handed_over(house)
    it_is_written_down(house, visit)
    everything_is_in_order(house, address(visit))


def the_pressure_climbs(house: House) -> None:
    """Every reading in its time; the first line tells the prescriber, nothing more."""
    house.clock.forward(minutes=8)
    crisis.measures(house.nurse, WHO, "142/88", "84")
    house.clock.forward(minutes=10)
    crisis.measures(house.nurse, WHO, "164/98", "90")
    house.nurse.sees("Systolic 164 mmHg is at or over 160.", "Tell the prescriber.")
    house.nurse.presses("Prescriber told")


def it_is_critical_at_once(house: House) -> None:
    """One reading is enough; the pump is paused, and no nurse can let it go on."""
    nurse, clock = house.nurse, house.clock
    clock.forward(minutes=4)
    crisis.measures(nurse, WHO, "186/112", "104")
    nurse.sees("Systolic 186 mmHg is at or over 180.", "Pause")
    house.prescriber.opens("/")
    house.prescriber.sees("Chair 1 needs someone.", "Systolic 186 mmHg")
    chairside.pauses(nurse, WHO, shows_ml="55", why="186/112")
    nurse.presses("Prescriber told")
    chairside.resumes(nurse, WHO, shows_ml="55")
    nurse.sees("This is still critical", "ask the prescriber to decide")
    clock.forward(minutes=2)
    crisis.measures(nurse, WHO, "184/111", "106")
    assert visit_stage() == "paused"


def the_medicine_does_not_help(house: House) -> None:
    """By the signed order, with one tap; a second dose is too early, and it is said so."""
    nurse, clock = house.nurse, house.clock
    crisis.gives(nurse, WHO, DRUG)
    nurse.sees("Labetalol was given 0 minutes ago; the order asks for 10 between.")
    clock.forward(minutes=5)
    crisis.measures(nurse, WHO, "188/114", "110")
    nurse.sees("Systolic 188 mmHg is at or over 180.")


def they_are_rescued(house: House, session: str) -> None:
    """What is done, as it is done; a slip is taken back; the dose is stopped from there."""
    nurse, clock = house.nurse, house.clock
    crisis.begins_a_rescue(nurse, WHO, "High blood pressure")
    crisis.did(nurse, WHO, "Repositioned")
    crisis.did(nurse, WHO, "Oxygen", "lots", label="Oxygen, L/min")
    nurse.sees("Oxygen, L/min is not a number")
    crisis.did(nurse, WHO, "Oxygen", "4", label="Oxygen, L/min")
    crisis.did(nurse, WHO, "CPR")
    nurse.presses("Take back CPR")
    nurse.sees("taken back")
    clock.forward(minutes=1)
    crisis.did(nurse, WHO, "911 called")
    chairside.resumes(nurse, WHO, shows_ml="55")
    nurse.sees("A rescue is under way")
    nurse.opens(f"{session}rescue/")
    nurse.presses("Dose stopped")
    nurse.marks("Blood pressure")
    nurse.types("The pump shows", "55")
    nurse.presses("The dose is over")
    house.prescriber.opens("/")
    house.prescriber.sees("Rescue since", "Recovery")


def they_are_handed_over(house: House) -> None:
    """To the crew; how they were then ends the rescue."""
    nurse, clock = house.nurse, house.clock
    clock.forward(minutes=6)
    crisis.measures(nurse, WHO, "182/108", "102")
    chairside.stands_at(nurse, WHO)
    nurse.presses("More")
    nurse.presses("Handed over to 911")
    nurse.types("To whom or where", "County EMS, to County Hospital")
    nurse.types("What happened", "182/108 after labetalol, awake")
    nurse.presses("Note the transfer")
    nurse.sees("Rescue since")
    crisis.ends_the_rescue(nurse, WHO, "Awake, no complaints, 182/108; left with the crew.")


def it_is_written_down(house: House, visit: Routed) -> None:
    """Nobody closes it over a serious event of which nobody was told."""
    nurse = house.nurse
    nurse.opens(address(visit))
    crisis.writes_down_an_event(
        nurse,
        what="High blood pressure",
        grade="3",
        flag="Taken into hospital",
        words="186/112 at minute 22, 188/114 after 10 mg of labetalol.",
    )
    nurse.sees("somebody has to be told", "FDA MedWatch report")
    nurse.opens(address(visit))
    crisis.tries_to_close(nurse, note="Handed over; see the record.")
    nurse.sees("FDA MedWatch report is not noted yet")
    house.prescriber.opens("/")
    house.prescriber.sees("To be closed", "FDA MedWatch report is open")
    nurse.opens(f"{address(visit)}events/")
    nurse.types("How and under which number", "Online, 2026-4711")
    nurse.presses("Note it")
    nurse.opens(address(visit))
    chairside.closes(nurse, note="Handed over; see the record.")


def everything_is_in_order(house: House, session: str) -> None:
    """On the page of the session and in its note; and what was recorded is what was done."""
    nurse = house.nurse
    told = [
        *("Rescue began: high blood pressure", "Repositioned", "Oxygen 4 L/min", "911 called"),
        *("Dose stopped: blood pressure", "182/108", "Left: County EMS", "Rescue over: Awake"),
    ]
    nurse.opens(session)
    nurse.sees("Labetalol 10 mg into a vein", "reported: Online, 2026-4711", *told)
    running = nurse.page.locator("ol.running").inner_text()
    places = [running.index(each) for each in told]
    assert places == sorted(places)
    nurse.opens(f"{session}note/")
    nurse.sees("Labetalol", "10 mg", "High blood pressure", "Oxygen 4 L/min", "911 called", "55 mL")
    nurse.does_not_see("CPR")

    kinds = [*PumpEvent.objects.order_by("at").values_list("kind", flat=True)]
    assert kinds == ["start", "pause", "stop"]
    assert AdjunctDose.objects.get().amount_ug == 10_000
    last = Rescue.objects.order_by("recorded_at", "id").last()
    assert last is not None
    assert last.ended_at is not None
    assert last.event_id is not None
    assert AdverseEvent.objects.filter(corrects=None).count() == 1


def visit_stage() -> str:
    """Where the one session stands, as the boards know it."""
    from daybreak.records.models import SessionNow

    return SessionNow.objects.get().stage
