"""A course closes when it is quiet, once, and with its reason."""

from datetime import timedelta
from typing import Any

import pytest

from clinic import NOON, Clinic
from daybreak.actions import outcome
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import (
    ChartCard,
    CourseEnd,
)
from treated import Treated, after_six


@pytest.fixture
def somebody(clinic: Clinic) -> Treated:
    return after_six(clinic)


def close(somebody: Treated, **said: Any) -> outcome.CourseClosed:
    usual: dict[str, Any] = {
        **somebody.clinic.prescriber,
        "course": somebody.course,
        "reason": outcome.EndReason.COMPLETED,
    }
    return outcome.close_course(**{**usual, **said})


def test_a_quiet_course_closes_with_its_reason(somebody: Treated) -> None:
    close(somebody, reason=outcome.EndReason.REMISSION, note="Well since October.")

    row = CourseEnd.objects.get()
    assert (row.course_id, row.reason, row.note) == (
        somebody.course,
        "remission",
        "Well since October.",
    )
    assert ChartCard.objects.get(patient=somebody.patient).stage == "ended"


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (Stage.SCHEDULED, "Still booked: session 7"),
        (Stage.DOSING, "Session 7 is still open"),
        (Stage.RECOVERY, "Session 7 is still open"),
        (Stage.DISCHARGED, "Session 7 is still open"),
    ],
)
def test_a_course_does_not_close_over_an_open_session(
    somebody: Treated, until: Stage, words: str
) -> None:
    somebody.session(7, NOON - timedelta(hours=1), until=until)

    with pytest.raises(NotAllowed, match=words):
        close(somebody)
    assert not CourseEnd.objects.exists()


def test_a_course_closes_once(somebody: Treated) -> None:
    close(somebody)

    with pytest.raises(NotAllowed, match="closed"):
        close(somebody)


def test_another_reason_is_said_in_words(somebody: Treated) -> None:
    with pytest.raises(NotUnderstood, match="in a sentence"):
        close(somebody, reason=outcome.EndReason.OTHER)


def test_another_organisations_course_stays_unknown(
    somebody: Treated, other_clinic: Clinic
) -> None:
    with pytest.raises(NotFound):
        close(somebody, **other_clinic.prescriber)


def test_only_a_prescriber_closes(somebody: Treated) -> None:
    with pytest.raises(WrongRole):
        close(somebody, **somebody.clinic.by(Role.NURSE))
