"""From check-in to the start: each form ends in one act and comes back with what was typed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from daybreak.actions import session as act
from daybreak.actions.session.judging import outlook
from daybreak.care.session.stages import Stage
from daybreak.ui.doors import attempt, door
from daybreak.ui.forms import ActForm
from daybreak.ui.request import ClinicRequest
from daybreak.web.session.by_route import check_form, prepare_form, start_form
from daybreak.web.session.forms import DecideForm
from daybreak.web.session.page import check_in_form, opened, session_page


def sent(request: ClinicRequest, form: ActForm, session: UUID) -> dict[str, Any]:
    """What every act needs of its sender."""
    return {
        "by": request.actor,
        "act_id": form.act_id(),
        "at": None,
        "now": timezone.now(),
        "session": session,
    }


def done(
    request: ClinicRequest, form: ActForm, session: UUID, call: Callable[[], Any]
) -> tuple[Any, HttpResponse | None]:
    """Do the act of a form: its answer, or the page with what is wrong."""
    answer = attempt(form, call) if form.is_valid() else None
    if answer is None:
        return None, session_page(request, opened(request, session), form)
    return answer, None


@require_POST
@door("session")
def check_in(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Store what was asked and seen on arrival."""
    seen = opened(request, session)
    form = check_in_form(seen, outlook(seen, now=timezone.now()), request.POST)
    answer, wrong = done(
        request,
        form,
        session,
        lambda: act.check_in(
            **sent(request, form, session),
            identity_checked=form.said("identity"),
            consent_affirmed=form.said("consent"),
            scales_answered=form.said("scales"),
            stop_word=form.cleaned_data["stop_word"],
            escort_name=form.cleaned_data["escort_name"],
            escort_phone=form.cleaned_data["escort_phone"],
            weight_g=form.weight_g(),
            facts=form.facts(),
        ),
    )
    if wrong:
        return wrong
    if answer.stage is Stage.ARRIVED:
        messages.warning(request, "Kept. Check-in goes on once what stands below is settled.")
    else:
        messages.success(request, "Checked in. Take the readings next.")
    return redirect("session", session)


@require_POST
@door("session")
def decide(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Sign go or no-go."""
    form = DecideForm(request.POST)
    answer, wrong = done(
        request,
        form,
        session,
        lambda: act.decide(
            **sent(request, form, session),
            go=form.cleaned_data["decision"] == "go",
            reason=form.cleaned_data["reason"],
        ),
    )
    if wrong:
        return wrong
    messages.success(request, "Go signed." if answer.go else "No-go signed.")
    return redirect("session", session)


@require_POST
@door("session")
def prepare(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Work out what is drawn up from the vial in hand."""
    form = prepare_form(opened(request, session), request.POST)
    _, wrong = done(
        request,
        form,
        session,
        lambda: act.prepare(**sent(request, form, session), **form.told()),
    )
    if wrong:
        return wrong
    messages.success(request, "Prepared. Somebody else works it out next, without looking.")
    return redirect("session", session)


@require_POST
@door("session")
def check_dose(request: ClinicRequest, session: UUID) -> HttpResponse:
    """A second person's own figures."""
    form = check_form(opened(request, session), request.POST)
    answer, wrong = done(
        request,
        form,
        session,
        lambda: act.check_dose(**sent(request, form, session), **form.told()),
    )
    if wrong:
        return wrong
    if answer.agrees:
        messages.success(request, "Both figures agree.")
    else:
        messages.error(request, "The figures do not agree. Nobody starts with them.")
    return redirect("session", session)


@require_POST
@door("session")
def start(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Note that the dose was started."""
    form = start_form(opened(request, session), request.POST)
    _, wrong = done(
        request,
        form,
        session,
        lambda: act.start(**sent(request, form, session), **form.told()),
    )
    if wrong:
        return wrong
    messages.success(request, "Started.")
    return redirect("session", session)
