"""Somebody in treatment, for tests of what comes after: rows put there as acts would put them."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from uuid import UUID, uuid4

from clinic import NOON, Clinic
from daybreak.actions.act import whole
from daybreak.actions.journal import Journal, add, opened
from daybreak.actions.scales import store_answer
from daybreak.care.session.stages import Stage
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import Role
from daybreak.records.models import (
    Account,
    Booking,
    CareRelation,
    Course,
    PastTreatment,
    Patient,
    PatientDetails,
    Plan,
    ScaleAnswer,
    Session,
    Step,
    SuicideScreen,
)
from rehearsed import rehearsed

R = TypeVar("R")

OPENED = NOON - timedelta(days=30)
WAY = (  # how a session goes when nothing goes wrong
    Stage.SCHEDULED,
    Stage.ARRIVED,
    Stage.CHECKED_IN,
    Stage.PRE_ASSESSED,
    Stage.PREPARED,
    Stage.DOSING,
    Stage.RECOVERY,
    Stage.DISCHARGE_ASSESSED,
    Stage.DISCHARGED,
    Stage.CLOSED,
)


@dataclass
class Treated:
    """One person with one course at the clinic's site."""

    clinic: Clinic
    patient: UUID
    course: UUID

    @contextmanager
    def written(self, *, at: datetime | None = None) -> Iterator[Journal]:
        """An act of no name, in which rows may be added."""
        now = self.clinic.clock()
        by = self.clinic.actors[Role.NURSE]
        with whole(by.organisation):
            journal = Journal("intake-register", by, uuid4(), at or now, now, "0" * 64)
            with opened(journal):
                yield journal
                journal.about(patient=self.patient, site=self.clinic.site)
                journal.close("{}")

    def write(self, rows: Callable[[], R], *, at: datetime | None = None) -> R:
        with self.written(at=at):
            return rows()

    def session(
        self,
        number: int,
        starts_at: datetime,
        *,
        until: Stage = Stage.CLOSED,
        kind: str = "induction",
    ) -> UUID:
        """A session booked for then, gone through its stages up to `until`."""
        with self.written(at=starts_at) as journal:
            row = add(Session(course_id=self.course, number=number, kind=kind))
            add(
                Booking(
                    session=row,
                    site_id=self.clinic.site,
                    chair_id=self.clinic.chairs[0],
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(hours=2),
                )
            )
            journal.changed(row.id)
        steps = list(itertools.pairwise(WAY))[: WAY.index(until)]
        for index, (here, there) in enumerate(steps):
            with self.written(at=starts_at + timedelta(minutes=10 * index)) as journal:
                add(Step(session=row, from_stage=here.value, to_stage=there.value))
                journal.changed(row.id)
        return row.id

    def past(self, number: int, given_on: date, *, kind: str = "induction") -> None:
        """A session that was given elsewhere."""
        with self.written():
            add(
                PastTreatment(
                    course_id=self.course,
                    number=number,
                    given_on=given_on,
                    kind=kind,
                    route="iv",
                    where="Elsewhere",
                    source="their letter",
                )
            )

    def score(
        self,
        total: int | None = None,
        *,
        at: datetime,
        scale: str = "phq-9",
        answers: dict[str, int | None] | None = None,
    ) -> ScaleAnswer:
        """A score of that moment, by its total or by its answers."""
        with self.written(at=at):
            return store_answer(
                patient=self.patient,
                scale=scale,
                answers=answers,
                total=total,
                at=at,
                answered_by="staff",
                course=self.course,
            )

    def screened(self, *, at: datetime, level: str = "none") -> None:
        """A suicide screen by a clinician."""
        with self.written(at=at):
            add(
                SuicideScreen(
                    patient_id=self.patient,
                    form="recent",
                    moment="contact",
                    level=level,
                    answers="{}",
                )
            )

    def as_patient(self) -> Actor:
        """The person themselves, with an account."""
        account = Account.objects.filter(patient=self.patient).first()
        if account is None:
            account = Account.objects.create(
                email=f"{self.patient.hex[:8]}@example.org",
                name="Wren Hollow",
                organisation_id=self.clinic.organisation,
                patient_id=self.patient,
            )
        return Actor(
            account.id,
            account.name,
            self.clinic.organisation,
            frozenset({Role.PATIENT}),
            frozenset({self.clinic.site}),
            self.patient,
        )


@rehearsed
def treated(
    clinic: Clinic,
    *,
    protocol: str = "iv-racemic-six",
    indication: str = "trd",
    language: str = "en",
) -> Treated:
    """Somebody whose course was opened thirty days before noon, with nothing given yet."""
    somebody = Treated(clinic, uuid4(), uuid4())
    with somebody.written(at=OPENED):
        patient = add(
            Patient(organisation_id=clinic.organisation, number=f"T-{uuid4().hex[:6]}"),
            own_id=somebody.patient,
        )
        add(
            PatientDetails(
                patient=patient,
                given="Wren",
                family="Hollow",
                birth_date=date(1985, 2, 14),
                sex="female",
                language=language,
                origin="typed",
            )
        )
        add(CareRelation(patient=patient, site_id=clinic.site, reason="registered here"))
        add(
            Course(
                patient=patient,
                site_id=clinic.site,
                indication=indication,
                protocol=protocol,
                protocol_version=1,
            ),
            own_id=somebody.course,
        )
        add(
            Plan(
                course_id=somebody.course,
                dose_ug_per_kg=500,
                basis="actual",
                minutes=40,
                weight_g=80_000,
                basis_weight_g=80_000,
                dose_ug=40_000,
                sessions=6,
                findings="[]",
            )
        )
    return somebody


@rehearsed
def after_six(clinic: Clinic, *, baseline: int = 22, latest: int | None = 10) -> Treated:
    """Somebody with six sessions given, one every three days, and a score before and after."""
    somebody = treated(clinic)
    first = datetime(2026, 10, 27, 17, tzinfo=UTC)
    somebody.score(baseline, at=first - timedelta(days=2))
    for number in range(1, 7):
        somebody.session(number, first + timedelta(days=3 * (number - 1)))
    if latest is not None:
        somebody.score(latest, at=NOON - timedelta(days=1))
    return somebody
