"""Examples of what a rule, scale, protocol or stage answers: run as tests, printed as reference."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from daybreak.care.catalogue.reading import read, shelf
from daybreak.care.catalogue.rule import Asked
from daybreak.care.findings import Source, Status

ROOM = "examples"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCase:
    """What is so of a person, and the heaviest answer of the rule. Days count back from today."""

    says: Status
    when: Mapping[str, bool | int | str] | None = None
    unknown: tuple[str, ...] = ()
    days_ago: Mapping[str, int] | None = None
    route: str = "iv"
    at: Asked = Asked.ELIGIBILITY


@dataclass(frozen=True, slots=True)
class RuleExamples:
    id: str
    case: tuple[RuleCase, ...]


@dataclass(frozen=True, slots=True)
class ScreeningExamples:
    """Those of every rule of screening."""

    id: str
    version: int
    source: Source
    rule: tuple[RuleExamples, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleCase:
    """Answers in the order of the form, `-` for none, and what they come to."""

    answers: str
    total: int | None = None
    band: str | None = None
    prorated: bool = False
    flags: tuple[str, ...] = ()
    subscores: Mapping[str, int] | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ScaleExamplesOf:
    id: str
    case: tuple[ScaleCase, ...]


@dataclass(frozen=True, slots=True)
class ScaleExamples:
    """Those of every scale."""

    id: str
    version: int
    source: Source
    scale: tuple[ScaleExamplesOf, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCase:
    """An order by weight or in devices, the dose it comes to, and the rules that speak."""

    kg: Decimal | None = None
    mg_per_kg: Decimal | None = None
    mg: int | None = None
    is_first: bool = False
    minutes: int | None = None
    dose_mg: Decimal
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesCase:
    """The days of a phase, counted from its first, and the rules that speak."""

    phase: str
    days: tuple[int, ...]
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProtocolExamplesOf:
    id: str
    order: tuple[OrderCase, ...]
    series: tuple[SeriesCase, ...]


@dataclass(frozen=True, slots=True)
class ProtocolExamples:
    """Those of every protocol."""

    id: str
    version: int
    source: Source
    protocol: tuple[ProtocolExamplesOf, ...]


@dataclass(frozen=True, slots=True)
class StageExamplesOf:
    """Where a session may go from a stage, by which act, and where it may not."""

    id: str
    opens: Mapping[str, str]
    never: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class StageExamples:
    """Those of every stage of a session."""

    id: str
    version: int
    source: Source
    stage: tuple[StageExamplesOf, ...]


def screening_examples() -> ScreeningExamples:
    return read(shelf(ROOM) / "screening-1.toml", ScreeningExamples)


def scale_examples() -> ScaleExamples:
    return read(shelf(ROOM) / "scales-1.toml", ScaleExamples)


def protocol_examples() -> ProtocolExamples:
    return read(shelf(ROOM) / "protocols-1.toml", ProtocolExamples)


def stage_examples() -> StageExamples:
    return read(shelf(ROOM) / "stages-1.toml", StageExamples)
