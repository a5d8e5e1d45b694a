"""The words, times and sources of what is due, and all the other rules that are asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from daybreak.care.catalogue.reading import Misfit, every, read, shelf
from daybreak.care.catalogue.scale import Scale
from daybreak.care.findings import Source
from daybreak.care.outcome.rules import OutcomeRules, outcome_rules
from daybreak.care.screening.suicidality import Pathway, pathway
from daybreak.care.team.roles import Role


@dataclass(frozen=True, slots=True)
class TaskRule:
    """One kind of task. Minutes count from the moment the rule names; negative is before."""

    id: str
    title: str
    roles: tuple[Role, ...]
    opens_min: int
    due_min: int
    is_urgent: bool = False
    after_closing: bool = False
    source: Source | None = None

    def __post_init__(self) -> None:
        if self.due_min < self.opens_min:
            raise ValueError("a task cannot be late before it is open")


@dataclass(frozen=True, slots=True)
class GateRule:
    """One gate before the next dose. `because` may name what it is about."""

    id: str
    because: str
    to_do: str
    opened_by: tuple[Role, ...]
    after_closing: bool = False
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """Spans that the rules count with, in days."""

    consent_days: int
    justification_days: int
    review_maintenance_days: int


@dataclass(frozen=True, slots=True)
class DueRules:
    """One version of what is due."""

    id: str
    version: int
    source: Source
    times: Times
    task: tuple[TaskRule, ...]
    gate: tuple[GateRule, ...]

    def __post_init__(self) -> None:
        for where, ids in (
            ("task", [row.id for row in self.task]),
            ("gate", [row.id for row in self.gate]),
        ):
            if len(set(ids)) < len(ids):
                raise Misfit(where, "an id stands twice")


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything that is asked to say what is due."""

    due: DueRules
    outcome: OutcomeRules
    scales: Mapping[str, Scale]
    suicidality: Pathway


@lru_cache(maxsize=1)
def rulebook() -> Rulebook:
    """The newest rules on the shelf. Read once; a program that edits files starts again."""
    return Rulebook(
        due=read(shelf("rules") / "due.toml", DueRules),
        outcome=outcome_rules(),
        scales={scale.id: scale for scale in every("scales", Scale)},
        suicidality=pathway(),
    )
