"""One person's forecast: asked for by a clinician, frozen, and shown as it was frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from daybreak.actions import insight as act
from daybreak.care.scales.library import scale as scale_of
from daybreak.care.team import permissions
from daybreak.records.reads.course import course_line, patient_of
from daybreak.records.reads.forecasts import Foretold, foretold, is_at_risk
from daybreak.records.reads.intake import chart_head
from daybreak.ui.charts import Chart
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.forms import ActForm
from daybreak.ui.reading import note_reading
from daybreak.ui.request import ClinicRequest
from daybreak.web.insight import forecast_words as words
from daybreak.web.insight.drawing import Mark, forecast_chart

MAPPED = "phq-9"  # read on another scale than that of the trials
WEEKS = (4, 8, 12)


@dataclass(frozen=True, slots=True)
class Way:
    """One plan as a line of the table; plans keep their order, and none is marked."""

    id: str
    name: str
    sessions: int
    cells: tuple[str, ...]
    response: str
    relapse: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A frozen forecast as it is shown."""

    at: datetime
    scale: str
    why_not: tuple[str, ...]
    chart: Chart | None
    ways: tuple[Way, ...]
    open: Way | None
    rests_on: str
    say: str
    remission: str
    chair: Mapping[str, Any] | None
    why_no_relapse: str
    version: str
    is_research: bool


@require_http_methods(["GET", "POST"])
@door("forecast")
def forecast(request: ClinicRequest, course: UUID) -> HttpResponse:
    """The newest forecast of a course, and the button that asks for another."""
    patient = patient_of(request.actor, course)
    note_reading(request, patient)
    form = ActForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        permissions.check(request.actor, "insight-show-forecast")
        asked = (
            attempt(
                form,
                lambda: act.show_forecast(
                    by=request.actor, act_id=form.act_id(), now=timezone.now(), course=course
                ),
            )
            if form.is_valid()
            else None
        )
        if asked:
            if not asked.abstained:
                messages.success(request, "The forecast is frozen. It is held to what comes.")
            return redirect("course-forecast", course)
    frozen = [each for each in foretold(request.actor, patient) if each.course == course]
    outcomes = act.outcomes(request.actor.organisation)
    rules = act.rules()
    return render(
        request,
        "web/insight/forecast.html",
        {
            "chart": chart_head(request.actor, patient),
            "line": course_line(course),
            "form": form,
            "is_on": act.is_on(request.actor.organisation),
            "page": page(frozen[0], request.GET.get("plan", ""), outcomes, rules.research_until)
            if frozen
            else None,
            "earlier": frozen[1:],
            "outcomes": outcomes,
            "rules": rules,
            "at_risk": words.AT_RISK if is_at_risk(patient) else "",
            "no_trial": words.NO_TRIAL,
            "assumed": words.RELAPSE,
            "may": permissions.may(request.actor, "insight-show-forecast"),
        },
        status=status_of(form if form.is_bound else None),
    )


def page(each: Foretold, chosen: str, outcomes: int, research_until: int) -> Page:
    """A frozen forecast, with one of its plans drawn: the chosen one, or the first."""
    told = each.told
    plans: Sequence[Mapping[str, Any]] = told["ahead"]
    known = {plan["plan"] for plan in plans}
    open_id = chosen if chosen in known else (plans[0]["plan"] if plans else "")
    ways = tuple(_way(plan, told, is_open=plan["plan"] == open_id) for plan in plans)
    drawn = next((plan for plan in plans if plan["plan"] == open_id), None)
    return Page(
        at=each.at,
        scale=scale_of(each.scale).short,
        why_not=tuple(told["abstained"]),
        chart=_chart(each, drawn) if drawn else None,
        ways=ways,
        open=next((way for way in ways if way.is_open), None),
        rests_on="" if told["abstained"] else words.rests_on(told),
        say=words.conversation(drawn["response"]) if drawn else "",
        remission=words.tens(drawn["remission"]) if drawn and drawn["remission"] else "",
        chair=told["chair"],
        why_no_relapse=told["why_no_relapse"],
        version=each.version,
        is_research=each.scale == MAPPED and outcomes < research_until,
    )


def _way(plan: Mapping[str, Any], told: Mapping[str, Any], *, is_open: bool) -> Way:
    now_h, levels = float(told["now_h"]), list(told["levels"])
    low, high = _place(levels, 0.25), _place(levels, 0.75)
    cells = []
    for week in WEEKS:
        wanted = now_h + week * 168
        band = next((one for one in plan["bands"] if abs(one["at_h"] - wanted) < 1), None)
        cells.append(
            f"{band['quantiles'][low]:.0f}\u00a0to\u00a0{band['quantiles'][high]:.0f}"
            if band
            else "–"
        )
    response = plan["response"]
    return Way(
        id=plan["plan"],
        name=words.plan(plan["plan"]),
        sessions=len(plan["doses_h"]),
        cells=tuple(cells),
        response=words.tens(response) if response else "",
        relapse=words.relapse(plan["relapse"]),
        is_open=is_open,
    )


def _chart(each: Foretold, plan: Mapping[str, Any]) -> Chart:
    first = datetime.fromisoformat(str(each.inputs["first_dose"]))

    def day_of(at_h: float) -> date:
        return timezone.localtime(first + timedelta(hours=at_h)).date()

    scale = scale_of(each.scale)
    levels = list(each.told["levels"])
    points = sorted((row["at_h"], row["points"]) for row in each.inputs["person"]["scores"])
    return forecast_chart(
        key=f"forecast-{plan['plan']}",
        name=scale.short,
        scores=[(day_of(at_h), value) for at_h, value in points],
        bands=_marks(plan["bands"], levels, day_of),
        usual=_marks(each.told["population"], levels, day_of),
        sessions=[day_of(at_h) for at_h in plan["doses_h"]],
        highest=scale.most or 0,
        today=timezone.localtime(each.at).date(),
    )


def _marks(bands: Sequence[Mapping[str, Any]], levels: list[float], day_of: Any) -> list[Mark]:
    places = [_place(levels, level) for level in (0.05, 0.25, 0.5, 0.75, 0.95)]
    return [Mark(day_of(band["at_h"]), *(band["quantiles"][k] for k in places)) for band in bands]


def _place(levels: list[float], wanted: float) -> int:
    return min(range(len(levels)), key=lambda k: abs(levels[k] - wanted))
