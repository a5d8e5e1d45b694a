"""The order: typed, worked out and looked at, and only then signed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from daybreak.actions import plan as act
from daybreak.care.plan.dose import Dose
from daybreak.care.plan.phases import series_sessions
from daybreak.care.team import permissions
from daybreak.records.reads.intake import ChartHead, chart_head
from daybreak.records.reads.planning import Planning, planning
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.reading import note_reading
from daybreak.ui.request import ClinicRequest
from daybreak.web.plan import sums
from daybreak.web.plan.forms import DoseForm
from daybreak.web.plan.views import may, no_course, sent, steps

SIGN = "sign"  # the name of the button that signs; the other one only works it out


@require_http_methods(["GET", "POST"])
@door("plan")
def dose(request: ClinicRequest, patient: UUID) -> HttpResponse:
    """Work out an order, show every check, and sign what was shown."""
    note_reading(request, patient)
    seen = planning(request.actor, patient, now=timezone.now())
    if seen is None:
        return no_course(request, patient)
    head = chart_head(request.actor, patient)
    data = request.POST if request.method == "POST" else None
    with timezone.override(seen.course.zone):
        form = DoseForm(
            data,
            protocol=seen.course.protocol,
            is_first=not seen.series.given,
            last=seen.plan,
            initial=_known(seen, head),
        )
        worked: Dose | None = None
        if data is not None:
            permissions.check(request.actor, "plan-sign")
            if form.is_valid():
                worked = attempt(
                    form,
                    lambda: act.preview(
                        request.actor, seen.course.id, form.order(), now=timezone.now()
                    ),
                )
            if worked is not None and SIGN in data and _signed(request, seen, form):
                return redirect("chart-plan", patient)
        return render(
            request,
            "web/plan/dose.html",
            {
                "chart": head,
                "seen": seen,
                "form": form,
                "sum": _sum(worked, form, seen),
                "steps": steps(seen, "Dose"),
                "may": may(request.actor),
            },
            status=status_of(form if data is not None else None),
        )


def _signed(request: ClinicRequest, seen: Planning, form: DoseForm) -> bool:
    """Sign what was shown; what was not shown yet is only shown."""
    if form.shown() is None:
        return False
    done = attempt(
        form,
        lambda: act.sign(
            **sent(request, form), course=seen.course.id, order=form.order(), shown=form.shown()
        ),
    )
    if done is None:
        return False
    if done.waits:
        messages.warning(
            request, "Signed, and not in force: a second prescriber or the director signs too."
        )
    else:
        messages.success(request, "The order is signed.")
    return True


def _sum(worked: Dose | None, form: DoseForm, seen: Planning) -> sums.Sum | None:
    if worked is None:
        return None
    return sums.of_dose(worked, form.order(), seen.course.protocol)


def _known(seen: Planning, head: ChartHead) -> dict[str, Any]:
    """What is on record, to begin from; the dose itself is never preset."""
    protocol = seen.course.protocol
    known: dict[str, Any] = {
        "sessions": seen.plan.sessions if seen.plan else series_sessions(protocol),
        "minutes": protocol.minutes.usual if protocol.minutes else None,
        "weight": head.weight,
        "weighed_on": head.weighed_on,
        "height_cm": head.height.in_cm if head.height else None,
    }
    if seen.plan is not None and seen.plan.minutes:
        known["minutes"] = seen.plan.minutes
    return {name: value for name, value in known.items() if value is not None}
