"""The day at one site: who sits where and how they are, and who comes next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from daybreak.care.errors import NotFound
from daybreak.care.session.recovery import recovery_clock
from daybreak.care.session.stages import ON_SITE, OVER, RUNNING, Stage, entered
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import Chair, PatientDetails, Plan, SessionNow, Step
from daybreak.records.reads.session import Visit, visits

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
    """One chair: who sits in it, if anybody does, and who is booked into it next."""

    chair: UUID | None
    name: str
    visit: Visit | None
    next: Ahead | None


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
    """One site's day as it stands at `now`. `left` have gone but their session is not closed."""

    site: UUID
    zone: ZoneInfo
    now: datetime
    seats: tuple[Seat, ...]
    ahead: tuple[Ahead, ...]
    left: tuple[Ahead, ...]
    done: int
    lanes: tuple[Lane, ...]


def board(actor: Actor, site: UUID, *, now: datetime) -> Board:
    """The board of a site at which the actor works.

    Raises:
        NotFound: they do not work at such a site.
    """
    row = scope.sites(actor).filter(id=site).first()
    if row is None:
        raise NotFound("site", "There is no such site among those you work at.")
    zone = ZoneInfo(row.time_zone)
    start = datetime.combine(now.astimezone(zone).date(), time(), zone)
    end = start + timedelta(days=1)
    rows = [
        each
        for each in scope.standings(actor)
        .filter(site=site, starts_at__gte=start - timedelta(days=7), starts_at__lt=end)
        .order_by("starts_at", "session_id")
        if each.starts_at >= start or Stage(each.stage) not in OVER | {Stage.SCHEDULED}
    ]
    here = visits(each.session_id for each in rows if Stage(each.stage) in ON_SITE)
    told = _ahead(each for each in rows if Stage(each.stage) not in ON_SITE)
    ahead = _of(told, rows, Stage.SCHEDULED)
    left = tuple(
        told[each.session_id]
        for each in rows
        if Stage(each.stage) not in ON_SITE | OVER | {Stage.SCHEDULED}
    )
    chairs = sorted(
        Chair.objects.filter(site=site), key=lambda chair: (len(chair.name), chair.name)
    )
    return Board(
        site=site,
        zone=zone,
        now=now,
        seats=_seats(chairs, rows, here, ahead, told),
        ahead=ahead,
        left=left,
        done=sum(Stage(each.stage) is Stage.CLOSED for each in rows),
        lanes=_lanes(chairs, [each for each in rows if each.starts_at >= start], here, now),
    )


def _of(told: Mapping[UUID, Ahead], rows: list[SessionNow], stage: Stage) -> tuple[Ahead, ...]:
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
    chairs: list[Chair],
    rows: list[SessionNow],
    here: Mapping[UUID, Visit],
    ahead: tuple[Ahead, ...],
    told: Mapping[UUID, Ahead],
) -> tuple[Seat, ...]:
    """Chairs keep their places; whoever is here without one, or with a taken one, comes after."""
    sitting: dict[UUID, list[Visit]] = {}
    standing: list[Visit] = []
    for visit in here.values():
        if visit.chair_id is None:
            standing.append(visit)
        else:
            sitting.setdefault(visit.chair_id, []).append(visit)
    coming = {each.session_id: each.chair_id for each in rows if each.session_id in told}
    seats = []
    for chair in chairs:
        in_it = sorted(sitting.get(chair.id, []), key=_since)
        after = next((each for each in ahead if coming[each.session] == chair.id), None)
        seats.append(Seat(chair.id, chair.name, in_it[0] if in_it else None, after))
        standing += in_it[1:]
    return (*seats, *(Seat(None, "", visit, None) for visit in standing))


def _since(visit: Visit) -> datetime:
    return entered(visit.history, Stage.ARRIVED) or visit.starts_at


def _lanes(
    chairs: list[Chair], rows: list[SessionNow], here: Mapping[UUID, Visit], now: datetime
) -> tuple[Lane, ...]:
    steps: dict[UUID, list[Step]] = {}
    for step in Step.objects.filter(session__in=[each.session_id for each in rows]).order_by(
        "recorded_at", "at"
    ):
        steps.setdefault(step.session_id, []).append(step)
    lanes = []
    for chair in chairs:
        blocks: list[Block] = []
        for each in rows:
            if each.chair_id == chair.id:
                blocks += _blocks(each, steps.get(each.session_id, []), here, now)
        lanes.append(Lane(chair.name, tuple(blocks)))
    return tuple(lanes)


def _blocks(
    row: SessionNow, steps: list[Step], here: Mapping[UUID, Visit], now: datetime
) -> list[Block]:
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
    visit = here.get(row.session_id)
    clock = recovery_clock(visit.chair) if visit else None
    until = clock.ends_at if clock else row.ends_at
    if stage in ON_SITE and until > now:
        blocks.append(Block(BOOKED, now, until))
    return blocks
