"""The stages of a session, and the steps between them.

Whoever was dosed goes through recovery, or leaves by a door that is written down.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from daybreak.care.errors import NotAllowed
from daybreak.care.team.permissions import ACTS
from daybreak.care.team.roles import Role


class Stage(StrEnum):
    """Where a session stands."""

    SCHEDULED = "scheduled"
    ARRIVED = "arrived"
    CHECKED_IN = "checked-in"
    PRE_ASSESSED = "pre-assessed"
    PREPARED = "prepared"
    DOSING = "dosing"
    PAUSED = "paused"
    RECOVERY = "recovery"
    DISCHARGE_ASSESSED = "discharge-assessed"
    DISCHARGED = "discharged"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    NO_SHOW = "no-show"
    ABORTED = "aborted"  # ended on site before any dose
    TRANSFERRED = "transferred"  # to emergency services or a hospital
    LEFT_AMA = "left-ama"  # left against medical advice


_AWAY = frozenset({Stage.TRANSFERRED, Stage.LEFT_AMA})

# Read as "from -> may go to". The diagram in the docs is drawn from this table.
# There is no way from DOSING to ABORTED: a dose cut short is watched like a whole one.
# From PREPARED on a session cannot be CANCELLED: drug is out of the cabinet and must be accounted
# for, which happens on the way to CLOSED.
NEXT: Mapping[Stage, frozenset[Stage]] = {
    Stage.SCHEDULED: frozenset({Stage.ARRIVED, Stage.CANCELLED, Stage.NO_SHOW}),
    Stage.ARRIVED: frozenset({Stage.CHECKED_IN, Stage.CANCELLED, Stage.ABORTED}) | _AWAY,
    Stage.CHECKED_IN: frozenset({Stage.PRE_ASSESSED, Stage.CANCELLED, Stage.ABORTED}) | _AWAY,
    Stage.PRE_ASSESSED: frozenset({Stage.PREPARED, Stage.CANCELLED, Stage.ABORTED}) | _AWAY,
    Stage.PREPARED: frozenset({Stage.DOSING, Stage.ABORTED}) | _AWAY,
    Stage.DOSING: frozenset({Stage.PAUSED, Stage.RECOVERY}) | _AWAY,
    Stage.PAUSED: frozenset({Stage.DOSING, Stage.RECOVERY}) | _AWAY,
    Stage.RECOVERY: frozenset({Stage.DISCHARGE_ASSESSED}) | _AWAY,
    # Back to recovery when someone assessed is not well enough, or worsens.
    Stage.DISCHARGE_ASSESSED: frozenset({Stage.DISCHARGED, Stage.RECOVERY}) | _AWAY,
    # Someone can still fall ill in the waiting room.
    Stage.DISCHARGED: frozenset({Stage.CLOSED, Stage.TRANSFERRED}),
    Stage.ABORTED: frozenset({Stage.CLOSED, Stage.TRANSFERRED}),
    Stage.LEFT_AMA: frozenset({Stage.CLOSED, Stage.TRANSFERRED}),
    Stage.TRANSFERRED: frozenset({Stage.CLOSED}),
    Stage.CLOSED: frozenset(),
    Stage.CANCELLED: frozenset(),
    Stage.NO_SHOW: frozenset(),
}

OVER = frozenset(stage for stage, onward in NEXT.items() if not onward)
RUNNING = frozenset({Stage.DOSING, Stage.PAUSED})  # drug may be going in
WATCHED = RUNNING | {Stage.RECOVERY, Stage.DISCHARGE_ASSESSED}  # dosed, and still here
BEFORE_DOSE = frozenset({Stage.CHECKED_IN, Stage.PRE_ASSESSED, Stage.PREPARED})
ON_SITE = WATCHED | BEFORE_DOSE | {Stage.ARRIVED}

# The act that leads into a stage; care.team.permissions says who may do it.
ACT: Mapping[Stage, str] = {
    Stage.ARRIVED: "session-arrive",
    Stage.CHECKED_IN: "session-check-in",
    Stage.PRE_ASSESSED: "session-decide",
    Stage.PREPARED: "session-prepare",
    Stage.DOSING: "session-start",
    Stage.PAUSED: "session-pause",
    Stage.RECOVERY: "session-end",
    Stage.DISCHARGE_ASSESSED: "session-assess-discharge",
    Stage.DISCHARGED: "session-sign-discharge",
    Stage.CLOSED: "session-close",
    Stage.CANCELLED: "session-cancel",
    Stage.NO_SHOW: "session-cancel",
    Stage.ABORTED: "session-end",
    Stage.TRANSFERRED: "session-transfer",
    Stage.LEFT_AMA: "session-leave-early",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step that was taken: into which stage, when, and by whom."""

    stage: Stage
    at: datetime
    by: UUID


History = tuple[Step, ...]


def move(here: Stage, to: Stage) -> Stage:
    """Return `to`, if a session may go there from `here`.

    Raises:
        NotAllowed: the step is not in `NEXT`. The message lists the steps that are.
    """
    if to in NEXT[here]:
        return to
    open_steps = ", ".join(sorted(NEXT[here])) or "none; the session is over"
    raise NotAllowed(
        "session-step",
        f"A session that is {here} cannot become {to}. Open steps: {open_steps}.",
    )


def act_for(here: Stage, to: Stage) -> str:
    """The act that takes a session from `here` to `to`.

    Raises:
        NotAllowed: the step is not in `NEXT`.
    """
    move(here, to)
    if (here, to) == (Stage.PAUSED, Stage.DOSING):
        return "session-resume"
    return ACT[to]


def who_may(here: Stage, to: Stage) -> frozenset[Role]:
    """The roles that may take a session from `here` to `to`.

    Raises:
        NotAllowed: the step is not in `NEXT`.
    """
    return ACTS[act_for(here, to)]


def stage_of(history: History) -> Stage:
    """Where a session with this history stands."""
    return history[-1].stage if history else Stage.SCHEDULED


def advance(history: History, step: Step) -> History:
    """The history with one more step.

    Raises:
        NotAllowed: the step is not in `NEXT`, or it is said to have happened before the last.
    """
    move(stage_of(history), step.stage)
    if history and step.at < history[-1].at:
        raise NotAllowed(
            "session-time",
            f"It became {history[-1].stage} at {history[-1].at:%H:%M %Z}, which is later than "
            "the time given. Check the time of this step.",
        )
    return (*history, step)


def entered(history: History, stage: Stage) -> datetime | None:
    """When a session first entered `stage`, if it did."""
    return next((step.at for step in history if step.stage is stage), None)


def dose_began(history: History) -> datetime | None:
    """When the dose was started, if it was."""
    return entered(history, Stage.DOSING)


def dose_ended(history: History) -> datetime | None:
    """When the dose was over: at the first step out of dosing or pause, if there was one."""
    began = False
    for step in history:
        if step.stage in RUNNING:
            began = True
        elif began:
            return step.at
    return None


def drawing() -> str:
    """The stages and steps as a Mermaid diagram, drawn from `NEXT`."""
    lines = ["stateDiagram-v2", f"    [*] --> {_name(Stage.SCHEDULED)}"]
    for here in Stage:
        lines += [f"    {_name(here)} --> {_name(to)}" for to in Stage if to in NEXT[here]]
        if here in OVER:
            lines.append(f"    {_name(here)} --> [*]")
    return "\n".join(lines) + "\n"


def _name(stage: Stage) -> str:
    return stage.value.replace("-", "_")  # a hyphen ends a name in Mermaid
