"""The house as processes that can be killed, monitors that speak to it, and what has to be found.

A monitor sends a message until it is acknowledged, as real ones do, over as many connections as it
takes. Afterwards the record is asked for everything that was acknowledged, and for anything twice.
"""

import asyncio
import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO
from uuid import UUID

from shift import Seat, Shift, message

HOST = "127.0.0.1"
CUFF_EVERY_S = 60
STARTS_WITHIN_S = 90
ACCEPTED = (b"MSA|CA|", b"MSA|AA|")


def free_port() -> int:
    """A port that nobody has, and that no connection is given by the system while we are away.

    What listens on it is killed and started again on the same one; a port of the range from which
    outgoing connections get theirs may belong to somebody else by then.
    """
    for port in random.sample(range(20_000, 32_000), 200):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((HOST, port))
            return port
    raise RuntimeError("no port is free")


@dataclass
class House:
    """`daybreak serve` and `daybreak hl7-listen` on one record, as processes.

    `together` runs the listener within `serve`, as a clinic on SQLite does; without `web` there is
    only the listener.
    """

    environment: dict[str, str]
    together: bool = False
    web: bool = True
    port: int = field(default_factory=free_port)
    hl7_port: int = field(default_factory=free_port)
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    said: IO[bytes] = field(default_factory=tempfile.TemporaryFile)  # by all of them

    def start(self) -> None:
        """Start what is to run, and wait until it answers."""
        run = [sys.executable, "-m", "daybreak"]
        calls = []
        if self.web:
            inside = str(self.hl7_port if self.together else 0)
            calls.append([*run, "serve", "--port", str(self.port), "--hl7-port", inside])
        if not (self.web and self.together):
            calls.append([*run, "hl7-listen", "--port", str(self.hl7_port)])
        self.running = [
            subprocess.Popen(
                call,
                env=self.environment,
                stdout=self.said,
                stderr=self.said,
                start_new_session=True,  # so that a kill reaches its children and nothing of ours
            )
            for call in calls
        ]
        for port in [self.hl7_port, *([self.port] if self.web else [])]:
            self._wait_for(port)

    def _wait_for(self, port: int) -> None:
        until = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
                return
            for process in self.running:
                if process.poll() is not None:
                    ended = f"{process.args!r} ended with {process.returncode} before it listened"
                    raise RuntimeError(f"{ended}: {self._last_words()}")
            time.sleep(0.05)
        raise RuntimeError(f"nothing listens on port {port} after {STARTS_WITHIN_S} s")

    def _last_words(self) -> str:
        self.said.seek(0)
        told = self.said.read().decode(errors="replace")
        fault = told.rfind("Fatal Python error")  # with it comes where each thread was
        return told[fault:][:4000] if fault >= 0 else told[-2000:]

    def kill(self) -> None:
        """SIGKILL to every process at once: nothing gets to tidy up."""
        for process in self.running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        self._reap()

    def stop(self) -> None:
        """Ask each to end, as at closing time."""
        for process in self.running:
            process.terminate()
        for process in self.running:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()
        self._reap()

    def _reap(self) -> None:
        for process in self.running:
            process.wait(30)
        self.running = []

    def cpu_s(self) -> float:
        """CPU seconds of all its processes so far."""
        total = 0.0
        ticks = os.sysconf("SC_CLK_TCK")
        ours = {process.pid for process in self.running}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
                if int(folder.name) in ours or int(fields[3]) in ours:  # its session's leader
                    total += (int(fields[11]) + int(fields[12])) / ticks
        return total


@dataclass
class Told:
    """What monitors sent, what was acknowledged, and how long that took."""

    sent: dict[str, bytes] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    cuffs: set[tuple[str, datetime]] = field(default_factory=set)  # session and time, acknowledged
    refused: list[str] = field(default_factory=list)
    ack_ms: list[float] = field(default_factory=list)


@dataclass
class Load:
    """So many messages a second, by the clock, from all seats together."""

    shift: Shift
    port: int
    rate_per_s: float
    told: Told = field(default_factory=Told)
    first: int = 1
    stopping: bool = False

    async def run(self, seconds: float) -> None:
        """Speak for so long, or until `stopping`; returns when all was acknowledged."""
        seats = self.shift.seats
        gap_s = len(seats) / self.rate_per_s
        start = time.monotonic() + 0.2
        await asyncio.gather(
            *(
                self._monitor(place, seat, start + gap_s * place / len(seats), gap_s, seconds)
                for place, seat in enumerate(seats)
            )
        )

    async def _monitor(
        self, place: int, seat: Seat, start: float, gap_s: float, seconds: float
    ) -> None:
        """One monitor. Each cuff has its own minute: nobody starts forty at once."""
        reader: asyncio.StreamReader | None = None
        writer: asyncio.StreamWriter | None = None
        number = self.first
        while not self.stopping and start + (number - self.first) * gap_s < start + seconds:
            due = start + (number - self.first) * gap_s
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            at = datetime.now(UTC)
            began = cuff_time(at, place / len(self.shift.seats))
            told = message(seat, number, at, cuff_at=began)
            key = f"{seat.chair}-{number}"
            self.told.sent[key] = told
            while True:  # until it is acknowledged: that is what the sender is promised
                try:
                    if writer is None:
                        reader, writer = await asyncio.open_connection(HOST, self.port)
                    assert reader is not None
                    writer.write(b"\x0b" + told + b"\x1c\r")
                    async with asyncio.timeout(30):
                        answer = await reader.readuntil(b"\x1c\r")
                    break
                except (OSError, asyncio.IncompleteReadError):
                    if writer is not None:
                        writer.close()
                    writer = None
                    await asyncio.sleep(0.05)
            self.told.ack_ms.append((time.monotonic() - due) * 1000)
            if any(each in answer for each in ACCEPTED):
                self.told.acknowledged.add(key)
                self.told.cuffs.add((seat.session, began))
            else:
                self.told.refused.append(answer.decode(errors="replace"))
            number += 1
        if writer is not None:
            writer.close()


def cuff_time(at: datetime, share: float) -> datetime:
    """When a cuff last measured, to the second; `share` says where in its interval it does."""
    since_s = (at.timestamp() + share * CUFF_EVERY_S) % CUFF_EVERY_S
    return (at - timedelta(seconds=since_s)).replace(microsecond=0)


@dataclass(frozen=True)
class Found:
    """What the record says of what was acknowledged. Names of what is missing or there twice."""

    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    readings: int
    faults: tuple[str, ...]


def found(told: Told, acts: set[UUID], shift: Shift) -> Found:
    """Ask the record, which is awake in this process, for everything that was acknowledged.

    `acts` are those of typed readings that were answered.
    """
    from django.db import connection

    from daybreak.records.models import DeviceFrame, JournalLine, VitalsRow
    from daybreak.records.verify import verify

    kept = Counter(DeviceFrame.objects.values_list("control_id", flat=True))
    lost = [key for key in sorted(told.acknowledged) if not kept[key]]
    doubled = [key for key, count in kept.items() if count > 1]
    unfinished = DeviceFrame.objects.filter(outcome="received").values_list("control_id", flat=True)
    lost += [f"{key} was never used" for key in unfinished]
    lines = Counter(JournalLine.objects.filter(act_id__in=acts).values_list("act_id", flat=True))
    lost += [str(each) for each in acts if not lines[each]]
    doubled += [str(each) for each, count in lines.items() if count > 1]
    rows = Counter(
        VitalsRow.objects.filter(method="device").values_list(
            "session", "at", "systolic_mmhg", "heart_rate_per_min"
        )
    )
    doubled += [f"reading {key[0]} {key[1]}" for key, count in rows.items() if count > 1]
    pressures = {(str(key[0]), key[1]) for key in rows if key[2] is not None}
    lost += [f"cuff {session} {at}" for session, at in told.cuffs - pressures]
    proof = verify()
    connection.close()
    return Found(
        tuple(lost), tuple(doubled), rows.total(), tuple(map(str, getattr(proof, "faults", ())))
    )


@contextlib.contextmanager
def open_house(house: House) -> Iterator[House]:
    house.start()
    try:
        yield house
    finally:
        house.kill()
        house.said.close()
