"""Every sender is answered as it asked to be, and an error names its reason."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest
from hl7apy.parser import parse_message
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.exchange.hl7_ack import Ack, BothAnswers, Outcome, acknowledge, refuse
from daybreak.exchange.hl7_header import Header, read_header
from daybreak.exchange.hl7_message import parse

AT = datetime(2026, 11, 21, 18, 15, 1, tzinfo=UTC)
REFUSAL = NotAllowed("session-over", "The session is over.")
HEADER = Header(
    sending="CHAIRMON^00A0370000AB0001^EUI-64",
    sending_facility="CLINIC",
    receiving="KETASYS",
    receiving_facility="CLINIC",
    sent="20261121101500-0800",
    message_type="ORU",
    event="R01",
    control_id="CM1",
    processing="P",
    version="2.6",
    accept="",
    application="",
    profile="",
)


def _ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"KS-{next(numbers)}"


def _answer(
    accept: str,
    application: str,
    *,
    refusal: NotAllowed | None = None,
    both: BothAnswers = BothAnswers.ONE_FOR_OLD,
    version: str = "2.6",
) -> Ack:
    header = replace(HEADER, accept=accept, application=application, version=version)
    return acknowledge(header, at=AT, new_id=_ids(), refusal=refusal, both=both)


def _codes(ack: Ack) -> list[str]:
    return [parse(each).segments[1].text(1) for each in ack.messages]


def test_an_answer_goes_back_to_its_sender() -> None:
    (message,) = _answer("AL", "NE").messages

    assert message == (
        b"MSH|^~\\&|KETASYS|CLINIC|CHAIRMON^00A0370000AB0001^EUI-64|CLINIC|20261121181501+0000||"
        b"ACK^R01^ACK|KS-1|P|2.6\rMSA|CA|CM1\r"
    )


@pytest.mark.parametrize(
    ("accept", "application", "taken", "refused"),
    [
        ("", "", ["AA"], ["AE"]),  # the original mode: something is always said
        ("AL", "NE", ["CA"], ["CE"]),  # monitors in hospitals
        ("NE", "AL", ["AA"], ["AE"]),  # hubs at home
        ("AL", "", ["CA"], ["CE"]),
        ("", "AL", ["AA"], ["AE"]),
        ("AL", "AL", ["CA", "AA"], ["CE", "AE"]),
        ("NE", "NE", [], []),
        ("ER", "NE", [], ["CE"]),
        ("SU", "NE", ["CA"], []),
        ("ER", "SU", ["AA"], ["CE"]),
    ],
)
def test_each_mode_gets_what_it_asked_for(
    accept: str, application: str, taken: list[str], refused: list[str]
) -> None:
    assert _codes(_answer(accept, application)) == taken
    assert _codes(_answer(accept, application, refusal=REFUSAL)) == refused


@pytest.mark.parametrize(
    ("both", "version", "codes"),
    [
        (BothAnswers.ONE_FOR_OLD, "2.4", ["AA"]),
        (BothAnswers.ONE_FOR_OLD, "2.3.1", ["AA"]),
        (BothAnswers.ONE_FOR_OLD, "2.5", ["CA", "AA"]),
        (BothAnswers.APPLICATION, "2.6", ["AA"]),
        (BothAnswers.TWO, "2.4", ["CA", "AA"]),
    ],
)
def test_who_asks_for_both_gets_what_the_clinic_has_set(
    both: BothAnswers, version: str, codes: list[str]
) -> None:
    assert _codes(_answer("AL", "AL", both=both, version=version)) == codes


def test_each_message_sent_back_has_an_id_of_its_own() -> None:
    ids = [parse(each).header.text(10) for each in _answer("AL", "AL").messages]

    assert ids == ["KS-1", "KS-2"]


def test_a_spot_check_monitor_is_told_aa(vector: Callable[[str], bytes]) -> None:
    """Care pathway 12.6: both answers asked for, by a device of 2.4."""
    header = read_header(parse(vector("hl7/spot-check.hl7")))
    ack = acknowledge(header, at=AT, new_id=_ids())

    assert [each.split(b"\r")[1] for each in ack.messages] == [b"MSA|AA|SPOT9001"]


def test_a_refusal_carries_its_code_and_its_words() -> None:
    (message,) = _answer("", "", refusal=REFUSAL).messages

    assert message.split(b"\r")[1:3] == [
        b"MSA|AE|CM1",
        b"ERR|||207^^HL70357|E|session-over|||The session is over.",
    ]


def test_an_old_sender_finds_the_code_where_it_looks() -> None:
    (message,) = _answer("", "", refusal=REFUSAL, version="2.4").messages

    assert message.split(b"\r")[1:] == [b"MSA|AE|CM1|session-over", b""]


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("hl7-type", Outcome.REJECTED),
        ("hl7-event", Outcome.REJECTED),
        ("hl7-version", Outcome.REJECTED),
        ("hl7-no-obx", Outcome.ERROR),
        ("hl7-control-id", Outcome.ERROR),
    ],
)
def test_what_is_never_taken_is_rejected_and_the_rest_is_an_error(
    code: str, outcome: Outcome
) -> None:
    ack = acknowledge(HEADER, at=AT, new_id=_ids(), refusal=NotUnderstood(code, "No."))

    assert ack.outcome is outcome


def test_even_what_has_no_header_is_answered() -> None:
    ack = refuse(b"junk", NotUnderstood("hl7-header", "No MSH."), at=AT, new_id=_ids())

    assert _codes(ack) == ["AE"]


@pytest.mark.parametrize("refusal", [None, REFUSAL])
@pytest.mark.parametrize("version", ["2.4", "2.6"])
def test_another_library_reads_our_answers(refusal: NotAllowed | None, version: str) -> None:
    (message,) = _answer("", "", refusal=refusal, version=version).messages
    told = parse_message(message.decode(), find_groups=False)

    assert told.msa.msa_1.value == ("AE" if refusal else "AA")
    assert told.msa.msa_2.value == "CM1"
    assert told.msh.msh_5.msh_5_2.value == "00A0370000AB0001"


@settings(deadline=None)
@given(st.tuples(*[st.text(max_size=20)] * 6))
def test_whatever_a_sender_calls_itself_the_answer_is_one_message(told: tuple[str, ...]) -> None:
    header = replace(
        HEADER,
        sending=told[0],
        sending_facility=told[1],
        receiving=told[2],
        event=told[3],
        control_id=told[4],
        processing=told[5],
    )
    (message,) = acknowledge(header, at=AT, new_id=_ids()).messages

    assert [segment.name for segment in parse(message).segments] == ["MSH", "MSA"]
    assert not {b"\x0b", b"\x1c", b"\n"} & {message[i : i + 1] for i in range(len(message))}
