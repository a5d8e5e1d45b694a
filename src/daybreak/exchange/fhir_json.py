"""A resource of a FHIR file, read strictly: what is not as R4 writes it is named, not guessed."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from daybreak.care.errors import NotUnderstood
from daybreak.care.intake.partial_date import PartialDate
from daybreak.care.intake.record import Code, Precision
from daybreak.exchange.code_maps import code_systems

_CODE = re.compile(r"[^\s]+( [^\s]+)*")
_TIME = re.compile(
    r"(?P<date>\d{4}(-\d{2}(-\d{2})?)?)"
    r"(T(?P<clock>\d{2}:\d{2}:\d{2})(\.\d+)?(?P<zone>Z|[+-]\d{2}:\d{2}))?",
    re.ASCII,
)
_LEAP_SECOND = ":60"


class EntryNotUnderstood(NotUnderstood):
    """An entry of a file is not as FHIR R4 writes it, so nothing of the file was taken.

    `entry` counts from 1. `what` is the entry's kind and id.
    """

    def __init__(self, entry: int, what: str, why: str) -> None:
        super().__init__(
            "fhir-entry",
            f"Entry {entry} ({what}) cannot be read: {why}. Nothing of this file was taken; "
            "ask the sender to mend it and send the whole file again.",
        )
        self.entry = entry
        self.what = what
        self.why = why


@dataclass(frozen=True, slots=True)
class Stated:
    """A time as it was told, and how exactly. `at` is UTC, the beginning of what was told."""

    at: datetime
    precision: Precision
    day: PartialDate


def decode(content: bytes | str) -> object:
    """The JSON of a file. Decimals stay decimals, as FHIR counts their digits.

    Raises:
        NotUnderstood: it is not JSON.
    """
    try:
        return _DECODER.decode(content)
    except (msgspec.MsgspecError, ValueError, ArithmeticError, RecursionError):
        raise NotUnderstood(
            "fhir-json", "This file is not JSON. Ask for the record as FHIR R4 in JSON."
        ) from None


def digest(value: object) -> str:
    """SHA-256, in hex, of the value as JSON in one canonical order."""
    return hashlib.sha256(_ENCODER.encode(value)).hexdigest()


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError("no number") from None


_DECODER = msgspec.json.Decoder(float_hook=_decimal)
_ENCODER = msgspec.json.Encoder(order="sorted", decimal_format="number")


@dataclass(frozen=True, slots=True)
class Part:
    """One JSON object inside an entry, with the way to it.

    Every reader answers None or an empty tuple when the key is not there.

    Raises:
        EntryNotUnderstood: the key is there and is not what FHIR says it is.
    """

    entry: int
    what: str
    path: str
    json: Mapping[str, Any]

    def wrong(self, key: str, why: str) -> EntryNotUnderstood:
        where = f"{self.path}.{key}" if self.path else key
        return EntryNotUnderstood(self.entry, self.what, f"{where} {why}")

    def has(self, key: str) -> bool:
        return self.json.get(key) is not None

    def text(self, key: str) -> str | None:
        """A string, with the white space around it taken off."""
        told = self.json.get(key)
        if told is None:
            return None
        if not isinstance(told, str):
            raise self.wrong(key, "is not text")
        return " ".join(told.split()) or None

    def code(self, key: str) -> str | None:
        """A code: no white space around it, none doubled."""
        told = self.json.get(key)
        if told is None:
            return None
        if not isinstance(told, str) or not _CODE.fullmatch(told):
            raise self.wrong(key, "is not a code")
        return told

    def one_of(self, key: str, known: frozenset[str]) -> str | None:
        """A code of a closed set."""
        told = self.code(key)
        if told is not None and told not in known:
            raise self.wrong(key, f"is none of {', '.join(sorted(known))}")
        return told

    def flag(self, key: str) -> bool | None:
        told = self.json.get(key)
        if told is not None and not isinstance(told, bool):
            raise self.wrong(key, "is neither true nor false")
        return told

    def number(self, key: str) -> Decimal | None:
        told = self.json.get(key)
        if told is None:
            return None
        if isinstance(told, bool) or not isinstance(told, int | Decimal):
            raise self.wrong(key, "is not a number")
        return Decimal(told)

    def part(self, key: str) -> "Part | None":
        """The object under `key`."""
        told = self.json.get(key)
        return None if told is None else self._inner(key, told)

    def parts(self, key: str) -> "tuple[Part, ...]":
        """The objects of the list under `key`."""
        told = self.json.get(key)
        if told is None:
            return ()
        if not isinstance(told, list):
            raise self.wrong(key, "is not a list")
        return tuple(self._inner(f"{key}[{index}]", each) for index, each in enumerate(told))

    def texts(self, key: str) -> tuple[str, ...]:
        """The strings of the list under `key`; a null only holds an extension's place."""
        told = self.json.get(key)
        if told is None:
            return ()
        if not isinstance(told, list):
            raise self.wrong(key, "is not a list")
        if not all(each is None or isinstance(each, str) for each in told):
            raise self.wrong(key, "is not a list of texts")
        return tuple(" ".join(each.split()) for each in told if each and each.split())

    def time(self, key: str) -> Stated | None:
        """A date, a dateTime or an instant."""
        told = self.json.get(key)
        if told is None:
            return None
        stated = _stated(told) if isinstance(told, str) else None
        if stated is None:
            raise self.wrong(key, "is not a date or time as FHIR writes it")
        return stated

    def day(self, key: str) -> PartialDate | None:
        """The date of a date or dateTime, as it was on the clock of whoever wrote it."""
        stated = self.time(key)
        return stated.day if stated else None

    def codes(self) -> tuple[Code, ...]:
        """The codings of this CodeableConcept, under the one address of each system."""
        return tuple(
            Code(code_systems().address(one.code("system")), one.code("code"), one.text("display"))
            for one in self.parts("coding")
            if one.has("code") or one.has("display")
        )

    def concept(self, key: str) -> tuple[tuple[Code, ...], str | None]:
        """The codings and the text of the CodeableConcept under `key`."""
        told = self.part(key)
        return (told.codes(), told.text("text")) if told else ((), None)

    def status(self, key: str, known: frozenset[str]) -> str | None:
        """The one code of a status that R4 writes as a CodeableConcept."""
        told = self.part(key)
        if told is None:
            return None
        given = [one.one_of("code", known) for one in told.parts("coding") if one.has("code")]
        if len(set(given)) > 1:
            raise self.wrong(key, "says two things at once")
        return given[0] if given else None

    def _inner(self, key: str, told: object) -> "Part":
        if not isinstance(told, dict):
            raise self.wrong(key, "is not written as FHIR R4 writes it")
        return Part(self.entry, self.what, f"{self.path}.{key}" if self.path else key, told)


def _stated(text: str) -> Stated | None:
    written = _TIME.fullmatch(text)
    if not written:
        return None
    try:
        day = PartialDate.read(written["date"])
        if not written["clock"]:
            return Stated(_midnight(day), _precision(day), day)
        if day.exact is None:
            return None
        leap = written["clock"].endswith(_LEAP_SECOND)
        clock = written["clock"].removesuffix(_LEAP_SECOND) + (":59" if leap else "")
        zone = "+00:00" if written["zone"] == "Z" else written["zone"]
        at = datetime.fromisoformat(f"{written['date']}T{clock}{zone}")
        return Stated((at + timedelta(seconds=leap)).astimezone(UTC), Precision.SECOND, day)
    except (NotUnderstood, ValueError, OverflowError):
        return None


def _midnight(day: PartialDate) -> datetime:
    first = day.first
    return datetime(first.year, first.month, first.day, tzinfo=UTC)


def _precision(day: PartialDate) -> Precision:
    if day.day:
        return Precision.DAY
    return Precision.MONTH if day.month else Precision.YEAR


def extensions(part: Part, url: str) -> Iterator[Part]:
    """The extensions of `part` with this address."""
    return (one for one in part.parts("extension") if one.json.get("url") == url)
