"""What holds, holds: an import never says no, a danger is named, and who may set it aside does so.

A person arrives as a record from elsewhere, through the import page.
"""

from pathlib import Path

import pytest

from journeys import desk, interview
from journeys.conftest import House

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
RECORDS = Path(__file__).parents[1] / "vectors" / "fhir"
REFERRED = RECORDS / "synthea-liz-conn.json"


def test_a_record_from_elsewhere_can_only_hold_until_people_have_asked(
    house: House, tmp_path: Path
) -> None:
    chart = comes_as_a_record(house, tmp_path)

    house.nurse.opens(f"{chart}screening/")
    house.nurse.sees("Hold. Liz cannot be dosed yet.")
    interview.asks_everything(house.nurse, chart, systolic_mmhg="172", bp_confirmed="Yes")
    interview.screens_for_suicide(house.nurse, chart, interview.HIGH, form="Recent")
    house.nurse.sees("High", "A prescriber, therapist or the medical director signs.")
    nobody_may_proceed(house, chart)
    somebody_is_seen_today(house, chart)
    the_pressure_is_set_aside(house, chart)


def comes_as_a_record(house: House, tmp_path: Path) -> str:
    """A broken file brings nothing and says why; a whole one opens a chart."""
    broken = tmp_path / "broken.json"
    broken.write_text(REFERRED.read_text(encoding="utf-8")[:-200], encoding="utf-8")
    desk.takes_in(house.desk, broken)
    house.desk.sees("Nothing was taken")
    desk.takes_in(house.desk, REFERRED)
    house.desk.sees("What was taken")
    house.desk.presses("Open chart")
    house.desk.sees("Liz Conn")
    chart = house.desk.path
    desk.takes_in(house.desk, REFERRED)
    house.desk.presses("Open chart")
    assert house.desk.path == chart, "the same person a second time"
    return chart


def nobody_may_proceed(house: House, chart: str) -> None:
    """A prescriber who tries all the same is told why not, and nothing typed is lost."""
    interview.tries_to_decide(house.prescriber, chart, "Proceed", "Wants to start.")
    house.prescriber.sees("P08")
    assert house.prescriber.field("Grounds").input_value() == "Wants to start."


def somebody_is_seen_today(house: House, chart: str) -> None:
    """The disposition is signed by whoever may."""
    house.prescriber.opens(f"{chart}screening/suicide/")
    house.prescriber.marks("Seen by a psychiatrist today")
    house.prescriber.marks("A safety plan is written")
    house.prescriber.presses("Sign")
    house.prescriber.sees("Signed.", "A safety plan is written.")


def the_pressure_is_set_aside(house: House, chart: str) -> None:
    """By the director, with a reason and an end; both stand there from then on."""
    house.director.opens(f"{chart}screening/")
    house.director.marks("C02")
    house.director.types("Reason", "Cardiology sees her tomorrow; treated at home.")
    house.director.types("For", "7")
    house.director.presses("Set aside", within="section:has(#aside)")
    house.director.sees("is set aside by", "Cardiology sees her tomorrow")
