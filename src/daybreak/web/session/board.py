"""The day's board, and the two acts that the front desk does from it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daybreak.actions import session as act
from daybreak.care.team import permissions
from daybreak.records.reads.arrivals import before_arrival
from daybreak.records.reads.board import Board, board
from daybreak.records.reads.follow_up import follow_ups
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.forms import ActForm
from daybreak.ui.request import ClinicRequest
from daybreak.web.session import seats
from daybreak.web.session.adoption import site_banners
from daybreak.web.session.forms import CancelForm
from daybreak.web.session.lanes import lanes_chart

AGE_LIMIT_S = 60  # our choice: four polls missed
TASKS_SHOWN = 8


@require_GET
@door("board")
def today(request: ClinicRequest) -> HttpResponse:
    """The board: whole, or only its chairs when the page refreshes itself.

    With `?wall=1` it is for a screen that others can see: initials, and nothing to press.
    """
    return board_page(request)


@require_POST
@door("board")
def arrive(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Note from the board that somebody has come."""
    form = ActForm(request.POST)
    if form.is_valid():
        arrived = attempt(
            form,
            lambda: act.arrive(
                by=request.actor,
                act_id=form.act_id(),
                at=None,  # type: ignore[arg-type]  # the act takes now for it
                now=timezone.now(),
                session=session,
            ),
        )
        if arrived is not None:
            messages.success(request, "Arrival noted.")
            return redirect("board")
    return board_page(request, form)


@require_http_methods(["GET", "POST"])
@door("board")
def cancel(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Call somebody's session off, or note that nobody came."""
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: act.cancel(
                by=request.actor,
                act_id=form.act_id(),
                at=None,  # type: ignore[arg-type]
                now=timezone.now(),
                session=session,
                reason=form.cleaned_data["reason"],
                no_show=form.cleaned_data["what"] == "no-show",
            ),
        )
        if done:
            messages.success(request, "Noted. The chair is free.")
            return redirect("board")
    here = _board(request)
    line = next((each for each in here.ahead if each.session == session), None)
    name = line.name if line else "this session"
    return render(
        request,
        "web/session/cancel.html",
        {"form": form, "session": session, "name": name},
        status=status_of(form),
    )


def board_page(request: ClinicRequest, form: ActForm | None = None) -> HttpResponse:
    here = _board(request)
    wall = request.GET.get("wall") == "1"
    may_see = permissions.may_read(request.actor, "session")
    lines = seats.lines(here, wall=wall, findings=may_see)
    before = before_arrival(request.actor, {each.session for each in here.ahead}, now=here.now)
    fragment = bool(request.htmx) and form is None
    context = {
        "fragment": fragment,
        "board": here,
        "lines": lines,
        "needing": seats.needing(lines),
        "used": sum(line.session is not None for line in lines),
        "chart": lanes_chart(here),
        "wall": wall,
        "form": form,
        "ahead": [
            seats.arrival(each, before[each.session], wall=wall, findings=may_see)
            for each in here.ahead
        ],
        "left": [(each, seats.shown_name(each.name, wall=wall)) for each in here.left],
        "may_see": may_see,
        "may_open": may_see and not wall,
        "may_arrive": permissions.may(request.actor, "session-arrive") and not wall,
        "page_age_limit_s": AGE_LIMIT_S,
        "banners": () if fragment else site_banners(request.actor, here.site),
    }
    if not fragment and not wall and permissions.may_read(request.actor, "outcome"):
        found = follow_ups(request.actor, now=here.now)
        context |= {"tasks": found[:TASKS_SHOWN], "more_tasks": len(found) - TASKS_SHOWN}
    template = "_board.html" if fragment else "wall.html" if wall else "board.html"
    return render(request, f"web/session/{template}", context, status=status_of(form))


def _board(request: ClinicRequest) -> Board:
    return board(request.actor, request.place.site, now=timezone.now())
