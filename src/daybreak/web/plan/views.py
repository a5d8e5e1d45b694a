"""Whose plan waits for something, and one person's plan: why, agreed to, how much, when."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from daybreak.actions import plan as act
from daybreak.care.team import permissions
from daybreak.care.team.actor import Actor
from daybreak.records.reads import team as teams
from daybreak.records.reads.beside import orders_of
from daybreak.records.reads.intake import chart_head
from daybreak.records.reads.plan_worklist import WAITS as WAITINGS
from daybreak.records.reads.plan_worklist import Line, plan_worklist
from daybreak.records.reads.planning import Planning, planning
from daybreak.records.reads.screening import latest_decision
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.forms import ActForm
from daybreak.ui.reading import note_reading
from daybreak.ui.request import ClinicRequest
from daybreak.web.plan import calendar, sums
from daybreak.web.plan.forms import CourseForm, SecondForm
from daybreak.web.plan.words import WAITS

PEOPLE_A_PAGE = 50


@require_GET
@door("plan")
def worklist(request: ClinicRequest) -> HttpResponse:
    """Everyone whose plan waits for something."""
    now = timezone.now()
    which = request.GET.get("which", "")
    lines = plan_worklist(request.actor, now=now)
    chosen = [line for line in lines if not which or which in line.waits]
    page: Paginator[Line] = Paginator(chosen, PEOPLE_A_PAGE)
    shown = page.get_page(request.GET.get("page"))
    return render(
        request,
        "web/plan/worklist.html",
        {
            "page": shown,
            "lines": [(line, [WAITS[each] for each in line.waits]) for line in shown],
            "which": which if which in WAITINGS else "",
            "choices": [("", "Everything"), *((each, WAITS[each][0]) for each in WAITINGS)],
            "query": f"which={which}&" if which in WAITINGS else "",
            "now": now,
        },
    )


@require_GET
@door("plan")
def chart_plan(request: ClinicRequest, patient: UUID) -> HttpResponse:
    return plan_page(request, patient)


@require_POST
@door("plan")
def open_course(request: ClinicRequest, patient: UUID) -> HttpResponse:
    """Open a course for somebody who may proceed."""
    permissions.check(request.actor, "plan-open-course")
    form = CourseForm(request.POST, sites=teams.sites(request.actor))
    if form.is_valid():
        told = form.cleaned_data
        done = attempt(
            form,
            lambda: act.open_course(
                **sent(request, form),
                patient=patient,
                site=UUID(told["site"]),
                indication=told["indication"],
                protocol=told["protocol"],
                evaluation=told["evaluation"],
            ),
        )
        if done:
            messages.success(request, "The course is open.")
            return redirect("chart-plan", patient)
    return plan_page(request, patient, opening=form)


@require_POST
@door("plan")
def second(request: ClinicRequest, patient: UUID) -> HttpResponse:
    """Sign an order as the second prescriber."""
    permissions.check(request.actor, "plan-second-sign")
    seen = planning(request.actor, patient, now=timezone.now())
    form = SecondForm(request.POST)
    if seen is None:
        return no_course(request, patient)
    course = seen.course.id
    if form.is_valid():
        done = attempt(
            form,
            lambda: act.sign_second(
                **sent(request, form), course=course, plan=form.cleaned_data["plan"]
            ),
        )
        if done:
            messages.success(request, "Two have signed. The order stands.")
            return redirect("chart-plan", patient)
    return plan_page(request, patient, signing=form)


def plan_page(
    request: ClinicRequest,
    patient: UUID,
    *,
    opening: CourseForm | None = None,
    signing: SecondForm | None = None,
) -> HttpResponse:
    """The plan, or what opens one."""
    note_reading(request, patient)
    now = timezone.now()
    seen = planning(request.actor, patient, now=now)
    context: dict[str, Any] = {
        "chart": chart_head(request.actor, patient),
        "seen": seen,
        "now": now,
        "may": may(request.actor),
        "clinical": permissions.may_read(request.actor, "screening"),
    }
    status = max(status_of(opening), status_of(signing))
    if seen is None:
        context["decision"] = latest_decision(request.actor, patient)
        context["form"] = opening or CourseForm(sites=teams.sites(request.actor))
        return render(request, "web/plan/start.html", context, status=status)
    waits = seen.plan is not None and seen.plan.waits
    context |= {
        "sum": sums.of_plan(seen.plan) if seen.plan else None,
        "steps": steps(seen),
        "weeks": calendar.weeks(seen.series, today=seen.course.today(now)),
        "form": (signing or SecondForm(initial={"plan": seen.plan and seen.plan.id}))
        if waits
        else None,
        "beside": _beside(seen, now) if permissions.may_read(request.actor, "session") else None,
        "is_own": waits and seen.plan is not None and seen.plan.orderer == request.actor.id,
    }
    with timezone.override(seen.course.zone):
        return render(request, "web/plan/plan.html", context, status=status)


def _beside(seen: Planning, now: datetime) -> tuple[str, ...]:
    """What is ordered beside the dose now, in a few words each."""
    orders = orders_of(seen.course.id, seen.course.zone)
    return tuple(
        f"{each.order.drug} {each.order.dose}, for {each.order.trigger}"
        for each in orders
        if each.is_in_force(now)
    )


def steps(seen: Planning, here: str = "") -> list[tuple[str, str]]:
    """The steps of a plan, and how far each is; `here` is the one whose page is open."""
    done = {
        "Why": True,
        "Consent": seen.consent_holds,
        "Dose": seen.plan is not None and not seen.plan.waits,
        "Dates": bool(seen.series.ahead) or not seen.left,
    }
    now = here or next((name for name, is_done in done.items() if not is_done), "")
    return [
        (name, "now" if name == now else "done" if is_done else "todo")
        for name, is_done in done.items()
    ]


def may(actor: Actor) -> dict[str, bool]:
    """What the reader may do, by the last word of the act's name."""
    acts = (
        *("open-course", "record-consent", "sign", "second-sign"),
        *("book-series", "move-session", "record-history"),
    )
    return {name.replace("-", "_"): permissions.may(actor, f"plan-{name}") for name in acts}


def sent(request: ClinicRequest, form: ActForm) -> dict[str, Any]:
    """What every act is told of its sender."""
    return {"by": request.actor, "act_id": form.act_id(), "at": None, "now": timezone.now()}


def no_course(request: ClinicRequest, patient: UUID) -> HttpResponse:
    """Back to where one is opened."""
    messages.warning(request, "No course is open. A prescriber opens one here first.")
    return redirect("chart-plan", patient)
