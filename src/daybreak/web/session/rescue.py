"""Somebody is being helped: one page on which everything is a tap, with the time of the tap."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from daybreak.actions import session as act
from daybreak.care.catalogue.giving import Kind
from daybreak.care.session.rescue import Action, likely_first, rescue_rules
from daybreak.care.session.stages import ON_SITE, RUNNING, Stage
from daybreak.care.team import permissions
from daybreak.records.reads.session import Visit, visit
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.request import ClinicRequest
from daybreak.web.session.before import sent
from daybreak.web.session.beside import rescue_line, shown
from daybreak.web.session.beside_forms import RescueForm
from daybreak.web.session.monitor import monitor
from daybreak.web.session.page import common, opened

# An action that has an act of its own: the address where it is recorded.
PAGES = {
    "session-record-vitals": "session-record-vitals",
    "session-change-rate": "session-change-rate",
    "session-end": "session-end",
    "session-give-adjunct": "session-medicine",
    "session-transfer": "session-transfer",
}
PAUSE = "session-pause"


@require_http_methods(["GET", "POST"])
@door("session")
def rescue(request: ClinicRequest, session: UUID) -> HttpResponse:
    """The rescue that is under way, or what begins one. htmx gets the running record alone."""
    if request.method == "GET" and request.htmx:
        return _record_alone(request, visit(request.actor, session))
    seen = opened(request, session)
    form = RescueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = attempt(form, lambda: _tell(request, form, seen))
        if answer is not None:
            if form.cleaned_data["is_over"]:
                messages.success(request, "The rescue is over.")
                return redirect("session", session)
            return redirect("session-rescue", session)
    return _page(request, seen, form)


def _tell(request: ClinicRequest, form: RescueForm, seen: Visit) -> Any:
    told = form.told()
    pausing = rescue_rules().actions.get(told.did)
    if pausing is not None and pausing.act == PAUSE:
        return act.pause(**sent(request, form, seen.session), reason="rescue")
    return act.record_rescue(
        **sent(request, form, seen.session), told=told, rescue=form.cleaned_data["rescue"]
    )


def _page(request: ClinicRequest, seen: Visit, form: RescueForm) -> HttpResponse:
    context = _context(request, seen)
    failed = form if form.is_bound else None
    here = context["here"]
    context |= {
        "form": failed or RescueForm(initial={"called_by": request.actor.name}),
        "failed": failed,
        "triggers": likely_first(
            [each.channel for each in seen.alarms(context["now"])], rescue_rules()
        ),
        "taps": [each for each in rescue_rules().by_tap if each.asks is None],
        "asks": [each for each in rescue_rules().by_tap if each.asks is not None],
        "pages": [
            (each, PAGES.get(each.act, ""))
            for each in rescue_rules().action
            if each.act and _is_possible(each, seen)
        ],
        "past": [
            each
            for each in shown(seen, context["now"]).rescues
            if here is None or each.id != here.id
        ],
        "back_url": reverse("session", args=(seen.session,)),
        "back_words": "Back to the chair",
        "may_record": permissions.may(request.actor, "session-record-rescue"),
    }
    return render(request, "web/session/rescue.html", context, status=status_of(failed))


def _record_alone(request: ClinicRequest, seen: Visit) -> HttpResponse:
    return render(request, "web/session/_rescue_record.html", _context(request, seen))


def _context(request: ClinicRequest, seen: Visit) -> dict[str, Any]:
    context = common(request, seen)
    under_way = seen.beside.open_rescue
    return {
        **context,
        "here": rescue_line(under_way, seen, context["now"]) if under_way else None,
        "monitor": monitor(seen, context["now"]) if seen.readings else None,
    }


def _is_possible(action: Action, seen: Visit) -> bool:
    """Whether this can be done with them where they are: a pump that stands is not paused."""
    pumped = seen.way.kind is Kind.PUMP
    match action.act:
        case "session-pause" | "session-change-rate":
            return pumped and seen.stage is Stage.DOSING
        case "session-end":
            return seen.stage in RUNNING
        case "session-record-vitals":
            return seen.stage in ON_SITE
        case "session-transfer":
            return seen.stage is not Stage.TRANSFERRED
        case _:
            return True
