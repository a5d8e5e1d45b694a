"""What the glance at a chart says in words, and its curve."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from daybreak.care.due.open_work import Due
from daybreak.care.outcome.trajectory import Judged, Trajectory
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import CLINICIANS, Role
from daybreak.records.reads.glance import Milestone
from daybreak.ui.charts.chart import Chart
from daybreak.ui.charts.scores import Goal, Score, Threshold, Tick, score_chart
from daybreak.ui.presenters import times
from daybreak.web.intake.words import GATES, MILESTONES

MOST_STEPS = 12  # what a line has room for; of a longer course the last ones are shown
MOST = 27  # PHQ-9
HALF = 50  # percent
WORDS = {
    Judged.WORSE: "worse than before",
    Judged.NO_RESPONSE: "no response",
    Judged.PARTIAL: "a partial response",
    Judged.RESPONSE: "a response",
    Judged.REMISSION: "remission",
}
STATES = {"done": "done", "now": "now", "todo": "later"}


@dataclass(frozen=True, slots=True)
class Step:
    """One point of the way as the course line draws it."""

    name: str
    on: str
    state: str
    number: int | None
    gate: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """PHQ-9 over time: the last total, what it amounts to, and the drawing."""

    total: int
    on: date
    words: str
    chart: Chart


@dataclass(frozen=True, slots=True)
class DueLine:
    """Something open: what, whose, and from when it is late."""

    title: str
    roles: tuple[Role, ...]
    is_urgent: bool
    late_from: datetime | date


def steps(milestones: Iterable[Milestone], *, today: date) -> list[Step]:
    """The way so far and the rest of it."""
    drawn = [
        Step(
            MILESTONES[one.what],
            times.day_near(one.on, today) if one.on else "",
            one.state,
            one.number,
            one.what in GATES,
        )
        for one in milestones
    ]
    return drawn if len(drawn) <= MOST_STEPS else drawn[:3] + drawn[3 - MOST_STEPS :]


def curve(told: Trajectory, sessions: Sequence[Milestone], *, today: date) -> Curve | None:
    """The curve of PHQ-9, or None when there is no score."""
    points = [*told.points]
    if not points:
        return None
    last = points[-1]
    compared = last.compared
    base = told.baseline
    thresholds: list[Threshold] = []
    goal = None
    words = last.band or ""
    if base is not None and compared is not None:
        words = f"{base.total} before the first session. "
        words += compared.why_not or f"{_change(compared.points_better)}: {WORDS[compared.judged]}."
        percent = compared.thresholds.response_percent
        if percent:
            level = base.total * (100 - percent) / 100
            named = f"half of {base.total}" if percent == HALF else f"{level:g}"
            thresholds.append(Threshold(level, named))
        if compared.thresholds.remission_at_most is not None:
            goal = Goal(compared.thresholds.remission_at_most, "remission")
    return Curve(
        last.total,
        timezone.localtime(last.at).date(),
        words,
        score_chart(
            key="phq9",
            name="PHQ-9",
            scores=[Score(timezone.localtime(one.at).date(), one.total) for one in points],
            maximum=MOST,
            today=today,
            sessions=[
                Tick(one.on, str(one.number or ""), STATES[one.state])
                for one in sessions
                if one.on is not None
            ],
            sessions_name="sessions",
            thresholds=thresholds,
            goal=goal,
        ),
    )


def tasks_for(due: Due | None, actor: Actor) -> list[DueLine]:
    """What is due that concerns this reader: all of it for clinicians, else what is theirs."""
    tasks = due.tasks if due else ()
    if not actor.is_any(CLINICIANS):
        tasks = tuple(task for task in tasks if actor.is_any(frozenset(task.roles)))
    return [
        DueLine(
            task.title,
            task.roles,
            task.is_urgent,
            # What is urgent counts in minutes, the rest in days.
            task.late_from if task.is_urgent else timezone.localtime(task.late_from).date(),
        )
        for task in tasks
    ]


def _change(better: int | None) -> str:
    if better is None:
        return "not compared"
    if better == 0:
        return "no change"
    points = f"{abs(better)} {'point' if abs(better) == 1 else 'points'}"
    return f"{points} {'better' if better > 0 else 'worse'}"
