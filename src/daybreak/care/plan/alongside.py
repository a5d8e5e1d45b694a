"""Psychotherapy and magnetic stimulation beside the drug: recorded, and reminded of, not dosed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path

from daybreak.care.catalogue.reading import Misfit, files, read
from daybreak.care.catalogue.saying import Saying, saying_misfits
from daybreak.care.errors import NotUnderstood
from daybreak.care.findings import Finding, Source

SAYINGS: Mapping[str, frozenset[str]] = {
    "preparation-missing": frozenset({"held", "least", "most"}),
    "integration-late": frozenset({"day", "until"}),
    "stimulation-alongside": frozenset({"protocol", "sessions", "first", "last"}),
}


@dataclass(frozen=True, slots=True)
class Psychotherapy:
    """How many preparations, and when integration is held after a dose, in hours and days."""

    models: tuple[str, ...]
    preparation_low: int
    preparation_high: int
    integration_from_hours: int
    integration_until_hours: int
    then_every_days: int
    source: Source

    def __post_init__(self) -> None:
        if not 0 <= self.integration_from_hours < self.integration_until_hours:
            raise Misfit("integration_until_hours", "the window ends after it begins")
        if not 0 <= self.preparation_low <= self.preparation_high:
            raise Misfit("preparation_high", "the most is not under the least")


@dataclass(frozen=True, slots=True)
class Stimulation:
    source: Source


@dataclass(frozen=True, kw_only=True)
class AlongsideRules:
    """All of it, of one version."""

    id: str
    version: int
    source: Source
    psychotherapy: Psychotherapy
    stimulation: Stimulation
    saying: tuple[Saying, ...]

    def __post_init__(self) -> None:
        for where, why in saying_misfits(self.saying, SAYINGS):
            raise Misfit(where, why)

    @cached_property
    def by_id(self) -> Mapping[str, Saying]:
        return {each.id: each for each in self.saying}


@dataclass(frozen=True, slots=True)
class Window:
    """When something is held: from `opens` until before `closes`."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True)
class TherapyHour:
    """One hour of psychotherapy: by which model, for how long, and after which session."""

    at: datetime
    model: str
    minutes: int
    session: str = ""


@dataclass(frozen=True, slots=True)
class StimulationCourse:
    """A course of TMS: its device's protocol, how many sessions, from when to when."""

    protocol: str
    sessions: int
    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first or self.sessions < 1:
            raise NotUnderstood(
                "stimulation", "A course has a session, and ends after it begins. Check both days."
            )


def alongside_rules(*, overlay: Path | None = None) -> AlongsideRules:
    """The rules in their highest version, a clinic's own folder included."""
    found = [
        read(path, AlongsideRules)
        for path in files("rules", overlay=overlay)
        if path.name.startswith("alongside")
    ]
    return max(found, key=lambda each: each.version)


def check_hour(hour: TherapyHour, rules: AlongsideRules) -> None:
    """Raise unless an hour can be recorded.

    Raises:
        NotUnderstood: the model is not in the list, or it took no time.
    """
    models = rules.psychotherapy.models
    if hour.model not in models:
        raise NotUnderstood(
            "therapy-model", f"That is no model here. Known are {', '.join(models)}."
        )
    if hour.minutes <= 0:
        raise NotUnderstood("therapy-minutes", "It took some minutes. Enter how many.")


def integration_window(left: datetime, rules: AlongsideRules) -> Window:
    """When integration is held after a person left a session at `left`."""
    figures = rules.psychotherapy
    return Window(
        left + timedelta(hours=figures.integration_from_hours),
        left + timedelta(hours=figures.integration_until_hours),
    )


def next_hour(held: Sequence[TherapyHour], rules: AlongsideRules) -> datetime | None:
    """When the next hour would be, after the last; None before the first."""
    last = max((hour.at for hour in held), default=None)
    return None if last is None else last + timedelta(days=rules.psychotherapy.then_every_days)


def therapy_findings(
    held: Sequence[TherapyHour],
    *,
    sessions: Mapping[str, datetime],
    first_dose: datetime | None,
    now: datetime,
    rules: AlongsideRules,
) -> tuple[Finding, ...]:
    """What of preparation and integration was not held in time.

    Args:
        sessions: when the person left each session, by its id.
        first_dose: when the first dose was begun, or is planned.
    """
    figures, found = rules.psychotherapy, []
    if first_dose is not None:
        before = sum(1 for hour in held if hour.at < first_dose)
        if before < figures.preparation_low:
            found.append(
                rules.by_id["preparation-missing"].found(
                    held=before, least=figures.preparation_low, most=figures.preparation_high
                )
            )
    for session, left in sorted(sessions.items(), key=lambda pair: pair[1]):
        window = integration_window(left, rules)
        was_held = any(
            hour.session == session or window.opens <= hour.at < window.closes for hour in held
        )
        if now >= window.closes and not was_held:
            until = f"{window.closes:%Y-%m-%d %H:%M %Z}"
            day = left.date().isoformat()
            found.append(rules.by_id["integration-late"].found(day=day, until=until))
    return tuple(found)


def stimulation_findings(
    courses: Sequence[StimulationCourse], *, first: date, last: date, rules: AlongsideRules
) -> tuple[Finding, ...]:
    """The courses of TMS that lie across the days of a series."""
    return tuple(
        rules.by_id["stimulation-alongside"].found(
            protocol=each.protocol,
            sessions=each.sessions,
            first=each.first.isoformat(),
            last=each.last.isoformat(),
        )
        for each in courses
        if each.first <= last and first <= each.last
    )
