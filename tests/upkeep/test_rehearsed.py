"""A scene that is put back is the scene that was walked through, and its record is whole."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

import rehearsed
from clinic import open_clinic
from daybreak.care.session.stages import Stage
from daybreak.records.verify import verify
from visiting import Visiting, visiting

pytestmark = pytest.mark.django_db


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is stored in here is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def at_the_chair() -> Visiting:
    return visiting(open_clinic()).until(Stage.DOSING)


def test_the_second_time_there_is_row_for_row_what_the_acts_stored_the_first_time() -> None:
    with undone():
        walked = at_the_chair()
        rows = rehearsed.everything()

    put_back = at_the_chair()

    assert rehearsed.everything() == rows
    assert put_back == walked
    assert put_back.clinic is not walked.clinic
    assert verify().ok


def test_it_goes_on_from_there_as_if_it_had_been_walked_through() -> None:
    with undone():
        at_the_chair()

    visit = at_the_chair()
    visit.clinic.clock.forward(minutes=10)
    visit.measure()
    visit.end()

    assert visit.stage is Stage.RECOVERY
    assert verify().ok


def test_a_record_that_stands_otherwise_is_another_scene() -> None:
    with undone():
        first = visiting(open_clinic())

    clinic = open_clinic()
    clinic.clock.forward(days=1)

    assert visiting(clinic).session != first.session
