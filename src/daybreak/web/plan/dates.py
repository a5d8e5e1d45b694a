"""The dates: proposed, changed and booked; one session moved, or the rest planned again."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from daybreak.actions import plan as act
from daybreak.care.errors import NotAllowed
from daybreak.care.team import permissions
from daybreak.records.reads import team as teams
from daybreak.records.reads.intake import chart_head
from daybreak.records.reads.offers import (
    Proposal,
    other_dates,
    rest_dates,
    series_dates,
    single_dates,
    usual_day,
)
from daybreak.records.reads.planning import Planning, planning
from daybreak.records.reads.series import INDUCTION, KINDS
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.reading import note_reading
from daybreak.ui.request import ClinicRequest
from daybreak.web.plan import calendar
from daybreak.web.plan.forms import DatesForm, MoveForm, RestForm, WishForm
from daybreak.web.plan.views import may, no_course, sent, steps


@require_http_methods(["GET", "POST"])
@door("plan")
def dates(request: ClinicRequest, patient: UUID) -> HttpResponse:
    """Propose days for what has none yet, and book them."""
    note_reading(request, patient)
    now = timezone.now()
    seen = planning(request.actor, patient, now=now)
    if seen is None:
        return no_course(request, patient)
    chairs = teams.chairs(request.actor, seen.course.site)
    with timezone.override(seen.course.zone):
        wish = WishForm(request.GET)
        kind = _kind(request, seen)
        proposal, why_not = Proposal((), ()), ""
        if request.method == "POST":
            permissions.check(request.actor, "plan-book-series")
            form = DatesForm(request.POST, chairs=chairs, names=_names(seen))
            done = (
                attempt(
                    form,
                    lambda: act.book_series(
                        **sent(request, form),
                        course=seen.course.id,
                        wanted=form.wanted(),
                        kind=form.cleaned_data["kind"],
                        reason=form.cleaned_data["reason"],
                    ),
                )
                if form.is_valid()
                else None
            )
            if done:
                messages.success(request, "The dates are booked.")
                return redirect("chart-plan", patient)
        else:
            try:
                proposal = _proposed(seen, wish, kind)
            except NotAllowed as refusal:
                why_not = refusal.message
            form = DatesForm(
                chairs=chairs,
                offers=proposal.offers,
                names=_names(seen),
                initial={"kind": kind},
            )
        return render(
            request,
            "web/plan/dates.html",
            {
                "chart": chart_head(request.actor, patient),
                "seen": seen,
                "form": form,
                "wish": wish
                if wish.is_bound and request.GET
                else WishForm(initial=_first(seen, kind)),
                "kind": kind,
                "proposal": proposal,
                "why_not": why_not,
                "has_chairs": bool(chairs),
                "steps": steps(seen, "Dates"),
                "weeks": calendar.weeks(seen.series, today=seen.course.today(now)),
                "may": may(request.actor),
            },
            status=status_of(form if request.method == "POST" else None),
        )


@require_http_methods(["GET", "POST"])
@door("plan")
def move(request: ClinicRequest, patient: UUID, session: UUID) -> HttpResponse:
    """Another day for one session that is still ahead."""
    note_reading(request, patient)
    now = timezone.now()
    seen = planning(request.actor, patient, now=now)
    if seen is None:
        return no_course(request, patient)
    try:
        sitting = seen.sitting(session)
    except NotAllowed as refusal:
        messages.warning(request, refusal.message)
        return redirect("chart-plan", patient)
    chairs = teams.chairs(request.actor, seen.course.site)
    with timezone.override(seen.course.zone):
        offers = other_dates(seen, sitting, now=now)
        data = request.POST if request.method == "POST" else None
        form = MoveForm(data, offers=offers, chairs=chairs)
        if data is not None:
            permissions.check(request.actor, "plan-move-session")
            if form.is_valid() and _moved(request, seen, form, session):
                messages.success(request, "The session is moved.")
                return redirect("chart-plan", patient)
        return render(
            request,
            "web/plan/move.html",
            {
                "chart": chart_head(request.actor, patient),
                "seen": seen,
                "sitting": sitting,
                "form": form,
                "weeks": calendar.weeks(seen.series, today=seen.course.today(now)),
                "may": may(request.actor),
            },
            status=status_of(form if data is not None else None),
        )


@require_http_methods(["GET", "POST"])
@door("plan")
def rest(request: ClinicRequest, patient: UUID) -> HttpResponse:
    """New days for all sessions of a series that are still ahead, after one was missed."""
    note_reading(request, patient)
    now = timezone.now()
    seen = planning(request.actor, patient, now=now)
    if seen is None:
        return no_course(request, patient)
    chairs = teams.chairs(request.actor, seen.course.site)
    ahead = [each for each in seen.series.ahead if each.kind == INDUCTION and each.may_move]
    with timezone.override(seen.course.zone):
        wish = WishForm(request.GET)
        proposal, why_not = Proposal((), ()), ""
        data = request.POST if request.method == "POST" else None
        if data is None:
            try:
                proposal = rest_dates(seen, now=now, first_day=_from(seen, wish))
            except NotAllowed as refusal:
                why_not = refusal.message
        form = RestForm(data, sittings=ahead, offers=proposal.offers, chairs=chairs)
        if data is not None:
            permissions.check(request.actor, "plan-move-session")
            done = (
                attempt(
                    form,
                    lambda: act.move_sessions(
                        **sent(request, form),
                        course=seen.course.id,
                        moves=form.moves(),
                        reason=form.cleaned_data["reason"],
                    ),
                )
                if form.is_valid()
                else None
            )
            if done:
                messages.success(request, "The rest of the series has new dates.")
                return redirect("chart-plan", patient)
        return render(
            request,
            "web/plan/rest.html",
            {
                "chart": chart_head(request.actor, patient),
                "seen": seen,
                "form": form,
                "wish": wish if request.GET else WishForm(initial=_first(seen)),
                "proposal": proposal,
                "why_not": why_not,
                "may": may(request.actor),
            },
            status=status_of(form if data is not None else None),
        )


def _moved(request: ClinicRequest, seen: Planning, form: MoveForm, session: UUID) -> bool:
    chair, starts_at = form.chosen()
    done = attempt(
        form,
        lambda: act.move_sessions(
            **sent(request, form),
            course=seen.course.id,
            moves=(act.Move(session, chair, starts_at),),
            reason=form.cleaned_data["reason"],
        ),
    )
    return done is not None


def _proposed(seen: Planning, wish: WishForm, kind: str) -> Proposal:
    now = timezone.now()
    first_day = _from(seen, wish, kind)
    wishes = wish.wishes() if wish.is_valid() else None
    if kind == INDUCTION:
        return series_dates(seen, now=now, first_day=first_day, wishes=wishes)
    found = single_dates(seen, now=now, first_day=first_day, kind=kind, wishes=wishes)
    return Proposal(found[:1], ())


def _from(seen: Planning, wish: WishForm, kind: str = INDUCTION) -> date:
    """The first day that may be proposed: the one that was asked for, else the usual one."""
    usual: date = _first(seen, kind)["first_day"]
    asked = wish.cleaned_data.get("first_day") if wish.is_valid() else None
    return max(asked or usual, seen.course.today(timezone.now()))


def _first(seen: Planning, kind: str = INDUCTION) -> dict[str, Any]:
    """What is proposed from when nobody has said: tomorrow, or as maintenance is planned."""
    tomorrow = seen.course.today(timezone.now()) + timedelta(days=1)
    after = usual_day(seen) if kind == KINDS[1] else None
    return {"first_day": max(tomorrow, after or tomorrow), "kind": kind}


def _kind(request: ClinicRequest, seen: Planning) -> str:
    """What is booked: what was asked for; else the series while it lasts, then maintenance."""
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    return asked if asked in KINDS else KINDS[0] if seen.left else KINDS[1]


def _names(seen: Planning) -> tuple[str, ...]:
    """What the sessions to be booked will be called."""
    numbers = seen.series.free_numbers(max(1, seen.left))
    return tuple(f"Session {number}" for number in numbers)
