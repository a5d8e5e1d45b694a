"""What a forecast needs to know of somebody, what was foretold, and what came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from daybreak.care.catalogue.protocol import protocol
from daybreak.care.catalogue.route import route as route_of
from daybreak.care.scales.cssrs import Level
from daybreak.care.scales.library import scale as scale_of
from daybreak.care.screening.facts import Facts
from daybreak.care.screening.fields import fields
from daybreak.care.screening.interactions import interactions
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import (
    CheckIn,
    ForecastRow,
    ForecastScore,
    ForecastSwitch,
    SuicideScreen,
)
from daybreak.records.projections import newest_details, newest_plan
from daybreak.records.reads.course import course_line
from daybreak.records.reads.facts import facts_of, medicines_of, zone_of
from daybreak.records.reads.outcome import Answered, scores, unscreened
from daybreak.records.reads.plan import GivenDose, doses_given

NOON = time(12, 0)  # a dose of which only the day is known


@dataclass(frozen=True, slots=True)
class Dosed:
    """One dose, given or planned; an amount of None is not recorded."""

    at: datetime
    dose_ug: int | None
    minutes: int


@dataclass(frozen=True, slots=True)
class Basis:
    """All that a forecast may know of somebody. None means that nobody has said."""

    patient: UUID
    course: UUID
    indication: str
    route: str
    drug: str
    scale: str
    scale_version: int
    recall_days: int | None
    highest: int
    age_years: int
    weight_g: int | None
    pregnancy: str | None
    medicines: tuple[str, ...] | None
    scored: tuple[tuple[datetime, int], ...]
    given: tuple[Dosed, ...]
    planned: tuple[Dosed, ...]


@dataclass(frozen=True, slots=True)
class Foretold:
    """A forecast as it was frozen."""

    id: UUID
    at: datetime
    patient: UUID
    course: UUID
    group: str
    scale: str
    version: str
    abstained: bool
    inputs: Mapping[str, Any]
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one forecast. `figures` are its losses, in thousandths of a point."""

    forecast: UUID
    patient: UUID
    group: str
    at: datetime
    answer: UUID | None
    kind: str
    followed: bool
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Switched:
    """The last word on whether forecasts are shown."""

    group: str
    is_on: bool
    at: datetime
    why: str


def basis(course: UUID, *, scales: Iterable[str], classes: Iterable[str], now: datetime) -> Basis:
    """What is known of whose course it is.

    Args:
        course: the course; scope is the asker's.
        scales: scales that can be forecast, in order of preference.
        classes: ids of the classes of medicines that matter.
        now: aware.

    Raises:
        NotFound: there is no such course.
    """
    line = course_line(course)
    zone = zone_of(line.patient)
    chosen = protocol(line.protocol, line.protocol_version)
    way = route_of(chosen.route)
    given = tuple(_dosed(each, zone) for each in doses_given(line.patient) if each.course == course)
    first = min((each.at for each in given), default=now)
    scale, answered = _scored(line.patient, scales, first)
    known = scale_of(scale)
    plan = newest_plan.first(course)
    details = newest_details.first(line.patient)
    today = now.astimezone(zone).date()
    facts = facts_of(line.patient, now=now)
    ahead = tuple(
        Dosed(each.starts_at, plan.dose_ug if plan else None, plan.minutes if plan else 0)
        for each in line.open
        if each.starts_at > now
    )
    return Basis(
        patient=line.patient,
        course=course,
        indication=line.indication,
        route=chosen.route,
        drug=way.drug,
        scale=scale,
        scale_version=known.version,
        recall_days=known.recall.days,
        highest=known.most or 0,
        age_years=_years(details.birth_date, today) if details else 0,
        weight_g=_weight_g(course) or (plan.weight_g if plan else None),
        pregnancy=_pregnancy(facts, today),
        medicines=_classes(facts, line.patient, frozenset(classes)),
        scored=tuple(
            (each.at, each.result.total)
            for each in answered
            if each.result.total is not None and each.at <= now
        ),
        given=tuple(each for each in given if each.at <= now),
        planned=ahead,
    )


def _dosed(each: GivenDose, zone: ZoneInfo) -> Dosed:
    at = each.at or datetime.combine(each.on, NOON, zone)
    return Dosed(at, each.dose.micrograms if each.dose else None, each.minutes or 0)


def _scored(
    patient: UUID, scales: Iterable[str], first: datetime
) -> tuple[str, tuple[Answered, ...]]:
    """The first scale with a score before the first dose, else the last one."""
    found: tuple[str, tuple[Answered, ...]] | None = None
    for scale in scales:
        answered = scores(patient, scale)
        found = (scale, answered)
        if any(each.at <= first and each.result.total is not None for each in answered):
            return found
    if found is None:
        raise ValueError("scales must name at least one scale.")
    return found


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _weight_g(course: UUID) -> int | None:
    rows = CheckIn.objects.filter(session__course=course, weight_g__isnull=False)
    row = rows.order_by("-at", "-recorded_at").first()
    return row.weight_g if row else None


def _pregnancy(known: Facts, today: date) -> str | None:
    """What was last answered, while the answer is good; "no" where there can be none."""
    possible = known.get("child-bearing-potential")
    if possible is not None and possible.value is False:
        return "no"
    fact = known.get("pregnancy")
    if fact is None or fact.value is None or fact.on is None:
        return None
    good = fields().field("pregnancy").valid_days
    if fact.value == "no" and good is not None and (today - fact.on).days > good:
        return None
    return str(fact.value)


def _classes(known: Facts, patient: UUID, wanted: frozenset[str]) -> tuple[str, ...] | None:
    """Which classes of medicines the person takes; None when nobody has asked about any."""
    every = [each for each in interactions().medicine if each.id in wanted]
    taken = medicines_of(patient)
    answered = {
        each.id: known[each.fact].value for each in every if each.fact and each.fact in known
    }
    if not taken and all(value is None for value in answered.values()):
        return None
    by_answer = {one for one, value in answered.items() if value is True}
    by_name = {each.id for each in every if any(each.holds(one.as_thing()) for one in taken)}
    return tuple(sorted(by_answer | by_name))


def foretold(actor: Actor, patient: UUID) -> tuple[Foretold, ...]:
    """The forecasts that were shown of somebody, newest first."""
    rows = ForecastRow.objects.filter(patient=patient, patient__in=scope.patients(actor))
    return tuple(_foretold(row) for row in rows.order_by("-at", "-recorded_at", "-id"))


def by_act(act_id: UUID) -> Foretold | None:
    """The forecast that an act froze, when it is sent again."""
    row = ForecastRow.objects.filter(act=act_id).first()
    return _foretold(row) if row else None


def unscored(organisation: UUID, *, patient: UUID | None = None) -> tuple[Foretold, ...]:
    """Forecasts that nothing was held against yet, oldest first."""
    rows = ForecastRow.objects.filter(
        patient__organisation=organisation, abstained=False, score__isnull=True
    )
    if patient is not None:
        rows = rows.filter(patient=patient)
    return tuple(_foretold(row) for row in rows.order_by("at", "recorded_at", "id"))


def answers_after(patient: UUID, scale: str, at: datetime) -> tuple[Answered, ...]:
    """Scores with a total that were given after a moment, oldest first."""
    return tuple(
        each for each in scores(patient, scale) if each.at > at and each.result.total is not None
    )


def doses_since(patient: UUID, course: UUID, since: datetime, until: datetime) -> tuple[Dosed, ...]:
    """The doses of a course after a moment and up to another, oldest first."""
    zone = zone_of(patient)
    every = [_dosed(each, zone) for each in doses_given(patient) if each.course == course]
    return tuple(each for each in every if since < each.at <= until)


def came(organisation: UUID, group: str | None = None) -> tuple[Came, ...]:
    """What came of every forecast that was held to something, oldest first."""
    rows = ForecastScore.objects.filter(
        forecast__patient__organisation=organisation
    ).select_related("forecast")
    if group is not None:
        rows = rows.filter(forecast__group=group)
    return tuple(
        Came(
            forecast=row.forecast_id,
            patient=row.forecast.patient_id,
            group=row.forecast.group,
            at=row.forecast.at,
            answer=row.answer_id,
            kind=row.kind,
            followed=row.followed,
            figures=msgspec.json.decode(row.figures),
        )
        for row in rows.order_by("forecast__at", "forecast__recorded_at", "forecast_id")
    )


def counted(rows: Iterable[Came]) -> tuple[Came, ...]:
    """Those that judge: came, plan followed, and of several for one score the latest forecast."""
    latest: dict[UUID, Came] = {}
    for each in rows:
        if each.kind == "came" and each.followed and each.answer is not None:
            latest[each.answer] = each
    return tuple(latest.values())


def switched(organisation: UUID) -> Mapping[str, Switched]:
    """The last word on each group; the empty name stands for all."""
    rows = ForecastSwitch.objects.filter(organisation=organisation)
    return {
        row.group: Switched(row.group, row.is_on, row.at, row.why)
        for row in rows.order_by("recorded_at", "at", "id")
    }


def is_at_risk(patient: UUID) -> bool:
    """Whether the last suicide screen was moderate or worse, or an answer waits for one."""
    row = SuicideScreen.objects.filter(patient=patient).order_by("-at", "-recorded_at").first()
    if row is not None and Level(row.level) not in {Level.NONE, Level.LOW}:
        return True
    return unscreened().filter(patient=patient).exists()


def _foretold(row: ForecastRow) -> Foretold:
    return Foretold(
        id=row.id,
        at=row.at,
        patient=row.patient_id,
        course=row.course_id,
        group=row.group,
        scale=row.scale,
        version=row.version,
        abstained=row.abstained,
        inputs=msgspec.json.decode(row.inputs),
        told=msgspec.json.decode(row.told),
    )
