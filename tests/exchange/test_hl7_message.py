r"""Characters, endings, delimiters and escapes of HL7 v2."""

import pytest
from hl7.parser import parse as parse_whole
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.care.errors import NotUnderstood
from daybreak.exchange.hl7_message import Message, parse, unescape

HEADER = b"MSH|^~\\&|MON|CLINIC|DB|CLINIC|20261121101500||ORU^R01|1|P|2.6"


def _message(*lines: bytes, end: bytes = b"\r") -> Message:
    return parse(end.join((HEADER, *lines)) + end)


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_segments_end_as_senders_end_them(end: bytes) -> None:
    message = _message(b"PID|1||A", b"OBX|1|NM|x", end=end)

    assert [segment.name for segment in message.segments] == ["MSH", "PID", "OBX"]


def test_a_line_feed_inside_a_field_does_not_end_a_segment() -> None:
    message = _message(b"NTE|1||one\nOBX|9|NM|x")

    assert [segment.name for segment in message.segments] == ["MSH", "NTE"]


@pytest.mark.parametrize(
    ("declared", "sent", "read", "note"),
    [
        (b"", b"Jos\xc3\xa9", "José", "charset-not-as-declared"),
        (b"ASCII", b"Jose", "Jose", None),
        (b"UNICODE UTF-8", b"Jos\xc3\xa9", "José", None),
        (b"8859/1", b"Jos\xe9", "José", None),
        (b"8859/1~UNICODE UTF-8", b"Jos\xe9", "José", None),
        (b"UNICODE UTF-8", b"Jos\xe9", "Jos\ufffd", "charset-not-as-declared"),
        (b"KLINGON", b"Jos\xc3\xa9", "José", "charset-unknown"),
    ],
)
def test_characters_are_read_as_declared_or_with_a_note(
    declared: bytes, sent: bytes, read: str, note: str | None
) -> None:
    message = parse(HEADER + b"||||||" + declared + b"\rPID|1||" + sent + b"\r")

    assert message.segments[1].text(3) == read
    assert message.charset_note == note


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        (r"a\T\b", "a&b"),
        (r"a\F\b\S\c\R\d\E\e", r"a|b^c~d\e"),
        (r"\X41\\X42\ ", "AB"),
        (r"a\.br\b\H\c\N\d", "a b c d"),
        (r"a\b", r"a\b"),  # no sequence, and left as it is
        (r"a\Q9\b", r"a\Q9\b"),
        (r"\.sp99999999999\ x", "x"),  # a number of blanks that would fill the memory
        (r"\XZZ\ ", r"\XZZ\ ".strip()),
        ("\\", "\\"),
    ],
)
def test_escapes_are_put_back_and_never_repeated_at_will(raw: str, meant: str) -> None:
    assert unescape(raw, "|~^&", "\\").strip() == meant


def test_other_delimiters_are_taken_when_they_are_declared() -> None:
    message = parse(b"MSH$*!?%$MON$$$$$$ORU*R01$1$P$2.6\rPV1$1$O$INF*RM2*C%3\r")

    assert message.header.text(9, 2) == "R01"
    assert message.segments[1].components(3) == ("INF", "RM2", "C")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\r",
        b"PID|1",
        b"MSH",
        b"MSH|",
        b"MSH|^~\\",
        b"MSH|^^^^|MON",
        b"MSH|||||",
        b"MSH|^~\\|MON",
        b"MSHX^~\\&XMON",
        b"MSH|^~\\A|MON",
        b"MSH |^~\\&|MON",
        HEADER + b"\rsome text\r",
        HEADER + b"\rOBX*1\r",
        b"\x00" * 50,
    ],
)
def test_what_is_no_message_is_refused(raw: bytes) -> None:
    with pytest.raises(NotUnderstood):
        parse(raw)


@pytest.mark.parametrize("mark", [b"|", b"^", b"~", b"&", b"\\", b"\\X41\\", b"\rOBX"])
def test_a_message_of_nothing_but_marks_is_refused_at_once(mark: bytes) -> None:
    with pytest.raises(NotUnderstood) as refused:
        _message(b"OBX|1|NM|" + mark * 40_000)

    assert refused.value.code == "hl7-size"


def test_a_field_of_a_megabyte_is_only_long() -> None:
    message = _message(b"OBX|1|ST|x||" + b"9" * 1_000_000)

    assert len(message.segments[1].text(5)) == 1_000_000


def test_a_part_that_is_not_there_is_empty() -> None:
    segment = _message(b"PV1||O|^^&24|").segments[1]

    assert (segment.text(3), segment.text(3, 3), segment.text(3, 9)) == ("", "24", "")
    assert (segment.text(40), segment.components(40), segment.repetitions(40)) == ("", (), 0)
    assert segment.repetitions(3) == 1


ALPHABET = st.sampled_from(
    [*"|^~\\&\r\n", "MSH|^~\\&|", "OBX|", "PID|", "A", "9", "-", "é", "\x0b"]
)


@settings(deadline=None)
@given(st.lists(ALPHABET).map("".join) | st.text())
def test_no_text_brings_anything_but_a_refusal(text: str) -> None:
    try:
        message = parse(b"MSH|^~\\&|" + text.encode())
    except NotUnderstood:
        return
    for segment in message.segments:
        assert all(isinstance(segment.text(field), str) for field in range(30))


PIECES = st.text(st.sampled_from("^~&A9"), max_size=8)


@given(st.lists(st.lists(PIECES, max_size=6), min_size=1, max_size=4))
def test_another_library_takes_a_message_apart_the_same(rows: list[list[str]]) -> None:
    """Its whole tree is built for every message; ours takes apart what is asked for."""
    lines = [HEADER.decode(), *("|".join(("OBX", *row)) for row in rows)]
    ours, theirs = parse("\r".join(lines).encode()), parse_whole("\r".join(lines))

    for segment, other in zip(ours.segments, theirs, strict=True):
        for field in range(1, 8):
            if segment.name == "MSH" and field < 3:
                continue
            told = other[field] if field < len(other) else []
            assert segment.repetitions(field) == (len(told) if str(told) else 0)
            for number, repetition in enumerate(told, 1):
                parts = [repetition] if isinstance(repetition, str) else list(repetition)
                for place, part in enumerate(parts, 1):
                    leaves = [part] if isinstance(part, str) else list(map(str, part))
                    first = next((leaf for leaf in leaves if leaf.strip()), "")
                    assert segment.text(field, place, number) == first.strip()
