"""The words of a scale in one language, with the notice that goes wherever they go."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from daybreak.care.catalogue.reading import Misfit
from daybreak.care.catalogue.scale import Scale
from daybreak.care.catalogue.scale_parts import Item
from daybreak.care.findings import Source


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to choose: what is read, and what it counts."""

    value: int
    label: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One item as it is read. Without answers of its own it takes those of the whole scale."""

    id: str
    text: str
    option: tuple[Answer, ...] = ()
    least_label: str = ""  # for a number line: what its two ends mean
    most_label: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """A scale in one language. Order, numbering and words stay exactly as their owner has them."""

    id: str
    version: int
    scale: str
    language: str  # BCP 47: en-US, es-US; Spanish differs by country and is not mixed
    title: str
    source: Source
    notice: str = ""  # shown with every rendering
    stem: str = ""
    option: tuple[Answer, ...] = ()
    item: tuple[Asked, ...] = ()
    compared_on: date | None = None  # with the owner's own file, not with a copy
    licence_confirmed: str = ""  # who confirmed a clinic's right to a licensed wording, and when

    def __post_init__(self) -> None:
        if len({asked.id for asked in self.item}) != len(self.item):
            raise Misfit("item", "an item is worded twice")

    def options_of(self, item: str) -> tuple[Answer, ...]:
        """The answers to choose from; none when the item is a number line."""
        asked = next(asked for asked in self.item if asked.id == item)
        if asked.option or asked.most_label:
            return asked.option
        return self.option


def misfits(scale: Scale, wording: Wording) -> Iterator[tuple[str, str]]:
    """Where the words do not fit the scale they claim to be of."""
    if [asked.id for asked in wording.item] != [item.id for item in scale.item]:
        order = ", ".join(item.id for item in scale.item)
        yield "item", f"the items of {scale.id} are, in this order: {order}"
        return
    for index, (item, asked) in enumerate(zip(scale.item, wording.item, strict=True)):
        if not asked.text.strip():
            yield f"item[{index}].text", "there are no words"
        options = wording.options_of(item.id)
        if not options and not (asked.least_label and asked.most_label):
            yield f"item[{index}]", "it needs answers, or labels for both ends of a number line"
        if options and not _covers(item, options):
            yield f"item[{index}].option", f"its answers count from {item.least} to {item.most}"


def _covers(item: Item, options: tuple[Answer, ...]) -> bool:
    values = [option.value for option in options if option.value != item.not_assessed]
    return sorted(values) == list(range(item.least, item.most + 1))
