"""What is known of a person: each fact with its day and where it comes from.

A fact is yes, no, a figure, a choice or a day; or it is unknown, which is never the same as no.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from daybreak.care.errors import NotUnderstood
from daybreak.care.screening.fields import Field, FieldKind, Fields

Value = bool | int | str | None

FIRST_YEAR, LAST_YEAR = 1900, 2200  # our choice: outside it is a slip of the keys


class Origin(StrEnum):
    """Where a fact comes from."""

    IMPORTED = "imported"  # from another record: may say yes, never no
    ASKED = "asked"  # a person affirmed it
    MEASURED = "measured"
    DERIVED = "derived"  # worked out from what is recorded here


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing we know, and since when. A value of `None` is unknown."""

    value: Value
    on: date | None
    origin: Origin


Facts = Mapping[str, Fact]


def check(field: Field, value: Value) -> None:
    """Raise unless `value` can be an answer to `field`.

    Raises:
        NotUnderstood: it is of another kind, or outside any possible range.
    """
    if value is None:
        return
    name = field.name
    match field.kind:
        case FieldKind.YES_NO:
            if type(value) is not bool:
                raise NotUnderstood("fact-kind", f"“{name}” is answered with yes or no.")
        case FieldKind.NUMBER:
            if type(value) is not int:
                raise NotUnderstood("fact-kind", f"“{name}” is a whole number of {field.unit}.")
            if not field.low <= value <= field.high:
                raise NotUnderstood(
                    "fact-range",
                    f"“{name}” lies between {field.low} and {field.high} {field.unit}. "
                    "Look at the figure and its unit again.",
                )
        case FieldKind.CHOICE:
            if value not in field.choices:
                open_answers = ", ".join(field.choices)
                raise NotUnderstood("fact-choice", f"“{name}” is one of: {open_answers}.")
        case FieldKind.DAY:
            _check_day(name, value)


def _check_day(name: str, value: Value) -> None:
    """A day of the calendar that a living person can have seen."""
    wrong = NotUnderstood(
        "fact-day", f"“{name}” is a day, written year-month-day, such as 2026-11-22."
    )
    if type(value) is not str:
        raise wrong
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise wrong from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise wrong


def check_all(facts: Facts, fields: Fields) -> None:
    """Raise unless every fact belongs to a field and fits it.

    Raises:
        NotUnderstood: a field is not in the catalogue, or a value does not fit.
    """
    for name, fact in facts.items():
        check(fields.field(name), fact.value)


def reassures(field: Field, value: Value) -> bool:
    """Whether a value is the answer that opens: only a person's word or a measure may say it."""
    match field.kind:
        case FieldKind.YES_NO:
            return value is not None and value is not field.is_worrying
        case FieldKind.CHOICE:
            return value == field.choices[0]
        case _:
            return False


def counts(field: Field, fact: Fact, today: date, *, fresh_days: int | None = None) -> bool:
    """Whether a fact may be used today.

    Nothing counts that has no value, or comes from a day that has not been. An imported fact
    never reassures, and a reassuring one needs a day. A fact grows old by its field's validity,
    a worrying answer by its own, and both by `fresh_days` where a rule asks for a fresh one.
    """
    if fact.value is None:
        return False
    is_reassuring = reassures(field, fact.value)
    if is_reassuring and fact.origin is Origin.IMPORTED:
        return False
    has_worry = field.kind in {FieldKind.YES_NO, FieldKind.CHOICE} and not is_reassuring
    if fact.on is None or fact.on > today:
        return has_worry and fresh_days is None
    limits = (field.worry_days if has_worry else field.valid_days, fresh_days)
    age_days = (today - fact.on).days
    return all(limit is None or age_days <= limit for limit in limits)


def merged(fields: Fields, *layers: Facts) -> dict[str, Fact]:
    """One set of facts from several, such as an imported record and a person's answers.

    The newest counts, a later layer winning a tie; but a worrying imported answer to a lasting
    question stands beside any later "no" until whoever imported it withdraws it there.

    Raises:
        NotUnderstood: a field is not in the catalogue.
    """
    together: dict[str, Fact] = {}
    for layer in layers:
        for name, fact in layer.items():
            known = together.get(name)
            together[name] = fact if known is None else _newer(fields.field(name), known, fact)
    return together


def _newer(field: Field, first: Fact, second: Fact) -> Fact:
    if first.value is None or second.value is None:
        return first if second.value is None else second
    for one, other in ((first, second), (second, first)):
        stays = field.worry_days is None and one.origin is Origin.IMPORTED
        if stays and not reassures(field, one.value) and reassures(field, other.value):
            return one
    return first if (first.on or date.min) > (second.on or date.min) else second
