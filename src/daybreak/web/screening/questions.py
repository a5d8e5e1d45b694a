"""The questions of screening with what is known of a person, as the form shows them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from daybreak.care.screening.facts import Fact, Facts, Origin, Value, counts, reassures
from daybreak.care.screening.fields import Field, FieldKind
from daybreak.web.screening import words


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the answer that counts now, where it comes from, whether it is still open.

    A locked one is shown and not asked: it follows from what is recorded, or stands in an
    imported record, whose lasting "yes" no answer here takes away.
    """

    field: Field
    value: Value
    note: str
    is_open: bool
    is_locked: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that belong together; `number` counts from 1 and names the group on the page."""

    number: int
    name: str
    questions: tuple[Question, ...]

    @property
    def still_open(self) -> int:
        return sum(each.is_open for each in self.questions)


def questions(
    asked: Iterable[Field], known: Facts, *, unknown: Iterable[str], today: date
) -> tuple[Question, ...]:
    """Every question with what is known; `unknown` are those that keep a rule from clearing."""
    missing = frozenset(unknown)
    return tuple(
        _question(field, known.get(field.id), is_open=field.id in missing, today=today)
        for field in asked
    )


def groups(
    shown: Iterable[Question], *, only_open: bool = False, and_these: Iterable[str] = ()
) -> tuple[Group, ...]:
    """The questions by their group, in their own order; perhaps only those still open."""
    also = frozenset(and_these)
    kept = [each for each in shown if not only_open or each.is_open or each.field.id in also]
    by_name = groupby(kept, key=lambda each: each.field.group)
    return tuple(
        Group(number, words.choice(name), tuple(some))
        for number, (name, some) in enumerate(by_name, start=1)
    )


def initial(shown: Iterable[Question]) -> Mapping[str, Value]:
    """What the form holds when it opens."""
    return {each.field.id: each.value for each in shown if not each.is_locked}


def _question(field: Field, fact: Fact | None, *, is_open: bool, today: date) -> Question:
    if fact is None or fact.value is None:
        return Question(field, None, "", is_open, is_locked=False)
    said = words.value_of(field, fact)
    if fact.origin is Origin.IMPORTED and reassures(field, fact.value):
        return Question(field, None, "", is_open, is_locked=False)  # an import never says no
    if not counts(field, fact, today):
        note = f"{said}, {words.origin_of(fact)}: too old to count. Ask again."
        return Question(field, None, note, is_open, is_locked=False)
    is_lasting = (
        fact.origin is Origin.IMPORTED
        and field.kind in {FieldKind.YES_NO, FieldKind.CHOICE}
        and field.worry_days is None
        and not reassures(field, fact.value)
    )
    is_locked = is_lasting or fact.origin is Origin.DERIVED
    note = f"{said}, {words.origin_of(fact)}."
    if is_lasting:
        note += " It stands until it is corrected where it came from."
    return Question(field, fact.value, note, is_open, is_locked)
