"""A bedside monitor on its cable: what it sends over MLLP, and what the clinic answers."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import connection

from daybreak.actions import team
from daybreak.actions.journal import add
from daybreak.hl7 import service
from daybreak.hl7.framing import END, frame
from daybreak.records.models import Booking, PatientIdentifier
from journeys.conftest import House
from monitoring import CONTINUOUS, PACIFIC, listening, other, shifted
from routes import Routed

NUMBER = b"TEST-0001"
DEVICE = "00A0370000AB0001"


class Cable:
    """One monitor whose messages go to a port."""

    def __init__(self, house: House, port: int) -> None:
        self._house, self._port, self._sent = house, port, 0

    def says(self, *, systolic_mmhg: int, number: bytes = NUMBER) -> str:
        """Send what it shows now, and read the word of the answer."""
        self._sent += 1
        at = self._house.clock.now
        message = other(shifted(CONTINUOUS, at), b"CABLE-%04d" % self._sent)
        message = message.replace(b"|142|", b"|%d|" % systolic_mmhg).replace(NUMBER, number)
        with socket.create_connection(("127.0.0.1", self._port), timeout=30) as wire:
            wire.sendall(frame(message))
            answer = b""
            while not answer.endswith(END):
                answer += wire.recv(4096)
        return answer.split(b"MSA|")[1][:2].decode()


@contextmanager
def plugged_in(house: House) -> Iterator[Cable]:
    """The monitors' service listens by the clock of the house, as long as the journey lasts."""
    with listening(service.taking(zone=PACIFIC), lambda: datetime.now(UTC)) as port:
        yield Cable(house, port)
    connection.close()


def seat_three(house: House, visit: Routed) -> None:
    """They sit at the monitor's chair, and are known to it by their number."""
    clinic = house.clinic
    chair = team.add_chair(**clinic.administrator, site=clinic.site, name="3").chair
    now = house.clock.now
    with visit.somebody.written() as journal:
        add(
            Booking(
                session_id=visit.session,
                site_id=clinic.site,
                chair_id=chair,
                starts_at=now,
                ends_at=now + timedelta(hours=2),
            )
        )
        add(
            PatientIdentifier(
                organisation_id=clinic.organisation,
                patient_id=visit.somebody.patient,
                system="urn:test",
                value=NUMBER.decode(),
            )
        )
        journal.changed(visit.session)
