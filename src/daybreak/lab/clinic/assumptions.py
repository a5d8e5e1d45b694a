"""What the virtual clinic takes for granted, as a clinician wrote it: figures, people, habits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from daybreak.care.catalogue.reading import Misfit, newest, read
from daybreak.care.errors import NotUnderstood
from daybreak.care.findings import Source
from daybreak.care.outcome.trajectory import Judged

ROOM = "virtual-clinic"
ID = "assumptions"

# What the code asks for; a file needs a row for each.
FIGURES = frozenset(
    {
        "no-show",
        "no-shows-in-a-row",
        "drop-out",
        "drop-out-unhelped",
        "early-mark",
        "no-escort",
        "not-fasted",
        "sign",
        "systolic",
        "systolic-sd",
        "diastolic",
        "diastolic-sd",
        "hypertension-adds",
        "pressure-day-sd",
        "heart-rate",
        "heart-rate-sd",
        "distress-from",
        "vomits-twice",
        "sedated-from",
        "preparation",
        "review-days",
        "watch-every",
        "price-consultation",
        "price-iv",
        "price-im",
        "price-esketamine",
        "price-other",
    }
)
STARTS = ("high", "low", "usual")
BADLY = ("lower", "slower", "stay")
LITTLE = ("more", "stay")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, in its unit, and how far it is moved to see what hangs on it."""

    id: str
    value: Decimal | int
    low: Decimal | int
    high: Decimal | int
    unit: str
    meaning: str
    source: Source

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise Misfit("value", f"{self.value} is not between low and high")
        if self.low < 0:
            raise Misfit("low", "nothing here is under 0")
        if self.unit.startswith("share") and self.high > 1:
            raise Misfit("high", "a share is at most 1")


@dataclass(frozen=True, slots=True)
class Condition:
    """A question of screening that this share of people answers in the worrying way.

    With `only_with`, the share is of those who answer that other question with yes.
    """

    fact: str
    share: Decimal | int
    source: Source
    only_with: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise Misfit("share", "a share is from 0 to 1")


@dataclass(frozen=True, slots=True)
class Habits:
    """What the clinic does where the rules leave it a choice."""

    start: str
    tolerated_badly: str
    too_little_effect: str
    underway: tuple[str, ...]
    end: Mapping[Judged, tuple[str, ...]]
    extension_sessions: int
    extensions_at_most: int
    booster_sessions: int
    boosters_at_most: int
    longest_gap: bool
    taper_in_remission: bool
    source: Source

    def __post_init__(self) -> None:
        for name, allowed in (
            ("start", STARTS),
            ("tolerated_badly", BADLY),
            ("too_little_effect", LITTLE),
        ):
            if getattr(self, name) not in allowed:
                raise Misfit(name, f"it is one of {', '.join(allowed)}")
        if missing := sorted(set(Judged) - set(self.end)):
            raise Misfit("end", f"it says nothing for {', '.join(missing)}")
        if self.extension_sessions < 1 or self.booster_sessions < 1:
            raise Misfit("extension_sessions", "it is one session or more")
        if min(self.extensions_at_most, self.boosters_at_most) < 0:
            raise Misfit("boosters_at_most", "it is 0 or more")


@dataclass(frozen=True)
class Assumptions:
    """All of it, of one version."""

    id: str
    version: int
    source: Source
    figure: tuple[Figure, ...]
    condition: tuple[Condition, ...]
    habits: Habits

    def __post_init__(self) -> None:
        for where, why in _misfits(self):
            raise Misfit(where, why)

    def of(self, name: str) -> float:
        """A figure, in its own unit."""
        return self._values[name]

    @cached_property
    def _values(self) -> Mapping[str, float]:
        return {each.id: float(each.value) for each in self.figure}

    def figure_of(self, name: str) -> Figure:
        """The figure of that id.

        Raises:
            NotUnderstood: there is none.
        """
        found = next((each for each in self.figure if each.id == name), None)
        if found is None:
            known = ", ".join(sorted(FIGURES))
            raise NotUnderstood("assumption", f"There is no assumption {name!r}; known: {known}.")
        return found

    def having(self, name: str, value: Decimal | int) -> "Assumptions":
        """The same with another value of one figure, its limits widened where they must be."""
        changed = self.figure_of(name)
        new = replace(
            changed, value=value, low=min(changed.low, value), high=max(changed.high, value)
        )
        return replace(self, figure=tuple(new if f.id == name else f for f in self.figure))


def assumptions(path: Path | None = None) -> Assumptions:
    """Those on the shelf, a clinic's own folder included, or those of a file.

    Raises:
        CatalogueError: the file is wrong.
    """
    return newest(ROOM, Assumptions, ID) if path is None else read(path, Assumptions)


def _misfits(all_of_it: Assumptions) -> Iterator[tuple[str, str]]:
    ids = [each.id for each in all_of_it.figure]
    if lacking := sorted(FIGURES - set(ids)):
        yield "figure", f"there is no row for {', '.join(lacking)}"
    for index, name in enumerate(ids):
        if name not in FIGURES:
            yield f"figure[{index}].id", f"nothing asks for {name!r}"
        if ids.index(name) != index:
            yield f"figure[{index}].id", f"{name} stands twice"
