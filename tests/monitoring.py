"""A monitor at a chair, for tests: the two examples of the care pathway, sent when a test says."""

import asyncio
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from clinic import NOON, Clinic
from daybreak.actions import session as act
from daybreak.actions import team
from daybreak.actions.journal import add
from daybreak.care.session.stages import Stage
from daybreak.exchange.hl7_ack import Ack
from daybreak.hl7.listener import Listener
from daybreak.records.models import Booking, PatientIdentifier
from rehearsed import rehearsed
from visiting import Visiting, visiting

VECTORS = Path(__file__).parent / "vectors" / "hl7"
CONTINUOUS = (VECTORS / "continuous.hl7").read_bytes()  # at 10:15 in Los Angeles, cuff at 10:14
SPOT = (VECTORS / "spot-check.hl7").read_bytes()  # at 11:02:29 UTC
PACIFIC = ZoneInfo("America/Los_Angeles")
CHAIRMON, SPOTMON = "00A0370000AB0001", "0011FF0000CD0002"


def shifted(message: bytes, to: datetime) -> bytes:
    """One of the two examples, as if sent at `to`; the cuff stays a minute older in the first."""
    if b"CHAIRMON" in message:
        here = to.astimezone(PACIFIC)
        cuff = here - timedelta(minutes=1)
        return message.replace(b"20261121101400", f"{cuff:%Y%m%d%H%M%S}".encode()).replace(
            b"20261121101500", f"{here:%Y%m%d%H%M%S}".encode()
        )
    return (
        message.replace(b"20261121110230.512", f"{to:%Y%m%d%H%M%S}.512".encode())
        .replace(b"20261121110230", f"{to:%Y%m%d%H%M%S}".encode())
        .replace(b"20261121110229", f"{to - timedelta(seconds=1):%Y%m%d%H%M%S}".encode())
    )


def other(message: bytes, control_id: bytes) -> bytes:
    """The same under another control id."""
    return message.replace(b"CM1-20261121-000042", control_id).replace(b"SPOT9001", control_id)


@rehearsed
def on_chair_three(clinic: Clinic) -> Visiting:
    """Somebody who is being dosed on the chair of the examples, with the number of the first."""
    visit = visiting(clinic)
    chair = team.add_chair(**clinic.administrator, site=clinic.site, name="3").chair
    with visit.somebody.written() as journal:
        add(
            Booking(
                session_id=visit.session,
                site_id=clinic.site,
                chair_id=chair,
                starts_at=NOON,
                ends_at=NOON + timedelta(hours=2),
            )
        )
        add(
            PatientIdentifier(
                organisation_id=clinic.organisation,
                patient_id=visit.somebody.patient,
                system="urn:test",
                value="TEST-0001",
            )
        )
        journal.changed(visit.session)
    return visit.until(Stage.DOSING)


def bound(visit: Visiting, device: str = CHAIRMON) -> UUID:
    binding = act.bind_device(**visit.nurse(), device=device).binding
    visit.clinic.clock.forward(minutes=2)
    return binding


def _leave() -> None:
    connection.close()


@contextmanager
def listening(
    take: Callable[[bytes, datetime], Ack], clock: Callable[[], datetime]
) -> Iterator[int]:
    """The listener on a port of its own, in a thread of its own, by the clock of the test."""
    stop = asyncio.Event()
    told: queue.Queue[tuple[asyncio.AbstractEventLoop, int]] = queue.Queue()

    async def serve() -> None:
        listener = Listener(take, clock=clock, leave=_leave)
        await listener.start("127.0.0.1", 0)
        told.put((asyncio.get_running_loop(), listener.port))
        await stop.wait()
        await listener.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    loop, port = told.get(timeout=20)
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(20)
        assert not thread.is_alive()
