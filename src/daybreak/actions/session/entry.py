"""How an act of this room begins and ends: the session as it stands, and its next step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.actions.journal import add, current
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.findings import Finding
from daybreak.care.session.gates import Gates
from daybreak.care.session.stages import Stage, advance
from daybreak.care.session.stages import Step as CareStep
from daybreak.care.session.stay import check_moment
from daybreak.care.team.actor import Actor
from daybreak.records.canonical import json_text
from daybreak.records.models import DeviceBinding, DeviceUnbinding, GateAnswers, Step
from daybreak.records.reads.session import Visit, visit


@dataclass(frozen=True, slots=True)
class Said:
    """One finding as an answer carries it: plain words."""

    rule: str
    level: str
    because: str
    to_do: str

    @classmethod
    def all(cls, findings: Iterable[Finding]) -> "tuple[Said, ...]":
        return tuple(
            cls(each.rule, each.level.value, each.because, each.to_do) for each in findings
        )


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a session stands after an act, and what the rules say of it."""

    session: UUID
    stage: Stage
    findings: tuple[Said, ...] = ()


def opened(by: Actor, session: UUID, *, at: datetime, now: datetime) -> Visit:
    """The session an act is about; the act is at home at the session's own site.

    Raises:
        NotFound: no such session among those the actor works with.
        NotUnderstood: the time of the act lies ahead.
    """
    seen = visit(by, session)
    check_moment(at, now=now)
    current().about(patient=seen.patient, site=seen.site)
    return seen


def go_on(seen: Visit, to: Stage, *, by: Actor, at: datetime, reason: str = "") -> None:
    """Take the session one step further.

    Raises:
        NotAllowed: there is no such step from here, or it is said to be before the last one.
    """
    advance(seen.history, CareStep(to, at, by.id))
    add(
        Step(
            session_id=seen.session,
            from_stage=seen.stage.value,
            to_stage=to.value,
            reason=short(reason),
        ),
        at=at,
    )
    current().changed(seen.session)


def need(seen: Visit, *stages: Stage, to_do: str) -> None:
    """Raise unless the session stands in one of `stages`.

    Raises:
        NotAllowed: it stands elsewhere; `to_do` says what the act is for.
    """
    if seen.stage not in stages:
        raise NotAllowed(
            "session-stage", f"This session is {seen.stage.replace('-', ' ')}. {to_do}"
        )


def refuse_while(findings: Iterable[Finding]) -> None:
    """Raise while anything stands in the way, naming all of it.

    Raises:
        NotAllowed: with each finding's words and what settles it.
    """
    found = tuple(findings)
    if found:
        words = " ".join(f"{each.because} {each.to_do}".strip() for each in found)
        raise NotAllowed("gate", words)


def store_answers(
    seen: Visit, before: Stage, answers: Mapping[str, bool], gates: Gates
) -> dict[str, bool | None]:
    """Keep how the questions before a step were answered; all answers that count then.

    Raises:
        NotUnderstood: one is not a question that stands before this step.
    """
    asked = {gate.id for gate in gates.asked(before, seen.protocol.route)}
    if strangers := sorted(set(answers) - asked):
        raise NotUnderstood("gate-answer", f"Nobody asks {', '.join(strangers)} at this step.")
    if answers:
        add(
            GateAnswers(
                session_id=seen.session, before=before.value, answers=json_text(dict(answers))
            )
        )
    return {**seen.answers, **answers}


def release_monitors(seen: Visit) -> None:
    """Whoever leaves takes no monitor along: each pairing ends with the stay."""
    for row in DeviceBinding.objects.filter(session=seen.session, end__isnull=True):
        add(DeviceUnbinding(binding=row))


def short(words: str, most: int = 200) -> str:
    """Words as a column takes them, without what nobody sees.

    Raises:
        NotUnderstood: there are more of them than fit.
    """
    cleaned = " ".join(words.split())
    if len(cleaned) > most:
        raise NotUnderstood("words", f"At most {most} letters fit here. Put the rest into a note.")
    return cleaned


def reason_for(words: str, what: str) -> str:
    """The reason of something that needs one.

    Raises:
        NotUnderstood: there is none.
    """
    cleaned = short(words)
    if not cleaned:
        raise NotUnderstood("reason", f"Say why: {what}")
    return cleaned
