"""Only a person at a chair says whom a monitor speaks for, and it ends by itself."""

from datetime import timedelta
from uuid import uuid4

import pytest

from clinic import Clinic
from daybreak.actions import session as act
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.session.monitors import monitor_rules
from daybreak.care.session.stages import Stage
from daybreak.care.session.vitals import Vitals
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records.models import DeviceBinding, DeviceUnbinding, JournalLine, VitalsRow
from visiting import WELL, Visiting, visiting

EUI = "00A0370000AB0001"


def bound(somebody: Visiting, device: str = EUI) -> act.MonitorBound:
    return act.bind_device(**somebody.nurse(), device=device)


def monitor(clinic: Clinic, name: str = EUI) -> Actor:
    return Actor(
        uuid4(),
        name,
        clinic.organisation,
        frozenset({Role.DEVICE}),
        frozenset({clinic.site}),
    )


def told(somebody: Visiting, by: Actor, vitals: Vitals = WELL) -> act.VitalsRecorded:
    return act.record_vitals(**{**somebody.nurse(), "by": by}, vitals=vitals)


def test_a_pairing_is_a_row_and_a_line_of_the_journal_and_ends_by_itself(clinic: Clinic) -> None:
    somebody = visiting(clinic).until(Stage.CHECKED_IN)

    answer = bound(somebody)

    row = DeviceBinding.objects.get(id=answer.binding)
    assert (row.device, row.session_id, row.chair_id) == (
        EUI,
        somebody.session,
        somebody.seen.chair_id,
    )
    assert row.expires_at == row.at + timedelta(seconds=monitor_rules().paired_s)
    line = JournalLine.objects.get(act_id=row.act)
    assert (line.act, line.patient) == ("session-bind-device", somebody.somebody.patient)


def test_the_same_form_twice_pairs_once(clinic: Clinic) -> None:
    somebody = visiting(clinic).until(Stage.CHECKED_IN)
    sent = somebody.nurse()

    assert act.bind_device(**sent, device=EUI) == act.bind_device(**sent, device=EUI)
    assert DeviceBinding.objects.count() == 1


@pytest.mark.parametrize(
    "typed", ["00a0370000ab0001", "00-A0-37-00-00-AB-00-01", " 00A0370000AB0001 "]
)
def test_a_number_is_the_same_however_it_is_typed(clinic: Clinic, typed: str) -> None:
    assert bound(visiting(clinic).until(Stage.ARRIVED), typed).device == EUI


@pytest.mark.parametrize("typed", ["", "?", "a" * 61, "mon|itor", "mon\x00itor"])
def test_what_is_no_name_of_a_monitor_pairs_nothing(clinic: Clinic, typed: str) -> None:
    somebody = visiting(clinic).until(Stage.ARRIVED)

    with pytest.raises(NotUnderstood, match="monitor"):
        bound(somebody, typed)

    assert not DeviceBinding.objects.exists()


@pytest.mark.parametrize("stage", [Stage.SCHEDULED, Stage.DISCHARGED])
def test_a_monitor_is_paired_with_somebody_who_is_here(clinic: Clinic, stage: Stage) -> None:
    somebody = visiting(clinic)
    if stage is not Stage.SCHEDULED:
        somebody.until(stage)

    with pytest.raises(NotAllowed, match="here"):
        bound(somebody)

    assert not DeviceBinding.objects.exists()


def test_a_monitor_speaks_for_one_chair_at_a_time_in_the_whole_house(
    clinic: Clinic, other_clinic: Clinic
) -> None:
    first, second = (visiting(clinic).until(Stage.ARRIVED) for _ in range(2))
    elsewhere = visiting(other_clinic).until(Stage.ARRIVED)
    bound(first)

    for other in (first, second, elsewhere):
        with pytest.raises(NotAllowed, match=r"paired here already|another chair"):
            bound(other)

    assert DeviceBinding.objects.get().session_id == first.session


def test_a_released_monitor_is_free_for_the_next_and_speaks_for_nobody(clinic: Clinic) -> None:
    first, second = (visiting(clinic).until(Stage.ARRIVED) for _ in range(2))
    answer = bound(first)
    told(first, monitor(clinic))

    act.unbind_device(**clinic.nurse, binding=answer.binding)

    assert DeviceUnbinding.objects.get().binding_id == answer.binding
    with pytest.raises(NotAllowed, match="paired with nobody"):
        told(first, monitor(clinic))
    bound(second)
    with pytest.raises(NotAllowed, match="released already"):
        act.unbind_device(**clinic.nurse, binding=answer.binding)


def test_whoever_goes_home_takes_no_monitor_along(clinic: Clinic) -> None:
    somebody = visiting(clinic).until(Stage.RECOVERY)
    answer = bound(somebody)
    somebody._recovered()
    somebody.sign()

    assert DeviceUnbinding.objects.get().binding_id == answer.binding
    before = VitalsRow.objects.count()
    with pytest.raises(NotAllowed):
        told(somebody, monitor(clinic))
    assert VitalsRow.objects.count() == before


def test_a_monitor_writes_only_what_was_measured_since_it_was_paired(clinic: Clinic) -> None:
    somebody = visiting(clinic).until(Stage.CHECKED_IN)
    early = clinic.clock()
    clinic.clock.forward(minutes=2)
    bound(somebody)
    sent = {**somebody.nurse(), "by": monitor(clinic)}

    with pytest.raises(NotAllowed, match="not paired with this session at that time"):
        act.record_vitals(**{**sent, "at": early}, vitals=WELL)

    act.record_vitals(**{**sent, "act_id": uuid4()}, vitals=WELL)
    row = VitalsRow.objects.get()
    assert (row.method, row.device, row.by_id) == ("device", EUI, None)


def test_another_monitor_than_the_paired_one_writes_nothing(clinic: Clinic) -> None:
    somebody = visiting(clinic).until(Stage.CHECKED_IN)
    bound(somebody)

    with pytest.raises(NotAllowed, match="paired with nobody"):
        told(somebody, monitor(clinic, "00A0370000AB9999"))


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.THERAPIST, Role.ADMINISTRATOR])
def test_only_who_works_at_the_chair_pairs(clinic: Clinic, role: Role) -> None:
    somebody = visiting(clinic).until(Stage.ARRIVED)

    with pytest.raises(WrongRole):
        act.bind_device(**clinic.by(role), session=somebody.session, device=EUI)


def test_a_monitor_cannot_pair_itself(clinic: Clinic) -> None:
    somebody = visiting(clinic).until(Stage.ARRIVED)

    with pytest.raises(WrongRole):
        act.bind_device(**{**somebody.nurse(), "by": monitor(clinic)}, device=EUI)


def test_another_clinics_pairings_are_not_found(clinic: Clinic, other_clinic: Clinic) -> None:
    somebody = visiting(clinic).until(Stage.ARRIVED)
    answer = bound(somebody)

    with pytest.raises(NotFound):
        act.bind_device(**other_clinic.nurse, session=somebody.session, device="OTHER-1")
    with pytest.raises(NotFound):
        act.unbind_device(**other_clinic.nurse, binding=answer.binding)
