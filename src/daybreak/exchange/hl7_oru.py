"""What a bedside monitor reports in one ORU message, and which chair it says it stands at."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from uuid import UUID, uuid5

from daybreak.care.errors import NotUnderstood
from daybreak.exchange.hl7_header import Header, read_header
from daybreak.exchange.hl7_message import Message, Segment, parse
from daybreak.exchange.hl7_pressure import crossed_out
from daybreak.exchange.hl7_reading import Clock, Reading, WhyInvalid, is_containment, reading
from daybreak.exchange.hl7_time import read_time
from daybreak.exchange.monitor_codes import monitor_codes

_EUI = re.compile(r"[0-9A-F]{16}", re.ASCII)
_NAMESPACE = UUID("6f2c7a52-4a0e-5f6b-9c39-6b1f0a2d9e11")  # of acts whose sender has no act id
_PRODUCTION = ("", "P")


class Kind(StrEnum):
    READINGS = "ORU^R01"
    WAVEFORM = "ORU^W01"  # accepted and dropped


@dataclass(frozen=True, slots=True)
class Location:
    """Where the sender says the person lies, from PV1-3. Empty text where it does not say."""

    unit: str = ""
    room: str = ""
    bed: str = ""


@dataclass(frozen=True, slots=True)
class PatientNumber:
    """One number of PID-3. Used to raise a conflict with a pairing, never to make one."""

    value: str
    authority: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class MonitorMessage:
    """One message. `sent_at` is the sender's clock in UTC, or None; it is never put right.

    `notes` are `clock-off`, `charset-unknown`, `charset-not-as-declared`. `is_of_local_time` when
    its times hang on where the sender stands, for want of an offset in its header.
    """

    header: Header
    kind: Kind
    sent_at: datetime | None
    received_at: datetime
    device_eui: str | None
    location: Location
    patient_numbers: tuple[PatientNumber, ...]
    readings: tuple[Reading, ...]
    notes: tuple[str, ...]
    content_hash: str
    is_of_local_time: bool = False

    @property
    def sender(self) -> str:
        return self.header.sending_application

    @property
    def control_id(self) -> str:
        return self.header.control_id

    @property
    def clock_off_s(self) -> int | None:
        """How far the sender's clock is ahead of ours, in seconds; behind is negative."""
        return int((self.sent_at - self.received_at).total_seconds()) if self.sent_at else None

    @property
    def same_message_key(self) -> tuple[str, str, str]:
        """Sender, control id and time: a message that has them again is the same one re-sent."""
        return (self.header.sending, self.header.control_id, self.header.sent)

    @property
    def act_id(self) -> UUID:
        """The id of the act, the same whenever the same message is sent again."""
        return uuid5(_NAMESPACE, "\x1f".join((*self.same_message_key, self.content_hash)))


def read_oru(raw: bytes, *, received_at: datetime, zone: tzinfo) -> MonitorMessage:
    """What is in the message, all of it: a reading that does not count is there, and says why.

    Args:
        raw: the message without its frame.
        received_at: aware; the device's clock is compared with it.
        zone: the site's, for times that come without an offset.

    Raises:
        NotUnderstood: it is no ORU^R01 or ORU^W01 that can be answered with readings. The code
            says which: `hl7-type`, `hl7-event` and `hl7-version` are to be rejected, others
            are errors.
    """
    message = parse(raw)
    header = read_header(message)
    kind = _kind(header)
    sent = read_time(header.sent, zone=zone, near=received_at) if header.sent else None
    clock = Clock(sent.zone or zone if sent else zone, received_at, sent.at if sent else None)
    rows = () if kind is Kind.WAVEFORM else _readings(message, clock)
    if header.processing not in _PRODUCTION:
        rows = tuple(one.invalid(WhyInvalid.NOT_PRODUCTION) for one in rows)
    return MonitorMessage(
        header=header,
        kind=kind,
        sent_at=sent.at if sent else None,
        received_at=received_at,
        device_eui=_eui(message),
        location=_location(_only(message, "PV1", 3)),
        patient_numbers=_patient_numbers(_only(message, "PID", 3)),
        readings=rows,
        notes=_notes(message, sent.at if sent else None, received_at),
        content_hash=hashlib.sha256(raw).hexdigest(),
        is_of_local_time=sent is None or sent.zone is None,
    )


def _kind(header: Header) -> Kind:
    if header.message_type != "ORU":
        raise NotUnderstood("hl7-type", "Only results of monitors (ORU) are taken here.")
    if header.event == "W01":
        return Kind.WAVEFORM
    if header.event != "R01":
        raise NotUnderstood("hl7-event", "Of monitors' results only ORU^R01 is taken here.")
    return Kind.READINGS


def _readings(message: Message, clock: Clock) -> tuple[Reading, ...]:
    if not any(segment.name == "OBX" for segment in message.segments):
        raise NotUnderstood("hl7-no-obx", "This ORU^R01 has no observation (OBX) in it.")
    rows: list[Reading] = []
    for segment in message.segments:
        if segment.name == "OBR":
            moment = read_time(segment.text(7), zone=clock.zone, near=clock.received_at)
            clock = replace(clock, group=moment.at if moment else None)
        elif segment.name == "OBX" and not is_containment(segment):
            rows.append(reading(segment, clock))
    return crossed_out(_once(rows))


def _once(rows: list[Reading]) -> tuple[Reading, ...]:
    """A figure of one device, one code and one time that is sent twice is one reading."""
    once: dict[tuple[object, ...], Reading] = {}
    for one in rows:
        name = (one.measure, one.method) if one.measure else (one.raw.code, one.raw.system)
        once.setdefault((*name, one.raw.equipment, one.at, one.raw.value, one.raw.unit), one)
    return tuple(once.values())


def _only(message: Message, name: str, field: int) -> Segment | None:
    """The one segment of this name. Two that differ would be two people in one message."""
    found = [segment for segment in message.segments if segment.name == name]
    told = {
        tuple(one.components(field, i) for i in range(1, one.repetitions(field) + 1))
        for one in found
    }
    if len(told) > 1:
        raise NotUnderstood(
            "hl7-two-people", "This message is about more than one person or bed; send them apart."
        )
    return found[0] if found else None


def _location(visit: Segment | None) -> Location:
    return Location(*(visit.text(3, each) for each in (1, 2, 3))) if visit else Location()


def _patient_numbers(patient: Segment | None) -> tuple[PatientNumber, ...]:
    if patient is None:
        return ()
    return tuple(
        PatientNumber(value, patient.text(3, 4, one), patient.text(3, 5, one))
        for one in range(1, patient.repetitions(3) + 1)
        if (value := patient.text(3, 1, one))
    )


def _eui(message: Message) -> str | None:
    """The device's own number: the header's, or else the first that an OBX names."""
    header = message.header
    named = [header.components(3)] if header.text(3, 3) == "EUI-64" else []
    named += [s.components(18) for s in message.segments if s.name == "OBX" and s.repetitions(18)]
    numbers = (re.sub(r"[-: ]", "", part).upper() for parts in named for part in parts)
    return next((number for number in numbers if _EUI.fullmatch(number)), None)


def _notes(message: Message, sent_at: datetime | None, received_at: datetime) -> tuple[str, ...]:
    notes = [message.charset_note] if message.charset_note else []
    most = timedelta(seconds=monitor_codes().clock.seconds)
    if sent_at and abs(sent_at - received_at) > most:
        notes.append("clock-off")
    return tuple(notes)
