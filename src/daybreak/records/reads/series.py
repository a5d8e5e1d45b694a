"""The days of one course: what was given, what is booked ahead, and every other dose."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from daybreak.care.catalogue.protocol import Protocol
from daybreak.care.findings import Finding
from daybreak.care.plan.phases import findings, findings_alone
from daybreak.care.session.stages import Stage
from daybreak.records.models import SessionNow
from daybreak.records.projections import AHEAD
from daybreak.records.reads.plan import GivenDose, doses_given

INDUCTION = "induction"
KINDS = (INDUCTION, "maintenance", "booster")


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session that has no dose yet."""

    session: UUID
    course: UUID
    number: int
    kind: str
    stage: Stage
    starts_at: datetime
    ends_at: datetime
    site: UUID
    site_name: str
    time_zone: str
    chair: UUID | None
    chair_name: str

    @property
    def day(self) -> date:
        """The day on which it begins, by the calendar of its site."""
        return self.starts_at.astimezone(ZoneInfo(self.time_zone)).date()

    @property
    def may_move(self) -> bool:
        """Whether it is still ahead: nobody has come for it yet."""
        return self.stage is Stage.SCHEDULED


@dataclass(frozen=True, slots=True)
class Series:
    """Every dose and every session ahead of one person, seen from one course."""

    course: UUID
    doses: tuple[GivenDose, ...]
    sittings: tuple[Sitting, ...]

    @property
    def given(self) -> tuple[GivenDose, ...]:
        """The doses of this course."""
        return tuple(dose for dose in self.doses if dose.course == self.course)

    @property
    def ahead(self) -> tuple[Sitting, ...]:
        """The sessions of this course that have no dose yet."""
        return tuple(each for each in self.sittings if each.course == self.course)

    @property
    def induction_given(self) -> tuple[date, ...]:
        return tuple(dose.on for dose in self.given if dose.kind == INDUCTION)

    @property
    def induction_days(self) -> tuple[date, ...]:
        """The days of the series, given and ahead."""
        ahead = (each.day for each in self.ahead if each.kind == INDUCTION)
        return tuple(sorted([*self.induction_given, *ahead]))

    def free_numbers(self, count: int) -> tuple[int, ...]:
        """The first numbers that no dose and no session ahead has."""
        taken = {dose.number for dose in self.given} | {each.number for each in self.ahead}
        free = (number for number in range(1, len(taken) + count + 1) if number not in taken)
        return tuple(number for number, _ in zip(free, range(count), strict=False))

    def findings(
        self,
        protocol: Protocol,
        days: Sequence[date],
        *,
        kind: str,
        moved: Collection[UUID] = (),
    ) -> tuple[Finding, ...]:
        """What is wrong with days that are to be booked, or to which `moved` sessions are moved.

        Raises:
            NotAllowed: the series has no session left.
        """
        stay = [each for each in self.sittings if each.session not in moved]
        own = [each for each in stay if self._is_of(each.course, each.kind, kind)]
        apart = [each.day for each in stay if each not in own]
        if kind == INDUCTION:
            return findings(
                protocol,
                given=self.induction_given,
                ahead=[*(each.day for each in own), *days],
                others=[
                    *apart,
                    *(d.on for d in self.doses if not self._is_of(d.course, d.kind, kind)),
                ],
            )
        others = [*apart, *(each.day for each in own), *(dose.on for dose in self.doses)]
        return findings_alone(protocol, days=days, others=others)

    def _is_of(self, course: UUID, one: str, kind: str) -> bool:
        return course == self.course and (one == INDUCTION) == (kind == INDUCTION)


def series_of(course: UUID, patient: UUID) -> Series:
    """All of it for one course of somebody, whoever asks; scope is looked at first."""
    rows = SessionNow.objects.filter(patient=patient, stage__in=AHEAD)
    return Series(
        course,
        doses_given(patient),
        tuple(
            Sitting(
                session=row.session_id,
                course=row.course_id,
                number=row.session.number,
                kind=row.session.kind,
                stage=Stage(row.stage),
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                site=row.site_id,
                site_name=row.site.name,
                time_zone=row.site.time_zone,
                chair=row.chair_id,
                chair_name=row.chair.name if row.chair else "",
            )
            for row in rows.select_related("session", "site", "chair").order_by("starts_at")
        ),
    )
