"""What a bound monitor says ends in the act of the nurse's form; unbound it touches nobody."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from clinic import Clinic, open_clinic
from daybreak.actions import session as act
from daybreak.actions.session import frames
from daybreak.actions.session.frames import Purged
from daybreak.care.errors import NotAllowed
from daybreak.care.findings import Alarm
from daybreak.exchange.hl7_ack import Ack, Outcome
from daybreak.hl7 import keeping, service
from daybreak.hl7.background import Background
from daybreak.hl7.framing import frame
from daybreak.records.models import (
    DeviceFrame,
    JournalLine,
    VitalsRow,
)
from daybreak.records.verify import verify
from monitoring import (
    CHAIRMON,
    CONTINUOUS,
    PACIFIC,
    SPOT,
    SPOTMON,
    bound,
    on_chair_three,
    other,
    shifted,
)
from visiting import WELL, Visiting


@pytest.fixture
def dosed(clinic: Clinic) -> Visiting:
    return on_chair_three(clinic)


def taken(message: bytes, at: datetime) -> Ack:
    return service.taking(zone=PACIFIC)(message, at)


def kept() -> DeviceFrame:
    return DeviceFrame.objects.order_by("-received_at")[0]


def test_the_continuous_example_becomes_two_readings_of_the_session(dosed: Visiting) -> None:
    bound(dosed)
    now = dosed.clinic.clock.forward(minutes=5).replace(microsecond=0)

    ack = taken(shifted(CONTINUOUS, now), now)

    rows = list(VitalsRow.objects.filter(session=dosed.session, method="device").order_by("at"))
    assert ack.outcome is Outcome.ACCEPTED
    assert [row.at for row in rows] == [now - timedelta(minutes=1), now]
    cuff, rest = rows
    assert (cuff.systolic_mmhg, cuff.diastolic_mmhg, cuff.mean_mmhg) == (142, 86, 105)
    assert (rest.heart_rate_per_min, rest.spo2_percent, rest.respiratory_rate_per_min) == (
        88,
        98,
        16,
    )
    assert rest.etco2_mmhg is None  # it sent -999
    assert {row.device for row in rows} == {CHAIRMON}
    assert kept().outcome == "recorded"


def test_the_spot_check_calls_the_prescriber_like_a_nurses_form_would(dosed: Visiting) -> None:
    bound(dosed, "00-11-FF-00-00-CD-00-02")
    now = dosed.clinic.clock.forward(minutes=5).replace(microsecond=0)

    taken(shifted(SPOT, now), now)

    row = VitalsRow.objects.get(session=dosed.session, method="device")
    assert (row.systolic_mmhg, row.diastolic_mmhg, row.mean_mmhg) == (186, 112, 137)
    assert (row.heart_rate_per_min, row.spo2_percent, row.temperature_dc) == (104, 96, 369)
    alarms = {alarm.channel: alarm for alarm in dosed.seen.alarms(now)}
    assert alarms["systolic-high"].level is Alarm.CRITICAL
    assert alarms["diastolic-high"].level is Alarm.CRITICAL
    assert alarms["systolic-high"].repeat_due is not None
    assert JournalLine.objects.filter(act="session-record-vitals", by=None).count() == 1
    by_hand = dosed.measure(WELL, systolic_mmhg=186, diastolic_mmhg=112)
    assert {"systolic-high-critical", "diastolic-high-critical"} <= {
        each.rule for each in by_hand.findings
    }


@pytest.mark.parametrize("message", [CONTINUOUS, SPOT])
def test_the_originals_are_of_another_day_and_touch_nobody(dosed: Visiting, message: bytes) -> None:
    bound(dosed, CHAIRMON if b"CHAIRMON" in message else SPOTMON)
    before = JournalLine.objects.count(), VitalsRow.objects.count()

    ack = taken(message, dosed.clinic.clock())

    assert ack.outcome is Outcome.ACCEPTED
    assert kept().outcome == "orphan"
    assert (JournalLine.objects.count(), VitalsRow.objects.count()) == before


def test_a_monitor_that_nobody_bound_is_kept_and_touches_nobody(dosed: Visiting) -> None:
    now = dosed.clinic.clock.forward(minutes=5)

    ack = taken(shifted(CONTINUOUS, now), now)

    assert ack.outcome is Outcome.ACCEPTED
    assert (kept().outcome, kept().why, kept().binding_id) == ("orphan", "not-paired", None)
    assert not VitalsRow.objects.filter(method="device").exists()


def test_the_same_message_again_is_answered_the_same_and_changes_nothing(dosed: Visiting) -> None:
    bound(dosed)
    now = dosed.clinic.clock.forward(minutes=5)
    message = shifted(CONTINUOUS, now)
    first = taken(message, now)
    count = VitalsRow.objects.count(), JournalLine.objects.count(), DeviceFrame.objects.count()

    again = taken(message, now + timedelta(seconds=20))

    assert again.outcome is first.outcome
    assert count == (
        VitalsRow.objects.count(),
        JournalLine.objects.count(),
        DeviceFrame.objects.count(),
    )


def test_a_message_cut_off_after_it_was_kept_is_used_when_it_comes_again(dosed: Visiting) -> None:
    bound(dosed)
    now = dosed.clinic.clock.forward(minutes=5)
    message = shifted(CONTINUOUS, now)
    taken(message, now)
    DeviceFrame.objects.update(outcome="received", act=None, binding=None)

    taken(message, now + timedelta(seconds=20))

    assert kept().outcome == "recorded"
    assert VitalsRow.objects.filter(method="device").count() == 2


def test_a_cuff_sent_again_with_the_next_message_is_one_reading(dosed: Visiting) -> None:
    bound(dosed)
    now = dosed.clinic.clock.forward(minutes=5).replace(microsecond=0)
    taken(shifted(CONTINUOUS, now), now)
    later = shifted(CONTINUOUS, now + timedelta(minutes=1))
    old_cuff = (now - timedelta(minutes=1)).astimezone(PACIFIC)
    new_cuff = now.astimezone(PACIFIC)
    later = other(later, b"CM1-43").replace(
        f"{new_cuff:%Y%m%d%H%M%S}".encode(), f"{old_cuff:%Y%m%d%H%M%S}".encode()
    )

    taken(later, now + timedelta(minutes=1))

    pressures = VitalsRow.objects.filter(method="device", systolic_mmhg__isnull=False)
    assert pressures.count() == 1
    assert VitalsRow.objects.filter(method="device").count() == 3


def test_another_persons_number_is_raised_and_never_attached(dosed: Visiting) -> None:
    bound(dosed)
    now = dosed.clinic.clock.forward(minutes=5)
    message = shifted(CONTINUOUS, now).replace(b"TEST-0001", b"TEST-0002")

    first, again = taken(message, now), taken(message, now)

    assert first.outcome is again.outcome is Outcome.ERROR
    assert not VitalsRow.objects.filter(method="device").exists()
    assert (kept().outcome, kept().why) == ("refused", "monitor-other-person")
    assert dosed.seen.monitors[0].trouble == "monitor-other-person"


def test_another_chair_is_raised_and_never_attached(dosed: Visiting) -> None:
    bound(dosed)
    now = dosed.clinic.clock.forward(minutes=5)

    ack = taken(shifted(CONTINUOUS, now).replace(b"CHAIR3", b"CHAIR2"), now)

    assert ack.outcome is Outcome.ERROR
    assert not VitalsRow.objects.filter(method="device").exists()


def test_what_was_measured_before_the_pairing_is_nobodys(dosed: Visiting) -> None:
    act.bind_device(**dosed.nurse(), device=CHAIRMON)
    now = dosed.clinic.clock()
    message = shifted(CONTINUOUS, now.replace(microsecond=0) + timedelta(seconds=5))

    taken(message, now + timedelta(seconds=5))

    row = VitalsRow.objects.get(method="device")  # the cuff is a minute older than the pairing
    assert row.systolic_mmhg is None
    assert row.heart_rate_per_min == 88


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=400)])
def test_a_clock_that_runs_ahead_counts_for_nothing(dosed: Visiting, ahead: timedelta) -> None:
    bound(dosed)
    now = dosed.clinic.clock.forward(minutes=5)

    taken(shifted(SPOT, now), now)  # bound as the other monitor, so nobody's
    taken(shifted(CONTINUOUS, now + ahead), now)

    assert not VitalsRow.objects.filter(method="device").exists()
    assert dosed.seen.monitors[0].trouble == "clock-ahead"


def test_a_released_monitor_speaks_for_nobody(dosed: Visiting) -> None:
    binding = bound(dosed)
    act.unbind_device(**dosed.clinic.nurse, binding=binding)
    now = dosed.clinic.clock.forward(minutes=5)

    taken(shifted(CONTINUOUS, now), now)

    assert kept().outcome == "orphan"


def test_a_pairing_ends_by_itself(dosed: Visiting) -> None:
    bound(dosed)
    now = dosed.clinic.clock.forward(hours=9)

    taken(shifted(CONTINUOUS, now), now)

    assert (kept().outcome, kept().why) == ("orphan", "not-paired")


def test_whoever_leaves_takes_no_monitor_along(clinic: Clinic) -> None:
    visit = on_chair_three(clinic)
    bound(visit)
    act.transfer(**visit.nurse(), destination="ambulance", reason="chest pain", shown_ul=30_000)
    now = clinic.clock.forward(minutes=5)

    taken(shifted(CONTINUOUS, now), now)

    assert kept().outcome == "orphan"


@pytest.mark.parametrize("odd", [b"\x00", b"\xff"])
@pytest.mark.parametrize("place", [b"CM1-20261121-000042", b"CHAIRMON"])
def test_no_odd_byte_keeps_a_message_from_being_kept_and_answered(
    dosed: Visiting, place: bytes, odd: bytes
) -> None:
    bound(dosed)
    now = dosed.clinic.clock.forward(minutes=5)
    message = shifted(CONTINUOUS, now).replace(place, place[:2] + odd + place[2:])

    taken(message, now)

    assert bytes(kept().raw) == message


def test_nonsense_is_kept_and_refused(dosed: Visiting) -> None:
    ack = taken(b"junk", dosed.clinic.clock())

    assert ack.outcome is Outcome.ERROR
    assert (kept().outcome, bytes(kept().raw)) == ("refused", b"junk")


def test_the_message_is_kept_before_anything_is_done_with_it(
    dosed: Visiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound(dosed)
    now = dosed.clinic.clock.forward(minutes=5)
    monkeypatch.setattr(keeping, "record_vitals", lambda **_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        taken(shifted(CONTINUOUS, now), now)  # the listener answers nothing then

    assert kept().outcome == "received"


def test_what_belongs_to_nobody_is_thrown_away_after_a_day(dosed: Visiting) -> None:
    now = dosed.clinic.clock.forward(minutes=5)
    taken(shifted(CONTINUOUS, now), now)  # nobody paired it

    assert frames.purge(now + timedelta(hours=23)) == Purged(0, 0)
    assert frames.purge(now + timedelta(hours=25)) == Purged(1, 0)
    assert not DeviceFrame.objects.exists()


def test_of_all_other_messages_only_the_text_goes_and_what_became_of_them_stays(
    dosed: Visiting,
) -> None:
    bound(dosed)
    now = dosed.clinic.clock.forward(minutes=5)
    message = shifted(CONTINUOUS, now)
    taken(message, now)
    taken(b"junk", now)
    taken(other(message, b"CM1-44").replace(b"TEST-0001", b"TEST-0002"), now)
    before = {row.id: (row.digest, row.outcome, row.why) for row in DeviceFrame.objects.all()}
    assert {outcome for _, outcome, _ in before.values()} == {"recorded", "refused"}

    assert frames.purge(now + timedelta(days=29)) == Purged(0, 0)
    assert frames.purge(now + timedelta(days=31)) == Purged(0, 3)
    assert frames.purge(now + timedelta(days=32)) == Purged(0, 0)

    after = {row.id: (row.digest, row.outcome, row.why) for row in DeviceFrame.objects.all()}
    assert after == before
    assert all(bytes(row.raw) == b"" for row in DeviceFrame.objects.all())


def test_a_message_without_its_text_is_still_known_when_it_comes_again(dosed: Visiting) -> None:
    bound(dosed)
    now = dosed.clinic.clock.forward(minutes=5)
    message = shifted(CONTINUOUS, now)
    taken(message, now)
    frames.purge(now + timedelta(days=31))
    count = VitalsRow.objects.count(), DeviceFrame.objects.count()

    taken(message, now + timedelta(days=31))

    assert count == (VitalsRow.objects.count(), DeviceFrame.objects.count())


def test_a_time_without_an_offset_is_that_of_the_paired_chairs_site(dosed: Visiting) -> None:
    bound(dosed)
    now = dosed.clinic.clock.forward(minutes=5).replace(microsecond=0)
    naive = shifted(CONTINUOUS, now).replace(b"-0800", b"")

    service.taking(zone=UTC)(naive, now)  # the house's clock is another one

    rows = VitalsRow.objects.filter(session=dosed.session, method="device").order_by("at")
    assert [row.at for row in rows] == [now - timedelta(minutes=1), now]


def test_a_monitor_may_not_write_for_a_session_it_is_not_bound_to(dosed: Visiting) -> None:
    bound(dosed)
    found = frames.paired(frozenset({CHAIRMON}), dosed.clinic.clock())
    assert found is not None
    stranger = replace(found.actor, name="SOMETHING ELSE")

    with pytest.raises(NotAllowed, match="paired with nobody"):
        act.record_vitals(
            by=stranger,
            act_id=uuid4(),
            at=None,  # type: ignore[arg-type]  # the act takes now for it
            now=dosed.clinic.clock(),
            session=dosed.session,
            vitals=WELL,
        )


@pytest.fixture
def port() -> Iterator[int]:
    """The service on a port of its own, in its own thread, as `daybreak serve` runs it."""
    service_beside = Background(0, zone=PACIFIC)
    service_beside.start()
    yield service_beside.port
    assert service_beside.stop()


@pytest.mark.enable_socket
def test_the_service_ends_when_it_is_told_to(real_transactions: None) -> None:
    beside = Background(0, zone=PACIFIC)
    beside.start()
    assert any(thread.name == "hl7-listener" for thread in threading.enumerate())

    assert beside.stop()

    assert not any(thread.name == "hl7-listener" for thread in threading.enumerate())
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", beside.port), timeout=2)


@pytest.mark.enable_socket
def test_a_port_in_use_is_told_to_whoever_starts_the_service(
    real_transactions: None, port: int
) -> None:
    second = Background(port, zone=PACIFIC)

    with pytest.raises(OSError, match="in use"):
        second.start()
    assert second.stop()


@pytest.mark.enable_socket
def test_a_message_over_the_wire_is_answered_once_it_is_stored(
    real_transactions: None, port: int
) -> None:
    visit = on_chair_three(open_clinic())
    act.bind_device(**visit.nurse(), device=CHAIRMON)
    with visit.somebody.written() as journal:
        journal.changed(visit.session)
    now = datetime.now(UTC)
    # The walk of the test is not of today: only the answer and the frame are looked at here.
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        wire.sendall(frame(shifted(CONTINUOUS, now)))
        answer = wire.recv(4096)

    assert b"MSA|CA|CM1-20261121-000042" in answer
    assert DeviceFrame.objects.get().outcome == "orphan"
    assert verify().ok
    connection.close()
