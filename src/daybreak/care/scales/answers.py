"""The answers to a scale, checked before anything is added up."""

from collections.abc import Mapping

from daybreak.care.catalogue.scale import Scale
from daybreak.care.errors import NotUnderstood

Answers = Mapping[str, int]


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


def _named(scale: Scale) -> str:
    return ", ".join(item.id for item in scale.item) or "none: it is not scored here"
