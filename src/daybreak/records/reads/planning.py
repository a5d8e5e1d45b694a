"""One person's plan as its page shows it: why, with which consent, how much, and when."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from daybreak.care.catalogue.indication import Indication, indication
from daybreak.care.catalogue.protocol import Protocol, protocol
from daybreak.care.catalogue.route import Route, route
from daybreak.care.errors import NotAllowed
from daybreak.care.findings import Finding, Status
from daybreak.care.plan.phases import Standing, series_sessions, standing
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import Course
from daybreak.records.reads.consent import ConsentSeen, consent_findings, consent_of
from daybreak.records.reads.plan import (
    SignedPlan,
    newest_plan,
)
from daybreak.records.reads.screening import latest_decision
from daybreak.records.reads.series import Series, Sitting, series_of


@dataclass(frozen=True, slots=True)
class CourseSeen:
    """An open course with what the catalogue says of it."""

    id: UUID
    patient: UUID
    site: UUID
    site_name: str
    time_zone: str
    indication: Indication
    protocol: Protocol
    route: Route
    evaluation: str
    opened_at: datetime
    opened_by: str

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def is_off_label(self) -> bool:
        return self.indication.is_off_label(self.route)

    def today(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class Planning:
    """Everything about one open course that its plan is made of."""

    course: CourseSeen
    plan: SignedPlan | None  # the newest one, also while it waits
    consent: ConsentSeen | None
    consent_findings: tuple[Finding, ...]
    series: Series
    was_screened: bool

    @property
    def consent_holds(self) -> bool:
        return all(each.level < Status.HOLD for each in self.consent_findings)

    @property
    def phase(self) -> Standing | None:
        """What of the series is still to be dated."""
        return standing(self.course.protocol, self.series.induction_days)

    @property
    def left(self) -> int:
        """How many sessions of the series have no date yet."""
        return max(0, series_sessions(self.course.protocol) - len(self.series.induction_days))

    def sitting(self, session: UUID) -> Sitting:
        """One session of the course that has no dose yet.

        Raises:
            NotAllowed: there is none; it was given, or called off.
        """
        for each in self.series.ahead:
            if each.session == session:
                return each
        raise NotAllowed(
            "session-begun",
            "This session is not ahead any more, so it cannot be moved. Book another one.",
        )


def planning(actor: Actor, patient: UUID, *, now: datetime) -> Planning | None:
    """The plan of somebody's open course; None when no course is open.

    Raises:
        NotFound: no such person among those the actor works with.
    """
    scope.found(scope.patients(actor), patient, "person")
    rows = Course.objects.filter(patient=patient, end=None).select_related("site", "by")
    row = rows.order_by("-recorded_at", "-at", "-id").first()
    if row is None:
        return None
    chosen = protocol(row.protocol, row.protocol_version)
    course = CourseSeen(
        id=row.id,
        patient=patient,
        site=row.site_id,
        site_name=row.site.name,
        time_zone=row.site.time_zone,
        indication=indication(row.indication),
        protocol=chosen,
        route=route(chosen.route),
        evaluation=row.evaluation,
        opened_at=row.at,
        opened_by=row.by.name if row.by else "",
    )
    decision = latest_decision(actor, patient)
    return Planning(
        course=course,
        plan=newest_plan(row.id),
        consent=consent_of(row.id),
        consent_findings=consent_findings(row.id, now=now),
        series=series_of(row.id, patient),
        was_screened=decision is not None and decision.decision == "proceed",
    )
