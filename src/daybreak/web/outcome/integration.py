"""A talk about a session is booked, or noted once it was held."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from daybreak.actions import outcome as act
from daybreak.care.outcome.integration import integration_rules
from daybreak.care.team import permissions
from daybreak.records.reads.intake import chart_head
from daybreak.records.reads.integration import left_after_dose, talks_of
from daybreak.records.reads.session import visit
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.forms import ActForm, MomentField, NumberField
from daybreak.ui.reading import note_reading
from daybreak.ui.request import ClinicRequest


class IntegrationForm(ActForm):
    """When, for how long, with whom."""

    starts_at = MomentField(label="When")
    with_whom = forms.CharField(label="With whom", max_length=120)
    note = forms.CharField(label="Note", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        length = integration_rules().length
        self.fields["minutes"] = NumberField(
            label="How long",
            unit="min",
            least=length.least_min,
            most=length.most_min,
            noun="a length of a talk",
        )
        self.order_fields(["starts_at", "minutes", "with_whom", "note"])

    def when(self) -> datetime:
        moment: datetime = self.cleaned_data["starts_at"]
        return moment.astimezone(UTC)


@require_http_methods(["GET", "POST"])
@door("plan")
def integration(request: ClinicRequest, session: UUID) -> HttpResponse:
    """The window after a session, the appointment if there is one, and a form for one."""
    seen = visit(request.actor, session)
    note_reading(request, seen.patient)
    form = IntegrationForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        permissions.check(request.actor, "outcome-book-integration")
        booked = attempt(form, lambda: _book(request, session, form)) if form.is_valid() else None
        if booked is not None:
            messages.success(request, "The talk is booked.")
            for each in booked.findings:
                messages.warning(request, f"{each.because} {each.to_do}")
            return redirect("outcome-book-integration", session)
    rules, left = integration_rules(), left_after_dose(session)
    first, last = rules.span(left) if left else (None, None)
    return render(
        request,
        "web/outcome/integration.html",
        {
            "chart": chart_head(request.actor, seen.patient),
            "visit": seen,
            "talks": talks_of(session),
            "left": left,
            "first": first,
            "last": last,
            "rules": rules,
            "form": form,
            "may": permissions.may(request.actor, "outcome-book-integration"),
            "now": timezone.now(),
        },
        status=status_of(form if form.is_bound else None),
    )


def _book(request: ClinicRequest, session: UUID, form: IntegrationForm) -> act.IntegrationBooked:
    return act.book_integration(
        by=request.actor,
        act_id=form.act_id(),
        at=None,
        now=timezone.now(),
        session=session,
        starts_at=form.when(),
        minutes=form.cleaned_data["minutes"],
        with_whom=form.cleaned_data["with_whom"],
        note=form.cleaned_data["note"],
    )


def window_days(now: datetime) -> tuple[datetime, datetime]:
    """From when until when talks stand on the worklist: the last day's and the coming week's."""
    return now - timedelta(days=1), now + timedelta(days=7)
