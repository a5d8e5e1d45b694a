"""Maintenance follows a review, on the ladder of the protocol."""

from datetime import timedelta
from typing import Any

import pytest

from clinic import NOON, Clinic
from daybreak.actions import outcome
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.outcome.rules import outcome_rules
from daybreak.care.team.roles import Role
from daybreak.records.models import (
    ChartCard,
    JournalLine,
    MaintenancePlan,
)
from daybreak.records.reads.maintenance import upkeep
from treated import Treated, after_six, treated

NONE_THERE = {sign.id: False for sign in outcome_rules().sign}
DECIDED: dict[str, Any] = {"grounds": "As agreed.", "signs": NONE_THERE}


@pytest.fixture
def somebody(clinic: Clinic) -> Treated:
    return after_six(clinic)


def reviewed(somebody: Treated, option: str = "maintenance") -> None:
    outcome.review(**somebody.clinic.prescriber, course=somebody.course, option=option, **DECIDED)


def plan(somebody: Treated, **said: Any) -> outcome.MaintenancePlanned:
    usual: dict[str, Any] = {
        **somebody.clinic.prescriber,
        "course": somebody.course,
        "interval_days": 7,
        "sessions": 4,
        "justification": "Response held; she works again.",
    }
    return outcome.plan_maintenance(**{**usual, **said})


def test_maintenance_is_planned_on_the_ladder_after_the_review(somebody: Treated) -> None:
    reviewed(somebody)

    planned = plan(somebody)

    row = MaintenancePlan.objects.get(id=planned.plan)
    assert (row.interval_days, row.sessions) == (7, 4)
    assert ChartCard.objects.get(patient=somebody.patient).stage == "maintenance"
    now = upkeep(somebody.course, now=NOON)
    assert now.current is not None
    assert now.current.interval_days == 7


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        ({"interval_days": 10}, NotAllowed, "7, 14, 21, 28"),
        ({"sessions": 0}, NotAllowed, "one to 4"),
        ({"sessions": 5}, NotAllowed, "one to 4"),
        ({"justification": " "}, NotUnderstood, "why maintenance goes on"),
    ],
)
def test_what_the_protocol_does_not_have_is_refused(
    somebody: Treated, said: dict[str, Any], error: type[Exception], words: str
) -> None:
    reviewed(somebody)
    lines = JournalLine.objects.count()

    with pytest.raises(error, match=words):
        plan(somebody, **said)

    assert not MaintenancePlan.objects.exists()
    assert JournalLine.objects.count() == lines


def test_without_a_review_there_is_no_maintenance(somebody: Treated) -> None:
    with pytest.raises(NotAllowed, match="not been reviewed"):
        plan(somebody)


def test_a_review_that_decided_to_stop_is_reviewed_again_first(somebody: Treated) -> None:
    reviewed(somebody, "stop-and-watch")

    with pytest.raises(NotAllowed, match="decided against more"):
        plan(somebody)


def test_after_three_months_maintenance_is_reviewed_before_it_goes_on(
    somebody: Treated,
) -> None:
    reviewed(somebody)
    plan(somebody)
    somebody.clinic.clock.forward(days=91)

    with pytest.raises(NotAllowed, match="Review before the next session"):
        plan(somebody)


def test_a_protocol_without_a_ladder_says_so(clinic: Clinic) -> None:
    somebody = treated(clinic, protocol="esketamine-mdd-si", indication="mdd-si")

    with pytest.raises(NotAllowed, match="no maintenance"):
        plan(somebody)


def test_gaps_are_counted_between_maintenance_sessions(somebody: Treated) -> None:
    last = NOON - timedelta(days=6)  # about when the sixth was given
    reviewed(somebody)
    for number, days in ((7, 7), (8, 14), (9, 28)):
        somebody.session(number, last + timedelta(days=days), kind="maintenance")

    now = upkeep(somebody.course, now=NOON + timedelta(days=40))

    assert now.gaps_days == (7, 7, 14)
    assert [option.gap_days for option in now.options] == [7, 14]


def test_a_benefit_that_held_opens_the_next_rung(somebody: Treated) -> None:
    reviewed(somebody)
    last = NOON - timedelta(days=6)
    somebody.session(7, last + timedelta(days=7), kind="maintenance")
    somebody.session(8, last + timedelta(days=14), kind="maintenance")
    assert upkeep(somebody.course, now=NOON + timedelta(days=9)).is_holding is None

    somebody.score(9, at=NOON + timedelta(days=9))
    now = upkeep(somebody.course, now=NOON + timedelta(days=10))

    assert now.is_holding is True
    assert [option.gap_days for option in now.options] == [7, 14]

    somebody.score(17, at=NOON + timedelta(days=11))
    now = upkeep(somebody.course, now=NOON + timedelta(days=12))

    assert now.is_holding is False
    assert {finding.rule for finding in now.findings} >= {"relapse-rise"}


def test_gates_say_what_the_record_does_not_show(somebody: Treated) -> None:
    somebody.score(at=NOON, scale="bladder-screen", answers={"day-voids": 6, "blood": 0})

    unmet = {finding.rule for finding in upkeep(somebody.course, now=NOON).gates}

    assert "gate-bladder" not in unmet
    assert {"gate-blood-pressure", "gate-prescription-monitoring"} <= unmet


def test_another_organisations_course_stays_unknown(
    somebody: Treated, other_clinic: Clinic
) -> None:
    with pytest.raises(NotFound):
        plan(somebody, **other_clinic.prescriber)


def test_only_a_prescriber_plans(somebody: Treated) -> None:
    with pytest.raises(WrongRole):
        plan(somebody, **somebody.clinic.by(Role.NURSE))
