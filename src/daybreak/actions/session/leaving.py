"""Somebody goes home, goes against advice, or is taken to a hospital."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add
from daybreak.actions.session.dosing import stop_pump
from daybreak.actions.session.entry import (
    Moved,
    Said,
    go_on,
    need,
    opened,
    reason_for,
    refuse_while,
    release_monitors,
    short,
    store_answers,
)
from daybreak.actions.session.open_matters import under_way
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.findings import Finding
from daybreak.care.scales.cssrs import Level
from daybreak.care.session.checklists import ChecklistScore, checklist, score
from daybreak.care.session.discharge import Leaving, discharge_gates
from daybreak.care.session.gates import session_gates
from daybreak.care.session.instructions import instructions
from daybreak.care.session.leaving import early_leaving_gates
from daybreak.care.session.stages import Stage
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records.canonical import json_text
from daybreak.records.models import (
    Departure,
    DischargeCheck,
    Disposition,
    ScaleAnswer,
    SuicideScreen,
)
from daybreak.records.reads.screening import findings_text
from daybreak.records.reads.session import Visit


@dataclass(frozen=True, slots=True)
class Assessed:
    """The score, and everything that still keeps them here but the escort and a signature."""

    session: UUID
    stage: Stage
    total: int
    findings: tuple[Said, ...]


@act("session-assess-discharge")
def assess_discharge(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    score_id: str,
    items: Mapping[str, int],
    answers: Mapping[str, bool],
) -> Assessed:
    """Store one look at whether somebody may leave.

    With nothing left but an escort or a signature the session goes on to discharge; a later look
    that finds more takes it back to recovery.

    Args:
        score_id: `aldrete-modified` or `padss`.
        items: each item's points, 0 to 2.
        answers: to the questions before discharge.

    Raises:
        NotFound: no such session, or no such score.
        NotAllowed: no dose is over.
        NotUnderstood: the score is not complete, or an answer cannot be one.
    """
    seen = opened(by, session, at=at, now=now)
    need(
        seen,
        Stage.RECOVERY,
        Stage.DISCHARGE_ASSESSED,
        to_do="Whether somebody may leave is looked at once the dose is over.",
    )
    scored = _scored(score_id, items)
    gates = session_gates()
    all_answers = store_answers(seen, Stage.DISCHARGED, answers, gates)
    leaving = replace(leaving_of(seen, at), answers=all_answers)
    leaving = replace(leaving, scores=(scored,))
    found = (*discharge_gates(leaving, seen.chair, gates, now), *under_way(seen))
    add(
        DischargeCheck(
            session_id=session,
            score=score_id,
            items=json_text(dict(items)),
            total=scored.total or 0,
            answers=json_text(dict(answers)),
            findings=findings_text(found),
        )
    )
    held = [each for each in found if not _settled_by_signing(each)]
    stage = seen.stage
    to = Stage.RECOVERY if held else Stage.DISCHARGE_ASSESSED
    if to is not stage:
        go_on(seen, to, by=by, at=at)
    return Assessed(session, to, scored.total or 0, Said.all(found))


@act("session-sign-discharge")
def sign_discharge(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    escort_name: str = "",
    signed_for: tuple[str, ...] = (),
    reason: str = "",
) -> Moved:
    """Sign that somebody leaves, with whom, and with the written instructions.

    Args:
        escort_name: who is here to take them home; empty when nobody is.
        signed_for: rules that a prescriber signs for, each of which may be set aside.
        reason: why; needed with `signed_for`.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: anything keeps them here, or they were not looked at.
        NotUnderstood: something is signed for without a reason.
    """
    seen = opened(by, session, at=at, now=now)
    need(
        seen,
        Stage.DISCHARGE_ASSESSED,
        to_do="First look whether they may leave, with the score and the questions.",
    )
    if signed_for:
        if Role.PRESCRIBER not in by.roles:
            raise NotAllowed("sign-role", "Only a prescriber signs for a finding that is open.")
        reason_for(reason, "why they may leave although this is open.")
    leaving = replace(
        leaving_of(seen, at),
        has_escort=bool(escort_name.strip()),
        signed_off=frozenset(signed_for),
    )
    refuse_while((*discharge_gates(leaving, seen.chair, session_gates(), now), *under_way(seen)))
    sheet = instructions()
    unsigned = replace(leaving, signed_off=frozenset())
    found = discharge_gates(unsigned, seen.chair, session_gates(), now)
    add(
        Departure(
            session_id=session,
            kind="discharged",
            escort_name=short(escort_name, 120),
            instructions=f"{sheet.id}-{sheet.version}",
            signed_findings=findings_text(found),
            details=reason.strip(),
        )
    )
    release_monitors(seen)
    go_on(seen, Stage.DISCHARGED, by=by, at=at)
    return Moved(session, Stage.DISCHARGED, Said.all(found))


@act("session-leave-early")
def leave_early(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    answers: Mapping[str, bool],
    details: str,
    escort_name: str = "",
    shown_ul: int | None = None,
) -> Moved:
    """Write down that somebody leaves against advice, and what was done for them.

    Nobody is kept by force: what was not done does not stop them. It stands open until it is
    done, and the session is not closed before.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: they are not here.
        NotUnderstood: nothing is said of how they left.
    """
    seen = opened(by, session, at=at, now=now)
    if not details.strip():
        raise NotUnderstood("details", "Write down how they left and what was said.")
    gates = session_gates()
    all_answers = store_answers(seen, Stage.LEFT_AMA, answers, gates)
    stop_pump(seen, shown_ul=shown_ul, reason="left against advice")
    found = early_leaving_gates(all_answers, seen.chair, gates)
    _depart(seen, "left-ama", escort_name, details, found)
    go_on(seen, Stage.LEFT_AMA, by=by, at=at, reason="against advice")
    return Moved(session, Stage.LEFT_AMA, Said.all(found))


@act("session-transfer")
def transfer(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    destination: str,
    reason: str,
    shown_ul: int | None = None,
) -> Moved:
    """Write down that somebody is handed over to emergency services or a hospital.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: they are not here, or the session is closed.
        NotUnderstood: nothing is said of where they went or why.
    """
    seen = opened(by, session, at=at, now=now)
    words = reason_for(reason, "what happened.")
    where = reason_for(destination, "to whom they were handed over.")
    stop_pump(seen, shown_ul=shown_ul, reason=words)
    _depart(seen, "transferred", "", f"{where}: {words}", ())
    go_on(seen, Stage.TRANSFERRED, by=by, at=at, reason=words)
    return Moved(session, Stage.TRANSFERRED)


def leaving_of(seen: Visit, at: datetime) -> Leaving:
    """What was recorded that bears on going home: questions, score, screens, questionnaires."""
    began = seen.chair.began
    screen = (
        SuicideScreen.objects.filter(patient=seen.patient, at__gte=began, at__lte=at)
        .order_by("-at", "-recorded_at")
        .first()
        if began
        else None
    )
    cadss = (
        ScaleAnswer.objects.filter(patient=seen.patient, scale="cadss-6", at__gte=began)
        .order_by("-at", "-recorded_at")
        .first()
        if began
        else None
    )
    last = seen.discharge_checks[-1] if seen.discharge_checks else None
    return Leaving(
        answers=seen.answers,
        scores=(_scored(last.score, last.items),) if last else (),
        cadss6=cadss.total if cadss else None,
        suicide_level=Level(screen.level) if screen else None,
        has_second_disposition=bool(screen and Disposition.objects.filter(screen=screen).exists()),
    )


def _scored(score_id: str, items: Mapping[str, int]) -> ChecklistScore:
    scored = score(checklist(score_id), items)
    if scored.total is None:
        raise NotUnderstood("score", f"{scored.name} is not complete. Score each of its items.")
    return scored


def _settled_by_signing(finding: Finding) -> bool:
    """Whether the one who signs can settle it: with an escort at hand, or as a prescriber."""
    return finding.rule == "no-escort" or bool(finding.overridable_by)


def _depart(
    seen: Visit, kind: str, escort_name: str, details: str, found: tuple[Finding, ...]
) -> None:
    add(
        Departure(
            session_id=seen.session,
            kind=kind,
            escort_name=short(escort_name, 120),
            signed_findings=findings_text(found),
            details=details.strip(),
        )
    )
    release_monitors(seen)
