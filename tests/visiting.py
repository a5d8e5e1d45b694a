"""Somebody who comes for a session: plan signed, every question answered, booked for noon."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from clinic import NOON, Clinic
from daybreak.actions import session as act
from daybreak.actions.journal import add
from daybreak.actions.session import CheckedIn, Drawn, VitalsRecorded
from daybreak.care.catalogue.indication import indication
from daybreak.care.catalogue.protocol import protocol as protocol_of
from daybreak.care.catalogue.route import route
from daybreak.care.plan.consent import consent_form, valid_until
from daybreak.care.screening.fields import fields
from daybreak.care.session.gates import session_gates
from daybreak.care.session.stages import Stage
from daybreak.care.session.vitals import Vitals
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records.canonical import json_text
from daybreak.records.models import Account, Consent, FactRow, RoleChange
from daybreak.records.reads.session import Visit, visit
from rehearsed import rehearsed
from treated import Treated, treated

WELL = Vitals(
    systolic_mmhg=128,
    diastolic_mmhg=78,
    heart_rate_per_min=72,
    spo2_percent=98,
    respiratory_rate_per_min=14,
    moaas=5,
    pain_nrs=0,
    nausea_nrs=0,
    anxiety_nrs=2,
    dissociation_nrs=0,
)
# Worked out from what is recorded, or told by the readings of the day.
NOT_ANSWERED = frozenset(
    {
        "age-years",
        "days-since-last-dose",
        "min-gap-days",
        "weight-planned-g",
        "weight-g",
        "consent-current",
        "cssrs-level",
        "escort-confirmed",
        "systolic-mmhg",
        "diastolic-mmhg",
        "heart-rate-per-min",
        "spo2-percent",
        "bp-confirmed",
    }
)
TODAY = {"ever-dosed": False, "pregnancy-test-negative": True, "child-bearing-potential": False}


@dataclass
class Visiting:
    """One session, walked through the acts of the room."""

    somebody: Treated
    session: UUID

    @property
    def clinic(self) -> Clinic:
        return self.somebody.clinic

    @property
    def seen(self) -> Visit:
        return visit(self.clinic.actors[Role.NURSE], self.session)

    @property
    def stage(self) -> Stage:
        return self.seen.stage

    @property
    def now(self) -> datetime:
        return self.clinic.clock.now

    def nurse(self) -> dict[str, Any]:
        return {**self.clinic.nurse, "session": self.session}

    def prescriber(self) -> dict[str, Any]:
        return {**self.clinic.prescriber, "session": self.session}

    def second(self) -> dict[str, Any]:
        """Another nurse, who has seen nothing yet."""
        return {**self.nurse(), "by": second_nurse(self.clinic)}

    def answers(self, before: Stage) -> dict[str, bool]:
        """Every question before a step, answered as it should be."""
        route = self.seen.protocol.route
        return {gate.id: True for gate in session_gates().asked(before, route)}

    def arrive(self) -> None:
        act.arrive(**self.nurse())

    def check_in(self, **changed: Any) -> CheckedIn:
        told: dict[str, Any] = {
            "identity_checked": True,
            "consent_affirmed": True,
            "scales_answered": True,
            "stop_word": "harbour",
            "escort_name": "Robin Hollow",
            "escort_phone": "555 0100",
            "weight_g": 80_000,
            "facts": {"news-since-last-visit": False, "intoxicated-today": False},
        }
        return act.check_in(**self.nurse(), **{**told, **changed})

    def measure(self, vitals: Vitals = WELL, **changed: int) -> VitalsRecorded:
        return act.record_vitals(**self.nurse(), vitals=replace(vitals, **changed))

    def decide(self, **changed: Any) -> None:
        act.decide(**self.prescriber(), **{"go": True, **changed})

    def prepare(self, **changed: Any) -> Drawn:
        told: dict[str, Any] = {
            "product": "Ketamine 50 mg/mL, 10 mL",
            "strength_ug_per_ml": 50_000,
            "lot": "LOT7",
            "expires_on": date(2027, 6, 30),
            "diluent_ul": 100_000,
            "bag": "replaced",
            "answers": self.answers(Stage.PREPARED),
        }
        return act.prepare(**self.nurse(), **{**told, **changed})

    def check(self, dose_ug: int = 40_000, rate_ul_per_h: int = 150_000) -> act.Checked:
        return act.check_dose(**self.second(), dose_ug=dose_ug, rate_ul_per_h=rate_ul_per_h)

    def start(self, rate_ul_per_h: int = 150_000, **changed: Any) -> act.PumpTold:
        told: dict[str, Any] = {"answers": self.answers(Stage.DOSING)}
        return act.start(**self.nurse(), rate_ul_per_h=rate_ul_per_h, **{**told, **changed})

    def end(self, shown_ul: int | None = 100_000, reason: str = "completed") -> act.Moved:
        return act.end(**self.nurse(), reason=reason, shown_ul=shown_ul)

    def assess(self, **changed: Any) -> act.Assessed:
        items = ("activity", "respiration", "circulation", "consciousness", "spo2")
        told: dict[str, Any] = {
            "score_id": "aldrete-modified",
            "items": dict.fromkeys(items, 2),
            "answers": self.answers(Stage.DISCHARGED),
        }
        return act.assess_discharge(**self.nurse(), **{**told, **changed})

    def sign(self, **changed: Any) -> act.Moved:
        return act.sign_discharge(**self.nurse(), **{"escort_name": "Robin Hollow", **changed})

    def close(self, **changed: Any) -> act.Closed:
        told: dict[str, Any] = {"note": "Calm session.", "answers": self.answers(Stage.CLOSED)}
        return act.close(**self.nurse(), **{**told, **changed})

    @rehearsed
    def until(self, stage: Stage) -> "Visiting":
        """Walk on until the session stands there, as when nothing goes wrong."""
        for reached, walk in (
            (Stage.ARRIVED, self.arrive),
            (Stage.CHECKED_IN, self.check_in),
            (Stage.PRE_ASSESSED, self._assessed),
            (Stage.PREPARED, self.prepare),
            (Stage.DOSING, self._started),
            (Stage.RECOVERY, self._ended),
            (Stage.DISCHARGE_ASSESSED, self._recovered),
            (Stage.DISCHARGED, self.sign),
            (Stage.CLOSED, self.close),
        ):
            walk()
            if reached is stage:
                return self
        raise ValueError(f"stage must be on the way; it is {stage}.")

    def _assessed(self) -> None:
        self.measure()
        self.decide()

    def _started(self) -> None:
        self.check()
        self.start()

    def _ended(self) -> None:
        for _ in range(4):
            self.clinic.clock.forward(minutes=10)
            self.measure(systolic_mmhg=138, heart_rate_per_min=80)
        self.end()

    def _recovered(self) -> None:
        for _ in range(4):
            self.clinic.clock.forward(minutes=15)
            self.measure()
        self.clinic.clock.forward(minutes=1)
        self.assess()


def second_nurse(clinic: Clinic) -> Actor:
    """Another nurse of the same site."""
    email = f"second-{clinic.organisation.hex[:6]}@example.org"
    account = Account.objects.filter(email=email).first()
    if account is None:
        account = Account.objects.create(
            email=email,
            name="Second nurse",
            organisation_id=clinic.organisation,
            site_id=clinic.site,
        )
        from daybreak.actions import team

        team.grant_role(
            **clinic.administrator, account=account.id, site=clinic.site, role=Role.NURSE
        )
    assert RoleChange.objects.filter(account=account).exists()
    return replace(clinic.actors[Role.NURSE], id=account.id, name=account.name)


@rehearsed
def visiting(
    clinic: Clinic,
    *,
    number: int = 1,
    starts_at: datetime = NOON,
    protocol: str = "iv-racemic-six",
    treated_for: str = "trd",
    answers: dict[str, bool | int | str | None] | None = None,
) -> Visiting:
    """Somebody booked for noon about whom everything is known that is asked before the day."""
    somebody = treated(clinic, protocol=protocol, indication=treated_for)
    today = starts_at.astimezone(ZoneInfo("America/Los_Angeles")).date()
    facts = {
        each.id: each.reassuring
        for each in fields().questions
        if each.id not in NOT_ANSWERED and each.reassuring is not None
    }
    form = consent_form()
    read = form.clauses(
        indication=indication(treated_for), route=route(protocol_of(protocol).route)
    )
    with somebody.written(at=starts_at - timedelta(hours=2)):
        for name, value in {**facts, **TODAY, **(answers or {})}.items():
            add(
                FactRow(
                    patient_id=somebody.patient,
                    field=name,
                    value=msgspec.json.encode(value).decode(),
                    on=today,
                    origin="asked",
                )
            )
        add(
            Consent(
                course_id=somebody.course,
                text_version=f"{form.id}-{form.version}",
                text_hash="0" * 64,
                clauses=json_text([[each.id, each.hash] for each in read]),
                signed_by="Wren Hollow",
                expires_on=valid_until(today, form),
            )
        )
    somebody.screened(at=starts_at - timedelta(hours=1))
    session = somebody.session(number, starts_at, until=Stage.SCHEDULED)
    return Visiting(somebody, session)
