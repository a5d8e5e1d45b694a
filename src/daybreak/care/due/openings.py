"""From which moment each task and each gate counts. None of these knows what time it is.

So time alone never closes a task or opens a gate: only a fact does.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from daybreak.care.due.course import LEFT, CourseFacts, SessionFacts
from daybreak.care.due.rules import Times
from daybreak.care.session.stages import Stage


@dataclass(frozen=True, slots=True)
class Opening:
    """The moment a rule counts from, and what it is about: a session's id, or nothing."""

    at: datetime
    about: str = ""


Openings = Iterator[Opening]
Rule = Callable[[CourseFacts, Times], Openings]


# Tasks


def answer_enquiry(course: CourseFacts, _: Times) -> Openings:
    if course.consulted is None:
        yield Opening(course.opened)


def complete_screening(course: CourseFacts, _: Times) -> Openings:
    if course.screening is None or course.has_unknowns:
        yield Opening(course.consulted or course.opened)


def decide_eligibility(course: CourseFacts, _: Times) -> Openings:
    if course.screened is not None and course.decided is None:
        yield Opening(course.screened)


def sign_plan(course: CourseFacts, _: Times) -> Openings:
    if course.decided is not None and course.plan_signed is None:
        yield Opening(course.decided)


def get_consent(course: CourseFacts, _: Times) -> Openings:
    if course.plan_signed is not None and not course.has_consent:
        yield Opening(course.plan_signed)


def renew_consent(course: CourseFacts, times: Times) -> Openings:
    if course.has_consent and course.consent_at is not None:
        yield Opening(course.consent_at + timedelta(days=times.consent_days))


def book_series(course: CourseFacts, _: Times) -> Openings:
    booked = len(course.dosed) + len(course.coming)
    if course.plan_signed is not None and booked < course.planned_sessions:
        yield Opening(course.plan_signed)


def before_next(task: str) -> Rule:
    """Something to be done before the next session, unless it was done for that session."""

    def rule(course: CourseFacts, _: Times) -> Openings:
        for session in course.coming[:1]:
            if session.stage is Stage.SCHEDULED and task not in session.done:
                yield Opening(session.planned_for, session.id)

    return rule


def find_missing_person(course: CourseFacts, _: Times) -> Openings:
    for session in course.coming:
        if session.stage is Stage.SCHEDULED:
            yield Opening(session.planned_for, session.id)


def after_each(task: str, asked_of: Callable[[CourseFacts, SessionFacts], bool]) -> Rule:
    """Something to be done after each session it is asked of, unless it was done."""

    def rule(course: CourseFacts, _: Times) -> Openings:
        for session in course.sessions:
            if task not in session.done and asked_of(course, session):
                yield Opening(session.left or session.began or session.planned_for, session.id)

    return rule


def review_series(course: CourseFacts, _: Times) -> Openings:
    for count in course.reviews_after:
        yield from _review_after(course, count)


def review_maintenance(course: CourseFacts, times: Times) -> Openings:
    last = max(course.reviews_after, default=0)
    if len(course.dosed) <= last:
        return
    missing = [
        opening
        for count in range(last + course.review_every, len(course.dosed) + 1, course.review_every)
        for opening in _review_after(course, count)
    ]
    reviewed = max((review.at for review in course.reviews), default=None)
    if missing:
        yield missing[-1]  # a later review answers for the earlier ones
    elif reviewed is not None:
        yield Opening(reviewed + timedelta(days=times.review_maintenance_days))


def justify_the_year(course: CourseFacts, times: Times) -> Openings:
    if course.dosed and course.plan_signed is not None:
        since = max(filter(None, (course.plan_signed, course.justified)))
        yield Opening(since + timedelta(days=times.justification_days))


def decide_what_next(course: CourseFacts, _: Times) -> Openings:
    if course.last_left is not None and course.dosed and not course.coming:
        yield Opening(course.last_left)


def screen_suicidality(course: CourseFacts, _: Times) -> Openings:
    if course.owes_screen and course.screen_owed_since is not None:
        yield Opening(course.screen_owed_since)


def _review_after(course: CourseFacts, count: int) -> Openings:
    """The moment a review after so many sessions counts from, while it is not done."""
    reviewed = max((review.after_session for review in course.reviews), default=0)
    if max(reviewed, 0) < count <= len(course.dosed):  # a review counts from the first session
        session = course.dosed[count - 1]
        yield Opening(session.left or session.began or session.planned_for, str(count))


def _was_dosed(_: CourseFacts, session: SessionFacts) -> bool:
    return session.began is not None and session.left is not None


TASKS: Mapping[str, Rule] = {
    "answer-enquiry": answer_enquiry,
    "complete-screening": complete_screening,
    "decide-eligibility": decide_eligibility,
    "sign-plan": sign_plan,
    "get-consent": get_consent,
    "renew-consent": renew_consent,
    "book-series": book_series,
    "reconcile-medicines": before_next("reconcile-medicines"),
    "confirm-escort": before_next("confirm-escort"),
    "read-education": before_next("read-education"),
    "write-goals": before_next("write-goals"),
    "remind-fasting": before_next("remind-fasting"),
    "find-missing-person": find_missing_person,
    "call-who-did-not-come": after_each(
        "call-who-did-not-come", lambda _, session: session.stage is Stage.NO_SHOW
    ),
    "call-the-same-day": after_each(
        "call-the-same-day", lambda _, session: session.left_against_advice
    ),
    "call-the-next-day": after_each("call-the-next-day", _was_dosed),
    "close-session": after_each("close-session", lambda _, session: session.stage in LEFT),
    "send-monitoring-form": after_each(
        "send-monitoring-form",
        lambda course, session: session.is_esketamine and _was_dosed(course, session),
    ),
    "hold-integration": after_each(
        "hold-integration",
        lambda course, session: course.has_psychotherapy and _was_dosed(course, session),
    ),
    "review-series": review_series,
    "review-maintenance": review_maintenance,
    "justify-the-year": justify_the_year,
    "decide-what-next": decide_what_next,
    "screen-suicidality": screen_suicidality,
}


# Gates


def not_screened(course: CourseFacts, _: Times) -> Openings:
    if course.screening is None or course.has_unknowns:
        yield Opening(course.opened)


def not_decided(course: CourseFacts, _: Times) -> Openings:
    if course.decided is None:
        yield Opening(course.screened or course.opened)


def plan_unsigned(course: CourseFacts, _: Times) -> Openings:
    if course.plan_signed is None:
        yield Opening(course.decided or course.opened)


def consent_missing(course: CourseFacts, _: Times) -> Openings:
    if not course.has_consent or course.consent_at is None:
        yield Opening(course.plan_signed or course.opened)


def review_missing(course: CourseFacts, _: Times) -> Openings:
    yield from _review_after(course, course.review_blocking_after)


def suicide_disposition(course: CourseFacts, _: Times) -> Openings:
    for screen in course.suicide_screens:
        if screen.level.needs_clinician_now and screen.disposition_at is None:
            yield Opening(screen.at, screen.level.value)


def course_closed(course: CourseFacts, _: Times) -> Openings:
    if course.closed is not None:
        yield Opening(course.closed)


GATES: Mapping[str, Rule] = {
    "not-screened": not_screened,
    "not-decided": not_decided,
    "plan-unsigned": plan_unsigned,
    "consent-missing": consent_missing,
    "consent-expired": renew_consent,
    "review-missing": review_missing,
    "year-unjustified": justify_the_year,
    "suicide-screen-owed": screen_suicidality,
    "suicide-disposition": suicide_disposition,
    "course-closed": course_closed,
}
