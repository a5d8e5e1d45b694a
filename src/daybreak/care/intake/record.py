"""What arrives about a person from elsewhere, before anyone here has looked at it.

An imported record can answer yes, never no: that something is not in it means nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from daybreak.care.intake.measure import Measure
from daybreak.care.intake.partial_date import PartialDate
from daybreak.care.intake.person import Identifier, Person, Sex

__all__ = [
    "Allergy",
    "Code",
    "Condition",
    "Identifier",
    "ImportedRecord",
    "LeftOut",
    "Measure",
    "Measurement",
    "Medication",
    "PartialDate",
    "Person",
    "Precision",
    "ScaleAnswers",
    "Sex",
    "WhyLeftOut",
]


@dataclass(frozen=True, slots=True)
class Code:
    """One name of a thing in one system of names.

    `system` is the address FHIR uses for it (`http://snomed.info/sct`), or None when the
    sender did not say: a code without its system is shown to people and matched by nothing.
    """

    system: str | None
    code: str | None
    display: str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A diagnosis or problem. `active` unless it was said to be over.

    `status` and `verification` are the sender's own words in FHIR (`recurrence`,
    `provisional`); None when they were not given. `key` names the same thing again when
    it is sent again, and `digest` (SHA-256) says whether its content is the same.
    """

    key: str
    digest: str
    codes: tuple[Code, ...]
    text: str | None
    active: bool
    status: str | None = None
    verification: str | None = None
    onset: PartialDate | None = None
    abated: PartialDate | None = None
    recorded: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Medication:
    """A medicine somebody ordered or reported. `active` unless it was said to be over.

    `ingredients` are there when the sender listed what a product is made of.
    """

    key: str
    digest: str
    codes: tuple[Code, ...]
    ingredients: tuple[Code, ...]
    text: str | None
    active: bool
    status: str
    dosage: str | None = None
    started: PartialDate | None = None
    ended: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Allergy:
    """An allergy or intolerance. `substances` are those named with a reaction."""

    key: str
    digest: str
    codes: tuple[Code, ...]
    substances: tuple[Code, ...]
    text: str | None
    active: bool
    status: str | None = None
    verification: str | None = None
    criticality: str | None = None
    onset: PartialDate | None = None
    recorded: PartialDate | None = None


class Precision(StrEnum):
    """How exactly a time was told."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Measurement:
    """One figure, a whole number of the small unit that `measure` carries in its name.

    `on` is UTC. When only a day, month or year was told, `on` is where that began and
    `precision` says so: the figure is then at most newer than it looks, never older.
    `scale` and `item` are given for a scale's total or item only (`phq-9`, `9`).
    """

    key: str
    digest: str
    measure: Measure
    value: int
    on: datetime
    precision: Precision
    scale: str | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True)
class ScaleAnswers:
    """A questionnaire somebody has filled in, by the ids of our scale.

    An item that was left empty is not in `answers`. `stated_total` is what the sender
    made of it; the score is ours to compute.
    """

    key: str
    digest: str
    scale: str
    answers: Mapping[str, int]
    on: datetime
    precision: Precision
    stated_total: int | None = None


class WhyLeftOut(StrEnum):
    """Why something of a file was not taken. The ids are stored, and permanent."""

    KIND_NOT_KEPT = "kind-not-kept"
    ANOTHER_PERSON = "another-person"
    ENTERED_IN_ERROR = "entered-in-error"
    REFUTED = "refuted"
    CANCELLED = "cancelled"
    NOT_FINAL = "not-final"
    NOT_ORDERED = "not-ordered"
    NOT_TAKEN = "not-taken"
    SAYS_NONE = "says-none"
    NO_NAME = "no-name"
    NO_VALUE = "no-value"
    NO_TIME = "no-time"
    NOT_EXACT = "not-exact"
    UNIT_UNKNOWN = "unit-unknown"
    OUT_OF_RANGE = "out-of-range"
    CONTRADICTS_ITSELF = "contradicts-itself"
    SCALE_UNKNOWN = "scale-unknown"
    ANSWER_UNKNOWN = "answer-unknown"
    MODIFIED = "modified"
    ASKS_TO_CHANGE = "asks-to-change"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One thing of the file that was not taken, and why, in words.

    `entry` counts from 1, as a person counts. `what` is its kind and id, and nothing that
    was in it.
    """

    entry: int
    what: str
    why: WhyLeftOut
    because: str


@dataclass(frozen=True, slots=True)
class ImportedRecord:
    """All that one file says about one person, and what of it was left out."""

    person: Person
    conditions: tuple[Condition, ...] = ()
    medications: tuple[Medication, ...] = ()
    allergies: tuple[Allergy, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    scale_answers: tuple[ScaleAnswers, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
