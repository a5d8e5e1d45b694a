"""Acts of screening: answers, the verdict they lead to, suicide screens, decisions, overrides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from daybreak.actions.act import act
from daybreak.actions.journal import add, add_all, current
from daybreak.care.catalogue.indication import indication
from daybreak.care.catalogue.protocol import Protocol, protocol
from daybreak.care.catalogue.route import route
from daybreak.care.catalogue.rule import Asked
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood
from daybreak.care.findings import Finding, Status
from daybreak.care.scales.cssrs import Level, triage
from daybreak.care.screening import override as overriding
from daybreak.care.screening import suicidality
from daybreak.care.screening.facts import Fact, Facts, Origin, check_all
from daybreak.care.screening.fields import fields
from daybreak.care.screening.interactions import interactions, prompts
from daybreak.care.screening.ruleset import RuleSet, ruleset
from daybreak.care.screening.screen import screen
from daybreak.care.screening.verdict import Verdict
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.canonical import json_text
from daybreak.records.models import (
    CareRelation,
    Disposition,
    EligibilityDecision,
    FactRow,
    Override,
    Patient,
    Session,
    SuicideScreen,
    VerdictRow,
)
from daybreak.records.projections import latest
from daybreak.records.reads import screening as reads

DECISIONS = frozenset({"proceed", "wait", "decline"})
FIRST_PROTOCOL, FIRST_INDICATION = "iv-racemic-six", "trd"  # asked before a plan names another
AT_SCREENING = "screening"
QUESTIONS = ("q1", "q2", "q3", "q4", "q5", "q6", "q6b")


@dataclass(frozen=True, slots=True)
class Screened:
    """What the rules made of everything that is known."""

    verdict: UUID
    status: Status
    unknown: int


@dataclass(frozen=True, slots=True)
class SuicideScreened:
    screen: UUID
    level: Level


@dataclass(frozen=True, slots=True)
class DispositionSigned:
    disposition: UUID


@dataclass(frozen=True, slots=True)
class Decided:
    decision: str


@dataclass(frozen=True, slots=True)
class SetAside:
    override: UUID
    verdict: UUID
    status: Status


@act("screening-answer")
def answer(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    patient: UUID,
    answers: Mapping[str, bool | int | str | None],
    protocol: str = FIRST_PROTOCOL,
    indication: str = "",
) -> Screened:
    """Store what somebody answered, and what the rules then say of all that is known.

    Only the questions in `answers` are stored; None takes an answer back to "not known". Without
    answers the rules are asked again. Without an indication it is the protocol's own first one.

    Raises:
        NotFound: no such patient, protocol or indication.
        NotUnderstood: an answer does not fit its question.
        NotAllowed: an answer follows from what is recorded, and cannot be typed.
    """
    person = scope.found(scope.patients(by), patient, "patient")
    about(by, person)
    for name in answers:
        if fields().field(name).is_recorded:
            raise NotAllowed(
                "fact-recorded",
                f"What is known of {fields().field(name).name} follows from what is recorded. "
                "Record it where it belongs; it cannot be typed here.",
            )
    today = at.astimezone(reads.zone_of(patient)).date()
    store_facts(
        patient, {name: Fact(value, today, Origin.ASKED) for name, value in answers.items()}
    )
    return _judge(patient, now, protocol, indication)


@act("screening-screen-suicidality")
def screen_suicidality(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    patient: UUID,
    form: str,
    moment: str,
    answers: Mapping[str, bool | None],
    session: UUID | None = None,
) -> SuicideScreened:
    """Store the answers of a suicide screen by number, and the level they come to.

    `form` is `recent` or `since-last-visit`; `moment` is `screening`, `check-in`, `recovery` or
    `contact`. At screening the rules are asked again at once.

    Raises:
        NotFound: no such patient or session.
        NotUnderstood: a question that the screen does not have.
    """
    person = scope.found(scope.patients(by), patient, "patient")
    _check_session(by, session, patient)
    about(by, person)
    level = screened_level(answers, form=form)
    row = add(
        SuicideScreen(
            patient=person,
            session_id=session,
            form=form,
            moment=moment,
            level=level.value,
            answers=json_text(dict(answers)),
        )
    )
    if moment == AT_SCREENING:
        _judge_again(by, patient, now)
    return SuicideScreened(row.id, level)


@act("screening-sign-disposition")
def sign_disposition(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    screen: UUID,
    disposition: suicidality.Disposition,
    safety_plan: bool,
    note: str = "",
) -> DispositionSigned:
    """A clinician's decision after a suicide screen, signed on the same day.

    Raises:
        NotFound: no such screen.
        NotAllowed: the screen is of another day, or care asks for a safety plan first.
    """
    row = scope.found(scope.suicide_screens(by), screen, "suicide screen")
    zone = reads.zone_of(row.patient_id)
    if row.at.astimezone(zone).date() != at.astimezone(zone).date():
        raise NotAllowed("screen-old", "This screen is of another day. Screen again, then sign.")
    still_open = suicidality.to_close(
        Level(row.level),
        way=suicidality.pathway(),
        disposition=disposition,
        has_safety_plan=safety_plan,
        signed_by=next((role for role in by.roles if role in suicidality.MAY_SIGN), None),
    )
    if still_open:
        words = " ".join(f"{finding.because} {finding.to_do}" for finding in still_open)
        raise NotAllowed("disposition", words)
    about(by, row.patient)
    signed = add(
        Disposition(
            screen=row, disposition=disposition.value, safety_plan=safety_plan, note=note.strip()
        )
    )
    if row.moment == AT_SCREENING:
        _judge_again(by, row.patient_id, now)
    return DispositionSigned(signed.id)


@act("screening-decide")
def decide(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    patient: UUID,
    verdict: UUID,
    decision: str,
    grounds: str,
) -> Decided:
    """A prescriber's word on the latest verdict: proceed, wait or decline, with the grounds.

    Raises:
        NotFound: no such patient or verdict.
        NotAllowed: the verdict is not the latest, or a word to wait or decline has no grounds;
            or the word was to proceed, and a rule holds or says something else than the verdict.
    """
    person = scope.found(scope.patients(by), patient, "patient")
    if decision not in DECISIONS:
        raise NotUnderstood("decision", "Decide to proceed, to wait or to decline.")
    standing = latest(scope.verdicts(by).filter(patient=patient, session=None))
    if standing is None:
        raise NotAllowed("no-verdict", "Nobody has screened this person yet. Answer the questions.")
    if standing.id != verdict:
        raise NotAllowed(
            "verdict-old", "The rules were asked again since. Look at the new verdict, then decide."
        )
    if decision == "proceed":
        fresh = verdict_of(patient, now=now, protocol=standing.protocol)
        if fresh.status >= Status.HOLD:
            raise NotAllowed(
                "verdict-holds",
                f"{fresh.findings[0].because} {fresh.findings[0].to_do} "
                "Nobody proceeds while a rule holds.",
            )
        if not same(fresh.findings, reads.findings_from(standing.findings)):
            raise NotAllowed(
                "verdict-stale",
                "What is known has changed since the rules were asked. Ask them again, look at "
                "what they say, then decide.",
            )
        if fresh.status is Status.REFER and not grounds.strip():
            raise NotAllowed("grounds", "A rule asks for a specialist. Write down what they said.")
    elif not grounds.strip():
        raise NotAllowed("grounds", "Write down why, so that the next reader knows.")
    about(by, person)
    add(
        EligibilityDecision(
            patient=person, verdict=standing, decision=decision, grounds=grounds.strip()
        )
    )
    return Decided(decision)


@act("screening-override")
def set_aside(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    patient: UUID,
    rule: str,
    because: str,
    reason: str,
    days: int,
) -> SetAside:
    """Set one finding aside for some days, in the words it has now; then ask the rules again.

    Raises:
        NotFound: no such patient, or the finding is not one of today's.
        NotAllowed: the rule is hard, nothing is known, the reason too short or the time too long.
        WrongRole: the finding is for another role to set aside.
    """
    person = scope.found(scope.patients(by), patient, "patient")
    standing = latest(scope.verdicts(by).filter(patient=patient, session=None))
    code = standing.protocol if standing else FIRST_PROTOCOL
    now_found = verdict_of(patient, now=now, protocol=code).findings
    finding = next((f for f in now_found if (f.rule, f.because) == (rule, because)), None)
    if finding is None:
        raise NotFound(
            "finding", "This finding has changed since the page was made. Look at it again."
        )
    made = overriding.override(
        finding, by=by, reason=reason, at=at, until=at + timedelta(days=days), ruleset=ruleset()
    )
    about(by, person)
    row = add(
        Override(
            patient=person,
            rule=made.rule,
            because=made.because,
            role=made.role.value,
            reason=made.reason,
            until=made.until,
            ruleset=made.ruleset,
        )
    )
    judged = _judge(patient, now, code)
    return SetAside(row.id, judged.verdict, judged.status)


# What other rooms share.


def about(by: Actor, patient: Patient) -> None:
    """Say whom the act is about; it is at home at the site where they and the actor meet."""
    relations = CareRelation.objects.filter(patient=patient)
    common = relations.filter(site__in=by.sites).order_by("recorded_at", "id").first()
    home = common or relations.order_by("recorded_at", "id").first()
    current().about(patient=patient.id, site=home.site_id if home else None)


def store_facts(patient: UUID, facts: Facts) -> None:
    """Add one row for each fact, in the act that is running.

    Raises:
        NotUnderstood: a fact belongs to no question, or cannot be its answer.
    """
    check_all(facts, fields())
    add_all(
        FactRow(
            patient_id=patient,
            field=name,
            value=msgspec.json.encode(fact.value).decode(),
            on=fact.on,
            origin=fact.origin.value,
        )
        for name, fact in sorted(facts.items())
    )


def verdict_of(
    patient: UUID,
    *,
    now: datetime,
    protocol: str | Protocol = FIRST_PROTOCOL,
    indication: str = "",
    stage: Asked = Asked.ELIGIBILITY,
    more: Facts | None = None,
    known: Facts | None = None,
) -> Verdict:
    """What the rules say now of everything that is known, medicines among it.

    `known` spares the reading of facts that were read a moment ago; `more` are laid over them.
    """
    chosen = _protocol(protocol) if isinstance(protocol, str) else protocol
    reason = indication or usual_indication(chosen)
    way = route(chosen.route)
    facts = {**(reads.facts_of(patient, now=now) if known is None else known), **(more or {})}
    rules: RuleSet = ruleset()
    found = screen(
        facts,
        route=way,
        indication=_indication(reason),
        ruleset=rules,
        now=now.astimezone(reads.zone_of(patient)),
        overrides=reads.overrides_of(patient, now=now),
        stage=stage,
    )
    taken = reads.medicines_of(patient)
    return found.joined(prompts(taken, route=way, classes=interactions()))


def store_verdict(
    patient: UUID, verdict: Verdict, *, protocol: str, session: UUID | None = None
) -> VerdictRow:
    """Keep what the rules said, in the act that is running."""
    return add(
        VerdictRow(
            patient_id=patient,
            session_id=session,
            protocol=protocol,
            status=verdict.status.value,
            findings=reads.findings_text(verdict.findings),
            unknown=json_text(list(verdict.unknown)),
            ruleset=verdict.ruleset,
        )
    )


def screened_level(answers: Mapping[str, bool | None], *, form: str) -> Level:
    """The level that the answers of a suicide screen come to.

    Raises:
        NotUnderstood: a question or a form that the screen does not have.
    """
    if form not in {"recent", "since-last-visit"} or not answers.keys() <= set(QUESTIONS):
        raise NotUnderstood("suicide-screen", "The suicide screen has no such question.")
    given = {name: answers.get(name) for name in QUESTIONS}
    return triage(
        q1=given["q1"],
        q2=given["q2"],
        q3=given["q3"],
        q4=given["q4"],
        q5=given["q5"],
        q6=given["q6"],
        q6b=given["q6b"],
        since_last_visit=form == "since-last-visit",
    )


def usual_indication(chosen: Protocol) -> str:
    """What somebody is treated for until a plan says so: depression where it is among them."""
    return FIRST_INDICATION if FIRST_INDICATION in chosen.indications else chosen.indications[0]


def same(one: tuple[Finding, ...], other: tuple[Finding, ...]) -> bool:
    """Whether two verdicts say the same, in the same words and as heavily."""
    return {(f.rule, f.level, f.because) for f in one} == {
        (f.rule, f.level, f.because) for f in other
    }


def _judge_again(by: Actor, patient: UUID, now: datetime) -> None:
    """Ask the rules once more, for what they were last asked for."""
    standing = latest(scope.verdicts(by).filter(patient=patient, session=None))
    _judge(patient, now, standing.protocol if standing else FIRST_PROTOCOL)


def _judge(patient: UUID, now: datetime, code: str, reason: str = "") -> Screened:
    found = verdict_of(patient, now=now, protocol=code, indication=reason)
    row = store_verdict(patient, found, protocol=code)
    return Screened(row.id, found.status, len(found.unknown))


def _check_session(by: Actor, session: UUID | None, patient: UUID) -> None:
    if session is None:
        return
    row: Session = scope.found(scope.sessions(by), session, "session")
    if row.course.patient_id != patient:
        raise NotFound("session", "That session is not this person's.")


_protocol = protocol
_indication = indication
