"""What a person reads off a paired monitor and takes over: theirs, the monitor's, of its time."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from clinic import Clinic
from daybreak.actions import session as act
from daybreak.care.errors import NotAllowed
from daybreak.care.session.monitors import monitor_rules
from daybreak.care.session.stages import Stage
from daybreak.care.session.vitals import Vitals
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records.models import VitalsRow
from visiting import WELL, Visiting, visiting

EUI = "00A0370000AB0001"
FIGURES = Vitals(systolic_mmhg=131, diastolic_mmhg=79, heart_rate_per_min=75, spo2_percent=97)


def told_by_a_monitor(clinic: Clinic) -> tuple[Visiting, UUID]:
    somebody = visiting(clinic).until(Stage.DOSING)
    act.bind_device(**somebody.nurse(), device=EUI)
    clinic.clock.forward(minutes=4)
    by = Actor(
        uuid4(), EUI, clinic.organisation, frozenset({Role.DEVICE}), frozenset({clinic.site})
    )
    row = act.record_vitals(**{**somebody.nurse(), "by": by}, vitals=FIGURES).reading
    clinic.clock.forward(minutes=1)
    return somebody, row


def taken_over(somebody: Visiting, *rows: UUID, vitals: Vitals = Vitals()) -> act.VitalsRecorded:  # noqa: B008 - a frozen value
    return act.record_vitals(**somebody.nurse(), vitals=vitals, accepted=rows)


def test_it_stands_under_both_names_and_at_the_time_it_was_measured(clinic: Clinic) -> None:
    somebody, row = told_by_a_monitor(clinic)

    answer = taken_over(somebody, row)

    told, stored = VitalsRow.objects.get(id=row), VitalsRow.objects.get(id=answer.reading)
    assert (stored.at, stored.systolic_mmhg, stored.device) == (told.at, 131, EUI)
    assert stored.recorded_at > told.recorded_at
    shown = next(each for each in somebody.seen.readings if each.id == answer.reading)
    assert shown.by == f"{somebody.clinic.actors[Role.NURSE].name}, off {EUI}"
    assert not shown.is_device


def test_what_the_person_saw_themselves_is_of_now_and_only_theirs(clinic: Clinic) -> None:
    somebody, row = told_by_a_monitor(clinic)

    answer = taken_over(somebody, row, vitals=Vitals(moaas=4))

    own = VitalsRow.objects.get(id=answer.reading)
    assert (own.moaas, own.systolic_mmhg, own.device, own.method) == (4, None, "", "manual")
    assert VitalsRow.objects.filter(method="accepted").count() == 1
    assert [each.rule for each in answer.findings] == ["moaas-low-note"]


def test_it_is_taken_over_once(clinic: Clinic) -> None:
    somebody, row = told_by_a_monitor(clinic)
    taken_over(somebody, row)

    with pytest.raises(NotAllowed, match="already"):
        taken_over(somebody, row)
    taken_over(somebody, row, vitals=Vitals(moaas=5))

    assert VitalsRow.objects.filter(method="accepted").count() == 1


def test_old_figures_are_not_taken_over(clinic: Clinic) -> None:
    somebody, row = told_by_a_monitor(clinic)
    clinic.clock.forward(seconds=2 * monitor_rules().every_s)

    with pytest.raises(NotAllowed, match="old"):
        taken_over(somebody, row)


def test_a_persons_own_reading_is_not_taken_over(clinic: Clinic) -> None:
    somebody, _ = told_by_a_monitor(clinic)
    typed = somebody.measure(WELL).reading

    with pytest.raises(NotAllowed, match="old"):
        taken_over(somebody, typed)


def test_a_critical_figure_that_is_taken_over_is_one_alarm(clinic: Clinic) -> None:
    somebody, _ = told_by_a_monitor(clinic)
    by = Actor(
        uuid4(), EUI, clinic.organisation, frozenset({Role.DEVICE}), frozenset({clinic.site})
    )
    high = Vitals(systolic_mmhg=186, diastolic_mmhg=96)
    row = act.record_vitals(**{**somebody.nurse(), "by": by}, vitals=high).reading

    answer = taken_over(somebody, row)

    assert "systolic-high-critical" in {each.rule for each in answer.findings}
    opened = [each.channel for each in somebody.seen.alarms(somebody.now + timedelta(seconds=1))]
    assert opened.count("systolic-high") == 1
