"""A rating scale: its items, how it is scored, and what its scores are taken to mean.

Without its wording, which is a file of its own because many may not be shipped.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from daybreak.care.catalogue.reading import Misfit
from daybreak.care.catalogue.scale_parts import (
    SUMMED,
    Bands,
    Better,
    Change,
    Codes,
    Domain,
    Flag,
    Item,
    Licence,
    Limits,
    Missing,
    Rater,
    Recall,
    Remission,
    Response,
    Scorer,
    Subscale,
)
from daybreak.care.findings import Source


@dataclass(frozen=True, slots=True)
class Scale:
    """One instrument, in one version. A file is never edited once a score points at it."""

    id: str
    version: int
    name: str
    short: str
    rater: Rater
    better: Better
    recall: Recall
    scorer: Scorer
    licence: Licence
    source: Source
    least: int | None = None  # of the total; None where there is no total
    most: int | None = None
    least_days_between: int = 0
    note: str = ""
    missing: Missing | None = None
    item: tuple[Item, ...] = ()
    domain: tuple[Domain, ...] = ()
    subscale: tuple[Subscale, ...] = ()
    bands: Bands | None = None
    response: Response | None = None
    remission: Remission | None = None
    change: Change | None = None
    flag: tuple[Flag, ...] = ()
    limits: Limits | None = None
    codes: Codes | None = None

    def __post_init__(self) -> None:
        for where, why in _misfits(self):
            raise Misfit(where, why)

    def of(self, item: str) -> Item | None:
        """The item with that id, if the scale has one."""
        return next((known for known in self.item if known.id == item), None)

    def band_of(self, total: int | None) -> str | None:
        if total is None or self.bands is None:
            return None
        return next(
            (band.name for band in self.bands.band if band.at_least <= total <= band.at_most), None
        )

    def limit(self, name: str) -> int:
        """A figure of the scorer; a file without it is refused when it is read."""
        return self.limits.figures[name] if self.limits else 0


# The figures each scorer asks its scale for.
LIMITS: Mapping[Scorer, frozenset[str]] = {
    Scorer.PHQ_9: frozenset({"symptom_at_least", "major_symptoms", "other_symptoms"}),
    Scorer.PCL_5: frozenset({"symptom_at_least", "b", "c", "d", "e", "total_at_least"}),
    Scorer.MDQ: frozenset({"symptoms_at_least", "impact_at_least"}),
    Scorer.BLADDER: frozenset(
        {"day_voids", "day_voids_more", "night_voids_more", "pain", "burning"}
    ),
}


def _misfits(scale: Scale) -> Iterator[tuple[str, str]]:
    """Everything in a scale that does not fit together, in the order of the file."""
    ids = [item.id for item in scale.item]
    for index, item in enumerate(ids):
        if item in ids[:index]:
            yield f"item[{index}].id", f"there are two items {item!r}"
    yield from _unknown_items(scale, frozenset(ids))
    if (scale.least is None) != (scale.most is None):
        yield "most", "a total has a least and a most, or there is no total"
    if (scale.most is None) == (scale.scorer in SUMMED):
        yield "scorer", "a summed scale has a least and a most, any other has none"
    yield from _total_misfits(scale)
    yield from _band_misfits(scale)
    lacking = LIMITS.get(scale.scorer, frozenset()) - set(
        scale.limits.figures if scale.limits else ()
    )
    if lacking:
        yield "limits.figures", f"the scorer {scale.scorer} also needs {', '.join(sorted(lacking))}"


def _unknown_items(scale: Scale, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    named: list[tuple[str, tuple[str, ...]]] = [
        *((f"domain[{i}].groups", domain.items) for i, domain in enumerate(scale.domain)),
        *((f"subscale[{i}].items", part.items) for i, part in enumerate(scale.subscale)),
        *((f"flag[{i}].item", (flag.item,)) for i, flag in enumerate(scale.flag) if flag.item),
    ]
    for where, items in named:
        for item in items:
            if item not in known:
                yield where, f"there is no item {item!r}"
    parts = known | {domain.id for domain in scale.domain}
    for item in scale.missing.never_prorate if scale.missing else ():
        if item not in parts:
            yield "missing.never_prorate", f"there is no item {item!r}"


def _total_misfits(scale: Scale) -> Iterator[tuple[str, str]]:
    """The range must be what the items can add up to."""
    if scale.scorer not in SUMMED:
        return
    if scale.missing is None:
        yield "missing", "say what happens when an item has no answer"
    parts = parts_of(scale)
    reach = (sum(part.least for part in parts), sum(part.most for part in parts))
    if (scale.least, scale.most) != reach:
        yield "most", f"the items add up to {reach[0]} to {reach[1]}"


def _band_misfits(scale: Scale) -> Iterator[tuple[str, str]]:
    """Every total has exactly one band: no gap, no overlap, both ends reached."""
    if scale.bands is None:
        return
    if scale.least is None or scale.most is None or not scale.bands.band:
        yield "bands", "bands belong to a total, and there is at least one"
        return
    expected = scale.least
    for index, band in enumerate(scale.bands.band):
        where = f"bands.band[{index}]"
        if band.at_least > expected:
            yield f"{where}.at_least", f"there is a gap: no band has {expected}"
        if band.at_least < expected:
            yield f"{where}.at_least", f"it overlaps the band before; it begins at {expected}"
        if band.at_most < band.at_least:
            yield f"{where}.at_most", f"the band ends before it begins, at {band.at_least}"
        expected = band.at_most + 1
    if expected != scale.most + 1:
        last = len(scale.bands.band) - 1
        yield f"bands.band[{last}].at_most", f"the last band ends at {scale.most}"


@dataclass(frozen=True, slots=True)
class Part:
    """What adds to a total once: an item, or a domain of several."""

    id: str
    groups: tuple[tuple[str, ...], ...]
    least: int
    most: int
    one_only: bool = False


def parts_of(scale: Scale) -> tuple[Part, ...]:
    """The parts of the total, in the order of the items."""
    domain_of = {item: domain for domain in scale.domain for item in domain.items}
    parts: dict[str, Part] = {}
    for item in scale.item:
        domain = domain_of.get(item.id)
        if domain is not None:
            within = [known for known in scale.item if known.id in domain.items]
            parts[domain.id] = Part(
                domain.id,
                domain.groups,
                min(known.least for known in within),
                max(known.most for known in within),
                domain.one_only,
            )
        elif item.scored:
            parts[item.id] = Part(item.id, ((item.id,),), item.least, item.most)
    return tuple(parts.values())
