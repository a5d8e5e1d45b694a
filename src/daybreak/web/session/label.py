"""The label of what is prepared: printed, and stuck on before anybody checks the dose."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from daybreak.actions import session as act
from daybreak.care.errors import NotAllowed
from daybreak.care.session.drug_label import label_rules
from daybreak.ui.doors import attempt, door
from daybreak.ui.request import ClinicRequest
from daybreak.web.session import labels
from daybreak.web.session.before import sent
from daybreak.web.session.forms import LabelForm
from daybreak.web.session.page import common, opened, session_page

SIZES = ("62", "a4")  # a roll of 62 mm, or ordinary paper


@require_GET
@door("session")
def label(request: ClinicRequest, session: UUID) -> HttpResponse:
    """The label, for a roll of 62 mm or for paper; whoever checks alone does not see it before."""
    seen = opened(request, session)
    if seen.prepared is None or not act.is_labelled_here(seen):
        raise NotAllowed("label-none", "Nothing is prepared that we have a label for.")
    if not labels.may_see_figures(request.actor, seen):
        raise NotAllowed(
            "label-blind", "Work the dose out first. The label shows what the first person found."
        )
    size = request.GET.get("size", SIZES[0])
    return render(
        request,
        "web/session/label.html",
        {
            **common(request, seen),
            "label": labels.of(seen),
            "rules": label_rules(),
            "size": size if size in SIZES else SIZES[0],
            "back_url": reverse("session", args=(session,)),
        },
    )


@require_POST
@door("session")
def stuck_on(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Note that the label is on."""
    seen = opened(request, session)
    form = LabelForm(request.POST)
    answer = (
        attempt(
            form,
            lambda: act.label(
                **sent(request, form, session), preparation=form.cleaned_data["preparation"]
            ),
        )
        if form.is_valid()
        else None
    )
    if answer is None:
        return session_page(request, opened(request, session), form)
    messages.success(request, "Labelled. Somebody else works the dose out next, without looking.")
    return redirect("session", seen.session)
