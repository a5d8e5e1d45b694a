"""What a search asks for, read from its parameters as FHIR R4 writes them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.http import QueryDict

from daybreak.care.errors import NotUnderstood
from daybreak.exchange.fhir_json import Part
from daybreak.records.reads.observations import Between

PAGE, MOST = 50, 500  # observations a page, unless asked otherwise, and at most
KNOWN = frozenset(
    {"patient", "subject", "category", "code", "date", "_count", "_offset", "_format", "_id"}
)
_PREFIX = re.compile(r"(eq|ne|gt|ge|lt|le|sa|eb)?(\d.*)", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """A code, in one system when the asker said which."""

    system: str | None
    code: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One search. Of the tokens of a list one must fit; all lists must."""

    patient: UUID
    category: tuple[tuple[Token, ...], ...]
    code: tuple[tuple[Token, ...], ...]
    when: tuple[Between, ...]
    ids: frozenset[str] | None
    count: int
    offset: int


def asked(query: QueryDict, *, strict: bool) -> Asked:
    """Read a search for observations.

    Raises:
        NotUnderstood: nobody is named, a parameter cannot be read, or in `strict` handling one
            is not known here.
    """
    unknown = sorted(name for name in query if name not in KNOWN)
    if strict and unknown:
        raise NotUnderstood("parameter", "This is not a parameter here. See the metadata.")
    return Asked(
        whose(query),
        tuple(_tokens(text) for text in query.getlist("category")),
        tuple(_tokens(text) for text in query.getlist("code")),
        tuple(between(text) for text in query.getlist("date")),
        frozenset(str(query["_id"]).split(",")) if "_id" in query else None,
        min(number(query, "_count", PAGE), MOST),
        number(query, "_offset", 0),
    )


def between(text: str) -> Between:
    """The stretch of time that a date parameter speaks of: `2026`, `ge2026-11-01`, ....

    Raises:
        NotUnderstood: it is none.
    """
    written = _PREFIX.fullmatch(text.replace(" ", "+"))  # a plus sign that nobody escaped
    start_end = _stretch(written[2]) if written else None
    if written is None or start_end is None:
        raise NotUnderstood(
            "date", "A date is written 2026-11-17 or 2026-11-17T20:00:00Z, after ge or lt perhaps."
        )
    start, end = start_end
    match written[1] or "eq":
        case "eq":
            return Between(start, end)
        case "ne":
            return Between(start, end, outside=True)
        case "gt" | "sa":
            return Between(start=end)
        case "ge":
            return Between(start=start)
        case "lt" | "eb":
            return Between(end=start)
    return Between(end=end)


def _stretch(text: str) -> tuple[datetime, datetime] | None:
    try:
        stated = Part(0, "", "", {"date": text}).time("date")
        if stated is None:
            return None
        day = stated.day
        if "T" in text:
            return stated.at, stated.at + timedelta(seconds=1)
        last = day.last + timedelta(days=1)
        return stated.at, datetime(last.year, last.month, last.day, tzinfo=UTC)
    except (NotUnderstood, OverflowError, ValueError):
        return None


def whose(query: QueryDict) -> UUID:
    """The one person a search is about.

    Raises:
        NotUnderstood: nobody is named, or more than one is.
    """
    named = query.getlist("patient") or query.getlist("subject")
    try:
        (one,) = named
        return UUID(one.removeprefix("Patient/"))
    except ValueError:
        raise NotUnderstood(
            "patient", "Say whose: patient=<id>, one person at a time, by the id of the Patient."
        ) from None


def _tokens(text: str) -> tuple[Token, ...]:
    found = []
    for part in text.split(","):
        system, bar, code = part.rpartition("|")
        found.append(Token(system if bar else None, code))
    return tuple(found)


def number(query: QueryDict, name: str, default: int) -> int:
    """A whole number among the parameters.

    Raises:
        NotUnderstood: it is none.
    """
    told = query.get(name)
    if told is None:
        return default
    if not re.fullmatch(r"\d{1,6}", told, re.ASCII):
        raise NotUnderstood("parameter", f"{name} is a whole number.")
    return int(told)
