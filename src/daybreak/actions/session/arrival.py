"""Somebody comes, or does not; and what is asked and seen before anything is measured."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add
from daybreak.actions.screening import store_facts, store_verdict
from daybreak.actions.session.entry import (
    Moved,
    Said,
    go_on,
    need,
    opened,
    reason_for,
    release_monitors,
    short,
    store_answers,
)
from daybreak.actions.session.judging import at_check_in, judged, ready
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.findings import Status
from daybreak.care.screening.facts import Fact, Origin
from daybreak.care.session.check_in import gates_before
from daybreak.care.session.gates import session_gates
from daybreak.care.session.stages import Stage
from daybreak.care.team.actor import Actor
from daybreak.records.models import CheckIn
from daybreak.records.reads.session import again

NOT_ASKED = frozenset({"weight-g", "escort-confirmed"})  # have fields of their own


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """What the rules said, and what still holds; without any of that the session went on."""

    session: UUID
    stage: Stage
    status: Status
    findings: tuple[Said, ...]
    holds: tuple[Said, ...]


@act("session-arrive")
def arrive(*, by: Actor, act_id: UUID, at: datetime, now: datetime, session: UUID) -> Moved:
    """Note that somebody has come for their session.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: they have come already, or the session is over.
    """
    seen = opened(by, session, at=at, now=now)
    if at.astimezone(seen.zone).date() != seen.starts_at.astimezone(seen.zone).date():
        raise NotAllowed(
            "other-day",
            "This session is booked for another day. Move it to today, or open the right one.",
        )
    go_on(seen, Stage.ARRIVED, by=by, at=at)
    return Moved(session, Stage.ARRIVED)


@act("session-cancel")
def cancel(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    reason: str,
    no_show: bool = False,
) -> Moved:
    """Call a session off before anything is prepared, or note that nobody came.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: a dose is prepared or given; or nobody could have come yet.
        NotUnderstood: there is no reason.
    """
    seen = opened(by, session, at=at, now=now)
    to = Stage.NO_SHOW if no_show else Stage.CANCELLED
    if no_show and at < seen.starts_at:
        raise NotAllowed("not-yet", "Their time has not come yet. Cancel it, or wait.")
    words = "nobody came" if no_show and not reason.strip() else reason
    go_on(seen, to, by=by, at=at, reason=reason_for(words, "who called it off, and why."))
    release_monitors(seen)
    return Moved(session, to)


@act("session-check-in")
def check_in(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    identity_checked: bool,
    consent_affirmed: bool,
    scales_answered: bool,
    stop_word: str = "",
    escort_name: str = "",
    escort_phone: str = "",
    weight_g: int | None = None,
    facts: Mapping[str, bool | int | str | None] | None = None,
) -> CheckedIn:
    """Store what was asked and seen on arrival, and what the rules make of it.

    It may be sent as often as something changes; the latest counts. The session goes on once
    nothing holds any more but what readings will answer; until then it stays where it is, and
    everything typed is kept.

    Args:
        weight_g: as the clinic's scale shows today, in grams.
        facts: today's answers by the catalogue's fields; those left out are not touched.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: they have not arrived, or a dose is already prepared.
        NotUnderstood: an answer cannot be one to its question.
    """
    seen = opened(by, session, at=at, now=now)
    need(
        seen,
        Stage.ARRIVED,
        Stage.CHECKED_IN,
        to_do="Check-in is for somebody who has arrived and for whom nothing is decided yet.",
    )
    answers = dict(facts or {})
    if strange := sorted(NOT_ASKED & set(answers)):
        raise NotUnderstood("check-in", f"{', '.join(strange)} has a field of its own here.")
    today = at.astimezone(seen.zone).date()
    told = {name: Fact(value, today, Origin.ASKED) for name, value in answers.items()}
    has_escort = bool(escort_name.strip() and escort_phone.strip())
    told["escort-confirmed"] = Fact(has_escort, today, Origin.ASKED)
    if weight_g is not None:
        told["weight-g"] = Fact(weight_g, today, Origin.MEASURED)
    store_facts(seen.patient, told)
    add(
        CheckIn(
            session_id=session,
            escort_name=short(escort_name, 120),
            escort_phone=short(escort_phone, 40),
            weight_g=weight_g,
            identity_checked=identity_checked,
            consent_affirmed=consent_affirmed,
            stop_word=short(stop_word, 60),
        )
    )
    gates = session_gates()
    store_answers(
        seen,
        Stage.CHECKED_IN,
        {"identity-checked-twice": identity_checked, "scales-answered": scales_answered},
        gates,
    )
    store_answers(seen, Stage.PREPARED, {"consent-reaffirmed": consent_affirmed}, gates)
    seen = again(seen)
    verdict = judged(seen, now=now)
    store_verdict(seen.patient, verdict, protocol=seen.protocol.id, session=session)
    holds = gates_before(
        Stage.CHECKED_IN, at_check_in(ready(seen, verdict)), seen.chair, gates, now
    )
    stage = seen.stage
    if not holds and stage is Stage.ARRIVED:
        go_on(seen, Stage.CHECKED_IN, by=by, at=at)
        stage = Stage.CHECKED_IN
    return CheckedIn(session, stage, verdict.status, Said.all(verdict.findings), Said.all(holds))
