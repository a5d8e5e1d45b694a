"""The rows of all rooms as the facts of one course, from which care says what is due."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from daybreak.care.catalogue.protocol import protocol
from daybreak.care.catalogue.route import Scope, route
from daybreak.care.due import CourseFacts, Due, ReviewFacts, SessionFacts, SuicideScreen
from daybreak.care.due import due as due_of
from daybreak.care.findings import Finding
from daybreak.care.scales.cssrs import Level
from daybreak.care.screening.override import applied
from daybreak.care.screening.ruleset import ruleset
from daybreak.care.session.stages import Stage
from daybreak.records import scope
from daybreak.records.models import (
    Consent,
    Contact,
    Course,
    CourseEnd,
    EligibilityDecision,
    FactRow,
    MaintenancePlan,
    PastTreatment,
    Plan,
    ReviewRow,
    ScaleAnswer,
    SessionNow,
    Step,
    VerdictRow,
)
from daybreak.records.models import SuicideScreen as ScreenRow
from daybreak.records.projections import latest
from daybreak.records.reads.course import LAST_MINUTE
from daybreak.records.reads.outcome import CRISIS_TEXT, unscreened
from daybreak.records.reads.screening import findings_from, overrides_of

# How somebody goes home, or is taken elsewhere.
LEAVING = frozenset({Stage.DISCHARGED, Stage.TRANSFERRED, Stage.LEFT_AMA, Stage.ABORTED})
# Tasks that nobody can record as done yet. A list that cannot be worked off is not read.
NOT_RECORDED = frozenset(
    {"reconcile-medicines", "confirm-escort", "read-education", "write-goals", "remind-fasting"}
)


def due_for(course: UUID, now: datetime) -> Due:
    """What is due in a course: its open tasks and the gates before its next dose.

    Raises:
        NotFound: there is no such course.
    """
    found = due_of(course_facts(course, now=now), now)
    tasks = tuple(task for task in found.tasks if task.rule not in NOT_RECORDED)
    return Due(tasks, found.gates)


def course_facts(course: UUID, *, now: datetime) -> CourseFacts:
    """The facts of one course as they stand, in a handful of queries.

    Raises:
        NotFound: there is no such course.
    """
    row = scope.found(Course.objects.select_related("site"), course, "course")
    patient = row.patient_id
    zone = ZoneInfo(row.site.time_zone)
    ordered = protocol(row.protocol, row.protocol_version)
    verdict = latest(VerdictRow.objects.filter(patient=patient, session=None))
    decision = latest(EligibilityDecision.objects.filter(patient=patient, decision="proceed"))
    plan = latest(Plan.objects.filter(course=course))
    consent = latest(Consent.objects.filter(course=course))
    upkeep = latest(MaintenancePlan.objects.filter(course=course))
    end = CourseEnd.objects.filter(course=course).first()
    reviews = ReviewRow.objects.filter(course=course).order_by("recorded_at", "id")
    contacts = list(Contact.objects.filter(patient=patient).order_by("at"))
    owed = unscreened().filter(patient=patient).order_by("at").first()
    return CourseFacts(
        opened=row.at,
        indication=row.indication,
        consulted=row.at,
        screened=verdict.at if verdict else None,
        screening=_findings(verdict, patient, now) if verdict else None,
        has_unknowns=bool(verdict and verdict.unknown != "[]"),
        decided=decision.at if decision else None,
        plan_signed=plan.at if plan else None,
        planned_sessions=plan.sessions if plan else 0,
        reviews_after=ordered.reviews_after,
        review_blocking_after=ordered.review_blocking_after,
        review_every=ordered.maintenance.review_every_sessions if ordered.maintenance else 4,
        consent_at=consent.at if consent else None,
        has_consent=bool(consent and consent.expires_on > now.astimezone(zone).date()),
        has_mania_risk=_mania_risk(patient),
        sessions=(
            *_past(course, zone),
            *_here(
                course,
                contacts,
                is_esketamine=route(ordered.route).scope is Scope.ESKETAMINE,
            ),
        ),
        reviews=tuple(ReviewFacts(after_session=r.after_sessions, at=r.at) for r in reviews),
        justified=upkeep.at if upkeep else None,
        suicide_screens=_screens(patient, contacts),
        screen_owed_since=owed.at if owed else None,
        answered=_answered(patient),
        closed=end.at if end else None,
    )


def _findings(verdict: VerdictRow, patient: UUID, now: datetime) -> tuple[Finding, ...]:
    """What the rules said, with what was set aside since."""
    overrides = overrides_of(patient, now=now)
    rules = ruleset()
    return tuple(
        applied(finding, overrides, now=now, ruleset=rules)
        for finding in findings_from(verdict.findings)
    )


def _mania_risk(patient: UUID) -> bool | None:
    row = latest(FactRow.objects.filter(patient=patient, field="bipolar"))
    return None if row is None else {"true": True, "false": False}.get(row.value)


def _past(course: UUID, zone: ZoneInfo) -> list[SessionFacts]:
    """Sessions given elsewhere. What follows a session was done, or not, by those who gave it."""
    facts = []
    for row in PastTreatment.objects.filter(course=course).order_by("given_on", "number"):
        at = datetime.combine(row.given_on, LAST_MINUTE, zone)
        facts.append(
            SessionFacts(
                id=str(row.id),
                number=row.number,
                planned_for=at,
                stage=Stage.CLOSED,
                began=at,
                left=at,
                done={"call-the-next-day": at},
            )
        )
    return facts


def _here(course: UUID, contacts: list[Contact], *, is_esketamine: bool) -> list[SessionFacts]:
    standings = list(SessionNow.objects.filter(course=course).select_related("session"))
    steps: dict[UUID, list[Step]] = {}
    moves = {Stage.DOSING, *LEAVING}
    rows = Step.objects.filter(session__in=[one.session_id for one in standings])
    for step in rows.filter(to_stage__in=moves).order_by("at", "recorded_at"):
        steps.setdefault(step.session_id, []).append(step)
    return [
        _session(one, steps.get(one.session_id, []), contacts, is_esketamine=is_esketamine)
        for one in standings
    ]


def _session(
    one: SessionNow, steps: list[Step], contacts: list[Contact], *, is_esketamine: bool
) -> SessionFacts:
    facts = SessionFacts(
        id=str(one.session_id),
        number=one.session.number,
        planned_for=one.starts_at,
        stage=Stage(one.stage),
        began=next((step.at for step in steps if step.to_stage == Stage.DOSING), None),
        left=next((step.at for step in reversed(steps) if Stage(step.to_stage) in LEAVING), None),
        left_against_advice=any(step.to_stage == Stage.LEFT_AMA for step in steps),
        is_esketamine=is_esketamine,
    )
    return replace(facts, done=_done(facts, contacts))


def _done(facts: SessionFacts, contacts: list[Contact]) -> Mapping[str, datetime]:
    """What was done about a session, by the task. Who was not reached is called again."""
    own = [each for each in contacts if str(each.session_id) == facts.id and each.reached]
    done = {each.kind: each.at for each in reversed(own)}  # the first of each kind
    followed = min((each.at for each in own), default=None)
    found = {
        "call-the-next-day": done.get("next-day"),
        "call-the-same-day": followed,
        "call-who-did-not-come": followed,
    }
    return {task: at for task, at in found.items() if at is not None}


def _screens(patient: UUID, contacts: list[Contact]) -> tuple[SuicideScreen, ...]:
    """Every screen with what was done about it since, oldest first."""
    rows = ScreenRow.objects.filter(patient=patient).prefetch_related("dispositions")
    ordered = list(rows.order_by("at", "recorded_at"))
    screens: list[SuicideScreen] = []
    for index, row in enumerate(ordered):
        since = [each.at for other in ordered[index:] for each in other.dispositions.all()]
        calls = [each.at for each in contacts if each.reached and each.kind != CRISIS_TEXT]
        later = ordered[index + 1 : index + 2]
        screens.append(
            SuicideScreen(
                level=Level(row.level),
                at=row.at,
                before=screens[-1].level if screens else None,
                disposition_at=min((each.at for each in row.dispositions.all()), default=None),
                done=_followed(
                    signed=min(since, default=None),
                    called=next((at for at in calls if at >= row.at), None),
                    screened=later[0].at if later else None,
                ),
            )
        )
    return tuple(screens)


def _followed(
    *, signed: datetime | None, called: datetime | None, screened: datetime | None
) -> Mapping[str, datetime]:
    """When each task of the pathway was done. A high screen waits for nothing but a signature."""
    found = {
        "suicide-evaluate-now": signed,
        "suicide-complete-screen": signed or screened,
        "suicide-evaluate-visit": signed or screened,
        "suicide-look-at-low": signed or screened or called,
        "suicide-follow-up": called or screened,
    }
    return {task: at for task, at in found.items() if at is not None}


def _answered(patient: UUID) -> Mapping[str, tuple[datetime, ...]]:
    found: dict[str, list[datetime]] = {}
    rows = ScaleAnswer.objects.filter(patient=patient).order_by("at").values_list("scale", "at")
    for scale, at in rows:
        found.setdefault(scale, []).append(at)
    # The suicide screen is a row of its own, asked by the same questionnaire.
    forms = {"recent": "c-ssrs-screener", "since-last-visit": "c-ssrs-since-last-visit"}
    screens = ScreenRow.objects.filter(patient=patient).order_by("at").values_list("form", "at")
    for form, at in screens:
        found.setdefault(forms.get(form, form), []).append(at)
    return {scale: tuple(ats) for scale, ats in found.items()}
