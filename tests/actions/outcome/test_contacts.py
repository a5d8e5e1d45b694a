"""Somebody calls the day after, and what came of it is noted."""

from datetime import timedelta
from typing import Any

import pytest

from clinic import NOON, Clinic
from daybreak.actions import outcome
from daybreak.actions.outcome.contacts import ContactKind
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.session.stages import Stage
from daybreak.records.models import (
    Contact,
)
from treated import Treated, treated


def contact(somebody: Treated, **said: Any) -> outcome.Contacted:
    usual: dict[str, Any] = {
        **somebody.clinic.nurse,
        "patient": somebody.patient,
        "kind": ContactKind.NEXT_DAY,
        "reached": True,
        "note": "Slept well, no urge to harm herself.",
    }
    return outcome.contact(**{**usual, **said})


def test_the_day_after_somebody_is_called(clinic: Clinic) -> None:
    somebody = treated(clinic)
    session = somebody.session(1, NOON - timedelta(days=1))

    contact(somebody, session=session)

    row = Contact.objects.get()
    assert (row.session_id, row.kind, row.reached) == (session, "next-day", True)


def test_who_was_not_reached_is_noted_too(clinic: Clinic) -> None:
    somebody = treated(clinic)

    assert not contact(somebody, kind=ContactKind.FOLLOW_UP, reached=False, note="").reached


@pytest.mark.parametrize("until", [Stage.SCHEDULED, Stage.PREPARED])
def test_nothing_follows_a_session_without_a_dose(clinic: Clinic, until: Stage) -> None:
    somebody = treated(clinic)
    session = somebody.session(1, NOON - timedelta(days=1), until=until)

    for said in ({"session": session}, {}):
        with pytest.raises(NotAllowed, match="whose dose was given"):
            contact(somebody, **said)
    assert not Contact.objects.exists()


def test_a_contact_with_somebody_reached_says_how_they_are(clinic: Clinic) -> None:
    with pytest.raises(NotUnderstood, match="how they are"):
        contact(treated(clinic), kind=ContactKind.FOLLOW_UP, note=" ")


def test_the_desk_does_not_do_the_clinical_call(clinic: Clinic) -> None:
    with pytest.raises(WrongRole):
        contact(treated(clinic), **clinic.desk)


def test_another_organisations_people_stay_unknown(clinic: Clinic, other_clinic: Clinic) -> None:
    with pytest.raises(NotFound):
        contact(treated(clinic), **other_clinic.nurse)
