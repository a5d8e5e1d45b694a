"""The prescriber's word before a dose, given with today's readings and warnings in view."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add
from daybreak.actions.screening import store_verdict
from daybreak.actions.session.entry import (
    Said,
    go_on,
    need,
    opened,
    reason_for,
    refuse_while,
)
from daybreak.actions.session.judging import judged, ready
from daybreak.care.errors import NotAllowed
from daybreak.care.session.check_in import Decision, gates_before, warnings
from daybreak.care.session.gates import session_gates
from daybreak.care.session.stages import BEFORE_DOSE, Stage
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records.models import GoDecision
from daybreak.records.reads.due import due_for
from daybreak.records.reads.screening import findings_text


@dataclass(frozen=True, slots=True)
class Decided:
    """A go or a no-go, with the warnings that were weighed."""

    session: UUID
    go: bool
    stage: Stage
    weighed: tuple[Said, ...]


# Gates of the course that no rule of the day asks about; the others are weighed with the verdict.
OF_THE_COURSE = frozenset({"review-missing", "year-unjustified", "course-closed"})


def _course_allows(course: UUID, now: datetime) -> None:
    """Refuse a go while the course itself stands still, such as for a review after six.

    Raises:
        NotAllowed: with each gate's words and what opens it.
    """
    shut = [gate for gate in due_for(course, now).gates if gate.rule in OF_THE_COURSE]
    if shut:
        words = " ".join(f"{gate.because} {gate.to_do}".strip() for gate in shut)
        raise NotAllowed("course-gate", words)


@act("session-decide")
def decide(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    go: bool,
    reason: str = "",
) -> Decided:
    """Sign a go, or a no-go with its reason. What is warned of now counts as weighed by a go.

    A go is refused while anything holds. It may be signed again when a new warning has come up
    since, up to the start of the dose.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: something holds, or they are not checked in, or the dose has begun.
        NotUnderstood: a no-go without a reason.
    """
    seen = opened(by, session, at=at, now=now)
    need(seen, *sorted(BEFORE_DOSE), to_do="A go is signed between check-in and the start.")
    if go:
        _course_allows(seen.course, now)
    verdict = judged(seen, now=at)
    weighed = warnings(verdict.findings)
    words = reason.strip() if go else reason_for(reason, "why there is no dose today.")
    decision = Decision(go, by.id, Role.PRESCRIBER, at, frozenset(w.rule for w in weighed), words)
    if go:
        readiness = ready(seen, verdict)
        readiness = replace(readiness, decisions=(*readiness.decisions, decision))
        refuse_while(gates_before(Stage.PRE_ASSESSED, readiness, seen.chair, session_gates(), at))
    store_verdict(seen.patient, verdict, protocol=seen.protocol.id, session=session)
    add(
        GoDecision(
            session_id=session, go=go, reason=words, findings=findings_text(verdict.findings)
        )
    )
    stage = seen.stage
    if go and stage is Stage.CHECKED_IN:
        go_on(seen, Stage.PRE_ASSESSED, by=by, at=at)
        stage = Stage.PRE_ASSESSED
    return Decided(session, go, stage, Said.all(weighed if go else ()))
