"""The monitors' service: what a bedside monitor says ends in the act of the nurse's form.

Receiving vitals does not make this an alarm system: the monitors' own alarms remain primary.
"""

import asyncio
import logging
import signal
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

from django.db import connection

from daybreak.actions.session import frames
from daybreak.exchange.hl7_ack import Ack
from daybreak.exchange.hl7_oru import MonitorMessage
from daybreak.hl7.keeping import Keeping, names_of
from daybreak.hl7.listener import serve
from daybreak.hl7.reception import reception
from daybreak.hl7.recorder import Job, Recorder
from daybreak.records.reads.monitors import clock_zone

PURGE_EVERY = timedelta(hours=1)
ENDS_WITHIN_S = 5.0  # our choice: what is not used by then is used at the next start

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
    recorder = Recorder(leave=_leave)
    there = zone or clock_zone()
    keeping = Keeping(later=lambda job: recorder(_fresh(job)))
    take = taking(zone=there, keeping=keeping)

    def taken(raw: bytes, received_at: datetime) -> Ack:
        try:
            return take(raw, received_at)
        except Exception:
            connection.close()  # it may be the connection that failed; the next try gets another
            raise

    def recover() -> None:
        if count := keeping.recover(zone=there):
            _LOG.warning("hl7 used %d messages that were kept when it last stopped", count)

    async def until_stopped() -> None:
        stopped = stop or asyncio.Event()
        _on_signals(stopped)
        sweeping = asyncio.create_task(_sweep())
        try:
            await serve(host, port, taken, stop=stopped, tls=tls, ready=ready, leave=_leave)
        finally:
            sweeping.cancel()

    recorder.start()
    recorder(_fresh(recover))
    try:
        asyncio.run(until_stopped())
    finally:
        if not recorder.stop(ENDS_WITHIN_S):
            _LOG.warning("hl7 leaves messages to be used at the next start")


def _leave() -> None:
    """Give back the connection of the thread that runs this."""
    connection.close()


def _fresh(job: Job) -> Job:
    """The job, with a connection of its own if the last one was lost."""

    def done() -> None:
        try:
            job()
        except Exception:
            connection.close()
            raise

    return done


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


def taking(*, zone: tzinfo, keeping: Keeping | None = None) -> Callable[[bytes, datetime], Ack]:
    """What a listener does with each message: keep it, answer it, use it."""
    kept = keeping or Keeping()
    return reception(kept.keep, zone=zone, zone_of=_zone_of)


def _zone_of(message: MonitorMessage) -> tzinfo | None:
    found = frames.paired(names_of(message), message.received_at)
    return found.zone if found else None
