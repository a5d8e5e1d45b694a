"""The listener answers every peer, and no peer can keep it from another."""

import asyncio
import datetime as dt
import ipaddress
import logging
import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hl7.client import MLLPClient

from daybreak.exchange.hl7_ack import Ack, Outcome
from daybreak.hl7.framing import END, START, frame
from daybreak.hl7.listener import Limits, Listener, Take, serve, tls_context
from daybreak.hl7.reception import reception

HOST = "127.0.0.1"
QUICK = Limits(idle_s=5, frame_s=5, answer_s=5, close_s=5)
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def echo(raw: bytes, _at: dt.datetime) -> Ack:
    return Ack(Outcome.ACCEPTED, (b"A:" + raw,))


@asynccontextmanager
async def listening(
    take: Take = echo, limits: Limits = QUICK, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Listener]:
    listener = Listener(take, limits=limits, tls=tls)
    await listener.start(HOST, 0)
    try:
        yield listener
    finally:
        await listener.close()


async def connected(listener: Listener) -> Streams:
    return await asyncio.open_connection(HOST, listener.port)


async def answer(reader: asyncio.StreamReader) -> bytes:
    """The next answer, or nothing when the listener has hung up."""
    async with asyncio.timeout(10):
        try:
            framed = await reader.readuntil(END)
        except (asyncio.IncompleteReadError, ConnectionResetError):
            return b""
    return framed.removeprefix(START).removesuffix(END)


async def ask(listener: Listener, message: bytes) -> bytes:
    reader, writer = await connected(listener)
    writer.write(frame(message))
    told = await answer(reader)
    writer.close()
    return told


def run(story: Callable[[], Awaitable[None]]) -> None:
    async def told() -> None:
        async with asyncio.timeout(30):
            await story()

    asyncio.run(told())


def test_a_message_is_answered_however_it_is_cut() -> None:
    async def story() -> None:
        async with listening() as listener:
            reader, writer = await connected(listener)
            for byte in frame(b"one"):
                writer.write(bytes([byte]))
                await writer.drain()
            assert await answer(reader) == b"A:one"
            writer.write(frame(b"two") + frame(b"three"))
            assert [await answer(reader), await answer(reader)] == [b"A:two", b"A:three"]
            writer.close()

    run(story)


def test_the_time_of_arrival_goes_with_the_message() -> None:
    times = []

    def take(_raw: bytes, at: dt.datetime) -> Ack:
        times.append(at)
        return Ack(Outcome.ACCEPTED, (b"x",))

    async def story() -> None:
        async with listening(take) as listener:
            await ask(listener, b"one")

    run(story)
    assert times[0].tzinfo is dt.UTC


def test_two_answers_go_back_in_their_order_and_none_when_none_is_wanted() -> None:
    def take(raw: bytes, _at: dt.datetime) -> Ack:
        return Ack(Outcome.ACCEPTED, () if raw == b"quiet" else (b"CA", b"AA"))

    async def story() -> None:
        async with listening(take) as listener:
            reader, writer = await connected(listener)
            writer.write(frame(b"quiet") + frame(b"both"))
            assert [await answer(reader), await answer(reader)] == [b"CA", b"AA"]
            writer.close()

    run(story)


def test_a_foreign_sender_is_understood(request: pytest.FixtureRequest) -> None:
    """The client of another library, with the messages of the care pathway."""
    vectors = Path(request.config.rootpath) / "tests/vectors/hl7"
    kept: list[bytes] = []
    take = reception(lambda raw, _at, _read: kept.append(raw), zone=dt.UTC)

    def send(port: int) -> list[bytes]:
        with MLLPClient(HOST, port) as client:
            return [
                client.send_message((vectors / name).read_bytes())
                for name in ("continuous.hl7", "spot-check.hl7")
            ]

    async def story() -> None:
        async with listening(take) as listener:
            first, second = await asyncio.to_thread(send, listener.port)
            assert b"MSA|CA|CM1-20261121-000042" in first
            assert b"MSA|AA|SPOT9001" in second

    run(story)
    assert len(kept) == 2


@pytest.mark.parametrize(
    "bad",
    [
        b"GET / HTTP/1.1\r\n\r\n" * 100_000,
        START + b"x" * (2 * 1024 * 1024),
        START + b"half",
        b"\x00\xff" * 1000,
        b"",
    ],
)
def test_a_peer_that_talks_nonsense_does_not_reach_the_next(bad: bytes) -> None:
    async def story() -> None:
        async with listening() as listener:
            _, writer = await connected(listener)
            try:
                writer.write(bad)
                await writer.drain()
            except ConnectionError:
                pass  # hung up on in the middle of it, as it should be
            assert await ask(listener, b"good") == b"A:good"
            writer.close()

    run(story)


def test_what_could_not_be_taken_is_not_answered_and_the_next_peer_is(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def take(raw: bytes, at: dt.datetime) -> Ack:
        if raw == b"poison of Testpatient":
            raise RuntimeError("Testpatient")
        return echo(raw, at)

    async def story() -> None:
        async with listening(take) as listener:
            assert await ask(listener, b"poison of Testpatient") == b""
            assert await ask(listener, b"good") == b"A:good"

    with caplog.at_level(logging.DEBUG):
        run(story)
    assert "RuntimeError" in caplog.text
    assert "Testpatient" not in caplog.text


def test_a_slow_record_for_one_peer_does_not_hold_up_another() -> None:
    release = threading.Event()

    def take(raw: bytes, at: dt.datetime) -> Ack:
        if raw == b"slow":
            release.wait(20)
        return echo(raw, at)

    async def story() -> None:
        async with listening(take) as listener:
            slow = [asyncio.create_task(ask(listener, b"slow")) for _ in range(8)]
            assert await ask(listener, b"quick") == b"A:quick"
            assert not any(task.done() for task in slow)
            release.set()
            assert await asyncio.gather(*slow) == [b"A:slow"] * 8

    run(story)


@pytest.mark.parametrize(
    ("sent", "limits"),
    [
        (b"", Limits(idle_s=0.1, frame_s=20)),
        (START + b"half", Limits(idle_s=20, frame_s=0.1)),
    ],
)
def test_a_peer_that_says_nothing_or_never_ends_is_hung_up_on(sent: bytes, limits: Limits) -> None:
    async def story() -> None:
        async with listening(limits=limits) as listener:
            reader, writer = await connected(listener)
            writer.write(sent)
            assert await answer(reader) == b""
            writer.close()

    run(story)


def test_a_peer_that_drips_its_message_is_hung_up_on() -> None:
    """Each byte comes in time; the message does not."""

    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(START)
        while True:
            writer.write(b"x")
            await asyncio.sleep(0.05)

    async def story() -> None:
        async with listening(limits=Limits(idle_s=20, frame_s=0.3)) as listener:
            reader, writer = await connected(listener)
            dripping = asyncio.create_task(drip(writer))
            assert await answer(reader) == b""
            dripping.cancel()
            writer.close()

    run(story)


def test_a_long_conversation_outlives_the_time_of_one_message() -> None:
    async def story() -> None:
        async with listening(limits=Limits(idle_s=20, frame_s=0.2)) as listener:
            reader, writer = await connected(listener)
            for _ in range(4):
                writer.write(frame(b"x"))
                assert await answer(reader) == b"A:x"
                await asyncio.sleep(0.1)
            writer.close()

    run(story)


@pytest.mark.parametrize(
    "limits", [Limits(connections=2, connections_per_peer=9), Limits(connections_per_peer=2)]
)
def test_more_connections_than_it_bears_are_refused_and_those_it_has_go_on(limits: Limits) -> None:
    async def story() -> None:
        async with listening(limits=limits) as listener:
            held = [await connected(listener) for _ in range(2)]
            for reader, writer in held:
                writer.write(frame(b"x"))
                assert await answer(reader) == b"A:x"
            assert await ask(listener, b"one too many") == b""
            for reader, writer in held:
                writer.write(frame(b"y"))
                assert await answer(reader) == b"A:y"
                writer.close()
            while listener.connections:  # noqa: ASYNC110 - it tells nobody when a peer has left
                await asyncio.sleep(0.01)
            assert await ask(listener, b"room again") == b"A:room again"

    run(story)


def test_closing_lets_the_message_in_hand_be_answered() -> None:
    begun, release = threading.Event(), threading.Event()

    def take(raw: bytes, at: dt.datetime) -> Ack:
        begun.set()
        release.wait(20)
        return echo(raw, at)

    async def story() -> None:
        async with listening(take) as listener:
            _, idle = await connected(listener)
            asked = asyncio.create_task(ask(listener, b"last"))
            await asyncio.to_thread(begun.wait, 10)
            closing = asyncio.create_task(listener.close())
            await asyncio.sleep(0.05)
            assert not closing.done()
            release.set()
            assert await asked == b"A:last"
            await closing
            assert listener.connections == 0
            idle.close()

    run(story)


def test_closing_ends_in_time_though_the_record_hangs() -> None:
    begun, release = threading.Event(), threading.Event()

    def take(raw: bytes, at: dt.datetime) -> Ack:
        begun.set()
        release.wait(20)
        return echo(raw, at)

    async def story() -> None:
        async with listening(take, Limits(close_s=0.1)) as listener:
            asked = asyncio.create_task(ask(listener, b"never"))
            await asyncio.to_thread(begun.wait, 10)
            async with asyncio.timeout(5):
                await listener.close()
            assert await asked == b""
            release.set()

    run(story)


def test_closing_hangs_up_on_a_silent_monitor_without_a_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def story() -> None:
        async with listening() as listener:
            reader, writer = await connected(listener)
            assert await ask(listener, b"first") == b"A:first"
            await listener.close()
            assert await answer(reader) == b""
            writer.close()

    with caplog.at_level(logging.WARNING, logger="asyncio"):
        run(story)

    assert not [each.getMessage() for each in caplog.records if each.name == "asyncio"]


def test_after_closing_nobody_is_let_in() -> None:
    async def story() -> None:
        async with listening() as listener:
            port = listener.port
            await listener.close()
            with pytest.raises(OSError):  # noqa: PT011 - which one, the system decides
                await asyncio.open_connection(HOST, port)

    run(story)


def test_it_serves_until_it_is_told_to_stop() -> None:
    async def story() -> None:
        stop, ready = asyncio.Event(), asyncio.get_running_loop().create_future()
        serving = asyncio.create_task(serve(HOST, 0, echo, stop=stop, ready=ready.set_result))
        reader, writer = await asyncio.open_connection(HOST, await ready)
        writer.write(frame(b"x"))
        assert await answer(reader) == b"A:x"
        stop.set()
        await serving
        assert await answer(reader) == b""
        writer.close()

    run(story)


def _certificate(folder: Path, name: str) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / f"{name}.pem", folder / f"{name}.key"
    public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return public, private


@pytest.mark.parametrize("known", [True, False])
def test_with_tls_only_a_monitor_with_a_known_certificate_is_heard(
    tmp_path: Path, known: bool
) -> None:
    ours, our_key = _certificate(tmp_path, "listener")
    theirs, their_key = _certificate(tmp_path, "monitor")
    client = ssl.create_default_context(cafile=str(ours))
    if known:
        client.load_cert_chain(theirs, their_key)

    async def story() -> None:
        async with listening(tls=tls_context(ours, our_key, peers=theirs)) as listener:
            told = b""
            try:
                reader, writer = await asyncio.open_connection(HOST, listener.port, ssl=client)
                writer.write(frame(b"x"))
                told = await answer(reader)
                writer.close()
            except (ssl.SSLError, ConnectionError):
                assert not known
            assert told == (b"A:x" if known else b"")

    run(story)
