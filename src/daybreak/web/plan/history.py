"""What was given, scored and signed before Daybreak, typed from a letter or from memory."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from daybreak.actions import plan as act
from daybreak.care.team import permissions
from daybreak.records.reads import team as teams
from daybreak.records.reads.intake import chart_head
from daybreak.records.reads.planning import Planning, planning
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.reading import note_reading
from daybreak.ui.request import ClinicRequest
from daybreak.web.plan.forms import HistoryForm, TakeoverForm
from daybreak.web.plan.views import may, sent


@require_http_methods(["GET", "POST"])
@door("plan")
def history(request: ClinicRequest, patient: UUID) -> HttpResponse:
    """Add to an open course, or take over one that began elsewhere."""
    note_reading(request, patient)
    seen = planning(request.actor, patient, now=timezone.now())
    data = request.POST if request.method == "POST" else None
    form = (
        TakeoverForm(data, sites=teams.sites(request.actor)) if seen is None else HistoryForm(data)
    )
    if data is not None:
        permissions.check(request.actor, "plan-record-history")
        if form.is_valid() and _recorded(request, patient, seen, form):
            messages.success(request, "Recorded, with who said so.")
            return redirect("chart-plan", patient)
    return render(
        request,
        "web/plan/history.html",
        {
            "chart": chart_head(request.actor, patient),
            "seen": seen,
            "form": form,
            "may": may(request.actor),
        },
        status=status_of(form if data is not None else None),
    )


def _recorded(
    request: ClinicRequest, patient: UUID, seen: Planning | None, form: HistoryForm
) -> bool:
    is_new = isinstance(form, TakeoverForm)
    done = attempt(
        form,
        lambda: act.record_history(
            **sent(request, form),
            source=form.cleaned_data["source"],
            course=None if seen is None else seen.course.id,
            patient=patient if is_new else None,
            opening=form.opening() if isinstance(form, TakeoverForm) else None,
            doses=form.doses(),
            scores=form.scores(),
            consent=form.consent(),
        ),
    )
    return done is not None
