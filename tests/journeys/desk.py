"""The front desk: who came, whose record came along, which days they come on."""

from datetime import datetime
from pathlib import Path

from journeys.clock import ZONE
from journeys.colleague import Colleague


def writes_down(desk: Colleague, given: str, family: str, *, born: str) -> str:
    """Open a chart for somebody new; answers with the address of the chart."""
    desk.opens("/people/")
    desk.presses("New person")
    desk.fills(Given_names=given, Family_name=family)
    desk.types("Date of birth", born)
    desk.chooses("Sex on the record", "Male")
    desk.types("Phone", "555 0142")
    desk.presses("Open a chart")
    desk.sees(f"{given} {family}")
    return desk.path


def takes_in(desk: Colleague, *files: Path) -> None:
    """Import records from elsewhere."""
    desk.opens("/import/")
    desk.hands_in("FHIR R4 bundles", *files)
    desk.presses("Import")


def books_the_series(desk: Colleague, chart: str) -> tuple[datetime, ...]:
    """Book the days that are proposed, as they are; answers with the starts."""
    desk.opens(f"{chart}plan/")
    desk.presses("Propose dates")
    starts = proposed(desk)
    desk.presses("Book these dates")
    desk.sees("The dates are booked.")
    return starts


def proposed(desk: Colleague) -> tuple[datetime, ...]:
    """The days and times in the form, as they stand there."""
    days = [each.input_value() for each in desk.page.locator("input[name^=at-][type=date]").all()]
    times = [each.input_value() for each in desk.page.locator("input[name^=at-][type=time]").all()]
    return tuple(
        datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZONE)
        for day, clock in zip(days, times, strict=True)
    )


def notes_arrival(desk: Colleague, name: str) -> None:
    """Somebody stands at the desk."""
    desk.opens("/")
    desk.presses(f"Has arrived: {name}")
    desk.sees("Arrival noted.")
