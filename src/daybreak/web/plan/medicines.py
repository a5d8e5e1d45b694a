"""Medicines that may be given beside the dose: signed by a prescriber, and ended by one."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from daybreak.actions import plan as act
from daybreak.care.plan.adjuncts import adjunct_rules
from daybreak.care.team import permissions
from daybreak.care.team.roles import Role
from daybreak.records.reads.beside import orders_of
from daybreak.records.reads.intake import chart_head
from daybreak.records.reads.planning import Planning, planning
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.forms import ActForm, AmountField, DayField, ManyCards, NumberField
from daybreak.ui.reading import note_reading
from daybreak.ui.request import ClinicRequest
from daybreak.web.plan.views import may, no_course, sent
from daybreak.web.session.beside_forms import UNITS, amount_of
from daybreak.web.session.beside_words import KINDS, MAY_GIVE, way

LAST_DAY = date(2199, 12, 31)  # of what can be typed at all


class OrderForm(ActForm):
    """What a prescriber orders beside the dose. Nothing is proposed; nothing is filled in."""

    kind = forms.ChoiceField(label="Kind", choices=())
    drug = forms.CharField(
        label="Medicine",
        max_length=120,
        help_text="Its plain name alone: strength and form go elsewhere, so that doses add up.",
    )
    dose = AmountField(label="At a time", unit="", least="0", most="100000", noun="a dose")
    unit = forms.ChoiceField(label="Unit", choices=UNITS)
    route = forms.ChoiceField(label="How", choices=())
    most = AmountField(
        label="At most in a session",
        unit="",
        least="0",
        most="100000",
        noun="a maximum",
        help_text="In the same unit.",
    )
    least_minutes = NumberField(
        label="Between two doses", unit="min", least=0, most=10080, noun="a time", required=False
    )
    trigger = forms.CharField(
        label="Given for", max_length=200, help_text="What somebody sees or hears at the chair."
    )
    may_give = forms.MultipleChoiceField(label="Who may give it", widget=ManyCards())
    until = DayField(label="Counts up to and with", most=LAST_DAY)
    rxnorm = forms.CharField(label="RxNorm code", max_length=20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = adjunct_rules()
        for name, choices in (
            ("kind", [("", "Choose"), *((each, KINDS.get(each, each)) for each in rules.kinds)]),
            ("route", [("", "Choose"), *((each, way(each)) for each in rules.routes)]),
            ("may_give", [(each.value, MAY_GIVE.get(each, each.value)) for each in rules.may_give]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # each is a choice

    def lines(self) -> list[list[Any]]:
        """The fields in the rows of the page."""
        rows = (
            ("drug", "kind"),
            ("dose", "unit", "route"),
            ("most", "least_minutes"),
            ("trigger",),
            ("may_give",),
            ("until", "rxnorm"),
        )
        return [[self[name] for name in row] for row in rows]

    def order(self, zone: ZoneInfo) -> act.AdjunctOrdered:
        told = self.cleaned_data
        return act.AdjunctOrdered(
            kind=told["kind"],
            drug=told["drug"],
            route=told["route"],
            dose=amount_of(told["dose"], told["unit"]),
            most=amount_of(told["most"], told["unit"]),
            trigger=told["trigger"],
            may_give=tuple(Role(each) for each in told["may_give"]),
            expires=_end_of(told["until"], zone),
            least_minutes=told["least_minutes"] or 0,
            rxnorm=told["rxnorm"],
        )


class EndForm(ActForm):
    """Why an order ends."""

    reason = forms.CharField(label="Why it ends", max_length=200)


@require_http_methods(["GET", "POST"])
@door("plan")
def medicines(request: ClinicRequest, patient: UUID) -> HttpResponse:
    """The orders of a course, and the form of another."""
    note_reading(request, patient)
    permissions.check_read(request.actor, "session")
    seen = planning(request.actor, patient, now=timezone.now())
    if seen is None:
        return no_course(request, patient)
    form = OrderForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: act.order_adjunct(
                **sent(request, form), course=seen.course.id, order=form.order(seen.course.zone)
            ),
        )
        if done is not None:
            for each in done.findings:
                messages.warning(request, each)
            messages.success(request, "Signed. It may be given at the chair from now on.")
            return redirect("plan-medicines", patient)
    return _page(request, patient, seen, form=form)


@require_POST
@door("plan")
def end(request: ClinicRequest, patient: UUID, order: UUID) -> HttpResponse:
    """End an order before its time."""
    note_reading(request, patient)
    permissions.check(request.actor, "plan-end-adjunct")
    seen = planning(request.actor, patient, now=timezone.now())
    if seen is None:
        return no_course(request, patient)
    form = EndForm(request.POST)
    if form.is_valid():
        done = attempt(
            form,
            lambda: act.end_adjunct(
                **sent(request, form), order=order, reason=form.cleaned_data["reason"]
            ),
        )
        if done is not None:
            messages.success(request, "Ended. Nobody is offered it any more.")
            return redirect("plan-medicines", patient)
    return _page(request, patient, seen, ending=form)


def _page(
    request: ClinicRequest,
    patient: UUID,
    seen: Planning,
    *,
    form: OrderForm | None = None,
    ending: EndForm | None = None,
) -> HttpResponse:
    now = timezone.now()
    orders = orders_of(seen.course.id, seen.course.zone)
    context = {
        "chart": chart_head(request.actor, patient),
        "seen": seen,
        "now": now,
        "may": may(request.actor),
        "may_order": permissions.may(request.actor, "plan-order-adjunct"),
        "in_force": [
            (each, way(each.order.route), EndForm()) for each in orders if each.is_in_force(now)
        ],
        "over": [each for each in orders if not each.is_in_force(now)],
        "form": form or OrderForm(),
        "ending": ending,
    }
    status = max(status_of(form), status_of(ending))
    with timezone.override(seen.course.zone):
        return render(request, "web/plan/medicines.html", context, status=status)


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of the day after, on the clock of the site."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
