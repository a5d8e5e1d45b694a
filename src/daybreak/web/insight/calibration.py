"""How forecasts of this clinic did, and whether they are shown."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from daybreak.actions import insight as act
from daybreak.care.team import permissions
from daybreak.ui.charts import Chart
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.forms import ActForm
from daybreak.ui.request import ClinicRequest
from daybreak.web.insight import forecast_words as words
from daybreak.web.insight.ranks import rank_chart


@dataclass(frozen=True, slots=True)
class Group:
    """One group as it is shown; `covered` says what was said, what held, and its interval."""

    name: str
    told: act.Standing
    chart: Chart | None
    covered: tuple[tuple[int, str, str], ...]


class SwitchForm(ActForm):
    """Forecasts on or off, with the director's reason."""

    why = forms.CharField(
        label="Why, in a sentence",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say in a sentence why."},
    )


@require_GET
@door("calibration")
def calibration(request: ClinicRequest) -> HttpResponse:
    """Every group, beside the population curve and the last value."""
    return _page(request, SwitchForm(), ActForm())


@require_POST
@door("calibration")
def held(request: ClinicRequest) -> HttpResponse:
    """Hold every forecast to what came."""
    permissions.check(request.actor, "insight-score-forecasts")
    form = ActForm(request.POST)
    done = (
        attempt(
            form,
            lambda: act.score_forecasts(
                by=request.actor,
                act_id=form.act_id(),
                at=None,
                now=timezone.now(),
                organisation=request.actor.organisation,
            ),
        )
        if form.is_valid()
        else None
    )
    if done is None:
        return _page(request, SwitchForm(), form)
    messages.success(
        request,
        f"{done.came} {'score' if done.came == 1 else 'scores'} came, {done.missing} did not.",
    )
    for group in done.switched_off:
        messages.warning(request, f"By the rule, {words.group(group)} is off from now on.")
    return redirect("calibration")


@require_POST
@door("calibration")
def switch(request: ClinicRequest) -> HttpResponse:
    """Turn forecasts on or off."""
    permissions.check(request.actor, "insight-switch-forecasts")
    form = SwitchForm(request.POST)
    turn_on = not act.is_on(request.actor.organisation)
    wanted = request.POST.get("is_on", "")
    done = (
        attempt(
            form,
            lambda: act.switch_forecasts(
                by=request.actor,
                act_id=form.act_id(),
                at=None,
                now=timezone.now(),
                is_on=wanted == "yes" if wanted else turn_on,
                why=form.cleaned_data["why"],
            ),
        )
        if form.is_valid()
        else None
    )
    if done is None:
        return _page(request, form, ActForm())
    messages.success(request, f"Forecasts are {'on' if done.is_on else 'off'} from now on.")
    return redirect("calibration")


def _page(request: ClinicRequest, switching: SwitchForm, holding: ActForm) -> HttpResponse:
    found = act.standings(request.actor.organisation)
    return render(
        request,
        "web/insight/calibration.html",
        {
            "groups": [_group(each) for each in found],
            "is_on": act.is_on(request.actor.organisation),
            "rules": act.rules(),
            "outcomes": act.outcomes(request.actor.organisation),
            "switching": switching,
            "holding": holding,
            "may_switch": permissions.may(request.actor, "insight-switch-forecasts"),
            "may_hold": permissions.may(request.actor, "insight-score-forecasts"),
        },
        status=status_of(next((f for f in (switching, holding) if f.is_bound), None)),
    )


def _group(each: act.Standing) -> Group:
    covered = tuple(
        (one.said, f"{100 * one.found:.0f}", f"{100 * one.low:.0f} to {100 * one.high:.0f}")
        for one in each.covered
    )
    return Group(words.group(each.group), each, rank_chart(each.group, each.ranks), covered)
