"""One session as it is recorded, in care's own values: what acts ask care about and pages show.

Any number of sessions is read in the same handful of queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from daybreak.care.catalogue.indication import Indication, indication
from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.protocol import Protocol, protocol
from daybreak.care.catalogue.reading import newest, version
from daybreak.care.catalogue.route import Route, route
from daybreak.care.errors import NotFound
from daybreak.care.findings import Alarm, Finding, Status
from daybreak.care.plan.body_weight import Sex
from daybreak.care.plan.double_check import Figures
from daybreak.care.quantities import Rate
from daybreak.care.session.alarms import OpenAlarm, open_alarms
from daybreak.care.session.chair import Acknowledgement, Chair
from daybreak.care.session.dose_given import Given, PumpReading, RateChange, given
from daybreak.care.session.double_check import DoseCheck
from daybreak.care.session.monitoring import DueReading, due
from daybreak.care.session.stages import Stage, Step
from daybreak.care.session.symptoms import symptom_list
from daybreak.care.session.vitals import Reading
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records import models as rows
from daybreak.records import scope
from daybreak.records.models import Departure, PatientDetails, SessionNow
from daybreak.records.reads import session_rows as of
from daybreak.records.reads.screening import findings_from
from daybreak.records.reads.session_rows import (
    RUNS,
    STANDS,
    CheckInSeen,
    CheckSeen,
    ClosingSeen,
    DepartureSeen,
    DischargeSeen,
    GoSeen,
    MonitorSeen,
    PlanSeen,
    PreparedSeen,
    PumpSeen,
    ReadingSeen,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a session stands, as the boards know it."""

    session: UUID
    patient: UUID
    course: UUID
    site: UUID
    chair: UUID | None
    stage: Stage
    since: datetime
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Everything that is recorded of one session. `name` is the one they go by."""

    session: UUID
    patient: UUID
    patient_number: str
    course: UUID
    site: UUID
    chair_id: UUID | None
    chair_name: str
    zone: ZoneInfo
    number: int
    kind: str
    name: str
    birth_date: date | None
    sex: Sex | None
    starts_at: datetime
    ends_at: datetime
    protocol: Protocol
    indication: Indication
    chair: Chair
    plan: PlanSeen | None
    answers: Mapping[str, bool | None]
    check_ins: tuple[CheckInSeen, ...] = ()
    goes: tuple[GoSeen, ...] = ()
    prepared: PreparedSeen | None = None
    checks: tuple[CheckSeen, ...] = ()
    pump: tuple[PumpSeen, ...] = ()
    readings: tuple[ReadingSeen, ...] = ()
    discharge_checks: tuple[DischargeSeen, ...] = ()
    departures: tuple[DepartureSeen, ...] = ()
    closing: ClosingSeen | None = None
    monitors: tuple[MonitorSeen, ...] = ()
    verdict: tuple[Finding, ...] | None = None  # of the last check-in or decision
    verdict_status: Status | None = None
    reasons: tuple[tuple[Stage, str], ...] = ()  # of steps that had one
    names: Mapping[UUID, str] = field(default_factory=dict)

    @property
    def stage(self) -> Stage:
        return self.chair.stage

    @property
    def route(self) -> Route:
        return route(self.protocol.route)

    @property
    def check_in(self) -> CheckInSeen | None:
        return self.check_ins[-1] if self.check_ins else None

    @property
    def go(self) -> GoSeen | None:
        return self.goes[-1] if self.goes else None

    @property
    def departure(self) -> DepartureSeen | None:
        return self.departures[-1] if self.departures else None

    @property
    def since(self) -> datetime | None:
        """When it came to the stage it is in."""
        return self.chair.history[-1].at if self.chair.history else None

    @property
    def rate(self) -> Rate | None:
        """What the pump was last set to, running or not."""
        return next((each.rate for each in reversed(self.pump) if each.rate is not None), None)

    @cached_property
    def dose_checks(self) -> tuple[DoseCheck, ...]:
        """Whoever prepared and whoever checked, each with their own figures."""
        if self.prepared is None:
            return ()
        seen = self.prepared
        first = DoseCheck(
            Figures(
                by=seen.by or UUID(int=0),
                dose=seen.computed.dose,
                drug=seen.computed.drug,
                bag=seen.computed.bag,
                rate=seen.computed.rate,
            ),
            Role.NURSE,
            seen.at,
        )
        return (first, *(each.check for each in self.checks if each.preparation == seen.id))

    def given(self, now: datetime) -> Given | None:
        """How much went in by `now`; None before the start, or where no pump runs."""
        pump = self.chair.profile.pump
        if self.prepared is None or pump is None or self.chair.began is None:
            return None
        return given(self.prepared.contents, self.rate_changes, self.shown, now=now, pump=pump)

    @property
    def rate_changes(self) -> tuple[RateChange, ...]:
        """The pump's rates as the clock counts them: a pause and a stop are a rate of nothing."""
        return tuple(
            RateChange(each.at, each.runs_at, each.reason)
            for each in self.pump
            if each.kind in RUNS | STANDS
        )

    @property
    def shown(self) -> tuple[PumpReading, ...]:
        return tuple(
            PumpReading(each.at, each.shown) for each in self.pump if each.shown is not None
        )

    def due(self, now: datetime) -> tuple[DueReading, ...]:
        return due(self.chair, now)

    def alarms(self, now: datetime) -> tuple[OpenAlarm, ...]:
        return open_alarms(self.chair, now)


def standing(session: UUID) -> Standing:
    """Where a session stands, whoever asks; acts and pages look at the scope first.

    Raises:
        NotFound: there is no such session.
    """
    row = SessionNow.objects.filter(session=session).first()
    if row is None:
        raise NotFound("session", "There is no such session among those you work with.")
    return Standing(
        row.session_id,
        row.patient_id,
        row.course_id,
        row.site_id,
        row.chair_id,
        Stage(row.stage),
        row.since,
        row.starts_at,
        row.ends_at,
    )


def last_departure(patient: UUID) -> DepartureSeen | None:
    """How somebody last left after a session, at any site."""
    row = (
        Departure.objects.filter(session__course__patient=patient)
        .select_related("by")
        .order_by("-at", "-recorded_at")
        .first()
    )
    return None if row is None else of.departure(row)


def visit(actor: Actor, session: UUID) -> Visit:
    """Everything that is recorded of a session.

    Raises:
        NotFound: no such session among those the actor works with.
    """
    row = scope.found(scope.sessions(actor), session, "session")
    return visits([row.id])[row.id]


def visits(sessions: Iterable[UUID]) -> dict[UUID, Visit]:
    """The same for many, whoever asks, in as many queries as for one."""
    found = list(
        SessionNow.objects.filter(session__in=list(sessions)).select_related(
            "session__course", "patient", "site", "chair"
        )
    )
    told = _Told([row.session_id for row in found])
    people = _people([row.patient_id for row in found])
    plans = _plans([row.course_id for row in found])
    profiles = _Profiles({row.site_id for row in found})
    return {
        row.session_id: _visit(row, told, people.get(row.patient_id), plans, profiles)
        for row in found
    }


class _Told:
    """The rows of some sessions, by session, oldest first."""

    def __init__(self, sessions: list[UUID]) -> None:
        self.steps = _grouped(rows.Step, sessions)
        self.check_ins = _grouped(rows.CheckIn, sessions)
        self.answers = _grouped(rows.GateAnswers, sessions)
        self.goes = _grouped(rows.GoDecision, sessions)
        self.preparations = _grouped(rows.Preparation, sessions)
        self.checks = _grouped(rows.DoseCheck, sessions)
        self.pump = _grouped(rows.PumpEvent, sessions)
        self.vitals = _grouped(rows.VitalsRow, sessions)
        self.symptoms = _grouped(rows.SymptomRow, sessions)
        self.acknowledgements = _grouped(rows.Acknowledgement, sessions)
        self.discharge = _grouped(rows.DischargeCheck, sessions)
        self.departures = _grouped(rows.Departure, sessions)
        self.closings = _grouped(rows.Closing, sessions, "by", "witness")
        self.verdicts = _grouped(rows.VerdictRow, sessions)
        self.monitors = of.monitors(sessions)


def _grouped(model: Any, sessions: list[UUID], *related: str) -> dict[UUID, list[Any]]:
    """Rows of one table by session, as they were true and then as they were told."""
    found: dict[UUID, list[Any]] = defaultdict(list)
    told = model.objects.filter(session__in=sessions).select_related(*(related or ("by",)))
    for row in told.order_by("at", "recorded_at", "id"):
        found[row.session_id].append(row)
    return found


def _visit(
    row: SessionNow,
    told: _Told,
    details: PatientDetails | None,
    plans: Mapping[UUID, PlanSeen],
    profiles: "_Profiles",
) -> Visit:
    id_, course = row.session_id, row.session.course
    chosen = protocol(course.protocol, course.protocol_version)
    history = tuple(
        Step(Stage(step.to_stage), step.at, step.by_id or UUID(int=0))
        for step in sorted(told.steps[id_], key=lambda step: (step.recorded_at, step.at))
    )
    readings = of.readings(told.vitals[id_])
    chair = Chair(
        profile=profiles.of(row.site_id, chosen.profile, history),
        symptom_list=symptom_list(),
        history=history,
        readings=tuple(
            Reading(each.at, each.vitals, str(each.id)) for each in readings if not each.replaced
        ),
        symptoms=of.symptoms(told.symptoms[id_]),
        acknowledgements=tuple(
            Acknowledgement(
                each.rule,
                Alarm(each.level),
                each.at,
                each.by_id or UUID(int=0),
                Role(each.role),
                each.action,
            )
            for each in told.acknowledgements[id_]
        ),
    )
    verdict = max(told.verdicts[id_], key=lambda each: each.recorded_at, default=None)
    closing = told.closings[id_][-1] if told.closings[id_] else None
    return Visit(
        session=id_,
        patient=row.patient_id,
        patient_number=row.patient.number,
        course=row.course_id,
        site=row.site_id,
        chair_id=row.chair_id,
        chair_name=row.chair.name if row.chair else "",
        zone=ZoneInfo(row.site.time_zone),
        number=row.session.number,
        kind=row.session.kind,
        name=_name_of(details),
        birth_date=details.birth_date if details else None,
        sex=Sex(details.sex) if details and details.sex in set(Sex) else None,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        protocol=chosen,
        indication=indication(course.indication),
        chair=chair,
        plan=plans.get(row.course_id),
        answers=_answers(told.answers[id_]),
        check_ins=tuple(of.check_in(each) for each in told.check_ins[id_]),
        goes=tuple(of.go(each) for each in told.goes[id_]),
        prepared=of.prepared(told.preparations[id_][-1]) if told.preparations[id_] else None,
        checks=tuple(of.check(each, told.preparations[id_]) for each in told.checks[id_]),
        pump=tuple(of.pump(each) for each in told.pump[id_]),
        readings=readings,
        discharge_checks=tuple(of.discharge(each) for each in told.discharge[id_]),
        departures=tuple(of.departure(each) for each in told.departures[id_]),
        closing=of.closing(closing) if closing else None,
        monitors=told.monitors.get(id_, ()),
        verdict=findings_from(verdict.findings) if verdict else None,
        verdict_status=Status(verdict.status) if verdict else None,
        reasons=tuple((Stage(s.to_stage), s.reason) for s in told.steps[id_] if s.reason),
        names=_names(told, id_),
    )


def _names(told: _Told, session: UUID) -> dict[UUID, str]:
    """Who took part, by account."""
    took_part = (
        *told.steps[session],
        *told.acknowledgements[session],
        *told.checks[session],
        *told.preparations[session],
    )
    return {row.by_id: row.by.name for row in took_part if row.by}


def _name_of(details: PatientDetails | None) -> str:
    return f"{details.preferred or details.given} {details.family}" if details else ""


def _people(patients: list[UUID]) -> dict[UUID, PatientDetails]:
    told = PatientDetails.objects.filter(patient__in=patients).order_by("recorded_at", "at", "id")
    return {row.patient_id: row for row in told}


def _plans(courses: list[UUID]) -> dict[UUID, PlanSeen]:
    told = rows.Plan.objects.filter(course__in=courses).select_related("by")
    return {row.course_id: of.plan(row) for row in told.order_by("recorded_at", "at", "id")}


class _Profiles:
    """The profiles that the directors of some sites have adopted, and when."""

    def __init__(self, sites: set[UUID]) -> None:
        self._adopted = list(
            rows.ProfileAdoption.objects.filter(site__in=sites).order_by("recorded_at")
        )

    def of(self, site: UUID, profile: str, history: tuple[Step, ...]) -> Profile:
        """The version adopted before somebody arrived; without one, the newest example."""
        until = history[0].at if history else None
        chosen = [
            row.version
            for row in self._adopted
            if (row.site_id, row.profile) == (site, profile) and (until is None or row.at <= until)
        ]
        if chosen:
            return version("profiles", Profile, profile, chosen[-1])
        return newest("profiles", Profile, profile)


def _answers(told: list[rows.GateAnswers]) -> dict[str, bool | None]:
    """Of each gate the latest answer."""
    found: dict[str, bool | None] = {}
    for row in sorted(told, key=lambda row: row.recorded_at):
        found |= msgspec.json.decode(row.answers)
    return found
