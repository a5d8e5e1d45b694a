"""The monitors' service: what a bedside monitor says ends in the act of the nurse's form.

Receiving vitals does not make this an alarm system: the monitors' own alarms remain primary.
"""

import asyncio
import logging
import signal
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from uuid import UUID, uuid5

from django.db import connection

from daybreak.actions.session import frames, record_vitals
from daybreak.actions.session.frames import ORPHAN, RECEIVED, RECORDED, REFUSED, Paired
from daybreak.care.errors import DaybreakError, NotAllowed, NotUnderstood
from daybreak.care.session.monitors import is_other_person, is_other_seat
from daybreak.care.session.vitals import Reading
from daybreak.exchange.hl7_ack import Ack
from daybreak.exchange.hl7_header import header_as_told
from daybreak.exchange.hl7_message import parse
from daybreak.exchange.hl7_oru import MonitorMessage
from daybreak.exchange.hl7_vitals import sets_of_vitals
from daybreak.hl7.listener import serve
from daybreak.hl7.reception import reception
from daybreak.records.reads.monitors import clock_zone

PURGE_EVERY = timedelta(hours=1)
CONFLICTS = {
    "monitor-other-person": "This monitor names another person's number than the one it is "
    "paired with. Nothing of it is stored; look whom it is connected to.",
    "monitor-other-seat": "This monitor says it stands at another chair than the one it is "
    "paired at. Nothing of it is stored; look where it stands.",
}

_LOG = logging.getLogger(__name__)


def listen(
    port: int = 2575,
    host: str = "127.0.0.1",
    *,
    zone: tzinfo | None = None,
    tls: ssl.SSLContext | None = None,
    ready: Callable[[int], None] | None = None,
    stop: "asyncio.Event | None" = None,
) -> None:
    """Listen for monitors until stopped; returns then.

    Args:
        zone: where the clocks of monitors hang that nobody has paired, for times without an
            offset; without it the one that all sites share. A paired one keeps its site's.
        tls: speak TLS, see `hl7.listener.tls_context`.
        ready: is told the port once it listens.
        stop: ends it when set from its own loop; signals do in the main thread.
    """
    take = taking(zone=zone or clock_zone())

    def taken(raw: bytes, received_at: datetime) -> Ack:
        try:
            return take(raw, received_at)
        finally:
            connection.close()  # monitors speak once a minute; their threads come and go

    async def until_stopped() -> None:
        stopped = stop or asyncio.Event()
        _on_signals(stopped)
        sweeping = asyncio.create_task(_sweep())
        try:
            await serve(host, port, taken, stop=stopped, tls=tls, ready=ready)
        finally:
            sweeping.cancel()

    asyncio.run(until_stopped())


def _on_signals(stopped: asyncio.Event) -> None:
    """End gracefully when asked to; in a thread that is its owner's affair."""
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(each, stopped.set)
        except (RuntimeError, ValueError, NotImplementedError):
            return


async def _sweep() -> None:
    """Throw away what belongs to nobody, now and every hour."""
    while True:
        try:
            await asyncio.to_thread(_purge)
        except Exception as failed:  # noqa: BLE001 - a sweep that fails is tried again
            _LOG.warning("hl7 could not purge: %s", type(failed).__name__)
        await asyncio.sleep(PURGE_EVERY.total_seconds())


def _purge() -> None:
    try:
        gone = frames.purge(datetime.now(UTC))
        if gone.orphans or gone.texts:
            _LOG.info("hl7 purged %d orphans and %d texts", gone.orphans, gone.texts)
    finally:
        connection.close()


def taking(*, zone: tzinfo) -> Callable[[bytes, datetime], Ack]:
    """What a listener does with each message: keep it, use it, answer it."""
    return reception(keep, zone=zone, zone_of=_zone_of)


def _zone_of(message: MonitorMessage) -> tzinfo | None:
    found = frames.paired(_names(message), message.received_at)
    return found.zone if found else None


def keep(raw: bytes, received_at: datetime, message: MonitorMessage | NotUnderstood) -> None:
    """Keep a message, then do what it says; the same message again changes nothing.

    Raises:
        NotAllowed: it contradicts the pairing: another person's number, or another chair.
        DaybreakError: the act refused it.
    """
    told = _told(raw, message)
    frame = frames.keep_frame(
        raw=raw,
        received_at=received_at,
        device=told.device,
        control_id=told.control_id,
        sent_at=told.sent,
    )
    if isinstance(message, NotUnderstood):
        frames.settle(frame.id, REFUSED, why=message.code)
        return
    if frame.outcome == REFUSED and frame.why in CONFLICTS:
        raise NotAllowed(frame.why, CONFLICTS[frame.why])
    if frame.outcome == RECEIVED:  # new, or cut off the last time
        _use(frame.id, message, received_at)


def _use(frame: UUID, message: MonitorMessage, received_at: datetime) -> None:
    found = frames.paired(_names(message), received_at)
    if found is None:
        frames.settle(frame, ORPHAN, why="not-paired")
        return
    if conflict := _conflict(message, found):
        frames.settle(frame, REFUSED, why=conflict, pairing=found.pairing.id)
        raise NotAllowed(conflict, CONFLICTS[conflict])
    act, why = None, "nothing-valid"
    for reading in sets_of_vitals(message.readings):
        if frames.is_known_reading(
            found.pairing.session, found.actor.name, reading.at, reading.vitals
        ):
            why = "known"
            continue
        try:
            act = _record(message, reading, found, received_at)
        except DaybreakError as refusal:
            why = refusal.code
            _LOG.info("hl7 reading not taken: %s", refusal.code)
    outcome = RECORDED if act or why == "known" else ORPHAN
    frames.settle(
        frame, outcome, why="" if outcome == RECORDED else why, act=act, pairing=found.pairing.id
    )


def _record(
    message: MonitorMessage, reading: Reading, found: Paired, received_at: datetime
) -> UUID:
    """The same act as the nurse's form, with an id that the same message always has."""
    act_id = uuid5(message.act_id, reading.at.isoformat())
    record_vitals(
        by=found.actor,
        act_id=act_id,
        at=reading.at,
        now=received_at,
        session=found.pairing.session,
        vitals=reading.vitals,
    )
    return act_id


def _conflict(message: MonitorMessage, found: Paired) -> str:
    if is_other_person((number.value for number in message.patient_numbers), found.numbers):
        return "monitor-other-person"
    if is_other_seat(message.location.bed, found.pairing.chair):
        return "monitor-other-seat"
    return ""


def _names(message: MonitorMessage) -> frozenset[str]:
    """What the monitor may be paired as: its EUI-64, or the name it sends under."""
    return frozenset(filter(None, (message.device_eui, message.sender.upper())))


@dataclass(frozen=True, slots=True)
class _Told:
    """Who sent a message that may be too broken to say."""

    device: str
    control_id: str
    sent: str


def _told(raw: bytes, message: MonitorMessage | NotUnderstood) -> _Told:
    if isinstance(message, MonitorMessage):
        sender, control_id, sent = message.same_message_key
        return _Told(sender, control_id, sent)
    try:
        header = header_as_told(parse(raw))
    except NotUnderstood:
        return _Told("", "", "")
    return _Told(header.sending, header.control_id, header.sent)
