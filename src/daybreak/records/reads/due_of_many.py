"""The rows of all rooms as the facts of courses, from which care says what is due.

Many courses take as many queries as one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from daybreak.care.catalogue.protocol import protocol
from daybreak.care.catalogue.route import Scope, route
from daybreak.care.due import CourseFacts, Due, ReviewFacts, SessionFacts, SuicideScreen
from daybreak.care.due import due as due_of
from daybreak.care.findings import Finding
from daybreak.care.scales.cssrs import Level
from daybreak.care.screening.override import Override as CareOverride
from daybreak.care.screening.override import applied
from daybreak.care.screening.ruleset import ruleset
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records import models as rows
from daybreak.records.prepared import Prepared
from daybreak.records.reads.course import LAST_MINUTE
from daybreak.records.reads.outcome import CRISIS_TEXT, unscreened
from daybreak.records.reads.screening import findings_from

# How somebody goes home, or is taken elsewhere.
LEAVING = frozenset({Stage.DISCHARGED, Stage.TRANSFERRED, Stage.LEFT_AMA, Stage.ABORTED})
# Tasks that nobody can record as done yet. A list that cannot be worked off is not read.
NOT_RECORDED = frozenset(
    {"reconcile-medicines", "confirm-escort", "read-education", "write-goals", "remind-fasting"}
)
MARKS = {"true": True, "false": False}
FORMS = {"recent": "c-ssrs-screener", "since-last-visit": "c-ssrs-since-last-visit"}


def _as_recorded(model: Any, of: str, **also: Any) -> Prepared[Any]:
    """The rows of any number of people or courses, the one recorded last at the end."""
    return Prepared(
        lambda *keys: model.objects.filter(**{f"{of}__in": keys}, **also).order_by(
            "recorded_at", "at", "id"
        )
    )


_VERDICTS = _as_recorded(rows.VerdictRow, "patient", session=None)
_DECISIONS = _as_recorded(rows.EligibilityDecision, "patient", decision="proceed")
_MANIA = _as_recorded(rows.FactRow, "patient", field="bipolar")
_PLANS = _as_recorded(rows.Plan, "course")
_CONSENTS = _as_recorded(rows.Consent, "course")
_UPKEEP = _as_recorded(rows.MaintenancePlan, "course")
_ENDS = _as_recorded(rows.CourseEnd, "course")
_REVIEWS = _as_recorded(rows.ReviewRow, "course")
_OVERRIDES = _as_recorded(rows.Override, "patient")
_CONTACTS = Prepared(lambda *keys: rows.Contact.objects.filter(patient__in=keys).order_by("at"))
_SENT = Prepared(
    lambda *keys: rows.RemsSent.objects.filter(session__course__in=keys).order_by("at")
)
_TALKS = Prepared(
    lambda *keys: (
        rows.Integration.objects.filter(session__course__in=keys)
        .select_related("session")
        .order_by("recorded_at", "at")
    )
)
_PAST = Prepared(
    lambda *keys: rows.PastTreatment.objects.filter(course__in=keys).order_by("given_on", "number")
)
_STANDINGS = Prepared(
    lambda *keys: (
        rows.SessionNow.objects.filter(course__in=keys)
        .select_related("session")
        .order_by("starts_at", "session_id")
    )
)
_OWED = Prepared(lambda *keys: unscreened().filter(patient__in=keys).order_by("at"))
_SCREENS = Prepared(
    lambda *keys: rows.SuicideScreen.objects.filter(patient__in=keys).order_by("at", "recorded_at")
)
_DISPOSITIONS = Prepared(lambda *keys: rows.Disposition.objects.filter(screen__patient__in=keys))
_STEPS = Prepared(
    lambda *keys: rows.Step.objects.filter(
        session__course__in=keys, to_stage__in=sorted({Stage.DOSING, *LEAVING})
    ).order_by("at", "recorded_at")
)
_ANSWERS = Prepared(
    lambda *keys: (
        rows.ScaleAnswer.objects.filter(patient__in=keys)
        .only("patient", "scale", "at")
        .order_by("at")
    )
)


def due_for_all(courses: Iterable[UUID], now: datetime) -> dict[UUID, Due]:
    """What is due in each course, by course; one that does not exist is left out."""
    found = {}
    for course, facts in facts_of_courses(courses, now=now).items():
        whole = due_of(facts, now)
        tasks = tuple(task for task in whole.tasks if task.rule not in NOT_RECORDED)
        found[course] = Due(tasks, whole.gates)
    return found


def facts_of_courses(courses: Iterable[UUID], *, now: datetime) -> dict[UUID, CourseFacts]:
    """The facts of each course as they stand, in the same number of queries for any number."""
    known = list(rows.Course.objects.filter(id__in=list(courses)).select_related("site"))
    told = _Told(known, now)
    return {course.id: _facts(course, told, now) for course in known}


class _Told:
    """The rows of some courses and of whose they are; of versions the one recorded last."""

    def __init__(self, courses: list[rows.Course], now: datetime) -> None:
        ids = [course.id for course in courses]
        people = {course.patient_id for course in courses}
        self.verdicts = _newest(_VERDICTS.among(people), "patient_id")
        self.decisions = _newest(_DECISIONS.among(people), "patient_id")
        self.mania = _newest(_MANIA.among(people), "patient_id")
        self.plans = _newest(_PLANS.among(ids), "course_id")
        self.consents = _newest(_CONSENTS.among(ids), "course_id")
        self.upkeep = _newest(_UPKEEP.among(ids), "course_id")
        self.ends = _newest(_ENDS.among(ids), "course_id")
        self.reviews = _grouped(_REVIEWS.among(ids), "course_id")
        self.contacts = _grouped(_CONTACTS.among(people), "patient_id")
        self.sent = _newest(_SENT.among(ids), "session_id")
        self.talks = _newest(_TALKS.among(ids), "session_id")
        self.past = _grouped(_PAST.among(ids), "course_id")
        self.standings = _grouped(_STANDINGS.among(ids), "course_id")
        self.owed = _grouped(_OWED.among(people), "patient_id")
        self.overrides = _overrides(people, now)
        self.screens = _grouped(_SCREENS.among(people), "patient_id")
        self.dispositions = _grouped(_DISPOSITIONS.among(people), "screen_id")
        self.steps = _steps(ids)
        self.answered = _answered(people, self.screens)


def _newest(told: Iterable[Any], key: str) -> Mapping[UUID, Any]:
    """Of each key the last row, as they were recorded."""
    return {getattr(row, key): row for row in told}


def _grouped(told: Iterable[Any], key: str) -> Mapping[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in told:
        found[getattr(row, key)].append(row)
    return found


def _overrides(people: set[UUID], now: datetime) -> Mapping[UUID, list[CareOverride]]:
    found: dict[UUID, list[CareOverride]] = defaultdict(list)
    for row in _OVERRIDES.among(people):
        if not row.at <= now < row.until:
            continue
        found[row.patient_id].append(
            CareOverride(
                row.rule,
                row.because,
                Role(row.role),
                row.by_id or UUID(int=0),
                row.reason,
                row.at,
                row.until,
                row.ruleset,
            )
        )
    return found


def _steps(courses: list[UUID]) -> Mapping[UUID, list[rows.Step]]:
    return _grouped(_STEPS.among(courses), "session_id")


def _answered(
    people: set[UUID], screens: Mapping[UUID, list[rows.SuicideScreen]]
) -> Mapping[UUID, dict[str, list[datetime]]]:
    found: dict[UUID, dict[str, list[datetime]]] = defaultdict(lambda: defaultdict(list))
    for answer in _ANSWERS.among(people):
        found[answer.patient_id][answer.scale].append(answer.at)
    # The suicide screen is a row of its own, asked by the same questionnaire.
    for patient, told in screens.items():
        for screen in told:
            found[patient][FORMS.get(screen.form, screen.form)].append(screen.at)
    return found


def _facts(course: rows.Course, told: _Told, now: datetime) -> CourseFacts:
    patient, zone = course.patient_id, ZoneInfo(course.site.time_zone)
    ordered = protocol(course.protocol, course.protocol_version)
    verdict, decision = told.verdicts.get(patient), told.decisions.get(patient)
    plan, consent = told.plans.get(course.id), told.consents.get(course.id)
    upkeep, end = told.upkeep.get(course.id), told.ends.get(course.id)
    owed, mania = told.owed.get(patient), told.mania.get(patient)
    return CourseFacts(
        opened=course.at,
        indication=course.indication,
        consulted=course.at,
        screened=verdict.at if verdict else None,
        screening=_findings(verdict, told.overrides[patient], now) if verdict else None,
        has_unknowns=bool(verdict and verdict.unknown != "[]"),
        decided=decision.at if decision else None,
        plan_signed=plan.at if plan else None,
        planned_sessions=plan.sessions if plan else 0,
        reviews_after=ordered.reviews_after,
        review_blocking_after=ordered.review_blocking_after,
        review_every=ordered.maintenance.review_every_sessions if ordered.maintenance else 4,
        consent_at=consent.at if consent else None,
        has_consent=bool(consent and consent.expires_on > now.astimezone(zone).date()),
        has_psychotherapy=any(talk.session.course_id == course.id for talk in told.talks.values()),
        has_mania_risk=MARKS.get(mania.value) if mania else None,
        sessions=(
            *(_past(row, zone) for row in told.past[course.id]),
            *_here(
                course, told, zone, is_esketamine=route(ordered.route).scope is Scope.ESKETAMINE
            ),
        ),
        reviews=tuple(
            ReviewFacts(after_session=row.after_sessions, at=row.at)
            for row in told.reviews[course.id]
        ),
        justified=upkeep.at if upkeep else None,
        suicide_screens=_told_screens(
            told.screens[patient], told.dispositions, told.contacts[patient]
        ),
        screen_owed_since=owed[0].at if owed else None,
        answered={scale: tuple(ats) for scale, ats in told.answered[patient].items()},
        closed=end.at if end else None,
    )


def _findings(
    verdict: rows.VerdictRow, overrides: list[CareOverride], now: datetime
) -> tuple[Finding, ...]:
    """What the rules said, with what was set aside since."""
    rules = ruleset()
    return tuple(
        applied(finding, overrides, now=now, ruleset=rules)
        for finding in findings_from(verdict.findings)
    )


def _past(row: rows.PastTreatment, zone: ZoneInfo) -> SessionFacts:
    """A session given elsewhere; what follows it was done, or not, by those who gave it."""
    at = datetime.combine(row.given_on, LAST_MINUTE, zone)
    return SessionFacts(
        id=str(row.id),
        number=row.number,
        planned_for=at,
        stage=Stage.CLOSED,
        began=at,
        left=at,
        done={"call-the-next-day": at},
    )


def _here(
    course: rows.Course, told: _Told, zone: ZoneInfo, *, is_esketamine: bool
) -> Iterable[SessionFacts]:
    for one in told.standings[course.id]:
        steps = told.steps[one.session_id]
        left = next((s.at for s in reversed(steps) if Stage(s.to_stage) in LEAVING), None)
        yield SessionFacts(
            id=str(one.session_id),
            number=one.session.number,
            planned_for=one.starts_at,
            stage=Stage(one.stage),
            began=next((step.at for step in steps if step.to_stage == Stage.DOSING), None),
            left=left,
            left_against_advice=any(step.to_stage == Stage.LEFT_AMA for step in steps),
            is_esketamine=is_esketamine,
            done=_done(
                one.session_id,
                told.contacts[course.patient_id],
                told,
                left.astimezone(zone).date() if left else None,
                zone,
            ),
        )


def _done(
    session: UUID,
    contacts: list[rows.Contact],
    told: _Told,
    left_on: date | None,
    zone: ZoneInfo,
) -> Mapping[str, datetime]:
    """What was done about a session, by the task. Who was not reached is called again.

    A talk that is booked is in somebody's day, and is no task any more. A call of the day on
    which they left is no call of the day after.
    """
    sent, talk = told.sent.get(session), told.talks.get(session)
    own = [each for each in contacts if each.session_id == session and each.reached]
    after = [
        each.at
        for each in own
        if each.kind == "next-day"
        and (left_on is None or each.at.astimezone(zone).date() > left_on)
    ]
    followed = min((each.at for each in own), default=None)
    found = {
        "call-the-next-day": min(after, default=None),
        "call-the-same-day": followed,
        "call-who-did-not-come": followed,
        "send-monitoring-form": sent.at if sent else None,
        "hold-integration": talk.at if talk else None,
    }
    return {task: at for task, at in found.items() if at is not None}


def _told_screens(
    screens: list[rows.SuicideScreen],
    dispositions: Mapping[UUID, list[rows.Disposition]],
    contacts: list[rows.Contact],
) -> tuple[SuicideScreen, ...]:
    """Every screen with what was done about it since, oldest first."""
    found: list[SuicideScreen] = []
    calls = [each.at for each in contacts if each.reached and each.kind != CRISIS_TEXT]
    for index, row in enumerate(screens):
        since = [each.at for later in screens[index:] for each in dispositions[later.id]]
        following = screens[index + 1 : index + 2]
        done = _followed(
            signed=min(since, default=None),
            called=next((at for at in calls if at >= row.at), None),
            screened=following[0].at if following else None,
        )
        found.append(
            SuicideScreen(
                level=Level(row.level),
                at=row.at,
                before=found[-1].level if found else None,
                disposition_at=min((each.at for each in dispositions[row.id]), default=None),
                done=done,
            )
        )
    return tuple(found)


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
