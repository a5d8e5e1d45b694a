"""The consent, clause by clause, as it is read together."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from daybreak.actions import plan as act
from daybreak.care.plan.consent import consent_form
from daybreak.care.team import permissions
from daybreak.records.reads.intake import chart_head
from daybreak.records.reads.planning import planning
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.reading import note_reading
from daybreak.ui.request import ClinicRequest
from daybreak.web.plan.forms import ConsentForm
from daybreak.web.plan.views import may, no_course, sent, steps


@require_http_methods(["GET", "POST"])
@door("plan")
def consent(request: ClinicRequest, patient: UUID) -> HttpResponse:
    """Read the clauses together, initial each, sign."""
    note_reading(request, patient)
    seen = planning(request.actor, patient, now=timezone.now())
    if seen is None:
        return no_course(request, patient)
    text = consent_form()
    clauses = text.clauses(indication=seen.course.indication, route=seen.course.route)
    data = request.POST if request.method == "POST" else None
    form = ConsentForm(data, clauses=clauses, initial={"version": text.version})
    if data is not None:
        permissions.check(request.actor, "plan-record-consent")
        done = (
            attempt(
                form,
                lambda: act.record_consent(
                    **sent(request, form),
                    course=seen.course.id,
                    version=form.cleaned_data["version"],
                    initialled=form.initialled(),
                    signed_by=form.cleaned_data["signed_by"],
                ),
            )
            if form.is_valid()
            else None
        )
        if done:
            messages.success(request, "The consent is signed.")
            return redirect("chart-plan", patient)
    with timezone.override(seen.course.zone):
        return render(
            request,
            "web/plan/consent.html",
            {
                "chart": chart_head(request.actor, patient),
                "seen": seen,
                "text": text,
                "form": form,
                "clause_fields": [form[f"clause-{each.id}"] for each in clauses],
                "steps": steps(seen, "Consent"),
                "may": may(request.actor),
            },
            status=status_of(form if data is not None else None),
        )
