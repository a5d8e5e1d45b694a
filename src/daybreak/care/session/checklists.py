"""The scores that say whether someone is fit to go home: Aldrete and PADSS."""

from collections.abc import Mapping
from dataclasses import dataclass

from daybreak.care.catalogue.reading import every, newest
from daybreak.care.errors import NotUnderstood
from daybreak.care.findings import Source

HIGHEST = 2  # each item gives 0, 1 or 2


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `points` says what 0, 1 and 2 mean, in this order."""

    id: str
    name: str
    points: tuple[str, str, str]
    if_not_applicable: int | None = None


@dataclass(frozen=True, slots=True)
class Checklist:
    """One version of a score. It is passed from `pass_from` on."""

    id: str
    version: int
    name: str
    pass_from: int
    source: Source
    item: tuple[Item, ...]

    def __post_init__(self) -> None:
        if not 0 < self.pass_from <= HIGHEST * len(self.item):
            raise ValueError("pass_from must be a total that can be reached")


@dataclass(frozen=True, slots=True)
class ChecklistScore:
    """A scored checklist. Without a total, `missing` names the items not answered."""

    checklist: str
    version: int
    name: str
    total: int | None
    pass_from: int
    zeros: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def is_passed(self) -> bool:
        return self.total is not None and self.total >= self.pass_from


def checklists() -> tuple[Checklist, ...]:
    """Every score on the shelf, by id and version."""
    return every("profiles/recovery", Checklist)


def checklist(id: str) -> Checklist:  # noqa: A002 - the key's own name
    """The newest version of a score.

    Raises:
        NotFound: there is none of that id.
    """
    return newest("profiles/recovery", Checklist, id)


def score(asked: Checklist, answers: Mapping[str, int | None]) -> ChecklistScore:
    """The total of a checklist, or what is missing from it.

    An item that does not apply is left out of `answers`, and counts what the list says.

    Raises:
        NotUnderstood: an answer is not 0, 1 or 2, or to an item that is not in the list.
    """
    if strangers := sorted(set(answers) - {item.id for item in asked.item}):
        raise NotUnderstood("checklist-item", f"{asked.name} has no item {', '.join(strangers)}.")
    points = {item: answers.get(item.id, item.if_not_applicable) for item in asked.item}
    for item, given in points.items():
        if given is not None and not 0 <= given <= HIGHEST:
            raise NotUnderstood("checklist-points", f"{item.name} is scored 0, 1 or 2.")
    missing = tuple(item.id for item, given in points.items() if given is None)
    return ChecklistScore(
        checklist=asked.id,
        version=asked.version,
        name=asked.name,
        total=None if missing else sum(given or 0 for given in points.values()),
        pass_from=asked.pass_from,
        zeros=tuple(item.name for item, given in points.items() if given == 0),
        missing=missing,
    )
