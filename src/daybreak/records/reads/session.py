"""One session as it is recorded, in care's own values: what acts ask care about and pages show.

Any number of sessions is read in the same handful of queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from daybreak.care.catalogue.giving import Kind, Way, giving
from daybreak.care.catalogue.indication import Indication, indication
from daybreak.care.catalogue.profile import Profile
from daybreak.care.catalogue.protocol import Protocol, protocol
from daybreak.care.catalogue.route import Route, route
from daybreak.care.errors import NotFound
from daybreak.care.findings import Alarm, Finding, Status
from daybreak.care.plan.body_weight import Sex
from daybreak.care.plan.double_check import Figures
from daybreak.care.quantities import Rate
from daybreak.care.session.alarms import OpenAlarm, open_alarms
from daybreak.care.session.chair import Acknowledgement, Chair
from daybreak.care.session.devices import Devices
from daybreak.care.session.dose_given import Given, PumpReading, RateChange, given
from daybreak.care.session.double_check import DoseCheck
from daybreak.care.session.hold import Hold
from daybreak.care.session.monitoring import DueReading, due
from daybreak.care.session.replay import Look
from daybreak.care.session.stages import Stage, Step, stage_of
from daybreak.care.session.symptoms import symptom_list
from daybreak.care.session.unpumped import given_in_devices, given_whole
from daybreak.care.session.vitals import Reading
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records import models as rows
from daybreak.records import scope
from daybreak.records.models import Departure, PatientDetails, SessionNow
from daybreak.records.prepared import Prepared
from daybreak.records.reads import session_rows as of
from daybreak.records.reads.adopted import Adopted
from daybreak.records.reads.beside import Beside, beside_of, signatures_of, taken_back_of
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

_SESSION_TABLES: tuple[Any, ...] = (
    rows.Step,
    rows.CheckIn,
    rows.GateAnswers,
    rows.GoDecision,
    rows.Preparation,
    rows.DoseCheck,
    rows.PumpEvent,
    rows.VitalsRow,
    rows.SymptomRow,
    rows.Acknowledgement,
    rows.DischargeCheck,
    rows.Departure,
    rows.Closing,
    rows.VerdictRow,
    rows.DeviceGiven,
    rows.HoldEnded,
    rows.AdjunctDose,
    rows.Rescue,
    rows.AdverseEvent,
)


def _told_of(model: Any) -> Prepared[Any]:
    return Prepared(
        lambda *sessions: model.objects.filter(session__in=sessions).order_by(
            "at", "recorded_at", "id"
        )
    )


_TOLD = {model: _told_of(model) for model in _SESSION_TABLES}
_standings = Prepared(
    lambda *sessions: SessionNow.objects.filter(session__in=sessions).select_related(
        "session__course", "patient", "site", "chair"
    )
)
_accounts = Prepared(lambda *ids: rows.Account.objects.filter(id__in=ids).only("id", "name"))
_details = Prepared(
    lambda *patients: PatientDetails.objects.filter(patient__in=patients).order_by(
        "recorded_at", "at", "id"
    )
)
_plan_rows = Prepared(
    lambda *courses: (
        rows.Plan.objects.filter(course__in=courses)
        .select_related("by")
        .order_by("recorded_at", "at", "id")
    )
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


class Visit:
    """Everything that is recorded of one session. `name` is the one they go by.

    What a caller never looks at is never asked of the database: a reading needs the steps and
    the readings, the session's page needs it all. Nothing can be set.
    """

    def __init__(self, row: SessionNow, told: "_Told") -> None:
        course = row.session.course
        self.session: UUID = row.session_id
        self.patient: UUID = row.patient_id
        self.patient_number = row.patient.number
        self.course: UUID = row.course_id
        self.site: UUID = row.site_id
        self.site_name = row.site.name
        self.chair_id: UUID | None = row.chair_id
        self.chair_name = row.chair.name if row.chair else ""
        self.zone = ZoneInfo(row.site.time_zone)
        self.number = row.session.number
        self.kind = row.session.kind
        self.starts_at = row.starts_at
        self.ends_at = row.ends_at
        self.protocol: Protocol = protocol(course.protocol, course.protocol_version)
        self.indication: Indication = indication(course.indication)
        self._told = told

    @cached_property
    def name(self) -> str:
        return _name_of(self._told.people.get(self.patient))

    @cached_property
    def birth_date(self) -> date | None:
        details = self._told.people.get(self.patient)
        return details.birth_date if details else None

    @cached_property
    def sex(self) -> Sex | None:
        details = self._told.people.get(self.patient)
        return Sex(details.sex) if details and details.sex in set(Sex) else None

    @cached_property
    def history(self) -> tuple[Step, ...]:
        """The steps it has taken, as they were told."""
        return tuple(
            Step(
                Stage(step.to_stage),
                of.on_the_clock(step.at, self.zone),
                step.by_id or UUID(int=0),
            )
            for step in sorted(
                self._told.steps[self.session], key=lambda step: (step.recorded_at, step.at)
            )
        )

    @cached_property
    def _watched_with(self) -> tuple[Profile, bool]:
        return self._told.profiles.of(self.site, self.protocol.profile, self.history)

    @property
    def profile(self) -> Profile:
        """What it is watched with."""
        return self._watched_with[0]

    @cached_property
    def chair(self) -> Chair:
        """The session as care weighs it, with corrections applied."""
        told = self._told
        profile, is_adopted = self._watched_with
        return Chair(
            profile=profile,
            is_adopted=is_adopted,
            symptom_list=symptom_list(),
            history=self.history,
            readings=tuple(
                Reading(each.at, each.vitals, str(each.id))
                for each in self.readings
                if not each.replaced
            ),
            symptoms=of.symptoms(told.symptoms[self.session]),
            acknowledgements=tuple(
                Acknowledgement(
                    each.rule,
                    Alarm(each.level),
                    each.at,
                    each.by_id or UUID(int=0),
                    Role(each.role),
                    each.action,
                )
                for each in told.acknowledgements[self.session]
            ),
            counts_from=self._first_device_at,
        )

    @property
    def _first_device_at(self) -> datetime | None:
        """When the first device that counts was given; one that failed begins a dose, no clock."""
        if self.protocol.devices is None:
            return None
        first = min((each.at for each in self._told.devices_given[self.session]), default=None)
        return None if first is None else of.on_the_clock(first, self.zone)

    @cached_property
    def plan(self) -> PlanSeen | None:
        return self._told.plans.get(self.course)

    @cached_property
    def answers(self) -> Mapping[str, bool | None]:
        return _answers(self._told.answers[self.session])

    @cached_property
    def check_ins(self) -> tuple[CheckInSeen, ...]:
        return tuple(of.check_in(each) for each in self._told.check_ins[self.session])

    @cached_property
    def goes(self) -> tuple[GoSeen, ...]:
        return tuple(of.go(each) for each in self._told.goes[self.session])

    @cached_property
    def prepared(self) -> PreparedSeen | None:
        told = self._told.preparations[self.session]
        return of.prepared(told[-1]) if told else None

    @cached_property
    def checks(self) -> tuple[CheckSeen, ...]:
        told = self._told
        return tuple(
            of.check(each, told.preparations[self.session]) for each in told.checks[self.session]
        )

    @cached_property
    def pump(self) -> tuple[PumpSeen, ...]:
        return tuple(of.pump(each) for each in self._told.pump[self.session])

    @property
    def way(self) -> Way:
        """How the dose gets in by the route of the protocol."""
        return giving().by(self.protocol.route)

    @cached_property
    def devices(self) -> Devices | None:
        """The devices in hand and those given; None where none are given, or none prepared."""
        if self.prepared is None or self.protocol.devices is None:
            return None
        told = self._told
        return of.devices(
            self.prepared,
            self.protocol.devices,
            told.devices_given[self.session],
            told.pump[self.session],
            self.zone,
        )

    @cached_property
    def hold(self) -> Hold | None:
        """How long it is, or was, held in the mouth; None where nothing is, or before the start."""
        began = self.chair.began
        if self.way.kind is not Kind.HELD or began is None:
            return None
        return of.hold(self.way, began, self.chair.ended, self._told.holds[self.session], self.zone)

    @cached_property
    def readings(self) -> tuple[ReadingSeen, ...]:
        return of.readings(self._told.vitals[self.session])

    @cached_property
    def discharge_checks(self) -> tuple[DischargeSeen, ...]:
        return tuple(of.discharge(each) for each in self._told.discharge[self.session])

    @cached_property
    def departures(self) -> tuple[DepartureSeen, ...]:
        return tuple(of.departure(each) for each in self._told.departures[self.session])

    @cached_property
    def closing(self) -> ClosingSeen | None:
        told = self._told.closings[self.session]
        return of.closing(told[-1]) if told else None

    @cached_property
    def beside(self) -> Beside:
        """Other medicines that were given, rescues and adverse events."""
        told = self._told
        return beside_of(
            told.adjuncts[self.session],
            signatures=told.signatures,
            taken_back=told.taken_back,
            rescues=told.rescues[self.session],
            events=told.events[self.session],
            zone=self.zone,
        )

    @cached_property
    def monitors(self) -> tuple[MonitorSeen, ...]:
        return self._told.monitors.get(self.session, ())

    @cached_property
    def _verdict_row(self) -> rows.VerdictRow | None:
        told = self._told.verdicts[self.session]
        return max(told, key=lambda each: each.recorded_at, default=None)

    @cached_property
    def verdict(self) -> tuple[Finding, ...] | None:
        """What the rules said at the last check-in or decision."""
        return findings_from(self._verdict_row.findings) if self._verdict_row else None

    @cached_property
    def verdict_status(self) -> Status | None:
        return Status(self._verdict_row.status) if self._verdict_row else None

    @cached_property
    def reasons(self) -> tuple[tuple[Stage, str], ...]:
        """Of the steps that had one."""
        told = self._told.steps[self.session]
        return tuple((Stage(step.to_stage), step.reason) for step in told if step.reason)

    @cached_property
    def names(self) -> Mapping[UUID, str]:
        """Who took part, by account."""
        return _names(self._told, self.session)

    @property
    def stage(self) -> Stage:
        return stage_of(self.history)

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
        return self.history[-1].at if self.history else None

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
        """How much went in by `now`; None before the start, or for an infusion without a pump."""
        pump = self.chair.profile.pump
        if self.prepared is None or self.chair.began is None:
            return None
        if self.devices is not None:
            return given_in_devices(self.prepared.contents, self.devices)
        if self.prepared.computed.rate is None:
            return given_whole(self.prepared.contents, self.shown)
        if pump is None:
            return None
        return given(self.prepared.contents, self.rate_changes, self.shown, now=now, pump=pump)

    @property
    def rate_changes(self) -> tuple[RateChange, ...]:
        """The pump's rates as the clock counts them: a pause and a stop are a rate of nothing."""
        return tuple(
            RateChange(of.on_the_clock(each.at, self.zone), each.runs_at, each.reason)
            for each in self.pump
            if each.kind in RUNS | STANDS
        )

    @property
    def shown(self) -> tuple[PumpReading, ...]:
        return tuple(
            PumpReading(of.on_the_clock(each.at, self.zone), each.shown)
            for each in self.pump
            if each.shown is not None
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
    row = scope.standing(actor, session)
    return Visit(row, _Told([row]))


def looked_at(actor: Actor, session: UUID, look: Look, *, nameless: bool = False) -> Visit:
    """The same as it stood at an earlier moment, folded from the rows that count for `look`.

    With `nameless` whoever signed something is called a colleague, by a number.

    Raises:
        NotFound: no such session among those the actor works with.
    """
    row = scope.standing(actor, session)
    return Visit(row, _Told([row], look, nameless=nameless))


def again(seen: Visit) -> Visit:
    """The same session with what was recorded of it since."""
    return visits([seen.session])[seen.session]


def visits(sessions: Iterable[UUID]) -> dict[UUID, Visit]:
    """The same for many, whoever asks, in as many queries as for one."""
    found = _standings.among(sessions)
    told = _Told(found)
    return {row.session_id: Visit(row, told) for row in found}


class _Told:
    """The rows of some sessions, by session, oldest first; each table is read when it is needed."""

    def __init__(
        self, found: list[SessionNow], look: Look | None = None, *, nameless: bool = False
    ) -> None:
        self._found = found
        self._nameless = nameless
        self._look = look  # None is now: everything counts
        self._sessions = [row.session_id for row in found]
        self._accounts: dict[UUID, rows.Account] = {}

    def _of(self, model: Any) -> dict[UUID, list[Any]]:
        """Rows of one table by session, as they were true and then as they were told."""
        found: dict[UUID, list[Any]] = defaultdict(list)
        told = _TOLD[model].among(self._sessions)
        if self._look is not None:
            told = [row for row in told if _is_in(row, self._look)]
        self._sign(told, "by")
        for row in told:
            found[row.session_id].append(row)
        return found

    def _sign(self, told: list[Any], who: str) -> None:
        """Put the accounts in; a session has few people and many rows."""
        signers = {getattr(row, f"{who}_id") for row in told} - {None}
        for account in _accounts.among(signers - self._accounts.keys()):
            if self._nameless:
                account.name = f"Colleague {len(self._accounts) + 1}"
            self._accounts[account.id] = account
        for row in told:
            signer = getattr(row, f"{who}_id")
            setattr(row, who, self._accounts[signer] if signer else None)

    @cached_property
    def steps(self) -> dict[UUID, list[Any]]:
        return self._of(rows.Step)

    @cached_property
    def check_ins(self) -> dict[UUID, list[Any]]:
        return self._of(rows.CheckIn)

    @cached_property
    def answers(self) -> dict[UUID, list[Any]]:
        return self._of(rows.GateAnswers)

    @cached_property
    def goes(self) -> dict[UUID, list[Any]]:
        return self._of(rows.GoDecision)

    @cached_property
    def preparations(self) -> dict[UUID, list[Any]]:
        return self._of(rows.Preparation)

    @cached_property
    def checks(self) -> dict[UUID, list[Any]]:
        return self._of(rows.DoseCheck)

    @cached_property
    def pump(self) -> dict[UUID, list[Any]]:
        return self._of(rows.PumpEvent)

    @cached_property
    def devices_given(self) -> dict[UUID, list[Any]]:
        return self._of(rows.DeviceGiven)

    @cached_property
    def holds(self) -> dict[UUID, list[Any]]:
        return self._of(rows.HoldEnded)

    @cached_property
    def vitals(self) -> dict[UUID, list[Any]]:
        return self._of(rows.VitalsRow)

    @cached_property
    def symptoms(self) -> dict[UUID, list[Any]]:
        return self._of(rows.SymptomRow)

    @cached_property
    def acknowledgements(self) -> dict[UUID, list[Any]]:
        return self._of(rows.Acknowledgement)

    @cached_property
    def discharge(self) -> dict[UUID, list[Any]]:
        return self._of(rows.DischargeCheck)

    @cached_property
    def departures(self) -> dict[UUID, list[Any]]:
        return self._of(rows.Departure)

    @cached_property
    def closings(self) -> dict[UUID, list[Any]]:
        found = self._of(rows.Closing)
        for told in found.values():
            self._sign(told, "witness")
        return found

    @cached_property
    def adjuncts(self) -> dict[UUID, list[Any]]:
        found = self._of(rows.AdjunctDose)
        for told in found.values():
            self._sign(told, "said_by")
        return found

    @cached_property
    def signatures(self) -> Mapping[UUID, rows.AdjunctSignature]:
        told = signatures_of(row.id for told in self.adjuncts.values() for row in told).values()
        found = [row for row in told if self._look is None or _is_in(row, self._look)]
        self._sign(found, "by")
        return {row.dose_id: row for row in found}

    @cached_property
    def taken_back(self) -> Mapping[UUID, rows.AdjunctTakenBack]:
        """Of each dose beside that was taken back, by what."""
        told = taken_back_of(row.id for told in self.adjuncts.values() for row in told)
        if self._look is not None:
            told = [row for row in told if _is_in(row, self._look)]
        self._sign(told, "by")
        return {row.dose_id: row for row in told}

    @cached_property
    def rescues(self) -> dict[UUID, list[Any]]:
        return self._of(rows.Rescue)

    @cached_property
    def events(self) -> dict[UUID, list[Any]]:
        return self._of(rows.AdverseEvent)

    @cached_property
    def verdicts(self) -> dict[UUID, list[Any]]:
        return self._of(rows.VerdictRow)

    @cached_property
    def monitors(self) -> Mapping[UUID, tuple[MonitorSeen, ...]]:
        return of.monitors(self._sessions, self._look.moment if self._look else None)

    @cached_property
    def people(self) -> dict[UUID, PatientDetails]:
        return _people([row.patient_id for row in self._found])

    @cached_property
    def plans(self) -> dict[UUID, PlanSeen]:
        return _plans([row.course_id for row in self._found], self._look)

    @cached_property
    def profiles(self) -> Adopted:
        return Adopted({row.site_id for row in self._found})


def _is_in(row: Any, look: Look) -> bool:
    return look.counts(row.at, row.recorded_at)


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
    return {row.patient_id: row for row in _details.among(patients)}


def _plans(courses: list[UUID], look: Look | None) -> dict[UUID, PlanSeen]:
    return {
        row.course_id: of.plan(row)
        for row in _plan_rows.among(courses)
        if look is None or look.counts(row.at, row.recorded_at)
    }


def _answers(told: list[rows.GateAnswers]) -> dict[str, bool | None]:
    """Of each gate the latest answer."""
    found: dict[str, bool | None] = {}
    for row in sorted(told, key=lambda row: row.recorded_at):
        found |= msgspec.json.decode(row.answers)
    return found
