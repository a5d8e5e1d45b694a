"""A monitor through a working day: what it measured is caught, and every miss has a reason."""

import random
import socket
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from clinic import open_clinic
from daybreak.hl7 import service
from daybreak.hl7.framing import END, frame
from daybreak.records.models import DeviceFrame, VitalsRow
from daybreak.records.verify import verify
from monitoring import bound, listening, on_chair_three
from shift import Seat, message

HOURS, EVERY_S, CUFF_EVERY_S = 8, 5, 300
CAUGHT = 0.995

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]


@dataclass
class Said:
    """One moment of the monitor: when, and which of its values it could measure."""

    at: datetime
    cuff_at: datetime
    probe_off: bool


def a_day(start: datetime, rng: random.Random) -> list[Said]:
    """A word every few seconds; now and then the probe falls off or the monitor is unplugged."""
    said, off_until, away_until = [], start, start
    for step in range(HOURS * 3600 // EVERY_S):
        at = start + timedelta(seconds=step * EVERY_S)
        if at >= off_until and rng.random() < 0.002:
            off_until = at + timedelta(seconds=rng.randrange(10, 120))
        if at >= away_until and rng.random() < 0.0004:
            away_until = at + timedelta(seconds=rng.randrange(60, 600))
        if at < away_until:
            continue  # unplugged: it neither measures nor speaks
        since = (at - start).total_seconds() % CUFF_EVERY_S
        said.append(Said(at, at - timedelta(seconds=since), at < off_until))
    return said


def heard(seat: Seat, number: int, one: Said) -> bytes:
    told = message(seat, number, one.at, cuff_at=one.cuff_at)
    if one.probe_off:
        for value in (97, 98, 99):
            told = told.replace(b"SAT_O2^MDC|1.1.1.3|%d|" % value, b"SAT_O2^MDC|1.1.1.3|---|")
    return told


def test_a_working_day_is_caught_and_every_miss_is_explained(real_transactions: None) -> None:
    visit = on_chair_three(open_clinic())
    device = "00A0370000000003"
    bound(visit, device)
    seat = Seat("3", str(visit.session), "TEST-0001", device)
    start = visit.now.replace(microsecond=0) + timedelta(seconds=1)
    until = visit.seen.monitors[0].pairing.until  # it ends by itself, minutes before the day does
    rng = random.Random(8)
    day = a_day(start, rng)
    clock = [start]

    with listening(service.taking(zone=UTC), lambda: clock[0]) as port:
        wire = socket.create_connection(("127.0.0.1", port), timeout=60)
        for number, one in enumerate(day):
            clock[0] = one.at + timedelta(milliseconds=rng.randrange(10, 900))
            if rng.random() < 0.002:  # the network drops it, and it sends the last again
                wire.close()
                wire = socket.create_connection(("127.0.0.1", port), timeout=60)
            for _ in range(2 if rng.random() < 0.01 else 1):  # now and then twice
                wire.sendall(frame(heard(seat, number, one)))
                answer = b""
                while not answer.endswith(END):
                    answer += wire.recv(4096)
                assert b"MSA|CA|" in answer
        wire.close()
    connection.close()

    rows = list(VitalsRow.objects.filter(method="device").order_by("at"))
    assert DeviceFrame.objects.count() == len(day), "each message once, though some came twice"
    check_cuffs(day, rows)
    check_minutes(day, rows, until)
    late = DeviceFrame.objects.filter(received_at__gte=until)
    assert set(late.values_list("outcome", "why")) == {("orphan", "not-paired")}
    assert verify().ok


def check_cuffs(day: list[Said], rows: list[VitalsRow]) -> None:
    """Every inflation that was told is one reading, at its own time."""
    measured = {one.cuff_at for one in day}
    stored = Counter(row.at for row in rows if row.systolic_mmhg is not None)

    assert set(stored) == measured
    assert set(stored.values()) == {1}


def check_minutes(day: list[Said], rows: list[VitalsRow], until: datetime) -> None:
    """Of every minute in which a sign was measured there is a reading, near enough.

    A minute without one has to have a reason: the probe was off for a part of it, or the pairing
    had ended.
    """
    start = day[0].at

    def minutes(times: list[datetime]) -> set[int]:
        return {(at - start) // timedelta(minutes=1) for at in times}

    off = minutes([one.at for one in day if one.probe_off])
    over = minutes([one.at for one in day if one.at + timedelta(minutes=1) > until])
    assert off
    assert over
    for name, measured, explained in (
        ("heart_rate_per_min", minutes([one.at for one in day]), over),
        ("spo2_percent", minutes([one.at for one in day if not one.probe_off]), off | over),
    ):
        stored = minutes([row.at for row in rows if getattr(row, name) is not None])
        missed = measured - stored
        assert missed <= explained, (name, sorted(missed - explained))
        assert 1 - len(missed - over) / len(measured - over) >= CAUGHT, (name, sorted(missed))
