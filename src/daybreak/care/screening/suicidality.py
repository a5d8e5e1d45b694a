"""The suicide pathway: when a screen is owed, what its level asks for, and what closes a visit.

Ketamine is not shown to prevent suicide and does not take the place of admission.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from daybreak.care.catalogue.reading import Misfit, read, shelf
from daybreak.care.findings import Finding, Source, Status
from daybreak.care.scales.cssrs import Level
from daybreak.care.team.roles import Role

MAY_SIGN = frozenset({Role.PRESCRIBER, Role.THERAPIST, Role.DIRECTOR})


class Disposition(StrEnum):
    """What happens after a screen that needs a clinician now."""

    HOSPITALISE = "hospitalise"
    EMERGENCY_DEPARTMENT = "emergency-department"
    EVALUATED_TODAY = "evaluated-today"  # same-day psychiatric evaluation, with a safety plan
    TREAT_TODAY = "treat-today"  # by the plan for depression with acute suicidal thoughts


@dataclass(frozen=True, slots=True)
class TaskRow:
    """Work that a level makes, for any of these roles, due so long after the screen."""

    id: str
    title: str
    roles: tuple[Role, ...]
    due_minutes: int
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class LevelRow:
    """What one level asks for."""

    status: Status
    because: str
    to_do: str
    needs_disposition: bool
    needs_safety_plan: bool
    shows_crisis_text: bool
    task: tuple[TaskRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Pathway:
    """The pathway of one version. `screen_from` are the item scores that ask for a screen."""

    id: str
    version: int
    source: Source
    crisis_text: str
    screen_from: Mapping[str, int]
    level: Mapping[Level, LevelRow]

    def __post_init__(self) -> None:
        if missing := sorted(set(Level) - set(self.level)):
            raise Misfit("level", f"{', '.join(missing)} have no row")


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Work to be done for a person, by whom, and by when."""

    id: str
    title: str
    roles: tuple[Role, ...]
    due: datetime
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class Response:
    """What a screen asks for now: the finding, the work, and what is said to the person.

    `alert_queue` is set when the answer came from afar: it is never left in silence.
    `is_repeat` says that the same low level was seen last time, and nobody is alarmed again.
    """

    level: Level
    finding: Finding | None
    tasks: tuple[OpenTask, ...]
    crisis_text: str | None
    alert_queue: bool
    is_repeat: bool


def pathway() -> Pathway:
    """The pathway on the shelf."""
    return read(shelf("rules") / "suicidality-1.toml", Pathway)


def screen_is_owed(
    items: Mapping[str, int], *, way: Pathway, has_clinician_concern: bool = False
) -> bool:
    """Whether these item scores, or a clinician's concern, ask for a suicide screen today.

    `items` are keyed as in `screen_from`; others are not looked at.
    """
    return has_clinician_concern or any(
        items.get(name, 0) >= score for name, score in way.screen_from.items()
    )


def respond(
    level: Level, *, way: Pathway, at: datetime, is_remote: bool, before: Level | None = None
) -> Response:
    """What a screen of this level asks for, counted from `at`.

    A low level that was low last time is compared, not alarmed again. Everything above it
    makes its tasks each time.
    """
    row = way.level[level]
    is_repeat = level is Level.LOW and before is Level.LOW
    tasks = tuple(
        OpenTask(each.id, each.title, each.roles, _due(each, at), each.is_urgent)
        for each in row.task
        if not is_repeat
    )
    finding = None
    if row.status > Status.CLEAR:
        words = f"{row.because} It was low last time too." if is_repeat else row.because
        finding = Finding("suicide-screen", row.status, words, way.source, to_do=row.to_do)
    return Response(
        level=level,
        finding=finding,
        tasks=tasks,
        crisis_text=way.crisis_text if row.shows_crisis_text else None,
        alert_queue=is_remote and level is not Level.NONE,
        is_repeat=is_repeat,
    )


def _due(row: TaskRow, at: datetime) -> datetime:
    return at + timedelta(minutes=row.due_minutes)


def to_close(
    level: Level,
    *,
    way: Pathway,
    disposition: Disposition | None,
    has_safety_plan: bool,
    signed_by: Role | None,
) -> tuple[Finding, ...]:
    """What still keeps a visit open after a screen; empty when it may be closed."""
    row = way.level[level]
    missing = []
    if row.needs_disposition and disposition is None:
        missing.append(
            ("suicide-disposition", "No disposition is recorded.", "Record what happens.")
        )
    if row.needs_safety_plan and not has_safety_plan:
        missing.append(("suicide-safety-plan", "There is no safety plan.", "Write it together."))
    if row.needs_disposition and signed_by not in MAY_SIGN:
        missing.append(
            (
                "suicide-signature",
                "No clinician who may has signed the disposition.",
                "A prescriber, therapist or the medical director signs.",
            )
        )
    return tuple(
        Finding(rule, Status.HOLD, because, way.source, to_do=to_do)
        for rule, because, to_do in missing
    )
