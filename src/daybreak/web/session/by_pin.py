"""A second person acts at the same device: the blind check of a dose, and the prescriber's word.

The act is theirs, not that of whoever is signed in. Their PIN says that they stand here.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from daybreak.actions import session as act
from daybreak.actions.session.judging import outlook
from daybreak.care.session.check_in import warnings
from daybreak.care.session.stages import BEFORE_DOSE, Stage
from daybreak.records.reads.session import Visit
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.request import ClinicRequest
from daybreak.web.session import told
from daybreak.web.session.before import sent
from daybreak.web.session.by_route import check_form
from daybreak.web.session.colleagues import PinForm, people_for
from daybreak.web.session.forms import DecideForm
from daybreak.web.session.page import common, opened

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


class DecidePinForm(PinForm, DecideForm):
    """Go or no-go, and who signs it."""

    field_order = ("decision", "reason", "who", "pin")


@sensitive_post_parameters("pin")
@GET_POST
@door("session")
def second_check(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Somebody who did not draw it up works it out alone; nothing here shows what was drawn."""
    seen = opened(request, session)
    if seen.stage is not Stage.PREPARED or seen.prepared is None:
        return redirect("session", session)
    people = people_for("session-check-dose", seen.site, without={seen.prepared.by})
    data = request.POST if request.method == "POST" else None
    form, figures = PinForm(data, people=people), check_form(seen, data)
    if data is not None and form.is_valid() and figures.is_valid():
        colleague = form.actor()
        answer = colleague and attempt(
            form,
            lambda: act.check_dose(
                **{**sent(request, form, session), "by": colleague}, **figures.told()
            ),
        )
        if colleague and answer:
            if answer.agrees:
                messages.success(request, f"{colleague.name}: both figures agree.")
            else:
                messages.error(request, "The figures do not agree. Nobody starts with them.")
            return redirect("session", session)
    return _page(request, seen, "second_check", form, {"figures": figures, "nobody": not people})


@sensitive_post_parameters("pin")
@GET_POST
@door("session")
def decide(request: ClinicRequest, session: UUID) -> HttpResponse:
    """A prescriber signs go or no-go beside whoever is signed in, with today's readings in view."""
    seen = opened(request, session)
    if seen.stage not in BEFORE_DOSE:
        return redirect("session", session)
    people = people_for("session-decide", seen.site)
    data = request.POST if request.method == "POST" else None
    form = DecidePinForm(data, people=people)
    if data is not None and form.is_valid():
        prescriber = form.actor()
        answer = prescriber and attempt(
            form,
            lambda: act.decide(
                **{**sent(request, form, session), "by": prescriber},
                go=form.cleaned_data["decision"] == "go",
                reason=form.cleaned_data["reason"],
            ),
        )
        if prescriber and answer:
            said = "Go" if answer.go else "No-go"
            messages.success(request, f"{said} signed by {prescriber.name}.")
            return redirect("session", session)
    ahead = outlook(seen, now=timezone.now())
    extra = {
        "nobody": not people,
        "shut": ahead.shut if ahead else (),
        "warnings": warnings(ahead.verdict.findings) if ahead else (),
        "readings": told.shown(seen, (each for each in seen.readings if not each.replaced)),
    }
    return _page(request, seen, "decide_here", form, extra)


def _page(
    request: ClinicRequest, seen: Visit, template: str, form: PinForm, extra: dict[str, Any]
) -> HttpResponse:
    context = {
        **common(request, seen),
        "form": form,
        "back_url": reverse("session", args=(seen.session,)),
        "back_words": "Back to the session",
        **extra,
    }
    status = max(status_of(form), status_of(extra.get("figures")))
    return render(request, f"web/session/{template}.html", context, status=status)
