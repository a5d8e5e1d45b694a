"""The rows of a session as values that can be shown and weighed: one small class for each kind."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from django.db.models import Max, Q, QuerySet

from daybreak.care.catalogue.giving import Way
from daybreak.care.catalogue.protocol import DeviceLimits
from daybreak.care.findings import Finding, Status
from daybreak.care.plan.body_weight import Basis
from daybreak.care.plan.double_check import Figures
from daybreak.care.plan.preparation import Preparation
from daybreak.care.quantities import Height, Mass, Rate, Strength, Volume, Weight, WeightedDose
from daybreak.care.session.check_in import Decision
from daybreak.care.session.devices import Devices, Failed, Used, lots_of
from daybreak.care.session.dose_given import Prepared
from daybreak.care.session.dose_today import Ordered
from daybreak.care.session.double_check import DoseCheck
from daybreak.care.session.hold import Hold, How
from daybreak.care.session.monitors import Pairing
from daybreak.care.session.symptoms import Symptom
from daybreak.care.session.vitals import Vitals
from daybreak.care.team.roles import Role
from daybreak.records.models import (
    CheckIn,
    Closing,
    Departure,
    DeviceBinding,
    DeviceFrame,
    DeviceGiven,
    DischargeCheck,
    GoDecision,
    HoldEnded,
    Plan,
    PumpEvent,
    SymptomRow,
    VitalsRow,
)
from daybreak.records.models import DoseCheck as DoseCheckRow
from daybreak.records.models import Preparation as PreparationRow
from daybreak.records.reads.screening import findings_from

SIGNALS = tuple(Vitals.__dataclass_fields__)
ACCEPTED = "accepted"  # a monitor's figures that a person has read and taken over
FAILED = "failed"  # a device that did not give what it should
RUNS = frozenset({"start", "resume", "rate"})  # from here on the pump runs at the row's rate
STANDS = frozenset({"pause", "stop"})
COUNTS = ("recorded", "between", "received")  # a monitor's message that says something of use


@dataclass(frozen=True, slots=True)
class CheckInSeen:
    """What was asked and seen on arrival."""

    at: datetime
    by: str
    escort_name: str
    escort_phone: str
    weight: Weight | None
    identity_checked: bool
    consent_affirmed: bool
    stop_word: str


@dataclass(frozen=True, slots=True)
class PlanSeen:
    """What was ordered, as far as a session needs it."""

    ordered: Ordered
    sessions: int
    signed_at: datetime
    signed_by: str
    weight: Weight


@dataclass(frozen=True, slots=True)
class GoSeen:
    """A go or no-go, by whom and with which findings before their eyes."""

    decision: Decision
    by: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class PreparedSeen:
    """What was drawn up, by whom, from which vial."""

    id: UUID
    at: datetime
    by: UUID | None
    by_name: str
    computed: Preparation
    weight: Weight
    product: str
    lot: str
    expires_on: date

    @property
    def contents(self) -> Prepared:
        """What is in the bag or syringe."""
        return Prepared(self.computed.dose, self.computed.bag or self.computed.drug)


@dataclass(frozen=True, slots=True)
class CheckSeen:
    """Somebody's own figures for the dose, worked out without seeing the first."""

    check: DoseCheck
    preparation: UUID
    by: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class PumpSeen:
    """What was done at the pump, and what it showed."""

    at: datetime
    kind: str
    rate: Rate | None
    shown: Volume | None
    reason: str
    by: str

    @property
    def runs_at(self) -> Rate:
        """At what rate the pump runs from then on: a pause and a stop are a rate of nothing."""
        return self.rate if self.kind in RUNS and self.rate is not None else Rate(0)


@dataclass(frozen=True, slots=True)
class ReadingSeen:
    """One reading as it was recorded. `replaced` when a later row stands in its place."""

    id: UUID
    at: datetime
    vitals: Vitals
    by: str  # a person's name, or the monitor's
    is_device: bool
    corrects: UUID | None
    reason: str
    replaced: bool


@dataclass(frozen=True, slots=True)
class DischargeSeen:
    """One look at whether somebody may leave."""

    at: datetime
    by: str
    score: str
    items: Mapping[str, int]
    total: int
    answers: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class DepartureSeen:
    """How somebody left."""

    at: datetime
    by: str
    kind: str
    escort_name: str
    instructions: str
    details: str


@dataclass(frozen=True, slots=True)
class ClosingSeen:
    """How the drug came out even, and the note."""

    at: datetime
    by: str
    calculated: Mass
    delivered: Mass
    delivered_volume: Volume
    waste: Mass
    witness: str
    note: str


@dataclass(frozen=True, slots=True)
class MonitorSeen:
    """A monitor that is paired with this session, and when it last said something that counts.

    `trouble` says in a word why its newest message does not count, when it does not. When none
    has counted yet, `last_at` is None.
    """

    pairing: Pairing
    last_at: datetime | None
    trouble: str
    trouble_at: datetime | None
    sent_at: str = ""  # its clock in the message of `last_at`, as it told it


def on_the_clock(at: datetime, zone: ZoneInfo) -> datetime:
    """The same moment with the site's offset, so that a sentence says it as the wall does.

    The offset is fixed: between moments with a zone Python counts by the wall, and the night the
    clock goes back would have an hour less in it.
    """
    there = at.astimezone(zone)
    return at.astimezone(timezone(there.utcoffset() or timedelta(0), there.tzname() or "UTC"))


def name(row: Any) -> str:
    """Who recorded a row, if it was a person."""
    return row.by.name if row.by else ""


def plan(row: Plan) -> PlanSeen:
    return PlanSeen(
        ordered=Ordered(
            per_kg=WeightedDose(row.dose_ug_per_kg),
            basis=Basis(row.basis),
            cap=None if row.cap_ug is None else Mass(row.cap_ug),
            minutes=row.minutes or None,
            height=None if row.height_mm is None else Height(row.height_mm),
            is_second_signed=row.second_signature_id is not None,
            in_devices=None if row.dose_ug_per_kg else Mass(row.dose_ug),
        ),
        sessions=row.sessions,
        signed_at=row.at,
        signed_by=name(row),
        weight=Weight(row.weight_g),
    )


def check_in(row: CheckIn) -> CheckInSeen:
    return CheckInSeen(
        row.at,
        name(row),
        row.escort_name,
        row.escort_phone,
        None if row.weight_g is None else Weight(row.weight_g),
        row.identity_checked,
        row.consent_affirmed,
        row.stop_word,
    )


def go(row: GoDecision) -> GoSeen:
    findings = findings_from(row.findings)
    weighed = frozenset(each.rule for each in findings if each.level is Status.WARN)
    decision = Decision(
        row.go, row.by_id or UUID(int=0), Role.PRESCRIBER, row.at, weighed, row.reason
    )
    return GoSeen(decision, name(row), findings)


def prepared(row: PreparationRow) -> PreparedSeen:
    infused = row.rate_ul_per_h > 0
    dose, strength, drug = Mass(row.dose_ug), Strength(row.strength_ug_per_ml), Volume(row.drug_ul)
    total = Volume(row.total_ul)
    computed = Preparation(
        dose=dose,
        strength=strength,
        drug=drug,
        drawn=Mass(row.drug_ul * row.strength_ug_per_ml // 1000),
        diluent=Volume(row.diluent_ul) if infused else None,
        bag=total if infused else None,
        mg_per_ml=dose.in_mg / total.in_ml if infused else None,
        minutes=row.minutes if infused else None,
        rate=Rate(row.rate_ul_per_h) if infused else None,
        mg_per_min=dose.in_mg / row.minutes if infused else None,
        ug_per_kg_min=None,
        findings=findings_from(row.findings),
    )
    return PreparedSeen(
        row.id,
        row.at,
        row.by_id,
        name(row),
        computed,
        Weight(row.weight_g),
        row.product,
        row.lot,
        row.expires_on,
    )


def check(row: DoseCheckRow, preparations: list[PreparationRow]) -> CheckSeen:
    """The second person's dose and rate; the volumes are those that stand on the label."""
    drawn = next(each for each in preparations if each.id == row.preparation_id)
    infused = drawn.rate_ul_per_h > 0
    figures = Figures(
        by=row.by_id or UUID(int=0),
        dose=Mass(row.dose_ug),
        drug=Volume(drawn.drug_ul),
        bag=Volume(drawn.total_ul) if infused else None,
        rate=Rate(row.rate_ul_per_h) if infused else None,
    )
    return CheckSeen(
        DoseCheck(figures, Role.NURSE, row.at), row.preparation_id, name(row), row.agrees
    )


def pump(row: PumpEvent) -> PumpSeen:
    return PumpSeen(
        row.at,
        row.kind,
        None if row.rate_ul_per_h is None else Rate(row.rate_ul_per_h),
        None if row.shown_ul is None else Volume(row.shown_ul),
        row.reason,
        name(row),
    )


def devices(
    made: PreparedSeen,
    limits: DeviceLimits,
    used: list[DeviceGiven],
    events: list[PumpEvent],
    zone: ZoneInfo,
) -> Devices:
    """What is in hand, and which of it was given or failed."""
    device = Mass.mg(limits.device_mg)
    count = made.computed.dose.micrograms // device.micrograms
    return Devices(
        device=device,
        count=count,
        rest=timedelta(minutes=limits.rest_min),
        lots=lots_of(made.lot, count),
        source=limits.source,
        used=tuple(Used(each.number, on_the_clock(each.at, zone), each.lot) for each in used),
        failed=tuple(
            Failed(on_the_clock(each.at, zone), each.reason)
            for each in events
            if each.kind == FAILED
        ),
    )


def hold(
    way: Way, began: datetime, over: datetime | None, told: list[HoldEnded], zone: ZoneInfo
) -> Hold:
    """A hold that somebody ended, or that was over when the dose was stopped."""
    if told:
        return Hold(way, began, on_the_clock(told[-1].at, zone), How(told[-1].how))
    return Hold(way, began, over)


def vitals_of(row: VitalsRow) -> Vitals:
    """A stored reading as care's value."""
    return Vitals(**{name: getattr(row, name) for name in SIGNALS})


def readings(rows: list[VitalsRow]) -> tuple[ReadingSeen, ...]:
    replaced = {row.corrects_id for row in rows if row.corrects_id}
    return tuple(
        ReadingSeen(
            row.id,
            row.at,
            vitals_of(row),
            _teller(row),
            bool(row.device) and row.method != ACCEPTED,
            row.corrects_id,
            row.reason,
            row.id in replaced,
        )
        for row in rows
    )


def _teller(row: VitalsRow) -> str:
    """A person, a monitor, or a person who took over what they read off one."""
    if row.method == ACCEPTED:
        return f"{name(row)}, off {row.device}"
    return row.device or name(row)


def symptoms(rows: list[SymptomRow]) -> tuple[Symptom, ...]:
    """Each time of having a symptom: it ends when it passes, or when it is graded anew."""
    found: list[Symptom] = []
    by_term: dict[str, list[SymptomRow]] = defaultdict(list)
    for row in rows:
        by_term[row.term].append(row)
    for term, told in by_term.items():
        for number, row in enumerate(told):
            if row.grade:
                over = told[number + 1].at if number + 1 < len(told) else None
                found.append(Symptom(term, row.grade, row.at, over, str(row.id)))
    return tuple(found)


def discharge(row: DischargeCheck) -> DischargeSeen:
    return DischargeSeen(
        row.at,
        name(row),
        row.score,
        msgspec.json.decode(row.items),
        row.total,
        msgspec.json.decode(row.answers),
    )


def departure(row: Departure) -> DepartureSeen:
    return DepartureSeen(
        row.at, name(row), row.kind, row.escort_name, row.instructions, row.details
    )


def closing(row: Closing) -> ClosingSeen:
    return ClosingSeen(
        row.at,
        name(row),
        Mass(row.calculated_ug),
        Mass(row.delivered_ug),
        Volume(row.delivered_ul),
        Mass(row.waste_ug),
        row.witness.name if row.witness else "",
        row.note,
    )


def monitors(
    sessions: list[UUID], moment: datetime | None = None
) -> dict[UUID, tuple[MonitorSeen, ...]]:
    """The pairings that nobody has ended, by session; whether one has run out is care's to say.

    With a `moment`, those that nobody had ended by then, and what they had said by then.
    """
    rows = list(_bound(sessions, moment).select_related("chair", "end"))
    if not rows:
        return {}
    frames = DeviceFrame.objects.filter(binding__in=rows)
    if moment is not None:
        frames = frames.filter(received_at__lte=moment)
    spoke: dict[UUID, tuple[datetime, datetime | None]] = {
        each["binding"]: (each["last"], each["counted"])
        for each in frames.values("binding").annotate(
            last=Max("received_at"), counted=Max("received_at", filter=Q(outcome__in=COUNTS))
        )
    }
    lasts = frames.filter(received_at__in=[last for last, _ in spoke.values()])
    newest = {row.binding_id: row for row in lasts.defer("raw")}
    found: dict[UUID, list[MonitorSeen]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.at, row.id.hex)):
        last, counted = newest.get(row.id), spoke[row.id][1] if row.id in spoke else None
        bad = last if last is not None and last.outcome not in COUNTS else None
        seen = MonitorSeen(
            pairing_of(row) if moment is None else _pairing(row, row.expires_at),
            counted,
            bad.why if bad else "",
            bad.received_at if bad else None,
            last.sent_at if last is not None and bad is None else "",
        )
        found[row.session_id].append(seen)
    return {session: tuple(seen) for session, seen in found.items()}


def _bound(sessions: list[UUID], moment: datetime | None) -> "QuerySet[DeviceBinding]":
    rows = DeviceBinding.objects.filter(session__in=sessions)
    if moment is None:
        return rows.filter(end__isnull=True)
    return rows.filter(recorded_at__lte=moment).exclude(end__recorded_at__lte=moment)


def pairing_of(row: DeviceBinding) -> Pairing:
    """A stored pairing as care's value, up to when somebody ended it if they did."""
    end = getattr(row, "end", None)
    return _pairing(row, min(row.expires_at, end.at) if end is not None else row.expires_at)


def _pairing(row: DeviceBinding, until: datetime) -> Pairing:
    return Pairing(row.id, row.device, row.session_id, row.chair.name, row.at, until)
