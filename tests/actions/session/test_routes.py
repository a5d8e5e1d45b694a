"""Every shipped protocol is given from the door to the note, and what was given comes out even."""

import pytest

from clinic import Clinic
from daybreak.care.catalogue.giving import Kind
from daybreak.care.session.stages import Stage
from daybreak.records.models import Closing, Preparation
from routes import SHIPPED, routed


@pytest.mark.parametrize("protocol", SHIPPED)
def test_a_session_of_every_protocol_goes_from_the_door_to_the_note(
    clinic: Clinic, protocol: str
) -> None:
    visit = routed(clinic, protocol).until(Stage.CLOSED)

    closing, made = Closing.objects.get(), Preparation.objects.get()
    assert visit.stage is Stage.CLOSED
    assert closing.delivered_ug == made.dose_ug > 0
    assert closing.calculated_ug == made.dose_ug
    assert closing.delivered_ul == made.total_ul
    if visit.kind is Kind.DEVICES:
        assert closing.delivered_ug == 28_000 * visit.whole_devices
