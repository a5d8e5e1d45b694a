"""Somebody is invited to an account of their own."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from daybreak.actions import intake as act
from daybreak.care.team import permissions
from daybreak.records.reads import intake as reads
from daybreak.records.reads.intake import KnownDetails
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.request import ClinicRequest
from daybreak.web.intake.forms import CorrectForm, InviteForm

LETTER = (
    "You can now see your appointments and answer questions at home.\n\n"
    "Open this link within three days to choose a password:\n\n{link}\n\n"
    "If you did not expect this, leave it: without the link nobody gets in.\n"
)


@require_POST
@door("chart")
def invite(request: ClinicRequest, patient: UUID) -> HttpResponse:
    """Make the account and send its link; in a demo the page shows it instead."""
    form = InviteForm(request.POST)
    known = reads.known_details(request.actor, patient)
    invited = None
    if form.is_valid():
        invited = attempt(
            form,
            lambda: act.invite(
                by=request.actor,
                act_id=form.act_id(),
                now=timezone.now(),
                patient=patient,
                email=form.cleaned_data["email"],
            ),
        )
    if invited is None:
        return render(
            request,
            "web/intake/details.html",
            {
                "chart": reads.chart_head(request.actor, patient),
                "form": CorrectForm(known=known),
                "known": known,
                **invitation(request, known, form),
            },
            status=status_of(form),
        )
    if request.place.demo:
        messages.success(request, "The account stands. Hand over the link below.")
    else:
        send_mail(
            f"Your account at {request.place.organisation}",
            LETTER.format(link=_link(request, invited.account)),
            None,
            [invited.email],
        )
        messages.success(request, "The account stands, and a link is on its way to them.")
    return redirect("chart-details", patient)


def invitation(
    request: ClinicRequest, known: KnownDetails, form: InviteForm | None = None
) -> dict[str, Any]:
    """What the page says about somebody's account: a form, or how it stands."""
    shown = request.place.demo and not known.account_used
    return {
        "may_invite": permissions.may(request.actor, "intake-invite"),
        "invite_form": form or InviteForm(initial={"email": known.account_email or known.email}),
        "link": _link(request, known.account) if shown and known.account else "",
    }


def _link(request: ClinicRequest, account: UUID) -> str:
    return request.build_absolute_uri(f"/p/welcome/{act.welcome_token(account)}")
