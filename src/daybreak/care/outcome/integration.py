"""When a session is talked over: the window after it, and what is said of a time outside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from daybreak.care.catalogue.reading import files, read
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.findings import Finding, Source, Status
from daybreak.care.plan.alongside import Psychotherapy, alongside_rules


@dataclass(frozen=True, slots=True)
class Length:
    """How many minutes a talk can be at all."""

    least_min: int
    most_min: int
    source: Source


@dataclass(frozen=True, slots=True)
class IntegrationRules:
    """One version of when a session is talked over."""

    id: str
    version: int
    source: Source
    early: str
    late: str
    to_do: str
    length: Length

    @property
    def window(self) -> Psychotherapy:
        """Of psychotherapy in general: from and until how many hours a talk is best held."""
        return alongside_rules().psychotherapy

    def span(self, left: datetime) -> tuple[datetime, datetime]:
        """From when until when the talk after somebody left at `left` is best held."""
        return (
            left + timedelta(hours=self.window.integration_from_hours),
            left + timedelta(hours=self.window.integration_until_hours),
        )


def integration_rules(*, overlay: Path | None = None) -> IntegrationRules:
    """The rules in their highest version, a clinic's own folder included."""
    found = [
        read(path, IntegrationRules)
        for path in files("rules", overlay=overlay)
        if path.name.startswith("integration")
    ]
    return max(found, key=lambda each: each.version)


def findings(
    starts_at: datetime, minutes: int, *, left: datetime | None, rules: IntegrationRules
) -> tuple[Finding, ...]:
    """What is to be said of a talk at this time.

    Raises:
        NotAllowed: nobody was dosed and left, so there is nothing to talk over yet.
        NotUnderstood: it would begin before they left, or its length cannot be.
    """
    if left is None:
        raise NotAllowed(
            "integration-early", "They have not left after a dose. Book the talk once they have."
        )
    if starts_at < left:
        raise NotUnderstood(
            "integration-time", "This is before they left the session. Look at the day and hour."
        )
    if not rules.length.least_min <= minutes <= rules.length.most_min:
        raise NotUnderstood(
            "integration-length",
            f"A talk takes {rules.length.least_min} to {rules.length.most_min} minutes.",
        )
    return tuple(_outside(starts_at, left, rules))


def _outside(starts_at: datetime, left: datetime, rules: IntegrationRules) -> Iterator[Finding]:
    (first, last), window = rules.span(left), rules.window
    after, until = window.integration_from_hours, window.integration_until_hours
    for is_so, rule, words, hours in (
        (starts_at < first, "integration-before-window", rules.early, after),
        (starts_at > last, "integration-after-window", rules.late, until),
    ):
        if is_so:
            yield Finding(
                rule=rule,
                level=Status.NOTE,
                because=words.format(hours=hours),
                source=window.source,
                to_do=rules.to_do,
            )
