"""The answers to a scale, checked before anything is added up."""

import re
from collections.abc import Mapping, Sequence

from daybreak.care.catalogue.scale import Scale
from daybreak.care.errors import NotUnderstood

Answers = Mapping[str, int]

NO_ANSWER = frozenset({"", "-", "null"})
WHOLE = re.compile(r"[+-]?[0-9]{1,9}")


def checked(scale: Scale, answers: Mapping[str, int | None]) -> Answers:
    """The answers that were given, without those left out or marked as not assessed.

    Raises:
        NotUnderstood: an answer is to no item of this scale, or outside its range. The
            message names the item and never the answer.
    """
    given: dict[str, int] = {}
    for key, value in answers.items():
        item = scale.of(key)
        if item is None:
            raise NotUnderstood(
                "scale-item", f"{scale.short} has no such item. Its items are {_named(scale)}."
            )
        if value is None or value == item.not_assessed:
            continue
        if not item.allows(value):
            raise NotUnderstood(
                "scale-answer",
                f"Item {item.id} of {scale.short} is answered from {item.least} to {item.most}. "
                "Look at the sheet and enter it again.",
            )
        given[key] = int(value)
    return {item.id: given[item.id] for item in scale.item if item.id in given}


def listed(text: str) -> list[int | None]:
    """Answers written with commas, `-` or nothing between them for none.

    Raises:
        NotUnderstood: one of them is no whole number.
    """

    def number(each: str) -> int | None:
        if each in NO_ANSWER:
            return None
        if not WHOLE.fullmatch(each):
            raise NotUnderstood(
                "call", f"“{each}” is no answer. Write whole numbers with commas, - for none."
            )
        return int(each)

    return [number(each.strip()) for each in text.split(",")]


def in_order(scale: Scale, given: Sequence[int | None]) -> dict[str, int | None]:
    """Answers by item: to all of them, to those that are scored, or as the form numbers them.

    A form asks once where we keep two ways of rating (HAM-D 16): the first of them is taken.

    Raises:
        NotUnderstood: there are more or fewer answers than items.
    """
    every = [item.id for item in scale.item]
    scored = [item.id for item in scale.item if item.scored]
    second = {item for each in scale.domain if each.one_only for item in each.items[1:]}
    numbered = [item for item in scored if item not in second]
    for items in (every, scored, numbered):
        if len(items) == len(given):
            return dict(zip(items, given, strict=True))
    raise NotUnderstood(
        "answers",
        f"{scale.short} has {len(every)} items ({_named(scale)}); {len(given)} answers came. "
        "Write - or null for a missing one.",
    )


def _named(scale: Scale) -> str:
    return ", ".join(item.id for item in scale.item) or "none: it is not scored here"
