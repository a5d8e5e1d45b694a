"""What a scanner reads off a vial: product, lot and expiry from a GS1 DataMatrix or bar code.

Scanners type it as text. Where the invisible separator between two parts is lost and the parts can
be cut in more than one way, nothing is guessed.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from daybreak.care.errors import NotUnderstood

SEPARATOR = "\x1d"
# Scanners send the separator as a picture, a name, or a letter that GS1 data never has.
_SEPARATORS = re.compile("<GS>|\u241d|[|~^{}]", re.IGNORECASE)
_SYMBOLOGY = re.compile(r"^\](?:d2|C1|Q3|e0)", re.IGNORECASE)
_SPOKEN = re.compile(r"\((\d{2,4})\)")
# Digits after an identifier whose length is fixed: GS1 General Specifications, as generally known.
FIXED = {
    "00": 18,
    "01": 14,
    "02": 14,
    "11": 6,
    "12": 6,
    "13": 6,
    "15": 6,
    "16": 6,
    "17": 6,
    "20": 2,
}
VARIABLE = {"10": 20, "21": 20, "22": 20, "30": 8, "37": 8, "240": 30, "241": 30}
_COULD_BE = {  # what of a lot or serial could be another part, when no separator says where it ends
    "17": re.compile(r".17\d{2}(?:0[1-9]|1[0-2])[0-3]\d"),
    "10": re.compile(r".10."),
    "21": re.compile(r".21."),
}
UNITED_STATES_DRUG = "03"
CENTURY = 100
AHEAD, BEHIND = 50, 51  # years: how GS1 chooses the century of a two-digit year


@dataclass(frozen=True, slots=True)
class Scanned:
    """What stands on a container. `ndc` is the ten digits of a GTIN of the United States."""

    gtin: str
    ndc: str | None
    lot: str
    expires_on: date | None
    serial: str


def scanned(text: str, *, today: date) -> Scanned:
    """What was scanned.

    Args:
        text: as the scanner typed it, with separators in whatever form, or as it is printed
            under the code, with brackets.
        today: for the century of the expiry.

    Raises:
        NotUnderstood: it is no such code, a digit is wrong, or it can be read in two ways.
    """
    parts = _parts(text.strip(" \t\r\n"))
    gtin = parts.get("01", "")
    if not gtin:
        raise NotUnderstood(
            "scan-gtin", "No product stands in that code. Scan the vial's own code."
        )
    if not _is_whole(gtin):
        raise NotUnderstood(
            "scan-digit", "A digit of that code is wrong. Wipe the vial and scan it again."
        )
    expiry = parts.get("17")
    return Scanned(
        gtin,
        gtin[3:13] if gtin[1:3] == UNITED_STATES_DRUG else None,
        parts.get("10", ""),
        _day(expiry, today) if expiry else None,
        parts.get("21", ""),
    )


def _parts(text: str) -> dict[str, str]:
    if not text:
        raise NotUnderstood("scan-empty", "Nothing was scanned. Scan the vial, or type its label.")
    if _SPOKEN.match(text):
        return _once(_spoken(text))
    plain = _SEPARATORS.sub(SEPARATOR, _SYMBOLOGY.sub("", text))
    return _once(_cut(plain.strip(SEPARATOR)))


def _spoken(text: str) -> list[tuple[str, str]]:
    pieces = _SPOKEN.split(text)[1:]
    found = list(zip(pieces[::2], (each.strip() for each in pieces[1::2]), strict=True))
    for name, value in found:
        _check(name, value)
    return found


def _cut(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    has_separators = SEPARATOR in text
    while text:
        name = _name(text)
        rest = text[len(name) :]
        if (length := FIXED.get(name)) is not None:
            value, text = rest[:length], rest[length:].lstrip(SEPARATOR)
        else:
            value, _, text = rest.partition(SEPARATOR)
            seen = {name, *(each for each, _ in found)}
            if not has_separators and any(
                could.search(value) for part, could in _COULD_BE.items() if part not in seen
            ):
                raise NotUnderstood(
                    "scan-doubtful",
                    "The scanner leaves out the marks between lot and expiry, so they cannot be "
                    "told apart. Type both from the vial, and have the scanner set to send them.",
                )
        _check(name, value)
        found.append((name, value))
    return found


def _name(text: str) -> str:
    for digits in (2, 3):
        if (name := text[:digits]) in FIXED or name in VARIABLE:
            return name
    raise NotUnderstood(
        "scan-unknown", "That is no code of a vial. Scan the square code on the vial itself."
    )


def _check(name: str, value: str) -> None:
    length, most = FIXED.get(name), VARIABLE.get(name)
    fits = (
        len(value) == length and value.isascii() and value.isdigit()
        if length is not None
        else most is None or (0 < len(value) <= most and value.isascii() and value.isprintable())
    )
    if not fits:
        raise NotUnderstood("scan-cut", "The code was read only in part. Scan it again.")


def _once(parts: list[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in parts:
        if found.setdefault(name, value) != value:
            raise NotUnderstood(
                "scan-two", "Two codes were scanned as one. Scan one vial at a time."
            )
    return found


def _is_whole(gtin: str) -> bool:
    """Whether the last digit follows from the others."""
    body, last = gtin[:-1], int(gtin[-1])
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(body))
    return (10 - total % 10) % 10 == last


def _day(told: str, today: date) -> date:
    """The day of YYMMDD; a day of 00 is the last of the month."""
    year, month, day = (int(told[i : i + 2]) for i in (0, 2, 4))
    year += today.year - today.year % CENTURY
    if year - today.year >= BEHIND:
        year -= CENTURY
    elif today.year - year >= AHEAD:
        year += CENTURY
    try:
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError:
        raise NotUnderstood(
            "scan-day", "The expiry in that code is no day. Type it from the vial."
        ) from None
