"""What answers and totals raise, as the scale's own file says."""

from collections.abc import Iterable

from daybreak.care.catalogue.scale import Scale
from daybreak.care.catalogue.scale_parts import Flag
from daybreak.care.scales.answers import Answers

SUICIDE_SCREEN = "suicide-screen"  # a C-SSRS screen within the same encounter
SUICIDE_ITEM_MISSING = "suicide-item-missing"  # ask it
URGENT_REVIEW = "urgent-review"  # a clinician now
ITEMS_UNKNOWN = "items-unknown"  # only a total came; a question about suicide is still to ask


def raised(scale: Scale, answers: Answers, total: int | None) -> tuple[str, ...]:
    """The names of all flags that hold, each once, in the order of the file."""
    return once(flag.flag for flag in scale.flag if _holds(flag, answers, total))


def once(names: Iterable[str]) -> tuple[str, ...]:
    """The names in order, each once."""
    return tuple(dict.fromkeys(names))


def _holds(flag: Flag, answers: Answers, total: int | None) -> bool:
    if flag.total_at_least is not None and (total is None or total < flag.total_at_least):
        return False
    if flag.item is None:
        return True
    if flag.missing:
        return flag.item not in answers
    answer = answers.get(flag.item)
    return answer is not None and flag.at_least is not None and answer >= flag.at_least
