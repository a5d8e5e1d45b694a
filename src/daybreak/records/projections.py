"""How each worklist row follows from the rows; used by acts, by `rebuild` and by `verify`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from daybreak.care.session.stages import Stage
from daybreak.records.models import (
    Booking,
    ChartCard,
    Course,
    CourseEnd,
    EligibilityDecision,
    MaintenancePlan,
    PastTreatment,
    Patient,
    PatientDetails,
    Plan,
    ReviewRow,
    ScaleAnswer,
    Session,
    SessionNow,
    Step,
    VerdictRow,
)
from daybreak.records.prepared import Prepared

GIVEN = frozenset(
    {
        Stage.RECOVERY,
        Stage.DISCHARGE_ASSESSED,
        Stage.DISCHARGED,
        Stage.CLOSED,
        Stage.TRANSFERRED,
        Stage.LEFT_AMA,
    }
)
AHEAD = frozenset(
    {Stage.SCHEDULED, Stage.ARRIVED, Stage.CHECKED_IN, Stage.PRE_ASSESSED, Stage.PREPARED}
)


# What a line of the patient list follows from; an act that adds none of it leaves the line alone.
CARD_TABLES = frozenset(
    model._meta.db_table
    for model in (
        Course,
        CourseEnd,
        EligibilityDecision,
        MaintenancePlan,
        PastTreatment,
        Patient,
        PatientDetails,
        Plan,
        ReviewRow,
        ScaleAnswer,
        VerdictRow,
    )
)


def latest(rows: Any) -> Any:
    """The row that counts among versions: the one recorded last."""
    return rows.order_by("-recorded_at", "-at", "-id").first()


def newest_of(model: Any, of: str, **also: Any) -> Prepared[Any]:
    """The same for one person, course or session, asked so often that it is written once."""
    return Prepared(
        lambda key: model.objects.filter(**{of: key}, **also).order_by(
            "-recorded_at", "-at", "-id"
        )[:1]
    )


newest_course = newest_of(Course, "patient")
newest_details = newest_of(PatientDetails, "patient")
newest_plan = newest_of(Plan, "course")
_decision = newest_of(EligibilityDecision, "patient")
_end = newest_of(CourseEnd, "course")
_maintenance = newest_of(MaintenancePlan, "course")
_patient = Prepared(lambda key: Patient.objects.filter(id=key))
_standings = Prepared(lambda course: SessionNow.objects.filter(course=course))
_past = Prepared(lambda course: PastTreatment.objects.filter(course=course))
_session = Prepared(lambda key: Session.objects.filter(id=key).select_related("course"))
_booking = Prepared(
    lambda session: Booking.objects.filter(session=session).order_by("-recorded_at", "-at", "id")[
        :1
    ]
)
_step = Prepared(
    lambda session: Step.objects.filter(session=session).order_by("-recorded_at", "-at", "id")[:1]
)
_phq9 = Prepared(
    lambda patient: ScaleAnswer.objects.filter(
        patient=patient, scale="phq-9", total__isnull=False
    ).order_by("at", "id")
)
_screened = newest_of(VerdictRow, "patient", session=None)
_reviewed = Prepared(
    lambda course: ReviewRow.objects.filter(course=course, after_sessions__gte=6)[:1]
)


def refresh_session(session: UUID) -> None:
    _put(SessionNow, "session_id", session, session_standing(session))


def refresh_card(patient: UUID) -> None:
    _put(ChartCard, "patient_id", patient, chart_card(patient))


def _put(model: Any, key: str, value: UUID, columns: dict[str, Any]) -> None:
    """Acts of one organisation take turns, so nobody adds the row between the two."""
    if not model.objects.filter(**{key: value}).update(**columns):
        model.objects.create(**{key: value}, **columns)


def session_standing(session: UUID) -> dict[str, Any]:
    """The columns of `SessionNow` for one session, from its steps and bookings."""
    row, booking, step = _session.first(session), _booking.first(session), latest_step(session)
    if row is None or booking is None:
        raise RuntimeError(f"Session {session} was never booked.")
    return {
        "patient_id": row.course.patient_id,
        "course_id": row.course_id,
        "site_id": booking.site_id,
        "chair_id": booking.chair_id,
        "stage": step.to_stage if step else Stage.SCHEDULED.value,
        "since": step.at if step else row.at,
        "starts_at": booking.starts_at,
        "ends_at": booking.ends_at,
    }


def latest_step(session: UUID) -> Step | None:
    return _step.first(session)


def chart_card(patient: UUID) -> dict[str, Any]:
    """The columns of `ChartCard` for one person."""
    row, details = _patient(patient)[0], newest_details(patient)[0]
    course = newest_course.first(patient)
    standings = _standings(course.id) if course else []
    plan = newest_plan.first(course.id) if course else None
    given = sum(1 for standing in standings if standing.stage in GIVEN)
    past = len(_past(course.id)) if course else 0
    phq9 = [answer.total for answer in _phq9(patient)]
    verdict = _screened.first(patient)
    name = f"{details.preferred or details.given} {details.family}"
    return {
        "organisation_id": row.organisation_id,
        "number": row.number,
        "name": name,
        "sort_name": f"{details.family} {details.given}".lower(),
        "search": " ".join(
            [details.given, details.family, details.preferred, row.number, str(details.birth_date)]
        ).lower(),
        "birth_date": details.birth_date,
        "stage": _stage_of_care(patient, course, plan, verdict),
        "course_id": course.id if course else None,
        "sessions_done": given + past,
        "sessions_planned": plan.sessions if plan else 0,
        "next_at": _next_at(standings),
        "phq9_first": phq9[0] if phq9 else None,
        "phq9_last": phq9[-1] if phq9 else None,
        "verdict": verdict.status if verdict else "",
    }


def _next_at(standings: list[SessionNow]) -> datetime | None:
    return min((s.starts_at for s in standings if s.stage in AHEAD), default=None)


def _stage_of_care(
    patient: UUID, course: Course | None, plan: Plan | None, verdict: VerdictRow | None
) -> str:
    """Where someone stands in the pathway, as one word of the glossary."""
    if course is not None:
        for told, word in (
            (_end, "ended"),
            (_maintenance, "maintenance"),
            (_reviewed, "reviewed"),
        ):
            if told.first(course.id):
                return word
        return "treatment" if plan else "plan"
    decision = _decision.first(patient)
    if decision is not None and decision.decision == "decline":
        return "declined"
    return "screening" if verdict else "intake"


def rebuild() -> dict[str, int]:
    """Throw the worklists away and make them again; how many of each."""
    with transaction.atomic():
        SessionNow.objects.all().delete()
        ChartCard.objects.all().delete()
        sessions = list(Session.objects.values_list("id", flat=True))
        patients = list(Patient.objects.values_list("id", flat=True))
        for session in sessions:
            refresh_session(session)
        for patient in patients:
            refresh_card(patient)
    return {"sessions": len(sessions), "charts": len(patients)}
