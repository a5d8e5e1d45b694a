"""What calls for somebody today: open alarms, shut gates, who is late, what is to be done."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic import Clinic
from daybreak.actions import session as act
from daybreak.actions.journal import add
from daybreak.care.errors import NotAllowed, NotFound
from daybreak.care.findings import Alarm
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.models import DeviceFrame, EligibilityDecision, VerdictRow
from daybreak.records.reads.today import Attention, Today, today
from treated import treated
from visiting import Visiting, visiting

EUI = "00A0370000AB0001"


def seen(clinic: Clinic, **later: float) -> Today:
    now = clinic.clock() + timedelta(**later)
    return today(clinic.actors[Role.NURSE], clinic.site, now=now)


def at_chair(somebody: Visiting, **later: float) -> Attention:
    return seen(somebody.clinic, **later).attention[somebody.session]


def tasks(clinic: Clinic, **later: float) -> set[str]:
    return {line.task.rule for line in seen(clinic, **later).due}


def test_a_worrying_pressure_is_an_open_alarm_and_asks_for_a_repeat(clinic: Clinic) -> None:
    somebody = visiting(clinic).until(Stage.DOSING)
    assert at_chair(somebody).alarms == ()

    somebody.measure(systolic_mmhg=186, diastolic_mmhg=112)

    calls = at_chair(somebody)
    assert Alarm.CRITICAL in {each.level for each in calls.alarms}
    assert any(each.rule.startswith("repeat-") for each in calls.due)


def decided(somebody: Visiting) -> None:
    """A prescriber has said that they may be treated."""

    def rows() -> None:
        verdict = add(
            VerdictRow(
                patient_id=somebody.somebody.patient,
                protocol="iv-racemic-six",
                status="clear",
                findings="[]",
                unknown="[]",
                ruleset="rules-1",
            )
        )
        add(
            EligibilityDecision(
                patient_id=somebody.somebody.patient, verdict=verdict, decision="proceed"
            )
        )

    somebody.somebody.write(rows)


def test_what_nobody_has_asked_yet_is_no_worry(clinic: Clinic) -> None:
    somebody = visiting(clinic).until(Stage.CHECKED_IN)
    assert {gate.rule for gate in at_chair(somebody).course_gates} == {"not-decided"}

    decided(somebody)

    assert at_chair(somebody).gates == ()
    assert at_chair(somebody).course_gates == ()


def test_a_no_go_is_a_shut_gate_at_the_chair(clinic: Clinic) -> None:
    somebody = visiting(clinic).until(Stage.CHECKED_IN)
    somebody.measure()

    somebody.decide(go=False, reason="She has a fever.")

    assert "no-go" in {each.rule for each in at_chair(somebody).gates}


def test_a_refused_preparation_leaves_nothing_behind_at_the_chair(clinic: Clinic) -> None:
    somebody = visiting(clinic).until(Stage.CHECKED_IN)
    somebody.measure()
    somebody.decide()
    answers = {**somebody.answers(Stage.PREPARED), "consent-reaffirmed": False}

    with pytest.raises(NotAllowed, match="Consent"):
        somebody.prepare(answers=answers)

    assert at_chair(somebody).gates == ()


def test_a_consent_that_is_missing_is_said_before_they_come_and_when_they_sit(
    clinic: Clinic,
) -> None:
    unsigned = treated(clinic)
    session = unsigned.session(1, clinic.clock.now + timedelta(hours=1), until=Stage.SCHEDULED)

    assert "consent-missing" in {gate.rule for gate in seen(clinic).before[session].gates}


def test_a_questionnaire_that_is_late_by_then_is_named(clinic: Clinic) -> None:
    somebody = visiting(clinic, starts_at=clinic.clock.now + timedelta(hours=1))

    unanswered = seen(clinic).before[somebody.session].unanswered
    assert {task.rule for task in unanswered} >= {"scale-phq-9"}
    assert "scale-phq-9" in tasks(clinic)

    somebody.somebody.score(12, at=clinic.clock())

    later = seen(clinic).before[somebody.session].unanswered
    assert "scale-phq-9" not in {task.rule for task in later}


def test_who_left_yesterday_is_called_today(clinic: Clinic) -> None:
    visiting(clinic).until(Stage.CLOSED)
    assert "call-the-next-day" not in tasks(clinic)

    line = next(each for each in seen(clinic, days=1).due if each.task.rule == "call-the-next-day")

    assert line.name == "Wren Hollow"
    assert not line.is_late


def test_who_left_and_is_not_closed_stays_on_the_list(clinic: Clinic) -> None:
    somebody = visiting(clinic).until(Stage.DISCHARGED)

    later = seen(clinic, days=20).due

    assert somebody.session in {each.session for each in later if each.task.rule == "close-session"}


def test_a_monitor_that_falls_silent_is_said(clinic: Clinic) -> None:
    somebody = visiting(clinic).until(Stage.DOSING)
    act.bind_device(**somebody.nurse(), device=EUI)

    assert at_chair(somebody, minutes=9).monitors == ()
    silent = at_chair(somebody, minutes=11).monitors
    assert [(each.device, each.last_at, each.trouble) for each in silent] == [(EUI, None, "")]
    assert at_chair(somebody, hours=9).monitors == (), "a pairing that ended is silent by right"


def test_a_monitor_that_names_another_person_is_said_until_it_is_right(clinic: Clinic) -> None:
    somebody = visiting(clinic).until(Stage.DOSING)
    bound = act.bind_device(**somebody.nurse(), device=EUI)

    def spoke(outcome: str, why: str, **later: float) -> None:
        DeviceFrame.objects.create(
            id=clinic.nurse["act_id"],
            received_at=clinic.clock() + timedelta(**later),
            device=EUI,
            control_id="1",
            digest="0" * 64,
            raw=b"MSH",
            outcome=outcome,
            why=why,
            binding_id=bound.binding,
        )

    spoke("refused", "monitor-other-person")
    assert [each.trouble for each in at_chair(somebody).monitors] == ["monitor-other-person"]

    spoke("recorded", "")
    assert at_chair(somebody).monitors == ()


def test_another_site_is_not_found(clinic: Clinic, other_clinic: Clinic) -> None:
    with pytest.raises(NotFound):
        today(clinic.actors[Role.NURSE], other_clinic.site, now=clinic.clock())


def test_nobody_of_another_clinic_is_on_the_list(clinic: Clinic, other_clinic: Clinic) -> None:
    visiting(other_clinic).until(Stage.DISCHARGED)

    here = seen(clinic)

    assert here.due == ()
    assert here.attention == {}
    assert here.before == {}


def test_a_whole_site_asks_for_no_more_queries_than_a_small_one(clinic: Clinic) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as told:
            seen(clinic)
        return len(told)

    def people() -> None:
        visiting(clinic).until(Stage.DOSING)
        visiting(clinic).until(Stage.DISCHARGED)
        visiting(clinic)

    people()
    few = queries()
    people()
    people()

    assert queries() == few
    assert few < 60
