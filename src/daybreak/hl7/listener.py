"""The listener that bedside monitors speak to: HL7 v2 over MLLP, one answer for each message.

It only listens, hands over and answers. Receiving vitals does not make it an alarm system:
the monitors' own alarms remain primary.
"""

import asyncio
import contextlib
import logging
import ssl
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from daybreak.exchange.hl7_ack import Ack
from daybreak.hl7.framing import MOST_BYTES, Deframer, FrameTooLong, frame

Take = Callable[[bytes, datetime], Ack]

_LOG = logging.getLogger(__name__)
_READ_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one listener bears. All times in seconds; the figures are our choice.

    `idle_s`: a connection that says nothing so long is closed; monitors connect again.
    `frame_s`: a message that has begun has to end within this time.
    `answer_s`: a peer that does not read its answers is closed after this time.
    `close_s`: on closing, messages in hand may be finished so long.
    `threads`: so many messages are taken at a time, each with a connection to the database.
    """

    connections: int = 128
    connections_per_peer: int = 64  # a gateway speaks for a whole floor
    message_bytes: int = MOST_BYTES
    idle_s: float = 600
    frame_s: float = 30
    answer_s: float = 30
    close_s: float = 10
    threads: int = 32


class _NotTaken(Exception):
    """`take` failed; nothing may be acknowledged."""


class Listener:
    """Listens until it is closed. `take` runs in a thread, one message of a peer at a time; `leave`
    runs once in each of these threads when it is closed, to give back what they hold.

    `take` stores the message and then answers. When it raises, nothing is answered and the
    connection is closed: what was not acknowledged, the sender sends again.
    """

    def __init__(
        self,
        take: Take,
        *,
        tls: ssl.SSLContext | None = None,
        limits: Limits | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        leave: Callable[[], None] = lambda: None,
    ) -> None:
        self._take = take
        self._leave = leave
        self._tls = tls
        self._limits = limits or Limits()
        self._clock = clock
        self._threads = ThreadPoolExecutor(self._limits.threads, thread_name_prefix="hl7-take")
        self._taking: set[int] = set()  # the threads that have taken a message
        self._server: asyncio.Server | None = None
        self._peers: dict[asyncio.Task[None], str] = {}
        self._busy: set[asyncio.Task[None]] = set()  # with a message in hand
        self._closing = asyncio.Event()

    @property
    def port(self) -> int:
        """The port it listens on, which it may have been left to choose."""
        if self._server is None or not self._server.sockets:
            raise RuntimeError("this listener is not listening")
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def connections(self) -> int:
        return len(self._peers)

    async def start(self, host: str = "127.0.0.1", port: int = 2575) -> None:
        """Begin to listen. Only this machine can reach it unless `host` says otherwise.

        Raises:
            OSError: the address cannot be listened on.
        """
        self._server = await asyncio.start_server(
            self._accept,
            host,
            port,
            ssl=self._tls,
            ssl_handshake_timeout=self._limits.frame_s if self._tls else None,
        )
        _LOG.info("hl7 listening on %s port %d, tls %s", host, self.port, bool(self._tls))

    async def close(self) -> None:
        """Stop listening, let messages in hand be answered, then hang up. Ends in `close_s`."""
        self._closing.set()
        if self._server is not None:
            self._server.close()
        for task in self._peers.keys() - self._busy:
            task.cancel()
        if self._peers:
            _, late = await asyncio.wait(self._peers, timeout=self._limits.close_s)
            for task in late:
                task.cancel()
            if late:
                _LOG.warning("hl7 closing left %d connections unfinished", len(late))
                await asyncio.wait(late, timeout=1)
        await self._dismiss()
        self._threads.shutdown(wait=False, cancel_futures=True)
        _LOG.info("hl7 closed")

    async def _dismiss(self) -> None:
        """Have each thread leave; one that hangs is left behind."""
        threads, self._taking = len(self._taking), set()
        if not threads:
            return
        together = threading.Barrier(threads)

        def farewell() -> None:
            with contextlib.suppress(threading.BrokenBarrierError):
                together.wait(1)  # so that no thread leaves twice in the place of another
            self._leave()

        loop = asyncio.get_running_loop()
        leaving = [loop.run_in_executor(self._threads, farewell) for _ in range(threads)]
        await asyncio.wait(leaving, timeout=2)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from its first byte to its last. Nothing it does reaches another."""
        task = asyncio.current_task()
        peer = str((writer.get_extra_info("peername") or ("unknown",))[0])
        if task is None or self._closing.is_set() or self._is_full(peer):
            _LOG.warning("hl7 refused a connection from %s: %d open", peer, self.connections)
            writer.transport.abort()
            return
        self._peers[task] = peer
        try:
            await self._converse(task, reader, writer)
        except asyncio.CancelledError:
            if not self._closing.is_set():
                raise
            # We hang up ourselves. Passed on, it is written out whole for each monitor.
        except (OSError, FrameTooLong) as ended:
            _LOG.warning("hl7 hung up on %s: %s", peer, type(ended).__name__)
        except _NotTaken as failed:  # its words only: a traceback may hold a patient
            _LOG.error("hl7 could not take a message of %s: %s", peer, failed)
        finally:
            del self._peers[task]
            self._busy.discard(task)
            await self._hang_up(writer)

    def _is_full(self, peer: str) -> bool:
        each = Counter(self._peers.values())
        return (
            each.total() >= self._limits.connections
            or each[peer] >= self._limits.connections_per_peer
        )

    async def _converse(
        self, task: asyncio.Task[None], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        loop = asyncio.get_running_loop()
        deframer = Deframer(self._limits.message_bytes)
        began, seen = loop.time(), 0
        while not self._closing.is_set():
            if deframer.begun != seen:
                began, seen = loop.time(), deframer.begun
            until = began + self._limits.frame_s if deframer.midway else None
            async with asyncio.timeout_at(until or loop.time() + self._limits.idle_s):
                data = await reader.read(_READ_BYTES)
            if not data:
                break
            self._busy.add(task)
            for message in deframer.feed(data):
                await self._answer(writer, await self._taken(message))
            self._busy.discard(task)
        _note_loose_ends(self._peers[task], deframer)

    async def _taken(self, message: bytes) -> Ack:
        loop = asyncio.get_running_loop()
        now = self._clock()

        def taken() -> Ack:
            self._taking.add(threading.get_ident())
            return self._take(message, now)

        try:
            return await loop.run_in_executor(self._threads, taken)
        except Exception as failed:  # noqa: BLE001 - it may be anything that storing can raise
            raise _NotTaken(type(failed).__name__) from None

    async def _answer(self, writer: asyncio.StreamWriter, ack: Ack) -> None:
        for answer in ack.messages:
            writer.write(frame(answer))
        async with asyncio.timeout(self._limits.answer_s):
            await writer.drain()

    async def _hang_up(self, writer: asyncio.StreamWriter) -> None:
        writer.close()
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(1):
                await writer.wait_closed()


async def serve(
    host: str,
    port: int,
    take: Take,
    *,
    stop: asyncio.Event,
    tls: ssl.SSLContext | None = None,
    limits: Limits | None = None,
    ready: Callable[[int], None] | None = None,
    leave: Callable[[], None] = lambda: None,
) -> None:
    """Listen until `stop` is set, then close gracefully. `ready` is told the port.

    `leave` runs at the end in each thread that took a message.

    Raises:
        OSError: the address cannot be listened on.
    """
    listener = Listener(take, tls=tls, limits=limits, leave=leave)
    await listener.start(host, port)
    try:
        if ready is not None:
            ready(listener.port)
        await stop.wait()
    finally:
        await listener.close()


def tls_context(certificate: Path, key: Path, *, peers: Path | None = None) -> ssl.SSLContext:
    """TLS for the listener. With `peers`, only a monitor with a certificate of it may speak.

    Raises:
        OSError: a file cannot be read, or is not what it should be.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    if peers is not None:
        context.load_verify_locations(peers)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def _note_loose_ends(peer: str, deframer: Deframer) -> None:
    if deframer.stray or deframer.torn or deframer.midway:
        _LOG.info(
            "hl7 %s left: %d stray bytes, %d torn messages, midway %s",
            peer,
            deframer.stray,
            deframer.torn,
            deframer.midway,
        )
