"""A session from arriving to closing, through nothing but its acts."""

from clinic import Clinic
from daybreak.care.session.stages import Stage
from visiting import visiting


def test_a_session_goes_from_arriving_to_closing(clinic: Clinic) -> None:
    visit = visiting(clinic)

    visit.until(Stage.CLOSED)

    assert visit.stage is Stage.CLOSED
