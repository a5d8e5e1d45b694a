"""The parts a rating scale is made of. Each checks itself when it is read."""

from collections.abc import Mapping
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
