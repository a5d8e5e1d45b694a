"""One HL7 v2 message: its characters, its segments, and the fields in them."""

import re
from dataclasses import dataclass

from daybreak.care.errors import NotUnderstood
from daybreak.exchange.monitor_codes import monitor_codes

# A full monitor sends some thousand; a frame of nothing but marks would hold everyone up.
_MOST_MARKS = 30_000
_HEX = re.compile(r"X(?:[0-9A-Fa-f]{2})+", re.ASCII)
_FORMATTING = re.compile(r"\.(br|sp|sk|ce)[0-9]*|\.(fi|nf|in|ti)[+-]?[0-9]*|H|N", re.ASCII)
_NAME = re.compile(r"[A-Z][A-Z0-9]{2}", re.ASCII)
_HEADERS = frozenset({"MSH", "FHS", "BHS"})
_ENDINGS = re.compile(r"\r\n?")


class Segment:
    """One segment; every part that is not there is empty text.

    `marks` are the field, component, repetition, escape and subcomponent marks of the message.
    A field is only taken apart when somebody asks for it.
    """

    __slots__ = ("_fields", "_marks", "name")

    def __init__(self, line: str, marks: str) -> None:
        self.name = line[:3]
        self._marks = marks
        self._fields = line.split(marks[0])
        if self.name in _HEADERS:  # there the first field is the mark that stands before it
            self._fields.insert(1, marks[0])

    def text(self, field: int, component: int = 1, repetition: int = 1) -> str:
        """One component, unescaped; of subcomponents the first that holds something."""
        parts = self._parts(field, repetition)
        return self._leaf(parts[component - 1]) if component <= len(parts) else ""

    def repetitions(self, field: int) -> int:
        """How often the field is given; 0 when it is empty."""
        told = self._fields[field] if field < len(self._fields) else ""
        return told.count(self._marks[2]) + 1 if told else 0

    def components(self, field: int, repetition: int = 1) -> tuple[str, ...]:
        """All components, unescaped, without empty ones at the end."""
        parts = [self._leaf(part) for part in self._parts(field, repetition)]
        while parts and not parts[-1]:
            parts.pop()
        return tuple(parts)

    def _parts(self, field: int, repetition: int) -> list[str]:
        if field >= len(self._fields):
            return []
        told = self._fields[field]
        if self._marks[2] in told:
            every = told.split(self._marks[2])
            told = every[repetition - 1] if repetition <= len(every) else ""
        elif repetition > 1:
            return []
        return told.split(self._marks[1])

    def _leaf(self, part: str) -> str:
        if self._marks[4] in part:
            part = next((each for each in part.split(self._marks[4]) if each.strip()), "")
        if self._marks[3] in part:
            field, component, repetition, escape, subcomponent = tuple(self._marks)
            part = unescape(part, field + repetition + component + subcomponent, escape)
        return part.strip()


@dataclass(frozen=True, slots=True)
class Message:
    """A message. `charset_note` says so when its characters could not be read as declared."""

    segments: tuple[Segment, ...]
    charset_note: str | None = None

    @property
    def header(self) -> Segment:
        return self.segments[0]


def parse(raw: bytes) -> Message:
    """The message in `raw`, which is without the frame it travelled in.

    Raises:
        NotUnderstood: it is no HL7 v2 message: no header, or delimiters that cannot be told apart.
    """
    text, note = _characters(raw)
    text = _ENDINGS.sub("\r", text) if "\r" in text else text.replace("\n", "\r")
    lines = [line.strip("\n") for line in text.split("\r")]
    lines = [line for line in lines if line.strip()]
    if not lines or not lines[0].startswith("MSH"):
        raise NotUnderstood("hl7-header", "This is no HL7 message: it does not begin with MSH.")
    marks = _delimiters(lines[0])
    if not all(_NAME.match(line) and line[3:4] in ("", marks[0]) for line in lines):
        raise NotUnderstood("hl7-segment", "A segment of this message has no name of its own.")
    if sum(map(text.count, {*marks, "\r"})) > _MOST_MARKS:
        raise NotUnderstood("hl7-size", "This message has more fields than any monitor sends.")
    return Message(tuple(Segment(line, marks) for line in lines), note)


def unescape(text: str, delimiters: str, escape: str) -> str:
    r"""The text with `\F\ \R\ \S\ \T\ \E\` and `\Xhh\` put back; what is unknown stays as it is."""
    if escape not in text:
        return text
    known = dict(zip("FRST", delimiters, strict=True)) | {"E": escape}
    pieces = text.split(escape)
    out = [pieces[0]]
    index = 1
    while index < len(pieces):
        piece = pieces[index]
        closed = index + 1 < len(pieces)
        meaning = _meaning(piece, known) if closed else None
        if meaning is None:
            out += [escape, piece]
            index += 1
        else:
            out += [meaning, pieces[index + 1]]
            index += 2
    return "".join(out)


def _meaning(sequence: str, known: dict[str, str]) -> str | None:
    if sequence in known:
        return known[sequence]
    if _HEX.fullmatch(sequence):
        return bytes.fromhex(sequence[1:]).decode("utf-8", errors="replace")
    if _FORMATTING.fullmatch(sequence):
        return " "
    return None


def _delimiters(header: str) -> str:
    """Field, component, repetition, escape, subcomponent, as the header declares them."""
    field = header[3:4]
    declared = header[4:].split(field, 1)[0] if field else ""
    marks = field + declared
    readable = all(33 <= ord(mark) <= 126 and not mark.isalnum() for mark in marks)  # noqa: PLR2004 - printable ASCII
    if len(declared) not in (4, 5) or not readable or len(set(marks)) != len(marks):
        raise NotUnderstood(
            "hl7-delimiters",
            "The header of this message does not say with four marks of their own how its "
            "fields are told apart.",
        )
    return field + declared[:4]


def _characters(raw: bytes) -> tuple[str, str | None]:
    """The text, by the header's own word for its characters, else as UTF-8."""
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip()
    codec = monitor_codes().charsets.get(_declared(raw) or "ASCII")
    try:
        if codec:
            return raw.decode(codec), None
        return raw.decode("utf-8"), "charset-unknown"
    except UnicodeDecodeError:
        return raw.decode("utf-8", errors="replace"), "charset-not-as-declared"


def _declared(raw: bytes) -> str:
    """The first of MSH-18, which is in plain letters whatever the rest is in."""
    header = re.split(rb"[\r\n]", raw, maxsplit=1)[0].split(raw[3:4] or b"|")
    told = header[17] if len(header) > 17 else b""  # noqa: PLR2004 - MSH-18
    return told.split(b"~")[0].decode("ascii", "replace").strip().upper()
