"""The day at one site: who sits where and how they are, and who comes next.

Boards on walls ask every few seconds. What the journal says has not changed since somebody last
asked is not read again; without that memory the same board is read whole, only slower.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from daybreak.care.errors import NotFound
from daybreak.care.session.recovery import recovery_clock
from daybreak.care.session.stages import ON_SITE, OVER, RUNNING, Stage, entered
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import Chair, DeviceBinding, PatientDetails, Plan, SessionNow, Step
from daybreak.records.reads.offline import open_conflicts
from daybreak.records.reads.remembered import News
from daybreak.records.reads.session import Visit
from daybreak.records.reads.session_rows import MonitorSeen, monitors
from daybreak.records.reads.sitting import How, Sitting, sittings

BEFORE, DOSING, RECOVERY, BOOKED = "prep", "dose", "rec", "plan"


@dataclass(frozen=True, slots=True)
class Ahead:
    """Somebody who is booked for today and has not arrived."""

    session: UUID
    patient: UUID
    name: str
    number: int
    kind: str
    planned: int
    chair_name: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Seat:
    """One chair: who sits in it and how they are, if anybody does, and who is booked next.

    `monitors` are asked for at every look: they speak between one act and the next.
    """

    chair: UUID | None
    name: str
    visit: Visit | None
    next: Ahead | None
    how: How | None = None
    monitors: tuple[MonitorSeen, ...] = ()
    unsettled: int = 0  # entries of a device that nobody could take over yet


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the day in one chair, half-open: what went on in it."""

    kind: str  # prep, dose, rec, plan
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Lane:
    """One chair through the day."""

    chair_name: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """One site's day as it stands at `now`. `left` have gone but their session is not closed.

    `lanes` go by the minute: their hand moves sixty times an hour, not at every look.
    """

    site: UUID
    zone: ZoneInfo
    now: datetime
    seats: tuple[Seat, ...]
    ahead: tuple[Ahead, ...]
    left: tuple[Ahead, ...]
    done: int
    lanes: tuple[Lane, ...]


@dataclass(frozen=True, slots=True)
class _Day:
    """What a site's day is made of, and what only an act other than a reading can change.

    `bound` are the sessions that a monitor is paired with.
    """

    rows: tuple[SessionNow, ...]
    told: Mapping[UUID, Ahead]
    chairs: tuple[Chair, ...]
    steps: Mapping[UUID, list[Step]]
    bound: frozenset[UUID]
    unsettled: Mapping[UUID, int]


def board(actor: Actor, site: UUID, *, now: datetime, news: News | None = None) -> Board:
    """The board of a site at which the actor works.

    With `news` of their organisation's journal, what did not change is not read again.

    Raises:
        NotFound: they do not work at such a site.
    """
    known = news or News.nothing()
    zone = known.of_acts(("zone", site, actor.sites), now, lambda: _zone(actor, site))
    start = datetime.combine(now.astimezone(zone).date(), time(), zone)
    day = known.of_acts(("day", site, start), now, lambda: _day(actor, site, start))
    rows = day.rows
    on_site = {each.session_id: each.patient_id for each in rows if Stage(each.stage) in ON_SITE}
    here = sittings(known, on_site, now)
    ahead = _of(day.told, rows, Stage.SCHEDULED)
    left = tuple(
        day.told[each.session_id]
        for each in rows
        if Stage(each.stage) not in ON_SITE | OVER | {Stage.SCHEDULED}
    )
    today = [each for each in rows if each.starts_at >= start]
    minute = now.replace(second=0, microsecond=0)
    return Board(
        site=site,
        zone=zone,
        now=now,
        seats=_with_unsettled(
            _with_monitors(_seats(day, here, ahead, now), day.bound & on_site.keys()),
            day.unsettled,
        ),
        ahead=ahead,
        left=left,
        done=sum(Stage(each.stage) is Stage.CLOSED for each in rows),
        lanes=_lanes(day, today, here, minute),
    )


def _zone(actor: Actor, site: UUID) -> ZoneInfo:
    place = scope.sites(actor).filter(id=site).first()
    if place is None:
        raise NotFound("site", "There is no such site among those you work at.")
    return ZoneInfo(place.time_zone)


def _day(actor: Actor, site: UUID, start: datetime) -> _Day:
    rows = tuple(
        each
        for each in scope.standings(actor)
        .filter(
            site=site,
            starts_at__gte=start - timedelta(days=7),
            starts_at__lt=start + timedelta(days=1),
        )
        .order_by("starts_at", "session_id")
        if each.starts_at >= start or Stage(each.stage) not in OVER | {Stage.SCHEDULED}
    )
    steps: dict[UUID, list[Step]] = {}
    sessions = [each.session_id for each in rows if each.starts_at >= start]
    for step in Step.objects.filter(session__in=sessions).order_by("recorded_at", "at"):
        steps.setdefault(step.session_id, []).append(step)
    chairs = sorted(
        Chair.objects.filter(site=site), key=lambda chair: (len(chair.name), chair.name)
    )
    told = _ahead(each for each in rows if Stage(each.stage) not in ON_SITE)
    bound = DeviceBinding.objects.filter(
        session__in=[each.session_id for each in rows], end__isnull=True
    )
    return _Day(
        rows,
        told,
        tuple(chairs),
        steps,
        frozenset(bound.values_list("session", flat=True)),
        open_conflicts([each.session_id for each in rows]),
    )


def _with_unsettled(seats: tuple[Seat, ...], unsettled: Mapping[UUID, int]) -> tuple[Seat, ...]:
    """Entries of a device that wait for somebody to settle them."""
    if not unsettled:
        return seats
    return tuple(
        replace(seat, unsettled=unsettled.get(seat.visit.session, 0)) if seat.visit else seat
        for seat in seats
    )


def _with_monitors(seats: tuple[Seat, ...], bound: Collection[UUID]) -> tuple[Seat, ...]:
    """What monitors last said is asked at every look: a message is no act."""
    if not bound:
        return seats
    found = monitors(list(bound))
    return tuple(
        replace(seat, monitors=found[seat.visit.session])
        if seat.visit is not None and seat.visit.session in found
        else seat
        for seat in seats
    )


def _of(told: Mapping[UUID, Ahead], rows: Iterable[SessionNow], stage: Stage) -> tuple[Ahead, ...]:
    return tuple(told[each.session_id] for each in rows if Stage(each.stage) is stage)


def _ahead(rows: Iterable[SessionNow]) -> dict[UUID, Ahead]:
    found = list(rows)
    details = PatientDetails.objects.filter(patient__in=[each.patient_id for each in found])
    names = {
        row.patient_id: f"{row.preferred or row.given} {row.family}"
        for row in details.order_by("recorded_at", "at", "id")
    }
    plans = Plan.objects.filter(course__in=[each.course_id for each in found])
    planned = dict(plans.order_by("recorded_at", "at", "id").values_list("course", "sessions"))
    return {
        each.session_id: Ahead(
            each.session_id,
            each.patient_id,
            names.get(each.patient_id, ""),
            each.session.number,
            each.session.kind,
            planned.get(each.course_id, 0),
            each.chair.name if each.chair else "",
            each.starts_at,
        )
        for each in found
    }


def _seats(
    day: _Day, here: Mapping[UUID, Sitting], ahead: tuple[Ahead, ...], now: datetime
) -> tuple[Seat, ...]:
    """Chairs keep their places; whoever is here without one, or with a taken one, comes after."""
    sitting: dict[UUID, list[Sitting]] = {}
    standing: list[Sitting] = []
    for one in here.values():
        if one.visit.chair_id is None:
            standing.append(one)
        else:
            sitting.setdefault(one.visit.chair_id, []).append(one)
    coming = {each.session_id: each.chair_id for each in day.rows if each.session_id in day.told}
    seats = []
    for chair in day.chairs:
        in_it = sorted(sitting.get(chair.id, []), key=lambda one: _since(one.visit))
        after = next((each for each in ahead if coming[each.session] == chair.id), None)
        seats.append(_seat(chair.id, chair.name, in_it[0] if in_it else None, after, now))
        standing += in_it[1:]
    return (*seats, *(_seat(None, "", one, None, now) for one in standing))


def _seat(
    chair: UUID | None, name: str, one: Sitting | None, after: Ahead | None, now: datetime
) -> Seat:
    if one is None:
        return Seat(chair, name, None, after)
    return Seat(chair, name, one.visit, after, one.how(now))


def _since(visit: Visit) -> datetime:
    return entered(visit.history, Stage.ARRIVED) or visit.starts_at


def _lanes(
    day: _Day, rows: list[SessionNow], here: Mapping[UUID, Sitting], now: datetime
) -> tuple[Lane, ...]:
    lanes = []
    for chair in day.chairs:
        blocks: list[Block] = []
        for each in rows:
            if each.chair_id == chair.id:
                one = here.get(each.session_id)
                told = day.steps.get(each.session_id, [])
                blocks += _blocks(each, told, one.visit if one else None, now)
        lanes.append(Lane(chair.name, tuple(blocks)))
    return tuple(lanes)


def _blocks(row: SessionNow, steps: list[Step], visit: Visit | None, now: datetime) -> list[Block]:
    """What went on, and what is still to come of it."""
    stage = Stage(row.stage)
    if stage is Stage.SCHEDULED:
        return [Block(BOOKED, row.starts_at, row.ends_at)]
    if stage in {Stage.CANCELLED, Stage.NO_SHOW} or not steps:
        return []
    blocks: list[Block] = []
    ends = [*(step.at for step in steps[1:]), now if stage in ON_SITE else steps[-1].at]
    for step, end in zip(steps, ends, strict=True):
        reached = Stage(step.to_stage)
        if reached in ON_SITE and end > step.at:
            kind = (
                DOSING
                if reached in RUNNING
                else RECOVERY
                if reached in {Stage.RECOVERY, Stage.DISCHARGE_ASSESSED}
                else BEFORE
            )
            if blocks and blocks[-1].kind == kind:
                blocks[-1] = Block(kind, blocks[-1].start, end)
            else:
                blocks.append(Block(kind, step.at, end))
    clock = recovery_clock(visit.chair) if visit else None
    until = clock.ends_at if clock else row.ends_at
    if stage in ON_SITE and until > now:
        blocks.append(Block(BOOKED, now, until))
    return blocks
