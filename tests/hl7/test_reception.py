"""A message is kept before it is answered, and what is not kept is not acknowledged."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.exchange.hl7_ack import Ack, Outcome
from daybreak.exchange.hl7_oru import MonitorMessage
from daybreak.hl7.reception import Keep, reception

AT = datetime(2026, 11, 21, 18, 15, 1, tzinfo=UTC)
HEADER = b"MSH|^~\\&|MON|CLINIC|DB|CLINIC|20261121181500+0000||%s|1|P|2.6\r"
OBX = b"OBX|1|NM|150456^^MDC|1|97|262688^^MDC|||||R\r"
READINGS = HEADER % b"ORU^R01" + OBX
Kept = list[tuple[bytes, MonitorMessage | NotUnderstood]]


def _keeper() -> tuple[Kept, Keep]:
    kept: Kept = []

    def keep(raw: bytes, at: datetime, read: MonitorMessage | NotUnderstood) -> None:
        assert at == AT
        kept.append((raw, read))

    return kept, keep


def _take(raw: bytes, keep: Keep) -> Ack:
    take: Callable[[bytes, datetime], Ack] = reception(keep, zone=UTC, new_id=lambda: "1")
    return take(raw, AT)


def test_readings_are_kept_and_accepted() -> None:
    kept, keep = _keeper()
    ack = _take(READINGS, keep)
    ((raw, read),) = kept

    assert raw == READINGS
    assert isinstance(read, MonitorMessage)
    assert read.readings[0].value == 97
    assert ack.outcome is Outcome.ACCEPTED


@pytest.mark.parametrize(
    ("raw", "outcome"),
    [
        (b"junk", Outcome.ERROR),
        (HEADER % b"ORU^R01", Outcome.ERROR),
        (HEADER % b"ADT^A01", Outcome.REJECTED),
    ],
)
def test_what_cannot_be_read_is_kept_raw_and_refused(raw: bytes, outcome: Outcome) -> None:
    kept, keep = _keeper()
    ack = _take(raw, keep)
    ((kept_raw, read),) = kept

    assert kept_raw == raw
    assert isinstance(read, NotUnderstood)
    assert ack.outcome is outcome


def test_a_waveform_is_accepted_and_dropped() -> None:
    kept, keep = _keeper()

    assert _take(HEADER % b"ORU^W01" + OBX, keep).outcome is Outcome.ACCEPTED
    assert kept == []


def test_a_refusal_of_the_record_is_an_error_with_its_code() -> None:
    def keep(_raw: bytes, _at: datetime, _read: object) -> None:
        raise NotAllowed("patient-conflict", "The monitor names another patient than its chair.")

    ack = _take(READINGS, keep)

    assert ack.outcome is Outcome.ERROR
    assert b"patient-conflict" in ack.messages[0]


def test_what_could_not_be_stored_is_not_answered() -> None:
    def keep(_raw: bytes, _at: datetime, _read: object) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        _take(READINGS, keep)
