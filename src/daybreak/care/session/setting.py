"""What somebody brings to a session and wants for it, as it is asked before the dose."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from daybreak.care.catalogue.reading import newest
from daybreak.care.errors import NotUnderstood
from daybreak.care.findings import Source

MOST_LEVEL = 10  # a numeric rating goes from 0 to this


class Kind(StrEnum):
    """How a question is answered."""

    WORDS = "words"
    CHOICE = "choice"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `choice` are the answers of a choice, in their order."""

    id: str
    asks: str
    kind: Kind
    source: Source
    choice: tuple[Choice, ...] = ()

    def said(self, answer: str | int) -> str:
        """An answer in words; one that a later sheet has dropped stands as it was stored."""
        return next((each.words for each in self.choice if each.id == answer), str(answer))


@dataclass(frozen=True, slots=True)
class SettingSheet:
    """One version of the questions."""

    id: str
    version: int
    name: str
    most_letters: int
    source: Source
    field: tuple[Field, ...]

    def __post_init__(self) -> None:
        if len({each.id for each in self.field}) != len(self.field):
            raise ValueError("a question stands twice on the sheet")
        for each in self.field:
            if (each.kind is Kind.CHOICE) != bool(each.choice):
                raise ValueError(
                    f"only a choice has answers to choose, and it needs some: {each.id}"
                )


Answers = Mapping[str, str | int]


def answered(told: Mapping[str, str | int | None], sheet: SettingSheet) -> Answers:
    """The answers as they are kept: without those left open, words without what nobody sees.

    Raises:
        NotUnderstood: one is to no question of the sheet, is none of its choices, is no level
            from 0 to 10, or is longer than fits.
    """
    if strangers := sorted(set(told) - {each.id for each in sheet.field}):
        raise NotUnderstood("setting", f"Nobody asks {', '.join(strangers)} here.")
    found = {}
    for field in sheet.field:
        answer = told.get(field.id)
        kept = " ".join(answer.split()) if isinstance(answer, str) else answer
        if kept is None or kept == "":
            continue
        _check(field, kept, sheet)
        found[field.id] = kept
    return found


def _check(field: Field, answer: str | int, sheet: SettingSheet) -> None:
    match field.kind:
        case Kind.LEVEL:
            if not isinstance(answer, int) or not 0 <= answer <= MOST_LEVEL:
                raise NotUnderstood("setting-level", f"{field.asks} is a number from 0 to 10.")
        case Kind.CHOICE:
            if answer not in {each.id for each in field.choice}:
                raise NotUnderstood("setting-choice", f"Choose one of the answers: {field.asks}.")
        case Kind.WORDS:
            if not isinstance(answer, str) or len(answer) > sheet.most_letters:
                raise NotUnderstood(
                    "setting-words",
                    f"At most {sheet.most_letters} letters fit here: {field.asks}.",
                )


def setting_sheet(*, overlay: Path | None = None) -> SettingSheet:
    """The newest sheet, a clinic's own folder included."""
    return newest("profiles/setting", SettingSheet, "setting", overlay=overlay)
