"""The day's board: at a desk, on a wall, in a pocket; and what the front desk does from it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from urllib.parse import urlencode
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
from daybreak.records.reads.remembered import News, remembered
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.forms import ActForm
from daybreak.ui.presenters.times import clock
from daybreak.ui.request import ClinicRequest
from daybreak.web.session import hung, seats
from daybreak.web.session.adoption import site_banners
from daybreak.web.session.beside import open_after
from daybreak.web.session.drawn import ITEM, ROW, TILE, drawn
from daybreak.web.session.forms import CancelForm
from daybreak.web.session.lanes import lanes_chart

AGE_LIMIT_S = 60  # our choice: four polls missed
TASKS_SHOWN = 8
POCKET = "/pocket/"


@dataclass(frozen=True, slots=True)
class Kind:
    """Which board is asked for. Only that of a desk has anything to press but the way to a chair.

    On a wall that others can see people are initials, unless it is asked for their `names`.
    """

    wall: bool = False
    pocket: bool = False
    names: bool = False
    by_worst: bool = False

    @property
    def initials(self) -> bool:
        return self.wall and not self.names

    @property
    def line(self) -> str:
        return TILE if self.wall else ITEM if self.pocket else ROW

    @property
    def template(self) -> str:
        return "wall" if self.wall else "pocket" if self.pocket else "board"

    def address(self, **changed: bool) -> str:
        """Where it is to be had, as it is or with something changed."""
        told = {"wall": self.wall, "names": self.names, "worst": self.by_worst} | changed
        query = urlencode([(name, "1") for name, value in told.items() if value])
        path = POCKET if self.pocket else "/"
        return f"{path}?{query}" if query and not self.pocket else path


@require_GET
@door("board")
def today(request: ClinicRequest) -> HttpResponse:
    """The board: whole, or only its chairs when the page refreshes itself.

    With `?wall=1` it is for a screen that others can see: initials, and nothing to press. With
    `&names=1` it names people, with `&worst=1` the chair that most needs somebody comes first.
    """
    return board_page(request)


@require_GET
@door("board")
def pocket(request: ClinicRequest) -> HttpResponse:
    """The board for a phone: one chair a line, whoever most needs somebody on top."""
    return board_page(request, kind=Kind(pocket=True, by_worst=True))


@require_POST
@door("board")
def hang_up(request: ClinicRequest) -> HttpResponse:
    """Leave this browser on a wall: it shows the board from now on, and opens nothing else."""
    told = {name for name in ("names", "worst") if request.POST.get(name) == "1"}
    kind = Kind(wall=True, names="names" in told, by_worst="worst" in told)
    hung.hang(request, kind.address(), names=kind.names)
    return redirect(kind.address())


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
    here = _board(request, remembered.news(request.actor.organisation))
    line = next((each for each in here.ahead if each.session == session), None)
    name = line.name if line else "this session"
    return render(
        request,
        "web/session/cancel.html",
        {"form": form, "session": session, "name": name},
        status=status_of(form),
    )


def board_page(
    request: ClinicRequest, form: ActForm | None = None, kind: Kind | None = None
) -> HttpResponse:
    """A board; a page that asks again for one that has not changed is answered with nothing."""
    kind = kind or _kind(request)
    news = remembered.news(request.actor.organisation)
    here = _board(request, news)
    shown = _shown(request, here, kind, news)
    fragment = bool(request.htmx) and form is None
    mark = hashlib.sha256(repr(shown).encode()).hexdigest()[:32]
    if fragment and request.headers.get("If-None-Match") == f'"{mark}"':
        return _unchanged(here, mark)
    may = {"may_see": shown["may_see"], "may_open": shown["may_open"]}
    context = shown | {
        "fragment": fragment,
        "board": here,
        "kind": kind,
        "wall": kind.wall,
        "mark": mark,
        "rows": [drawn(line, kind.line, **may) for line in shown["lines"]],
        "chart": None if kind.wall or kind.pocket else lanes_chart(here),
        "poll": kind.address(),
        "is_hung": hung.is_hung(request),
        "other_order": kind.address(worst=not kind.by_worst),
        "other_names": kind.address(names=not kind.names),
        "form": form,
        "page_age_limit_s": AGE_LIMIT_S,
        "banners": () if fragment else site_banners(request.actor, here.site),
    }
    if not fragment and kind == Kind() and permissions.may_read(request.actor, "outcome"):
        asked = ("follow-ups", request.actor)
        found = news.of_acts(asked, here.now, lambda: follow_ups(request.actor, now=here.now))
        context |= {"tasks": found[:TASKS_SHOWN], "more_tasks": len(found) - TASKS_SHOWN}
    template = f"_{kind.template}.html" if fragment else f"{kind.template}.html"
    answer = render(request, f"web/session/{template}", context, status=status_of(form))
    if fragment:
        answer["ETag"] = f'"{mark}"'
    return answer


def _kind(request: ClinicRequest) -> Kind:
    told = {name for name in ("wall", "names", "worst") if request.GET.get(name) == "1"}
    wall = "wall" in told
    return Kind(wall=wall, names=wall and "names" in told, by_worst=wall and "worst" in told)


def _shown(request: ClinicRequest, here: Board, kind: Kind, news: News) -> dict[str, Any]:
    """Everything that a board says, in values that tell whether it says the same again."""
    may_see = permissions.may_read(request.actor, "session")
    lines = seats.lines(here, wall=kind.initials, findings=may_see)
    sessions = {each.session for each in here.ahead}
    before: Mapping[UUID, Any] = (
        {}
        if kind.wall or kind.pocket  # they say only who comes, and when
        else before_arrival(request.actor, sessions, now=here.now, news=news)
    )
    return {
        "lines": seats.worst_first(lines) if kind.by_worst else lines,
        "needing": seats.needing(lines),
        "used": sum(line.session is not None for line in lines),
        "sounds": any(line.sounds for line in lines),
        "ahead": [
            seats.arrival(
                each, before.get(each.session), initials_only=kind.initials, findings=may_see
            )
            for each in here.ahead
        ],
        "left": _left(here, news, is_said=may_see and not kind.wall and not kind.pocket),
        "lanes": () if kind.wall or kind.pocket else here.lanes,
        "may_see": may_see,
        "may_open": may_see and not kind.wall,
        "may_arrive": permissions.may(request.actor, "session-arrive") and kind == Kind(),
        "minute": None if kind.wall or kind.pocket else here.now.replace(second=0, microsecond=0),
    }


def _left(here: Board, news: News, *, is_said: bool) -> list[tuple[Any, str, tuple[str, ...]]]:
    """Who has left, with what is still open of them beside their note and the waste."""
    sessions = tuple(each.session for each in here.left) if is_said else ()
    still = news.of_acts(("open-after", sessions), here.now, lambda: open_after(sessions))
    return [(each, each.name, still.get(each.session, ())) for each in here.left]


def _unchanged(here: Board, mark: str) -> HttpResponse:
    """Nothing but that it is still so, and when that was looked at."""
    seen = {"made": here.now.astimezone(UTC).isoformat(), "clock": clock(here.now, here.zone)}
    return HttpResponse(
        status=204,
        headers={"ETag": f'"{mark}"', "HX-Trigger": json.dumps({"board-is-as-it-was": seen})},
    )


def _board(request: ClinicRequest, news: News) -> Board:
    return board(request.actor, request.place.site, now=timezone.now(), news=news)
