"""No bytes of a sender bring the parser down, and no figure is taken that the bytes do not say.

`make test` tries the same few hundred every time; `make fuzz` goes on anew for ten minutes.
"""

import os
import random
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest
from hl7.parser import parse as parse_whole

from daybreak.care.errors import NotUnderstood
from daybreak.exchange.hl7_ack import acknowledge, refuse
from daybreak.exchange.hl7_oru import Kind, MonitorMessage, read_oru
from daybreak.exchange.hl7_reading import Reading
from daybreak.exchange.hl7_vitals import sets_of_vitals
from daybreak.hl7.framing import Deframer, FrameTooLong, frame

VECTORS = Path(__file__).parents[1] / "vectors" / "hl7"
SEEDS = [path.read_bytes() for path in sorted(VECTORS.glob("*.hl7"))]
RECEIVED = datetime(2026, 11, 21, 18, 15, 1, tzinfo=UTC)
SEARCHES = os.environ.get("HYPOTHESIS_PROFILE") == "search"
TEN_MINUTES_S = 600

PIECES = [
    *b"|^~\\&\r\n\x0b\x1c\x00\xff#-+.*",
    *(b"MSH|^~\\&|", b"MSH|^~\\&#|", b"OBX|1|NM|", b"PID|||", b"OBR|1|||", b"\x1c\r", b"\r\n"),
    *(b"-999", b"-99.9", b"---", b"1e3", b"0x10", b"1_000", b"Infinity", b"NaN", b"9" * 40),
    *(b"98.4", b"88", b"0", b"-0", b"+120", b"120.5", b"\xd9\xa1\xd9\xa2", b" 98 ", b"98~99"),
    *(b"150021^MDC_PRESS_BLD_NONINV_SYS^MDC", b"150456^^MDC", b"150324^x^MDC", b"0002-4a05^^MDIL"),
    *(b"266016^MDC_DIM_MMHG^MDC", b"kPa^kPa^UCUM", b"MDC_DIM_FAHR^MDC_DIM_FAHR^MDC", b"%"),
    *(b"20261121101500-0800", b"20261301000000", b"2026", b"99999999999999+9999", b"ORU^W01"),
    *(b"\\X41\\", b"\\F\\", b"\\.sp9\\", b"DEMO", b"UNICODE UTF-8", b"GB 18030-2000", b"8859/1"),
]


def pieces() -> list[bytes]:
    return [bytes([each]) if isinstance(each, int) else each for each in PIECES]


def mutated(rng: random.Random) -> bytes:
    """A message of a monitor with something wrong in it: a few bytes, a field, a segment."""
    told = bytearray(rng.choice(SEEDS))
    if rng.random() < 0.2:  # the end of another
        other = rng.choice(SEEDS)
        told[rng.randrange(len(told)) :] = other[rng.randrange(len(other)) :]
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        place = rng.randrange(len(told) + 1)
        match rng.randrange(7):
            case 0:
                told[place : place + 1] = bytes([rng.randrange(256)])
            case 1:
                del told[place : place + rng.choice((1, 2, 10, 200))]
            case 2:
                told[place:place] = rng.choice(pieces())
            case 3:
                told[place : place + rng.randrange(30)] = rng.choice(pieces())
            case 4:  # another value in some field
                marks = [at for at, byte in enumerate(told) if byte == ord("|")] or [0]
                at = rng.choice(marks) + 1
                end = next((mark for mark in marks if mark >= at), len(told))
                told[at:end] = rng.choice(pieces())
            case 5:  # a segment twice, or in another place
                lines = bytes(told).split(b"\r")
                lines.insert(rng.randrange(len(lines) + 1), rng.choice(lines))
                told = bytearray(b"\r".join(lines))
            case 6:
                told[place:place] = bytes(told[place : place + 40]) * rng.choice((1, 3, 50))
    return bytes(told)


def tries() -> Iterator[random.Random]:
    """The same few hundred, or as many as ten minutes hold."""
    if not SEARCHES:
        yield from (random.Random(number) for number in range(400))
        return
    until, seed = time.monotonic() + TEN_MINUTES_S, random.SystemRandom().randrange(2**48)
    while time.monotonic() < until:
        seed += 1
        yield random.Random(seed)


def test_no_bytes_bring_it_down_and_no_figure_is_made_up() -> None:
    for rng in tries():
        raw = mutated(rng)
        try:
            check(raw)
        except Exception as failed:
            raise AssertionError(f"this message: {raw!r}") from failed


def check(raw: bytes) -> None:
    """It is read or refused; what is read stands in the bytes; and the answer is one message."""
    try:
        message = read_oru(raw, received_at=RECEIVED, zone=UTC)
    except NotUnderstood as refusal:
        ack = refuse(raw, refusal, at=RECEIVED, new_id=lambda: "DB-1")
    else:
        for one in message.readings:
            if one.is_valid:
                check_said(one, raw)
        check_sets(message)
        ack = acknowledge(message.header, at=RECEIVED, new_id=lambda: "DB-1")
    for answer in ack.messages:
        assert len(parse_whole(answer.decode())) >= 2
        assert Deframer().feed(frame(answer)) == [answer]


# What a figure may be, written down here once more: wide, and by other hands than the catalogue's.
LIMITS = {
    "systolic_mmhg": (20, 320),
    "diastolic_mmhg": (10, 250),
    "mean_mmhg": (10, 320),
    "heart_rate_per_min": (10, 350),
    "spo2_percent": (0, 100),
    "respiratory_rate_per_min": (0, 120),
    "etco2_mmhg": (0, 150),
    "temperature_dc": (200, 450),
}
MMHG_IN_A_KPA = Decimal("7.50062")
KPA = {"kPa", "MDC_DIM_KILO_PASCAL", "265987"}


def check_said(one: Reading, raw: bytes) -> None:
    """A valid reading is a plain figure that stands in the bytes under a code that stands there."""
    assert one.measure is not None
    assert one.value is not None
    assert re.fullmatch(r"[+-]?[0-9]*\.?[0-9]*", one.raw.value), one.raw.value
    figure = Decimal(one.raw.value)
    assert figure not in (Decimal(-999), Decimal("-99.9"))
    plain = raw.replace(b"\x00", b"")
    if b"\\" not in raw.split(b"\r", 1)[-1]:  # nothing is escaped: it stands there as it is
        assert one.raw.value.encode() in plain
        assert one.raw.code.encode("utf-8", "replace") in plain or not one.raw.code.isascii()
    if one.measure.column in LIMITS:
        least, most = LIMITS[one.measure.column]
        assert least <= one.value <= most
    unit = set(one.raw.unit)
    if one.measure.column.endswith("_mmhg"):
        factor = MMHG_IN_A_KPA if unit & KPA else Decimal(1)
        assert abs(figure * factor - one.value) <= Decimal("0.5")
    if one.measure.column.endswith(("_percent", "_per_min")):
        assert abs(figure - one.value) <= Decimal("0.5")
    if one.measure.column == "temperature_dc":
        celsius = abs(figure * 10 - one.value) <= Decimal("0.5")
        fahrenheit = abs((figure - 32) * 50 / 9 - one.value) <= Decimal("0.5")
        assert celsius or fahrenheit
    assert "DEMO" not in {flag.upper() for flag in one.raw.flags}
    assert one.raw.status not in {"X", "D", "W"}


def check_sets(message: MonitorMessage) -> None:
    """Every figure of a set is one of a valid reading, and a pressure is never upside down."""
    assert message.kind is Kind.READINGS or not message.readings
    valid = {
        (one.measure.column, one.value) for one in message.readings if one.is_valid and one.measure
    }
    for spoken in sets_of_vitals(message.readings):
        taken = {(signal.value, value) for signal, value in spoken.vitals.taken()}
        assert taken
        assert taken <= valid


def test_a_stream_of_broken_messages_is_cut_the_same_however_it_comes() -> None:
    for number in range(60):
        rng = random.Random(number)
        stream = b"".join(b"\x0b" + mutated(rng) + b"\x1c\r" for _ in range(4))
        assert cut(stream, rng) == cut(stream, None)


def cut(stream: bytes, rng: random.Random | None) -> list[bytes]:
    deframer, found = Deframer(), []
    try:
        while stream:
            size = rng.randrange(1, 500) if rng else len(stream)
            found += deframer.feed(stream[:size])
            stream = stream[size:]
    except FrameTooLong:
        found.append(b"too long")
    return found


def test_the_check_itself_notices_a_figure_that_nobody_said() -> None:
    message = read_oru(SEEDS[0], received_at=RECEIVED, zone=UTC)
    one = next(each for each in message.readings if each.is_valid)

    with pytest.raises(AssertionError):
        check_said(replace(one, raw=replace(one.raw, value="41")), SEEDS[0])
    with pytest.raises((AssertionError, InvalidOperation)):
        check_said(replace(one, raw=replace(one.raw, value="")), SEEDS[0])
