"""Messages come out of a stream as they went in, however its bytes arrive."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.hl7.framing import END, START, Deframer, FrameTooLong, frame

MESSAGES = st.binary(max_size=50).filter(lambda raw: START not in raw and END not in raw)
STRAY = st.binary(max_size=20).filter(lambda raw: START not in raw)


def _fed(chunks: list[bytes], most_bytes: int = 1000) -> tuple[list[bytes], Deframer]:
    deframer = Deframer(most_bytes)
    return [message for chunk in chunks for message in deframer.feed(chunk)], deframer


def _cut(data: st.DataObject, stream: bytes) -> list[bytes]:
    marks = data.draw(st.lists(st.integers(0, len(stream)), max_size=10).map(sorted))
    ends = [*marks, len(stream)]
    return [stream[a:b] for a, b in zip([0, *marks], ends, strict=True)]


@settings(deadline=None)
@given(st.lists(st.tuples(STRAY, MESSAGES), max_size=5), st.data())
def test_every_message_arrives_whole_and_in_order(
    sent: list[tuple[bytes, bytes]], data: st.DataObject
) -> None:
    stream = b"".join(stray + frame(message) for stray, message in sent)

    messages, deframer = _fed(_cut(data, stream))

    assert messages == [message for _, message in sent]
    assert deframer.stray == sum(len(stray) for stray, _ in sent)
    assert not deframer.midway


@settings(deadline=None)
@given(st.binary(max_size=200), st.data())
def test_any_bytes_give_the_same_messages_however_they_are_cut(
    stream: bytes, data: st.DataObject
) -> None:
    whole, _ = _fed([stream])
    cut, _ = _fed(_cut(data, stream))

    assert cut == whole


def test_byte_by_byte_and_two_at_once() -> None:
    stream = frame(b"MSH|1") + frame(b"MSH|2")

    assert _fed([stream])[0] == [b"MSH|1", b"MSH|2"]
    assert _fed([bytes([byte]) for byte in stream])[0] == [b"MSH|1", b"MSH|2"]


def test_a_lone_mark_inside_does_not_end_a_message() -> None:
    assert _fed([START + b"a\x1cb\rc" + END])[0] == [b"a\x1cb\rc"]


def test_a_sender_that_begins_anew_has_torn_its_message() -> None:
    messages, deframer = _fed([START + b"half", frame(b"whole")])

    assert messages == [b"whole"]
    assert (deframer.torn, deframer.begun) == (1, 2)


def test_a_message_that_has_not_ended_is_midway() -> None:
    _, deframer = _fed([START + b"half"])

    assert deframer.midway


@pytest.mark.parametrize("size", [0, 1, 1000])
def test_up_to_the_limit_a_message_is_taken(size: int) -> None:
    assert _fed([frame(b"x" * size)])[0] == [b"x" * size]
    assert _fed([bytes([byte]) for byte in frame(b"x" * size)])[0] == [b"x" * size]


@pytest.mark.parametrize(
    "stream", [frame(b"x" * 1001), START + b"x" * 5000, b"x" * 1001, b"x" * 600 + b"y" * 600]
)
def test_over_the_limit_the_stream_is_given_up(stream: bytes) -> None:
    with pytest.raises(FrameTooLong):
        _fed([stream])
    with pytest.raises(FrameTooLong):
        _fed([bytes([byte]) for byte in stream])


@pytest.mark.parametrize("message", [b"a\x0bb", b"a\x1c\rb"])
def test_what_holds_the_marks_of_a_frame_is_not_framed(message: bytes) -> None:
    with pytest.raises(ValueError, match="marks"):
        frame(message)
