"""The facts as one rule sees them: only those it reads, only those that still count."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made_by
from datetime import date

from daybreak.care.catalogue.indication import Indication
from daybreak.care.catalogue.route import Route, Scope
from daybreak.care.catalogue.rule import Asked, Rule
from daybreak.care.screening.facts import Fact, Facts, Origin, counts
from daybreak.care.screening.fields import Field, Fields


@dataclass(frozen=True, slots=True)
class Hit:
    """That a rule fired: which of its answers, and figures beyond the facts and limits."""

    says: str
    figures: Mapping[str, object] = made_by(default_factory=dict)


class Look:
    """One rule's view of a person on a day.

    Whatever a rule asks for and cannot know is noted in `missed`. A rule that stops asking
    because one answer settles it has missed nothing.
    """

    def __init__(
        self,
        facts: Facts,
        *,
        fields: Fields,
        rule: Rule,
        route: Route,
        indication: Indication,
        asked: Asked,
        today: date,
    ) -> None:
        self.rule = rule
        self.route = route
        self.indication = indication
        self.asked = asked
        self.today = today
        self.missed: list[str] = []
        self._facts = facts
        self._fields = fields

    @property
    def is_esketamine(self) -> bool:
        return self.route.scope is Scope.ESKETAMINE

    def field(self, name: str) -> Field:
        """The question behind a fact."""
        return self._fields.field(name)

    def known(self, name: str) -> Fact | None:
        """The fact, if it counts today; without it the rule still stands."""
        if name not in self.rule.reads:
            raise ValueError(f"rule {self.rule.id} does not read {name}; add it to `reads`.")
        fact = self._facts.get(name)
        fresh_days = self.rule.fresh_days(self.asked)
        if fact and counts(self._fields.field(name), fact, self.today, fresh_days=fresh_days):
            return fact
        return None

    def needed(self, name: str) -> Fact | None:
        """The fact, if it counts today; otherwise it is noted as missed."""
        fact = self.known(name)
        if fact is None:
            self.miss(name)
        return fact

    def miss(self, name: str) -> None:
        """Note that `name` is not known well enough to clear this rule."""
        if name not in self.missed:
            self.missed.append(name)

    def yes(self, name: str) -> bool | None:
        """Yes, no, or not known."""
        fact = self.needed(name)
        return None if fact is None else bool(fact.value)

    def any_yes(self, *names: str) -> bool | None:
        """Yes if any is; no only if all are known to be no. Every one of them is asked."""
        answers = [self.yes(name) for name in names]
        return True if True in answers else None if None in answers else False

    def choice(self, name: str) -> str | None:
        fact = self.needed(name)
        return None if fact is None else str(fact.value)

    def number(self, name: str) -> int | None:
        fact = self.needed(name)
        return None if fact is None else int(fact.value or 0)

    def number_if_known(self, name: str) -> int | None:
        fact = self.known(name)
        return None if fact is None else int(fact.value or 0)

    def age_days(self, name: str) -> int | None:
        """How many days old the fact is."""
        fact = self.known(name)
        return None if fact is None or fact.on is None else (self.today - fact.on).days

    def was_imported(self, name: str) -> bool:
        fact = self.known(name)
        return fact is not None and fact.origin is Origin.IMPORTED

    def figures(self, more: Mapping[str, object]) -> dict[str, object]:
        """Everything a sentence of this rule may name."""
        values = {
            name: "not known" if (fact := self.known(name)) is None else fact.value
            for name in self.rule.reads
        }
        return {**values, **(self.rule.limits or {}), **more}
