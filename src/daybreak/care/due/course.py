"""The facts of one course from which it follows what is due."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter

from daybreak.care.findings import Finding
from daybreak.care.scales.cssrs import Level
from daybreak.care.session.stages import Stage

DOSELESS = frozenset({Stage.CANCELLED, Stage.NO_SHOW, Stage.ABORTED})
LEFT = frozenset({Stage.DISCHARGED, Stage.TRANSFERRED, Stage.LEFT_AMA, Stage.ABORTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """One session of a course. `number` counts those planned; instants are aware.

    `began` is the start of the dose, `left` when the person had gone, however they went.
    `done` says when each task about this session was done, by the task's id.
    """

    id: str
    number: int
    planned_for: datetime
    stage: Stage = Stage.SCHEDULED
    began: datetime | None = None
    left: datetime | None = None
    left_against_advice: bool = False
    is_esketamine: bool = False
    done: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuicideScreen:
    """One suicide screen, and what was done about it, by the ids of the pathway's tasks."""

    level: Level
    at: datetime
    before: Level | None = None
    is_remote: bool = False
    disposition_at: datetime | None = None
    done: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFacts:
    """A recorded review: after how many sessions, and when."""

    after_session: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseFacts:
    """One person's course of treatment, as it stands. What is None has not happened.

    `screening` are the findings of the last verdict with overrides applied, None before there
    is one, and `has_unknowns` that it lacks facts. `screen_owed_since` is when an answer last
    asked for a suicide screen. `answered` says when each scale was answered. `has_consent` is
    about this series and the present words; `consent_at` is when it was signed.

    Raises:
        ValueError: `review_every` is under 1.
    """

    opened: datetime
    indication: str
    consulted: datetime | None = None
    screened: datetime | None = None
    screening: tuple[Finding, ...] | None = None
    has_unknowns: bool = False
    decided: datetime | None = None
    plan_signed: datetime | None = None
    planned_sessions: int = 0
    reviews_after: tuple[int, ...] = (3, 6)
    review_blocking_after: int = 6
    review_every: int = 4
    consent_at: datetime | None = None
    has_consent: bool = False
    has_psychotherapy: bool = False
    has_mania_risk: bool | None = None
    sessions: tuple[SessionFacts, ...] = ()
    reviews: tuple[ReviewFacts, ...] = ()
    justified: datetime | None = None
    suicide_screens: tuple[SuicideScreen, ...] = ()
    screen_owed_since: datetime | None = None
    answered: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)
    closed: datetime | None = None

    def __post_init__(self) -> None:
        if self.review_every < 1:
            raise ValueError(f"review_every must be 1 or more; it is {self.review_every}.")

    @property
    def dosed(self) -> tuple[SessionFacts, ...]:
        """The sessions in which a dose was begun, in order of time."""
        begun = [(each.began, each.id, each) for each in self.sessions if each.began is not None]
        begun.sort(key=itemgetter(0, 1))
        return tuple([each for _, _, each in begun])

    @property
    def coming(self) -> tuple[SessionFacts, ...]:
        """The sessions that are still to come or running, in order of time."""
        open_ones = [
            each
            for each in self.sessions
            if each.began is None and each.stage not in DOSELESS | LEFT | {Stage.CLOSED}
        ]
        return tuple(sorted(open_ones, key=lambda each: (each.planned_for, each.id)))

    @property
    def last_left(self) -> datetime | None:
        """When the person last went home from a session."""
        return max((each.left for each in self.sessions if each.left is not None), default=None)

    @property
    def last_screen(self) -> SuicideScreen | None:
        """The latest suicide screen."""
        return max(self.suicide_screens, key=lambda each: each.at, default=None)

    @property
    def owes_screen(self) -> bool:
        """Whether an answer asked for a screen that has not been done since."""
        owed, last = self.screen_owed_since, self.last_screen
        return owed is not None and (last is None or last.at < owed)
