"""A forecast is frozen when it is shown, and held to what came; the director turns it on.

The model runs before the act, so that nobody's act waits for it; inside, what it rests on is
looked at again, and a forecast of what has changed meanwhile is not shown.
"""

import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from threading import Lock
from uuid import UUID

import msgspec

from daybreak.actions.act import act
from daybreak.actions.insight.held import hold
from daybreak.actions.insight.switching import refuse_unless_on
from daybreak.actions.journal import add
from daybreak.actions.outcome.home import about_course
from daybreak.care.errors import NotAllowed
from daybreak.care.team import permissions
from daybreak.care.team.actor import Actor
from daybreak.lab.forecast.known import Given, Person, Seen
from daybreak.lab.forecast.limits import limits
from daybreak.lab.forecast.told import LEVELS
from daybreak.records import scope
from daybreak.records.canonical import json_text
from daybreak.records.models import ForecastRow
from daybreak.records.reads import forecasts as kept
from daybreak.records.reads.forecasts import Basis

HOUR = timedelta(hours=1)
G_PER_KG, UG_PER_MG = 1000, 1000
_first = Lock()


@dataclass(frozen=True, slots=True)
class Shown:
    forecast: UUID
    abstained: bool


def show_forecast(*, by: Actor, act_id: UUID, now: datetime, course: UUID) -> Shown:
    """Forecast somebody's course, freeze the answer, and say which it is.

    Raises:
        WrongRole: `by` is no clinician.
        NotFound: no such course among those `by` works with.
        NotAllowed: forecasts are off, here or for this group, or the chart changed meanwhile.
    """
    permissions.check(by, "insight-show-forecast")
    scope.found(scope.courses(by), course, "course")
    if (earlier := kept.by_act(act_id)) is not None and earlier.course == course:
        return Shown(earlier.id, earlier.abstained)
    refuse_unless_on(by.organisation)
    known = basis_of(course, now)
    inputs, told, group, abstained = _foretell(known, now)
    refuse_unless_on(by.organisation, group)
    return _show(
        by=by,
        act_id=act_id,
        at=None,
        now=now,
        course=course,
        group=group,
        inputs=inputs,
        told=told,
        rests_on=json_text(known),
        abstained=abstained,
    )


@act("insight-show-forecast")
def _show(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime | None,
    now: datetime,
    course: UUID,
    group: str,
    inputs: str,
    told: str,
    rests_on: str,
    abstained: bool,
) -> Shown:
    """Freeze what was foretold, and hold what was foretold before of the same person.

    Raises:
        NotAllowed: what it rests on is not on the chart any more, or it was turned off.
    """
    row = about_course(by, course)
    refuse_unless_on(by.organisation, group)
    known = basis_of(course, now)
    if json_text(known) != rests_on:
        raise NotAllowed(
            "forecast-stale",
            "Something was recorded while the forecast was made. Ask for it again.",
        )
    hold(by.organisation, now, patient=row.patient_id)
    stored = add(
        ForecastRow(
            patient_id=row.patient_id,
            course=row,
            group=group,
            scale=known.scale,
            version=group.rpartition(" ")[2],
            abstained=abstained,
            inputs=inputs,
            told=told,
        )
    )
    return Shown(stored.id, abstained)


def basis_of(course: UUID, now: datetime) -> Basis:
    """What a forecast would rest on."""
    known = limits()
    return kept.basis(course, scales=known.scales, classes=known.interactions, now=now)


def _foretell(known: Basis, now: datetime) -> tuple[str, str, str, bool]:
    """Inputs, answer, group, and whether it abstained."""
    _warmed()
    from daybreak.lab.forecast.asking import ways_on  # noqa: PLC0415 - NumPy, Numba: only now
    from daybreak.lab.forecast.forecast import forecast  # noqa: PLC0415 - the same

    person, planned = _person(known, now)
    plans = ways_on(person, planned, (2.0, 3.0, 4.0))
    told = forecast(person, plans)
    group = f"{known.indication} {known.route} {known.scale} {told.version}"
    inputs = json_text({"person": person, "plans": plans, "first_dose": _first_dose(known, now)})
    answer = {"levels": LEVELS, **msgspec.to_builtins(told)}
    return inputs, json_text(answer), group, bool(told.abstained)


def _person(known: Basis, now: datetime) -> tuple[Person, list[Given]]:
    """The record's person as the lab knows people: hours from the first dose, mg, kg."""
    given = limits()
    start = _first_dose(known, now)
    route = given.routes.get(known.route, known.route)
    drug = given.drugs.get(known.drug, known.drug)

    def hours(at: datetime) -> float:
        return (at - start) / HOUR

    def dose(at: datetime, ug: int | None, minutes: int) -> Given:
        return Given(hours(at), drug, route, (ug or 0) / UG_PER_MG, float(minutes))

    averaged = known.scale in given.answered_by_patients
    person = Person(
        indication=known.indication,
        instrument=given.scales[known.scale],
        recall_days=float(known.recall_days or 0) if averaged else 0.0,
        highest=float(known.highest),
        age=float(known.age_years),
        weight_kg=None if known.weight_g is None else known.weight_g / G_PER_KG,
        has_hypertension=None,
        is_pregnant=None if known.pregnancy is None else known.pregnancy != "no",
        medicines=known.medicines,
        has_new_antidepressant=False,
        doses=tuple(dose(each.at, each.dose_ug, each.minutes) for each in known.given),
        scores=tuple(Seen(hours(at), float(points)) for at, points in known.scored),
        now_h=hours(now),
    )
    ahead = [dose(each.at, each.dose_ug, each.minutes) for each in known.planned]
    return person, sorted(ahead, key=lambda each: each.at_h)


def _first_dose(known: Basis, now: datetime) -> datetime:
    return min((each.at for each in known.given), default=now)


@cache
def _compiled() -> None:
    """Fill the cache of compiled code in another process, which holds up nobody here."""
    with suppress(subprocess.TimeoutExpired):  # then it is compiled here, and others wait
        subprocess.run(
            [sys.executable, "-m", "daybreak.lab.forecast.warm"],
            check=False,
            capture_output=True,
            timeout=300,
        )


def _warmed() -> None:
    with _first:
        _compiled()
