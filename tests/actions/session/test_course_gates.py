"""A course that waits for its review stands still: nobody says go to a seventh infusion."""

from datetime import timedelta

import pytest

from clinic import NOON, Clinic
from daybreak.actions import session
from daybreak.care.errors import NotAllowed
from daybreak.care.session.stages import Stage
from daybreak.records.models import GoDecision
from treated import treated


def test_no_go_is_given_after_six_until_the_review_is_recorded(clinic: Clinic) -> None:
    somebody = treated(clinic)
    for number in range(1, 7):
        somebody.session(number, NOON - timedelta(days=24 - 3 * number))
    seventh = somebody.session(7, NOON, until=Stage.CHECKED_IN)

    with pytest.raises(NotAllowed, match="review"):
        session.decide(**clinic.prescriber, session=seventh, go=True)

    assert not GoDecision.objects.exists()
