"""Of all that a monitor says the record keeps what is new, and loses nothing that was answered."""

from datetime import timedelta
from typing import Any

import pytest

from daybreak.actions import session as act
from daybreak.actions.session import frames
from daybreak.actions.session.frames import Purged
from daybreak.exchange.hl7_ack import Outcome
from daybreak.hl7 import service
from daybreak.hl7.keeping import Keeping
from daybreak.hl7.recorder import Job
from daybreak.records.models import DeviceFrame, JournalLine, VitalsRow
from daybreak.records.verify import verify
from monitoring import CONTINUOUS, PACIFIC, bound, on_chair_three, other, shifted
from visiting import Visiting


@pytest.fixture
def dosed(clinic: Any) -> Visiting:
    return on_chair_three(clinic)


def said(visit: Visiting, take: Any, second: int, **changed: bytes) -> bytes:
    """A word of the monitor, so many seconds after the first; its cuff measured a minute before."""
    now = visit.now.replace(microsecond=0) + timedelta(seconds=second)
    message = other(shifted(CONTINUOUS, now), b"CM1-%d" % second)
    cuff, first = (
        (at.astimezone(PACIFIC) - timedelta(minutes=1)).strftime("%Y%m%d%H%M%S").encode()
        for at in (now, visit.now.replace(microsecond=0))
    )
    message = message.replace(cuff, first) if second else message
    for old, new in changed.items():
        message = message.replace(old.encode(), new)
    ack = take(message, now)
    assert ack.outcome is Outcome.ACCEPTED
    return message


def outcomes() -> list[str]:
    return list(DeviceFrame.objects.order_by("received_at").values_list("outcome", flat=True))


def test_of_what_it_says_every_ten_seconds_one_a_minute_becomes_a_reading(dosed: Visiting) -> None:
    bound(dosed)
    dosed.clinic.clock.forward(minutes=3)
    take = service.taking(zone=PACIFIC)

    for second in range(0, 180, 10):
        said(dosed, take, second)

    rows = VitalsRow.objects.filter(session=dosed.session, method="device")
    assert rows.filter(systolic_mmhg__isnull=False).count() == 1, "the cuff's, once"
    assert rows.filter(heart_rate_per_min__isnull=False).count() == 3
    assert outcomes().count("between") == 15
    assert outcomes().count("recorded") == 3
    assert verify().ok


def test_a_bad_reading_does_not_wait_for_its_minute(dosed: Visiting) -> None:
    bound(dosed)
    dosed.clinic.clock.forward(minutes=3)
    take = service.taking(zone=PACIFIC)
    said(dosed, take, 0)

    said(dosed, take, 10, **{"|98|": b"|86|"})

    assert VitalsRow.objects.filter(method="device", spo2_percent=86).count() == 1
    assert any(alarm.channel == "spo2-low" for alarm in dosed.seen.alarms(dosed.now + MINUTE))


MINUTE = timedelta(minutes=1)


def test_what_it_said_before_is_asked_of_the_record_when_nobody_remembers(dosed: Visiting) -> None:
    bound(dosed)
    dosed.clinic.clock.forward(minutes=3)
    said(dosed, service.taking(zone=PACIFIC), 0)

    said(dosed, service.taking(zone=PACIFIC), 10)  # the service was started anew

    assert outcomes() == ["recorded", "between"]


def test_a_page_is_told_of_the_last_word_though_most_words_lie_between(dosed: Visiting) -> None:
    bound(dosed)
    dosed.clinic.clock.forward(minutes=3)
    take = service.taking(zone=PACIFIC)

    for second in range(0, 60, 5):
        said(dosed, take, second)

    assert DeviceFrame.objects.filter(binding__isnull=False).count() == 1
    (monitor,) = dosed.seen.monitors
    assert monitor.last_at is not None
    assert not monitor.trouble


def test_the_same_trouble_is_told_once_a_minute_and_its_end_at_once(dosed: Visiting) -> None:
    bound(dosed)
    dosed.clinic.clock.forward(minutes=3)
    take, now = service.taking(zone=PACIFIC), dosed.now.replace(microsecond=0)
    said(dosed, take, 0)
    for second in range(1, 30):
        wrong = other(shifted(CONTINUOUS, now + timedelta(seconds=second)), b"X%d" % second)
        ack = take(wrong.replace(b"TEST-0001", b"TEST-0002"), now + timedelta(seconds=second))
        assert ack.outcome is Outcome.ERROR
    assert dosed.seen.monitors[0].trouble == "monitor-other-person"
    assert DeviceFrame.objects.filter(outcome="refused", binding__isnull=False).count() == 1

    said(dosed, take, 31)

    assert dosed.seen.monitors[0].trouble == ""


def test_what_was_answered_and_not_used_is_used_when_the_service_starts_again(
    dosed: Visiting,
) -> None:
    bound(dosed)
    dosed.clinic.clock.forward(minutes=3)
    left: list[Job] = []
    said(dosed, service.taking(zone=PACIFIC, keeping=Keeping(left.append)), 0)
    assert len(left) == 1, "answered, and the machine stops here"
    assert not VitalsRow.objects.filter(method="device").exists()

    assert Keeping().recover(zone=PACIFIC) == 1

    assert VitalsRow.objects.filter(method="device").count() == 2
    assert outcomes() == ["recorded"]
    assert Keeping().recover(zone=PACIFIC) == 0


def test_what_was_half_used_is_not_recorded_twice(dosed: Visiting) -> None:
    bound(dosed)
    dosed.clinic.clock.forward(minutes=3)
    said(dosed, service.taking(zone=PACIFIC), 0)
    DeviceFrame.objects.update(outcome="received", act=None)  # as if it stopped before it said so
    lines = JournalLine.objects.count()

    Keeping().recover(zone=PACIFIC)

    assert outcomes() == ["recorded"]
    assert VitalsRow.objects.filter(method="device").count() == 2
    assert JournalLine.objects.count() == lines


def test_what_was_measured_while_it_was_paired_counts_though_it_was_released_since(
    dosed: Visiting,
) -> None:
    binding = bound(dosed)
    dosed.clinic.clock.forward(minutes=3)
    left: list[Job] = []
    said(dosed, service.taking(zone=PACIFIC, keeping=Keeping(left.append)), 0)
    dosed.clinic.clock.forward(minutes=1)
    act.unbind_device(**dosed.clinic.nurse, binding=binding)

    Keeping().recover(zone=PACIFIC)

    assert VitalsRow.objects.filter(method="device").count() == 2


def test_when_a_message_could_not_be_kept_the_next_is_judged_by_the_record(
    dosed: Visiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound(dosed)
    dosed.clinic.clock.forward(minutes=3)
    take = service.taking(zone=PACIFIC)
    with monkeypatch.context() as broken:
        broken.setattr(frames, "insert_new", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            said(dosed, take, 0)

    said(dosed, take, 1)

    assert outcomes() == ["recorded"]


def test_what_lies_between_readings_is_kept_for_a_day(dosed: Visiting) -> None:
    bound(dosed)
    dosed.clinic.clock.forward(minutes=3)
    take = service.taking(zone=PACIFIC)
    for second in (0, 10, 20):
        said(dosed, take, second)

    assert frames.purge(dosed.now + timedelta(hours=23)) == Purged(0, 0, 0)
    assert frames.purge(dosed.now + timedelta(hours=25)) == Purged(0, 0, 2)
    assert outcomes() == ["recorded"]
