"""What is decided about a course: a review, maintenance, its end; and the call the day after."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from daybreak.actions import outcome as act
from daybreak.care.findings import Finding, Status
from daybreak.care.team import permissions
from daybreak.records.reads.course import Given, course_line, latest_course, patient_of
from daybreak.records.reads.intake import chart_head
from daybreak.records.reads.maintenance import Upkeep, upkeep
from daybreak.records.reads.outcome import safety_task
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.presenters import times
from daybreak.ui.reading import note_reading
from daybreak.ui.request import ClinicRequest
from daybreak.web.outcome import review as showing
from daybreak.web.outcome.forms import CloseForm, ContactForm, MaintenanceForm, ReviewForm

CALLS_BACK = 6  # sessions a call may still belong to, the last ones


@require_http_methods(["GET", "POST"])
@door("outcome")
def review(request: ClinicRequest, course: UUID) -> HttpResponse:
    """What lies on the table, and the prescriber's decision."""
    patient = patient_of(request.actor, course)
    note_reading(request, patient)
    now = timezone.now()
    standing = upkeep(course, now=now)
    seen = showing.shown(standing, safety_task(patient), today=timezone.localdate())
    form = None
    if standing.table.after:
        data = request.POST if request.method == "POST" else None
        form = ReviewForm(data, rules=standing.table.rules, offer=seen.offer)  # type: ignore[arg-type]  # there is one once a dose was given
        holding = _holding(standing, form)
        form.name_findings((each.rule, each.because) for each in holding)
        if data is not None:
            permissions.check(request.actor, "outcome-review")
            if form.is_valid() and _reviewed(request, course, form):
                messages.success(request, "The decision is signed, with all that lay on the table.")
                return redirect("course-review", course)
    elif request.method == "POST":
        permissions.check(request.actor, "outcome-review")
    return render(
        request,
        "web/outcome/review.html",
        {
            "chart": chart_head(request.actor, patient),
            "seen": seen,
            "form": form,
            "has_holding": form is not None and bool(_holding(standing, form)),
            "may": permissions.may(request.actor, "outcome-review"),
            "now": now,
        },
        status=status_of(form),
    )


@require_http_methods(["GET", "POST"])
@door("outcome")
def maintenance(request: ClinicRequest, course: UUID) -> HttpResponse:
    """The gaps so far and those that may follow, and the plan."""
    patient = patient_of(request.actor, course)
    note_reading(request, patient)
    now = timezone.now()
    standing = upkeep(course, now=now)
    data = request.POST if request.method == "POST" else None
    form = MaintenanceForm(data, upkeep=standing)
    if data is not None:
        permissions.check(request.actor, "outcome-plan-maintenance")
        done = (
            attempt(
                form,
                lambda: act.plan_maintenance(
                    by=request.actor,
                    act_id=form.act_id(),
                    at=None,
                    now=timezone.now(),
                    course=course,
                    interval_days=form.cleaned_data["interval_days"],
                    sessions=form.cleaned_data["sessions"],
                    justification=form.cleaned_data["justification"],
                ),
            )
            if form.is_valid()
            else None
        )
        if done:
            messages.success(request, "The plan stands. Each session is booked by itself.")
            return redirect("course-maintenance", course)
    return render(
        request,
        "web/outcome/maintenance.html",
        {
            "chart": chart_head(request.actor, patient),
            "standing": standing,
            "form": form,
            "why_not": _why_no_plan(standing),
            "may": permissions.may(request.actor, "outcome-plan-maintenance"),
            "now": now,
        },
        status=status_of(form if data is not None else None),
    )


@require_http_methods(["GET", "POST"])
@door("outcome")
def close(request: ClinicRequest, course: UUID) -> HttpResponse:
    """The end of a course."""
    patient = patient_of(request.actor, course)
    note_reading(request, patient)
    line = course_line(course)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        permissions.check(request.actor, "outcome-close-course")
        done = (
            attempt(
                form,
                lambda: act.close_course(
                    by=request.actor,
                    act_id=form.act_id(),
                    at=None,
                    now=timezone.now(),
                    course=course,
                    reason=form.chosen(),
                    note=form.cleaned_data["note"],
                ),
            )
            if form.is_valid()
            else None
        )
        if done:
            messages.success(request, "The course is closed. What was recorded stays.")
            return redirect("chart-scales", patient)
    return render(
        request,
        "web/outcome/close.html",
        {
            "chart": chart_head(request.actor, patient),
            "line": line,
            "form": form,
            "may": permissions.may(request.actor, "outcome-close-course"),
        },
        status=status_of(form if form.is_bound else None),
    )


@require_http_methods(["GET", "POST"])
@door("outcome")
def contact(request: ClinicRequest, patient: UUID) -> HttpResponse:
    """Somebody was called, or is about to be."""
    note_reading(request, patient)
    course = latest_course(patient)
    given = course_line(course).given if course else ()
    data = request.POST if request.method == "POST" else None
    recent = [(each, _told(each)) for each in reversed(given[-CALLS_BACK:])]
    form = ContactForm(data, given=recent, initial={"session": request.GET.get("session", "")})
    if data is not None:
        permissions.check(request.actor, "outcome-contact")
        done = (
            attempt(
                form,
                lambda: act.contact(
                    by=request.actor,
                    act_id=form.act_id(),
                    at=form.when(),
                    now=timezone.now(),
                    patient=patient,
                    kind=form.kind(),
                    reached=form.was_reached(),
                    note=form.cleaned_data["note"],
                    session=form.about(),
                ),
            )
            if form.is_valid()
            else None
        )
        if done:
            messages.success(request, "The call is noted.")
            return redirect("chart-scales", patient)
    return render(
        request,
        "web/outcome/contact.html",
        {
            "chart": chart_head(request.actor, patient),
            "form": form,
            "safety": safety_task(patient),
            "may": permissions.may(request.actor, "outcome-contact"),
            "now": timezone.now(),
        },
        status=status_of(form if data is not None else None),
    )


def _reviewed(request: ClinicRequest, course: UUID, form: ReviewForm) -> act.Reviewed | None:
    return attempt(
        form,
        lambda: act.review(
            by=request.actor,
            act_id=form.act_id(),
            at=None,
            now=timezone.now(),
            course=course,
            option=form.cleaned_data["option"],
            grounds=form.cleaned_data["grounds"],
            signs=form.asked(),
            despite=tuple(form.cleaned_data["despite"]),
        ),
    )


def _holding(standing: Upkeep, form: ReviewForm) -> tuple[Finding, ...]:
    """What another session would go against, as far as it was asked."""
    asked = form.asked()
    signs: dict[str, bool | None] = {
        sign.id: asked.get(sign.id, False) for sign in standing.table.rules.sign
    }
    found = standing.table.offer(signs).findings
    return tuple(each for each in found if each.level >= Status.HOLD)


def _why_no_plan(standing: Upkeep) -> str:
    """Why maintenance cannot be planned now; empty when it can. The act says the same."""
    last = standing.table.last
    if standing.ladder is None:
        return "This protocol has no maintenance."
    if standing.table.line.ended is not None:
        return "This course is closed."
    if last is None or last.after_sessions < standing.table.protocol.review_blocking_after:
        return "The series has not been reviewed at its end."
    return "" if last.treats else "The last review decided against more sessions."


def _told(each: Given) -> str:
    at = timezone.localtime(each.at)
    return f"session {each.number}, {times.day(at.date())}"
