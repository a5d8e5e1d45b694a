"""Readings, corrections, symptoms and alarms: what is recorded is what every screen shows."""

from datetime import timedelta
from uuid import uuid4

import pytest

from clinic import Clinic
from daybreak.actions import session as act
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.findings import Alarm
from daybreak.care.session.stages import Stage
from daybreak.care.session.vitals import Vitals
from daybreak.care.team.roles import Role
from daybreak.records.models import Acknowledgement, JournalLine, SymptomRow, VitalsRow
from daybreak.records.verify import verify
from visiting import WELL, Visiting, visiting


@pytest.fixture
def dosed(clinic: Clinic) -> Visiting:
    visit = visiting(clinic).until(Stage.DOSING)
    clinic.clock.forward(minutes=10)
    return visit


def test_a_reading_answers_with_everything_it_calls_for(dosed: Visiting) -> None:
    answer = dosed.measure(systolic_mmhg=186, spo2_percent=91)

    rules = {each.rule for each in answer.findings}
    assert {"systolic-high-critical", "spo2-low-alert"} <= rules
    row = VitalsRow.objects.get(id=answer.reading)
    assert (row.systolic_mmhg, row.method, row.device) == (186, "manual", "")


def test_the_same_reading_sent_twice_is_one_and_answered_the_same(dosed: Visiting) -> None:
    sent = dosed.nurse()

    first = act.record_vitals(**sent, vitals=WELL)
    again = act.record_vitals(**{**sent, "now": dosed.clinic.clock()}, vitals=WELL)

    assert first == again
    assert VitalsRow.objects.filter(id=first.reading).count() == 1


@pytest.mark.parametrize(
    "vitals",
    [
        Vitals(),
        Vitals(systolic_mmhg=1640, diastolic_mmhg=98),
        Vitals(systolic_mmhg=78, diastolic_mmhg=128),
        Vitals(spo2_percent=101),
    ],
)
def test_what_cannot_be_a_reading_is_refused_and_nothing_stored(
    dosed: Visiting, vitals: Vitals
) -> None:
    before = VitalsRow.objects.count(), JournalLine.objects.count()

    with pytest.raises(NotUnderstood):
        act.record_vitals(**dosed.nurse(), vitals=vitals)

    assert (VitalsRow.objects.count(), JournalLine.objects.count()) == before


def test_a_reading_keeps_the_time_it_was_true(dosed: Visiting) -> None:
    at = dosed.now - timedelta(minutes=6)

    answer = act.record_vitals(**{**dosed.nurse(), "at": at}, vitals=WELL)

    assert VitalsRow.objects.get(id=answer.reading).at == at


def test_a_reading_from_before_they_came_or_from_ahead_is_refused(dosed: Visiting) -> None:
    with pytest.raises(NotAllowed, match="not here at that time"):
        act.record_vitals(**{**dosed.nurse(), "at": dosed.now - timedelta(hours=3)}, vitals=WELL)
    with pytest.raises(NotUnderstood, match="has not come yet"):
        act.record_vitals(**{**dosed.nurse(), "at": dosed.now + timedelta(hours=1)}, vitals=WELL)


def test_a_late_entry_counts_after_they_left_but_not_once_it_is_closed(clinic: Clinic) -> None:
    visit = visiting(clinic).until(Stage.DISCHARGED)
    earlier = visit.now - timedelta(minutes=20)
    act.record_vitals(**{**visit.nurse(), "at": earlier}, vitals=WELL)
    with pytest.raises(NotAllowed, match="not here"):
        visit.measure()

    visit.close()

    with pytest.raises(NotAllowed, match="closed"):
        act.record_vitals(**{**visit.nurse(), "at": earlier}, vitals=WELL)


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.THERAPIST, Role.DIRECTOR])
def test_only_whoever_works_at_the_chair_takes_readings(dosed: Visiting, role: Role) -> None:
    with pytest.raises(WrongRole):
        act.record_vitals(**{**dosed.clinic.by(role), "session": dosed.session}, vitals=WELL)


def test_another_organisation_records_nothing(dosed: Visiting, other_clinic: Clinic) -> None:
    with pytest.raises(NotFound):
        act.record_vitals(**{**other_clinic.nurse, "session": dosed.session}, vitals=WELL)


def test_a_corrected_reading_stands_at_its_own_time_and_closes_the_alarm(dosed: Visiting) -> None:
    wrong = dosed.measure(systolic_mmhg=186).reading
    assert dosed.seen.alarms(dosed.now)[0].level is Alarm.CRITICAL
    dosed.clinic.clock.forward(minutes=1)

    act.correct(
        **dosed.nurse(),
        reading=wrong,
        vitals=Vitals(systolic_mmhg=136, diastolic_mmhg=78),
        reason="typed 186 for 136",
    )

    rows = VitalsRow.objects.filter(session=dosed.session).order_by("recorded_at")
    assert rows[2].at == rows[1].at
    assert rows[2].corrects_id == wrong
    assert not dosed.seen.alarms(dosed.now)
    assert verify().ok


def test_a_reading_can_be_taken_back_whole(dosed: Visiting) -> None:
    wrong = dosed.measure(systolic_mmhg=186).reading

    act.correct(**dosed.nurse(), reading=wrong, vitals=None, reason="another person's cuff")

    assert [each.vitals.systolic_mmhg for each in dosed.seen.chair.readings] == [128, None]


def test_a_correction_is_made_once_with_a_reason_on_a_reading_of_this_session(
    dosed: Visiting,
) -> None:
    wrong = dosed.measure().reading
    with pytest.raises(NotUnderstood, match="Say why"):
        act.correct(**dosed.nurse(), reading=wrong, vitals=WELL, reason=" ")
    with pytest.raises(NotFound):
        act.correct(**dosed.nurse(), reading=uuid4(), vitals=WELL, reason="misread")
    act.correct(**dosed.nurse(), reading=wrong, vitals=WELL, reason="misread")
    with pytest.raises(NotAllowed, match="corrected already"):
        act.correct(**dosed.nurse(), reading=wrong, vitals=WELL, reason="misread")


def test_an_alarm_is_answered_and_says_by_whom(dosed: Visiting) -> None:
    dosed.measure(systolic_mmhg=164)

    answer = act.acknowledge(
        **dosed.nurse(), channel="systolic-high", level="alert", action="Prescriber told"
    )

    alarm = dosed.seen.alarms(dosed.now)[0]
    row = Acknowledgement.objects.get()
    assert answer.unseen == 0
    assert alarm.unseen is None
    assert alarm.repeat_due is not None  # told does not stop the repeat
    assert (row.level, row.role, row.action) == ("alert", "nurse", "Prescriber told")


def test_a_worse_alarm_is_not_taken_for_seen(dosed: Visiting) -> None:
    dosed.measure(systolic_mmhg=164)
    dosed.clinic.clock.forward(minutes=1)
    dosed.measure(systolic_mmhg=186)

    with pytest.raises(NotAllowed, match="become worse"):
        act.acknowledge(
            **dosed.nurse(), channel="systolic-high", level="alert", action="Prescriber told"
        )


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"channel": "spo2-low", "level": "alert", "action": "told"}, NotAllowed),
        ({"channel": "systolic-high", "level": "alert", "action": " "}, NotAllowed),
        ({"channel": "systolic-high", "level": "loud", "action": "told"}, NotUnderstood),
    ],
)
def test_an_answer_to_nothing_is_refused(
    dosed: Visiting, told: dict[str, str], error: type[Exception]
) -> None:
    dosed.measure(systolic_mmhg=164)

    with pytest.raises(error):
        act.acknowledge(**dosed.nurse(), **told)  # type: ignore[arg-type] # columns of a table of cases

    assert not Acknowledgement.objects.exists()


def test_a_symptom_is_graded_and_passes(dosed: Visiting) -> None:
    act.record_symptom(**dosed.nurse(), term="nausea", grade=2, note="after the pause")
    dosed.clinic.clock.forward(minutes=5)
    act.record_symptom(**dosed.nurse(), term="nausea", grade=0)

    (symptom,) = dosed.seen.chair.symptoms
    assert (symptom.term, symptom.grade) == ("nausea", 2)
    assert symptom.resolved is not None
    assert SymptomRow.objects.count() == 2


def test_chest_pain_is_critical_at_any_pressure_and_sounds(dosed: Visiting) -> None:
    answer = act.record_symptom(**dosed.nurse(), term="chest-pain", grade=1)

    assert {each.level for each in answer.findings} == {"critical"}
    assert dosed.seen.alarms(dosed.now)[0].channel == "symptom-chest-pain"


@pytest.mark.parametrize(
    ("term", "grade", "error"),
    [("no-such", 1, NotUnderstood), ("nausea", 9, NotUnderstood), ("nausea", 0, NotAllowed)],
)
def test_a_symptom_that_cannot_be_is_refused(
    dosed: Visiting, term: str, grade: int, error: type[Exception]
) -> None:
    with pytest.raises(error):
        act.record_symptom(**dosed.nurse(), term=term, grade=grade)


def test_a_therapist_notes_a_symptom_but_answers_no_alarm(dosed: Visiting) -> None:
    sent = {**dosed.clinic.by(Role.THERAPIST), "session": dosed.session}

    act.record_symptom(**sent, term="anxiety", grade=1)
    with pytest.raises(WrongRole):
        act.acknowledge(
            **{**dosed.clinic.by(Role.THERAPIST), "session": dosed.session},
            channel="systolic-high",
            level="alert",
            action="told",
        )


@pytest.mark.parametrize("name", ["", "x", "monitor\nname|^"])
def test_a_monitor_without_a_name_is_not_paired(dosed: Visiting, name: str) -> None:
    with pytest.raises(NotUnderstood, match="no monitor's name"):
        act.bind_device(**dosed.nurse(), device=name)


def test_a_monitor_speaks_for_one_chair_at_a_time(dosed: Visiting) -> None:
    act.bind_device(**dosed.nurse(), device="SPOTMON")
    with pytest.raises(NotAllowed, match="paired here already"):
        act.bind_device(**dosed.nurse(), device="spotmon")
    dosed.clinic.clock.forward(minutes=-25)
    other = visiting(dosed.clinic)
    other.arrive()
    with pytest.raises(NotAllowed, match="another chair"):
        act.bind_device(**other.nurse(), device="SPOTMON")


def test_a_monitor_is_paired_with_somebody_who_is_here(clinic: Clinic) -> None:
    visit = visiting(clinic)
    with pytest.raises(NotAllowed, match="who is here"):
        act.bind_device(**visit.nurse(), device="SPOTMON")


def test_a_pairing_is_released_once_and_only_by_those_who_know_of_it(
    dosed: Visiting, other_clinic: Clinic
) -> None:
    binding = act.bind_device(**dosed.nurse(), device="SPOTMON").binding
    with pytest.raises(NotFound):
        act.unbind_device(**other_clinic.nurse, binding=binding)

    act.unbind_device(**dosed.clinic.nurse, binding=binding)

    with pytest.raises(NotAllowed, match="released already"):
        act.unbind_device(**dosed.clinic.nurse, binding=binding)
