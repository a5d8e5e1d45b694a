"""One set of vitals becomes a row: from a nurse's form and from a bound monitor alike."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add, current
from daybreak.actions.session.entry import Said, opened, reason_for
from daybreak.care.errors import NotAllowed, NotFound
from daybreak.care.session.acceptance import is_new
from daybreak.care.session.monitors import monitor_rules, why_not
from daybreak.care.session.stages import OVER
from daybreak.care.session.stay import check_reading
from daybreak.care.session.thresholds import findings
from daybreak.care.session.told_by import ToldFigure, check_told
from daybreak.care.session.vitals import Vitals, check_plausible
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records.canonical import json_text
from daybreak.records.models import DeviceFigures, VitalsRow
from daybreak.records.reads.monitors import pairings
from daybreak.records.reads.session import Visit, visit
from daybreak.records.reads.session_rows import ACCEPTED, SIGNALS

WHY_NOT = {
    "clock-ahead": "The monitor's clock runs ahead; nothing of it counts. Set its clock.",
    "outside-pairing": "The monitor was not paired with this session at that time.",
    "outside-session": "They were not here at that time.",
    "not-paired": "This monitor is paired with nobody here. Pair it at the chair.",
}


@dataclass(frozen=True, slots=True)
class VitalsRecorded:
    """The row that was added, and everything in this one reading that calls for somebody."""

    reading: UUID
    findings: tuple[Said, ...]


@act("session-record-vitals")
def record_vitals(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    vitals: Vitals,
    figures: tuple[ToldFigure, ...] = (),
    accepted: tuple[UUID, ...] = (),
) -> VitalsRecorded:
    """Add one set of vitals to a session.

    `at` is when it was true. A monitor may add only while it is paired with this session, and
    only what was measured since; it may say in `figures` what it called each, and nobody else
    may. A person may take over readings of a paired monitor that they have read: each is added
    again under their name, with the monitor's and for the time at which it was measured.

    Args:
        accepted: readings of a monitor that a person has read and takes over.

    Raises:
        NotFound: no such session among those the actor works with.
        NotAllowed: they were not here then, the session is closed, the monitor is not paired, or
            what is taken over is old or was taken over already.
        NotUnderstood: a figure cannot be a reading, `figures` are not of this one, or the time
            lies ahead.
    """
    is_device = Role.DEVICE in by.roles
    if figures and not is_device:
        raise ValueError("figures are a monitor's; a person's reading has none.")
    if accepted and is_device:
        raise ValueError("a monitor accepts nothing; a person does.")
    seen = _seen(by, session, at=at, now=now, is_device=is_device)
    taken = _taken_over(seen, accepted, now)
    if accepted and not any(True for _ in vitals.taken()):
        if not taken:
            raise NotAllowed("monitor-taken", "Somebody took these figures over already.")
        return VitalsRecorded(taken[-1][0], tuple(said for _, found in taken for said in found))
    check_plausible(vitals, seen.profile)
    check_told(figures, vitals)
    row = add(
        VitalsRow(
            session_id=session,
            method="device" if is_device else "manual",
            device=by.name if is_device else "",
            **{name: getattr(vitals, name) for name in SIGNALS},
        )
    )
    if figures:
        told = {each.signal.value: each for each in figures}
        add(DeviceFigures(reading=row, figures=json_text(told)))
    said = [each for _, found in taken for each in found]
    return VitalsRecorded(row.id, (*dict.fromkeys((*said, *_found(seen, vitals, at))),))


@act("session-correct")
def correct(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    session: UUID,
    reading: UUID,
    vitals: Vitals | None,
    reason: str,
) -> VitalsRecorded:
    """Put another set of vitals in the place of one, or take it back; both are kept.

    The corrected one is true for the time of the first. Without `vitals` the reading counts as
    never taken.

    Raises:
        NotFound: no such session or reading among those the actor works with.
        NotAllowed: it was corrected already, or the session is closed.
        NotUnderstood: there is no reason, or a figure cannot be a reading.
    """
    seen = opened(by, session, at=at, now=now)
    if seen.stage in OVER:
        raise NotAllowed(
            "session-over", "This session is closed. Write what is wrong into a note of the chart."
        )
    wrong = next((each for each in seen.readings if each.id == reading), None)
    if wrong is None:
        raise NotFound("reading", "There is no such reading in this session.")
    if wrong.replaced:
        raise NotAllowed(
            "corrected", "This reading was corrected already. Correct the one in its place."
        )
    words = reason_for(reason, "what was wrong with the reading.")
    if vitals is not None:
        check_plausible(vitals, seen.profile)
    stands = vitals or Vitals()
    row = add(
        VitalsRow(
            session_id=session,
            method="manual",
            corrects_id=reading,
            reason=words,
            **{name: getattr(stands, name) for name in SIGNALS},
        ),
        at=wrong.at,
    )
    return VitalsRecorded(row.id, _found(seen, stands, wrong.at))


def _taken_over(
    seen: Visit, accepted: tuple[UUID, ...], now: datetime
) -> list[tuple[UUID, tuple[Said, ...]]]:
    """A monitor's readings under the name of whoever has read them, each for its own time."""
    every_s = monitor_rules().every_s
    told_by_monitor = {
        each.id: each for each in seen.readings if is_new(each, now=now, every_s=every_s)
    }
    already = {(each.at, each.vitals) for each in seen.readings if not each.is_device}
    found = []
    for each in dict.fromkeys(accepted):
        told = told_by_monitor.get(each)
        if told is None:
            raise NotAllowed(
                "monitor-old", "Those figures of the monitor are old. Look at it again."
            )
        if (told.at, told.vitals) in already:
            continue
        row = add(
            VitalsRow(
                session_id=seen.session,
                method=ACCEPTED,
                device=told.by,
                **{name: getattr(told.vitals, name) for name in SIGNALS},
            ),
            at=told.at,
        )
        found.append((row.id, _found(seen, told.vitals, told.at)))
    return found


def _seen(by: Actor, session: UUID, *, at: datetime, now: datetime, is_device: bool) -> Visit:
    """The session, if a reading of `at` by this actor may be one of it."""
    if not is_device:
        seen = opened(by, session, at=at, now=now)
        check_reading(at, seen.history, now=now)
        return seen
    seen = visit(by, session)
    current().about(patient=seen.patient, site=seen.site)
    if why := _why_not(by, seen, at, now):
        raise NotAllowed(why, WHY_NOT[why])
    return seen


def _why_not(by: Actor, seen: Visit, at: datetime, now: datetime) -> str | None:
    """What was measured while a pairing held counts, though it has ended since."""
    rules, paired = monitor_rules(), pairings(seen.session, by.name)
    reasons = [why_not(at, pairing, seen.history, rules, now=now) for pairing in paired]
    if None in reasons:
        return None
    is_paired = any(pairing.holds(now) for pairing in paired)
    if not reasons or (reasons[-1] == "outside-pairing" and not is_paired):
        return "not-paired"
    return reasons[-1]


def _found(seen: Visit, vitals: Vitals, at: datetime) -> tuple[Said, ...]:
    dosed = seen.chair.began is not None and at >= seen.chair.began
    baseline = seen.chair.baseline if dosed else None
    return Said.all(findings(vitals, baseline, seen.profile))
