"""What must be so before someone is checked in, assessed, prepared for and dosed.

The rules of screening are asked elsewhere; what they found is handed in and stands here beside
the session's own gates.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from daybreak.care.findings import Finding, Status
from daybreak.care.plan.double_check import pump_check
from daybreak.care.plan.preparation import Preparation
from daybreak.care.quantities import Rate
from daybreak.care.session.alarms import resume_gates
from daybreak.care.session.chair import Chair
from daybreak.care.session.double_check import DoseCheck, double_check
from daybreak.care.session.gates import Answers, Gates
from daybreak.care.session.monitoring import due
from daybreak.care.session.stages import Stage, entered, who_may
from daybreak.care.team.roles import Role

BLOCKS = Status.REFER  # from here on a finding of screening stands in the way
MAY_DECIDE = who_may(Stage.CHECKED_IN, Stage.PRE_ASSESSED)


@dataclass(frozen=True, slots=True)
class Decision:
    """A go or a no-go. `weighed` names the warnings that whoever signed it has weighed."""

    is_go: bool
    by: UUID
    role: Role
    at: datetime
    weighed: frozenset[str] = frozenset()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Everything but the readings that bears on a dose today.

    `screening` is what the rules found with today's facts, overrides already applied.
    `programmed` is what the pump at the chair is set to. `signed_off` names the critical alarms
    that a prescriber signed for, as `resume-<channel>`.
    """

    screening: tuple[Finding, ...] | None = None
    answers: Answers = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    checks: tuple[DoseCheck, ...] = ()
    preparation: Preparation | None = None
    prepared_at: datetime | None = None
    programmed: Rate | None = None
    signed_off: frozenset[str] = frozenset()


def gates_before(
    to: Stage, ready: Readiness, chair: Chair, gates: Gates, now: datetime
) -> tuple[Finding, ...]:
    """Everything that shuts the way to `to`, up to the start of the dose; nothing when it is open.

    Each step asks again for what the earlier ones asked, with what is known now: a go does not
    outlive the reading that contradicts it.

    Raises:
        ValueError: `to` is not a step on the way to a dose.
    """
    if to not in WAY:
        raise ValueError(f"to must be one of {', '.join(WAY)}; it is {to}.")
    route = chair.profile.route
    found: list[Finding] = []
    for stage in WAY[: WAY.index(to) + 1]:
        found += gates.shut(stage, route, ready.answers)
    if not chair.is_adopted:
        found.append(gates.says("profile-unadopted", profile=chair.profile.name))
    found += _screened(ready, gates)
    if to is not Stage.CHECKED_IN:
        found += _decided(ready, chair, gates, now)
    if to is Stage.DOSING:
        found += _prepared(ready, gates, now)
        found += [
            finding for finding in resume_gates(chair, now) if finding.rule not in ready.signed_off
        ]
    if to in (Stage.PRE_ASSESSED, Stage.DOSING):
        found += _measured(chair, gates, now)
    return tuple(found)


WAY = (Stage.CHECKED_IN, Stage.PRE_ASSESSED, Stage.PREPARED, Stage.DOSING)


def warnings(screening: Iterable[Finding]) -> tuple[Finding, ...]:
    """What a prescriber weighs before signing a go."""
    return tuple(finding for finding in screening if finding.level is Status.WARN)


def _prepared(ready: Readiness, gates: Gates, now: datetime) -> Iterator[Finding]:
    """What the preparation itself holds, what the pump is set to, and the double check."""
    if ready.preparation is not None:
        yield from _blocking(ready.preparation.findings)
        if ready.programmed is not None:
            yield from pump_check(ready.programmed, computed=ready.preparation)
        elif ready.preparation.rate is not None:
            yield gates.says("pump-unset", unknown=("programmed-rate",))
    yield from double_check(
        ready.checks,
        computed=ready.preparation,
        prepared_at=ready.prepared_at,
        gates=gates,
        now=now,
    )


def _blocking(found: Iterable[Finding]) -> Iterator[Finding]:
    return (each for each in found if isinstance(each.level, Status) and each.level >= BLOCKS)


def _screened(ready: Readiness, gates: Gates) -> Iterator[Finding]:
    if ready.screening is None:
        yield gates.says("not-screened", unknown=("screening",))
        return
    yield from _blocking(ready.screening)


def _decided(ready: Readiness, chair: Chair, gates: Gates, now: datetime) -> Iterator[Finding]:
    """Whether the last decision is a go, by a prescriber, with today's readings and warnings."""
    signed = [decision for decision in ready.decisions if decision.at <= now]
    if not signed:
        yield gates.says("go-missing", unknown=("go",))
        return
    decision = max(signed, key=lambda each: (each.at, not each.is_go))
    if not decision.is_go:
        yield gates.says("no-go", reason=decision.reason or "no reason given")
        return
    if decision.role not in MAY_DECIDE:
        yield gates.says("go-role")
    if not _was_measured(chair, decision.at):
        yield gates.says("go-early")
    for warning in warnings(ready.screening or ()):
        if warning.rule not in decision.weighed:
            yield gates.says("go-unweighed", warning=warning.because)


def _was_measured(chair: Chair, at: datetime) -> bool:
    """Whether a blood pressure was taken in this session by then."""
    arrived = entered(chair.history, Stage.ARRIVED)
    return arrived is not None and any(
        arrived <= reading.at <= at
        and reading.vitals.systolic_mmhg is not None
        and reading.vitals.diastolic_mmhg is not None
        for reading in chair.readings
    )


def _measured(chair: Chair, gates: Gates, now: datetime) -> Iterator[Finding]:
    """Readings before the start that are missing or too old at `now`."""
    for watch in chair.profile.before:
        asked = next((each for each in due(chair, now) if each.rule == watch.id), None)
        if asked is None or asked.is_due:
            missing = asked.signals if asked else watch.signals
            names = ", ".join(chair.profile.by_signal[signal].name for signal in missing)
            yield gates.says(
                "baseline-due",
                source=watch.source,
                unknown=tuple(f"baseline-{signal.word}" for signal in missing),
                signals=names,
                minutes=(watch.every_s or 0) // 60,
            )
