"""When a session is talked over: the window after it, and what is said of a time outside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from daybreak.care.catalogue.reading import files, read
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.findings import Finding, Source, Status


@dataclass(frozen=True, slots=True)
class Window:
    """From and until how many hours after leaving."""

    from_h: int
    until_h: int
    source: Source

    def __post_init__(self) -> None:
        if not 0 <= self.from_h < self.until_h:
            raise ValueError("the window ends after it begins")


@dataclass(frozen=True, slots=True)
class Length:
    """How many minutes a talk can be at all."""

    least_min: int
    most_min: int
    source: Source


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of a time outside the window."""

    early: str
    late: str
    to_do: str


@dataclass(frozen=True, slots=True)
class IntegrationRules:
    """One version of when a session is talked over."""

    id: str
    version: int
    window: Window
    length: Length
    words: Words

    def span(self, left: datetime) -> tuple[datetime, datetime]:
        """From when until when the talk after somebody left at `left` is best held."""
        return (
            left + timedelta(hours=self.window.from_h),
            left + timedelta(hours=self.window.until_h),
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
    first, last = rules.span(left)
    for is_so, rule, words, hours in (
        (starts_at < first, "integration-before-window", rules.words.early, rules.window.from_h),
        (starts_at > last, "integration-after-window", rules.words.late, rules.window.until_h),
    ):
        if is_so:
            yield Finding(
                rule=rule,
                level=Status.NOTE,
                because=words.format(hours=hours),
                source=rules.window.source,
                to_do=rules.words.to_do,
            )
