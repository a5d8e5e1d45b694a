"""The dose is given: started, paused, changed, read off the pump, and over."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.session.devices_given import give_first
from daybreak.actions.session.dose_events import PumpTold, event, over, over_at_once, told
from daybreak.actions.session.entry import (
    Moved,
    Said,
    go_on,
    need,
    opened,
    reason_for,
    refuse_while,
    release_monitors,
    store_answers,
)
from daybreak.actions.session.judging import judged, ready
from daybreak.actions.session.labelling import refuse_what_is_too_old
from daybreak.actions.session.open_matters import under_way
from daybreak.care.catalogue.giving import Kind
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.quantities import Rate
from daybreak.care.session.alarms import resume_gates
from daybreak.care.session.check_in import gates_before
from daybreak.care.session.gates import session_gates
from daybreak.care.session.stages import BEFORE_DOSE, RUNNING, Stage
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records.reads.session import Visit, again

STOP_REASONS = (
    "completed",
    "patient-request",
    "adverse-event",
    "blood-pressure",
    "access-lost",
    "equipment",
    "other",
)


@act("session-start")
def start(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    rate_ul_per_h: int = 0,
    answers: Mapping[str, bool] | None = None,
    site: str = "",
    failed: str = "",
) -> PumpTold:
    """Note that the dose was started, after everything before it was asked once more.

    What is injected or swallowed is given at once, and its dose is over with the start. Where
    whole devices are given, this is the first of them.

    Args:
        rate_ul_per_h: as the pump is set, read off its display; 0 where nothing runs in.
        answers: to the questions before the start.
        site: where it was injected.
        failed: what happened when the first device did not give what it should; it is not
            counted, and whoever it was tried on is watched all the same.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: anything holds, the two figures do not agree, or the pump is set otherwise.
        NotUnderstood: an injection has no site, or a device or site is told of another route.
    """
    seen = opened(by, session, at=at, now=now)
    need(seen, Stage.PREPARED, to_do="A dose is started once it is prepared and checked.")
    gates = session_gates()
    all_answers = store_answers(seen, Stage.DOSING, answers or {}, gates)
    infused = seen.prepared is not None and seen.prepared.computed.rate is not None
    readiness = replace(
        ready(seen, judged(seen, now=at)),
        answers=all_answers,
        programmed=Rate(rate_ul_per_h) if infused else None,
    )
    shut = gates_before(Stage.DOSING, readiness, seen.chair, gates, at)
    refuse_while((*shut, *under_way(seen)))
    refuse_what_is_too_old(seen, at)
    where = _site(seen, site)
    go_on(seen, Stage.DOSING, by=by, at=at)
    event(seen, "start", rate=rate_ul_per_h if infused else None, reason=where)
    if seen.way.kind is Kind.DEVICES:
        give_first(seen, by=by, at=at, failed=failed)
    elif failed:
        raise NotUnderstood("device", "There are no devices here. Say it in the note.")
    if seen.way.kind.is_at_once:
        over_at_once(seen, by=by, at=at)
    return told(seen, now)


@act("session-pause")
def pause(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    shown_ul: int | None = None,
    reason: str = "",
) -> PumpTold:
    """Note that the pump stands still, and what it shows.

    Nobody is kept from pausing: what the pump shows may follow.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: no dose is running.
        NotUnderstood: more is shown than was prepared.
    """
    seen = opened(by, session, at=at, now=now)
    go_on(seen, Stage.PAUSED, by=by, at=at, reason=reason)
    event(seen, "pause", shown=shown_ul, reason=reason)
    return told(seen, now)


@act("session-resume")
def resume(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    rate_ul_per_h: int | None = None,
    shown_ul: int | None = None,
    reason: str = "",
) -> PumpTold:
    """Note that the pump runs again, at the rate of before unless another is said.

    While an alarm is critical or unseen only a prescriber goes on, with a reason.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: the dose is not paused, or something critical is open.
        NotUnderstood: a prescriber goes on without a reason, or more is shown than was prepared.
    """
    seen = opened(by, session, at=at, now=now)
    need(seen, Stage.PAUSED, to_do="Only a paused dose goes on.")
    shut = (*resume_gates(seen.chair, at), *under_way(seen))
    if shut and Role.PRESCRIBER in by.roles:
        reason_for(reason, "why the dose goes on although this is open.")
    else:
        refuse_while(shut)
    before = seen.rate.microlitres_per_h if seen.rate else None
    rate = before if rate_ul_per_h is None else _rate(rate_ul_per_h)
    go_on(seen, Stage.DOSING, by=by, at=at, reason=reason)
    event(seen, "resume", rate=rate, shown=shown_ul, reason=reason)
    return told(seen, now)


@act("session-change-rate")
def change_rate(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    rate_ul_per_h: int,
    shown_ul: int | None = None,
    reason: str,
) -> PumpTold:
    """Note that the pump was set to another rate, why, and what it showed.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: no dose is running.
        NotUnderstood: there is no reason, or a figure cannot be.
    """
    seen = opened(by, session, at=at, now=now)
    need(seen, Stage.DOSING, to_do="The rate is changed while a dose is running.")
    if seen.rate is None:
        raise NotAllowed("no-pump", "No pump runs here, so there is no rate to change.")
    _check_began(seen, at)
    words = reason_for(reason, "why the rate was changed.")
    event(seen, "rate", rate=_rate(rate_ul_per_h), shown=shown_ul, reason=words)
    return told(seen, now)


@act("session-read-pump")
def read_pump(
    *, by: Actor, act_id: UUID, at: datetime, now: datetime, session: UUID, shown_ul: int
) -> PumpTold:
    """Enter the volume that the pump shows: that is the record, the clock only its estimate.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: no dose was started, or the session is closed.
        NotUnderstood: more is shown than was prepared.
    """
    seen = opened(by, session, at=at, now=now)
    if seen.chair.began is None or seen.stage is Stage.CLOSED:
        raise NotAllowed("no-dose", "No dose was started here, or the session is closed.")
    _check_began(seen, at)
    event(seen, "reading", shown=shown_ul)
    return told(seen, now)


@act("session-end")
def end(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    reason: str,
    shown_ul: int | None = None,
) -> Moved:
    """The dose is over: run in, or stopped. Before a dose it ends the session instead.

    Args:
        reason: one of `STOP_REASONS`, with more words after a colon if there are any.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: the dose is over already, or they have not arrived.
        NotUnderstood: there is no reason, more is shown than was prepared, or it is said to be
            complete while devices are left.
    """
    seen = opened(by, session, at=at, now=now)
    words = reason_for(reason, "why it is over.")
    if seen.stage in RUNNING:
        code = words.split(":")[0]
        if code not in STOP_REASONS:
            raise NotUnderstood("stop-reason", f"Choose a reason: {', '.join(STOP_REASONS)}.")
        if code == "completed" and seen.devices and seen.devices.next_number:
            raise NotUnderstood("devices-left", "Not all devices are given. Say why it ends here.")
        over(seen, by=by, at=at, words=words, shown=shown_ul)
        given = again(seen).given(now)
        return Moved(session, Stage.RECOVERY, Said.all(given.findings if given else ()))
    need(seen, Stage.ARRIVED, *sorted(BEFORE_DOSE), to_do="There is no dose here to end.")
    go_on(seen, Stage.ABORTED, by=by, at=at, reason=words)
    release_monitors(seen)
    return Moved(session, Stage.ABORTED)


def stop_pump(seen: Visit, *, shown_ul: int | None, reason: str) -> None:
    """Whoever leaves while a dose runs leaves without it."""
    if seen.stage in RUNNING:
        event(seen, "stop", shown=shown_ul, reason=reason)


def _check_began(seen: Visit, at: datetime) -> None:
    if seen.chair.began is None or at < seen.chair.began:
        raise NotAllowed("before-dose", "The dose had not begun by then. Look at the time.")


def _site(seen: Visit, site: str) -> str:
    """Where it was injected, as it is written down; nothing by any other way in."""
    if seen.way.kind is Kind.INJECTED:
        return reason_for(site, "where it was injected.")
    if site:
        raise NotUnderstood("site", "Nothing is injected here, so it has no site.")
    return ""


def _rate(rate_ul_per_h: int) -> int:
    if rate_ul_per_h <= 0:
        raise NotUnderstood(
            "rate", "A running pump has a rate over zero. A pause has its own button."
        )
    return rate_ul_per_h
