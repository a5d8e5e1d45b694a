"""The screening rules as a clinician wrote them: words, thresholds, sources; no reasoning."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from daybreak.care.catalogue.route import Scope
from daybreak.care.findings import Source, Status


class Asked(StrEnum):
    """When a rule is asked."""

    ELIGIBILITY = "eligibility"  # may this person be treated here at all?
    CHECK_IN = "check-in"  # may this person be dosed now?


@dataclass(frozen=True, slots=True)
class Says:
    """One answer of a rule: how heavy it is, and its sentences with places for the figures."""

    status: Status
    because: str
    to_do: str
    override_by: tuple[str, ...] | None = None  # in place of the rule's own


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table of rules.

    `reads` names the facts it weighs and may look at no other. `if_unknown` is what it says
    when a fact that could have made it fire is missing; that is never `clear`.
    `hard_for` lists the scopes in which nobody may set it aside.
    """

    id: str
    title: str
    scope: Scope
    asked: tuple[Asked, ...]
    reads: tuple[str, ...]
    says: Mapping[str, Says]
    source: Source
    if_unknown: Status = Status.HOLD
    if_unknown_at: Mapping[str, Status] | None = None
    fresh_days_at: Mapping[str, int] | None = None
    hard_for: tuple[Scope, ...] = ()
    override_by: tuple[str, ...] = ()
    limits: Mapping[str, int | Decimal] | None = None

    def limit(self, name: str) -> int:
        """A whole-number threshold of this rule."""
        return int((self.limits or {})[name])

    def unknown_status(self, asked: Asked) -> Status:
        return (self.if_unknown_at or {}).get(asked.value, self.if_unknown)

    def fresh_days(self, asked: Asked) -> int | None:
        """How old a fact may be for this rule at this time, when it is stricter than usual."""
        return (self.fresh_days_at or {}).get(asked.value)

    def overridable_by(self, says: Says, scope: Scope) -> tuple[str, ...]:
        """The roles that may set this answer aside on a route of `scope`."""
        if Scope.ALL in self.hard_for or scope in self.hard_for:
            return ()
        return self.override_by if says.override_by is None else says.override_by


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A versioned table of rules, and the version of the questions that it reads.

    `override_days_max` is how long an override may stand.
    """

    id: str
    version: int
    name: str
    facts_version: int
    override_days_max: int
    source: Source
    rule: tuple[Rule, ...]
