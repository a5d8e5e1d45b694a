"""A rating scale: its items, how it is scored, and what its scores are taken to mean.

Without its wording, which is a file of its own because many may not be shipped.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from daybreak.care.catalogue.reading import Misfit
from daybreak.care.findings import Source


class Better(StrEnum):
    """Which way a score goes when a person gets better."""

    LOWER = "lower"
    HIGHER = "higher"


class Rater(StrEnum):
    PATIENT = "patient"
    CLINICIAN = "clinician"


class Ship(StrEnum):
    """Whether we may give out the wording."""

    YES = "yes"  # public domain, or free to reproduce
    OURS = "ours"  # we wrote it
    PACK = "pack"  # free on terms we cannot meet for everyone: the clinic loads it
    NO = "no"  # the clinic needs its own licence


class Scorer(StrEnum):
    """How the total is made; each name has one function in `care.scales`."""

    SUM = "sum"
    PHQ_9 = "phq-9"
    PCL_5 = "pcl-5"
    AUDIT_C = "audit-c"
    MDQ = "mdq"
    MEANS = "means"
    BLADDER = "bladder"
    C_SSRS = "c-ssrs"
    C_SSRS_SINCE = "c-ssrs-since-last-visit"
    UNSCORED = "unscored"


SUMMED = frozenset({Scorer.SUM, Scorer.PHQ_9, Scorer.PCL_5, Scorer.AUDIT_C, Scorer.MDQ})


@dataclass(frozen=True, slots=True)
class Licence:
    """What may be done with the wording, and how a clinic comes by it."""

    ship: Ship
    owner: str
    terms: str
    source: Source
    obtain: str = ""  # a sentence for the person who wants to use it

    def __post_init__(self) -> None:
        if self.ship in {Ship.PACK, Ship.NO} and not self.obtain.strip():
            raise Misfit("obtain", "say how a clinic comes by the wording")


@dataclass(frozen=True, slots=True)
class Recall:
    """The time an answer speaks of: `days` back from the answer, or no fixed span."""

    words: str
    days: int | None = None  # 0 is "now"; None is lifetime, or since an event

    def __post_init__(self) -> None:
        if self.days is not None and self.days < 0:
            raise Misfit("days", "days must be 0 or more")


@dataclass(frozen=True, slots=True)
class Item:
    """One question; an answer is a whole number from `least` to `most`."""

    id: str
    least: int
    most: int
    measures: str = ""  # a label of ours, never the wording
    reversed: bool = False
    scored: bool = True
    not_assessed: int | None = None  # a code that means "no answer"
    loinc: str = ""

    def __post_init__(self) -> None:
        if self.least >= self.most:
            raise Misfit("most", f"most must be over least, {self.least}")
        if self.not_assessed is not None and self.least <= self.not_assessed <= self.most:
            raise Misfit("not_assessed", "this code is also an answer")

    def allows(self, value: int) -> bool:
        return self.least <= value <= self.most or value == self.not_assessed


@dataclass(frozen=True, slots=True)
class Domain:
    """Items that count once, by their highest. At least one of each group must be answered."""

    id: str
    groups: tuple[tuple[str, ...], ...]
    one_only: bool = False  # answering two of them is a mistake

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(item for group in self.groups for item in group)


@dataclass(frozen=True, slots=True)
class Subscale:
    """Items summed, or averaged, for themselves."""

    id: str
    items: tuple[str, ...]
    answered_at_least: int


@dataclass(frozen=True, slots=True)
class Missing:
    """What happens when parts of the total have no answer."""

    allowed: int
    source: Source
    never_prorate: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """A named stretch of totals, both ends included."""

    name: str
    at_least: int
    at_most: int


@dataclass(frozen=True, slots=True)
class Bands:
    source: Source
    band: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Response:
    """How much better counts as a response, judged only from a baseline that allows it."""

    source: Source
    percent: int | None = None
    partial_percent: int | None = None
    substantial_percent: int | None = None
    at_most: int | None = None  # for scales that rate the change itself
    baseline_at_least: int | None = None

    def __post_init__(self) -> None:
        if (self.percent is None) == (self.at_most is None):
            raise Misfit("percent", "a response is either a percentage or a score, one of the two")
        for name in ("percent", "partial_percent", "substantial_percent"):
            value = getattr(self, name)
            if value is not None and not 0 < value <= 100:  # noqa: PLR2004 - per cent
                raise Misfit(name, "a percentage is from 1 to 100")
        if self.partial_percent is not None and self.partial_percent >= (self.percent or 0):
            raise Misfit("partial_percent", "a partial response is less than a response")


@dataclass(frozen=True, slots=True)
class OtherThreshold:
    """A threshold another source uses: shown beside ours, never applied."""

    at_most: int
    source: Source


@dataclass(frozen=True, slots=True)
class Remission:
    at_most: int
    source: Source
    others: tuple[OtherThreshold, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """How many points are more than noise, and how many a person would notice."""

    source: Source
    reliable: int | None = None
    meaningful: int | None = None
    substantial: int | None = None
    worsening: int | None = None  # where a source gives a range, the more careful end

    @property
    def worse_by(self) -> int | None:
        """Points of worsening that call for someone: reliable change, or else a noticeable one."""
        known = (self.worsening, self.reliable, self.meaningful)
        return next((points for points in known if points is not None), None)


@dataclass(frozen=True, slots=True)
class Flag:
    """What one answer, a missing answer, or a total raises. All that is given must hold."""

    flag: str
    source: Source
    item: str | None = None
    at_least: int | None = None
    missing: bool = False
    total_at_least: int | None = None

    def __post_init__(self) -> None:
        if self.item is None and self.total_at_least is None:
            raise Misfit("flag", "a flag looks at an item, a total, or both")
        if (self.item is None) != (self.at_least is None and not self.missing):
            raise Misfit("item", "an item is compared with at_least, or is missing")


@dataclass(frozen=True, slots=True)
class Limits:
    """Figures a scorer of its own needs, by name."""

    figures: Mapping[str, int]
    source: Source


@dataclass(frozen=True, slots=True)
class Codes:
    """What others call it. `local` is our own code where no LOINC was seen."""

    source: Source
    panel: str = ""
    result: str = ""  # of the total, or of the level where there is none
    local: str = ""
    answers: Mapping[str, str] | None = None  # answer value, as text, to LOINC answer code


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
