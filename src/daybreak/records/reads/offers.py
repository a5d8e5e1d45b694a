"""Dates that can be offered: a series, the rest of one, a single session, another day for one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from daybreak.care.errors import NotAllowed
from daybreak.care.findings import Finding
from daybreak.care.plan.free_days import FreeDays, Slot, Wishes
from daybreak.care.plan.hours import clinic_hours, sitting
from daybreak.care.plan.schedule import offers, replan
from daybreak.records.models import Chair, MaintenancePlan
from daybreak.records.projections import latest
from daybreak.records.reads.adopted import in_force
from daybreak.records.reads.free_chairs import free_chairs
from daybreak.records.reads.planning import Planning
from daybreak.records.reads.series import INDUCTION, Sitting

OFFERED = 12  # as many as can be looked through


@dataclass(frozen=True, slots=True)
class Offer:
    """A free chair from `start` to `end`."""

    start: datetime
    end: datetime
    chair: UUID
    chair_name: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Dates that go together, with what a prescriber must weigh in them."""

    offers: tuple[Offer, ...]
    findings: tuple[Finding, ...]


def length_of(seen: Planning) -> timedelta:
    """How long a sitting of this plan takes a chair."""
    protocol = seen.course.protocol
    minutes = seen.plan.minutes if seen.plan else None
    profile = in_force(seen.course.site, protocol.profile)
    return sitting(protocol, profile, clinic_hours(), minutes)


def series_dates(
    seen: Planning, *, now: datetime, first_day: date, wishes: Wishes | None = None
) -> Proposal:
    """The days of the phase that comes next, as the protocol asks or as near as can be.

    Raises:
        NotAllowed: the whole series is dated, or no days fit.
    """
    standing = seen.phase
    if standing is None:
        raise NotAllowed("series-complete", "All sessions of the series have their dates.")
    days = _days(seen, now=now, first_day=first_day, wishes=wishes, kind=INDUCTION)
    not_before = first_day
    if standing.before is not None:
        not_before = max(first_day, standing.before + timedelta(days=standing.phase.min_gap_days))
    found = replan(standing.phase, done=standing.days, days=days, not_before=not_before)
    return Proposal(_named(found.slots), found.findings)


def rest_dates(seen: Planning, *, now: datetime, first_day: date) -> Proposal:
    """New days for all sessions of the series that nobody has come for yet.

    Raises:
        NotAllowed: there is none, or no days fit.
    """
    moved = [each for each in seen.series.ahead if each.kind == INDUCTION and each.may_move]
    if not moved:
        raise NotAllowed("series-none-ahead", "No session of the series is ahead.")
    ids = [each.session for each in moved]
    gone = {each.day for each in moved}
    done = tuple(day for day in seen.series.induction_days if day not in gone)
    days = _days(seen, now=now, first_day=first_day, kind=INDUCTION, but=ids)
    phase = seen.course.protocol.induction
    if len(done) + len(moved) > phase.sessions:
        raise NotAllowed(
            "series-phases",
            "These sessions belong to two phases of the protocol. Move them one by one.",
        )
    found = replan(phase, done=done, days=days, not_before=first_day)
    return Proposal(_named(found.slots[: len(moved)]), found.findings)


def single_dates(
    seen: Planning, *, now: datetime, first_day: date, kind: str, wishes: Wishes | None = None
) -> tuple[Offer, ...]:
    """The first free chair of each day on which a single session can be."""
    days = _days(seen, now=now, first_day=first_day, kind=kind, wishes=wishes)
    return _named([slots[0] for slots in list(days.values())[:OFFERED]])


def other_dates(seen: Planning, session: Sitting, *, now: datetime) -> tuple[Offer, ...]:
    """Where one session can be moved, its own day included, each day at its own hour if free."""
    ids = [session.session]
    today = seen.course.today(now)
    days = _days(seen, now=now, first_day=today, kind=session.kind, but=ids)
    slots: Iterable[Slot]
    if session.kind == INDUCTION:
        standing_days = sorted(seen.series.induction_days)
        dates = standing_days[: seen.course.protocol.induction.sessions]
        position = dates.index(session.day) if session.day in dates else None
        if position is None:  # a session of a later phase: every day is weighed by itself
            slots = [slot for each in days.values() for slot in each]
        else:
            phase = seen.course.protocol.induction
            slots = offers(phase, dates=dates, position=position, days=days)
    else:
        slots = [slot for each in days.values() for slot in each]
    slots = [each for each in slots if not _is_where(session, each)]
    return _named(_one_a_day(slots, session, seen)[:OFFERED])


def usual_day(seen: Planning) -> date | None:
    """The first day for a session after the series: as far from the last one as is planned.

    Without a plan for maintenance it is the first rung of the protocol's ladder.
    """
    days = [dose.on for dose in seen.series.given] + [each.day for each in seen.series.ahead]
    ladder = seen.course.protocol.maintenance
    row = latest(MaintenancePlan.objects.filter(course=seen.course.id))
    gap_days = row.interval_days if row else ladder.rung[0].gap_days if ladder else None
    return max(days) + timedelta(days=gap_days) if days and gap_days else None


def _is_where(session: Sitting, slot: Slot) -> bool:
    """Whether a session is there already."""
    return (slot.start, slot.chair) == (session.starts_at, str(session.chair))


def _days(
    seen: Planning,
    *,
    now: datetime,
    first_day: date,
    kind: str,
    but: Collection[UUID] = (),
    wishes: Wishes | None = None,
) -> FreeDays:
    """Free chairs on days that keep their distance from every other dose and session."""
    hours = clinic_hours()
    days = free_chairs(
        seen.course.site,
        seen.course.zone,
        hours=hours,
        length=length_of(seen),
        since=now,
        first_day=first_day,
        but=but,
        wishes=wishes,
    )
    return {day: slots for day, slots in days.items() if _keeps_apart(seen, day, kind, but)}


def _keeps_apart(seen: Planning, day: date, kind: str, but: Collection[UUID]) -> bool:
    """Whether no rule holds a session of that day; the gaps of a series are its own question."""
    series, least = seen.series, seen.course.protocol.induction.min_gap_days
    is_series = kind == INDUCTION
    apart = [
        *(
            dose.on
            for dose in series.doses
            if not (is_series and dose.course == series.course and dose.kind == INDUCTION)
        ),
        *(
            each.day
            for each in series.sittings
            if each.session not in but
            and not (is_series and each.course == series.course and each.kind == INDUCTION)
        ),
    ]
    return all(abs((day - other).days) >= least for other in apart)


def _one_a_day(slots: Iterable[Slot], session: Sitting, seen: Planning) -> list[Slot]:
    """Of each day the slot at the session's hour and chair, or the first one."""
    zone = seen.course.zone
    hour = session.starts_at.astimezone(zone).time()
    best: dict[date, Slot] = {}
    for slot in slots:
        day = slot.day(zone)
        held = best.get(day)
        at_hour = slot.start.astimezone(zone).time() == hour
        is_better = held is None or (
            at_hour
            and (held.start.astimezone(zone).time() != hour or slot.chair == str(session.chair))
        )
        if is_better:
            best[day] = slot
    return [best[day] for day in sorted(best)]


def _named(slots: Iterable[Slot]) -> tuple[Offer, ...]:
    found = list(slots)
    rows = Chair.objects.filter(id__in={slot.chair for slot in found})
    names = {str(chair): name for chair, name in rows.values_list("id", "name")}
    return tuple(Offer(slot.start, slot.end, UUID(slot.chair), names[slot.chair]) for slot in found)
