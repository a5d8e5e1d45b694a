"""Somebody's scales: the curves, every answer, and a questionnaire filled in with them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from daybreak.actions import outcome as act
from daybreak.actions.outcome.answers import SCREENS
from daybreak.care.catalogue.scale import Scale
from daybreak.care.catalogue.wording import Wording
from daybreak.care.errors import NotFound
from daybreak.care.outcome.rules import outcome_rules
from daybreak.care.scales.library import scale as scale_of
from daybreak.care.scales.library import scales as every_scale
from daybreak.care.scales.library import wording as wording_of
from daybreak.care.scales.library import wordings
from daybreak.care.team import permissions
from daybreak.records.reads.course import CourseLine, course_line, latest_course
from daybreak.records.reads.due import due_for
from daybreak.records.reads.intake import chart_head
from daybreak.records.reads.outcome import Answered, all_scores, curve_of, safety_task
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.reading import note_reading
from daybreak.ui.request import ClinicRequest
from daybreak.web.outcome.curves import Curve, curve
from daybreak.web.outcome.forms import FilledInForm


@require_GET
@door("outcome")
def scales(request: ClinicRequest, patient: UUID) -> HttpResponse:
    """Every scale somebody answered, the one their course is judged on first."""
    note_reading(request, patient)
    now = timezone.now()
    course = latest_course(patient)
    line = course_line(course) if course else None
    rooms: dict[str, Any] = {"line": line}
    if line is not None and line.ended is None:
        rooms["due"] = {task.rule for task in due_for(line.id, now).tasks}
    return render(
        request,
        "web/outcome/scales.html",
        {
            "chart": chart_head(request.actor, patient),
            "curves": _curves(line, all_scores(patient)),
            "safety": safety_task(patient),
            "offered": _offered(line, rooms.get("due", set())),
            "licensed": _licensed(),
            "may_answer": permissions.may(request.actor, "outcome-answer-scale"),
            "may_review": permissions.may(request.actor, "outcome-review"),
            "may_call": permissions.may(request.actor, "outcome-contact"),
            "now": now,
            **rooms,
        },
    )


@require_http_methods(["GET", "POST"])
@door("outcome")
def answer(request: ClinicRequest, patient: UUID, scale: str) -> HttpResponse:
    """One questionnaire, filled in with the person or from paper."""
    permissions.check(request.actor, "outcome-answer-scale")
    note_reading(request, patient)
    of = scale_of(scale)
    if of.scorer in SCREENS:
        raise NotFound("scale", f"{of.short} has its own page, under Screening.")
    asked = request.POST.get("lang") or request.GET.get("lang") or "en-US"
    wording = wording_of(of, asked)
    form = FilledInForm(
        request.POST if request.method == "POST" else None, scale=of, wording=wording
    )
    if form.is_bound and form.is_valid():
        answered = attempt(
            form,
            lambda: act.answer_scale(
                by=request.actor,
                act_id=form.act_id(),
                at=form.when(),
                now=timezone.now(),
                patient=patient,
                scale=of.id,
                answers=form.answers(),
                language=wording.language,
            ),
        )
        if answered:
            _say(request, of, answered)
            return redirect("chart-scales", patient)
    return _answer_page(request, patient, form, wording)


def _say(request: ClinicRequest, of: Scale, answered: act.ScaleAnswered) -> None:
    if answered.needs_somebody:
        messages.error(
            request,
            f"{of.short} is stored. It asks for a suicide screen in this visit: do not let them "
            "leave before.",
        )
    elif answered.total is None:
        messages.warning(request, f"{of.short} is stored. Too much is open for a total.")
    else:
        messages.success(request, f"{of.short} is stored: {answered.total}.")


def _answer_page(
    request: ClinicRequest, patient: UUID, form: FilledInForm, wording: Wording
) -> HttpResponse:
    return render(
        request,
        "web/outcome/answer.html",
        {
            "chart": chart_head(request.actor, patient),
            "form": form,
            "wording": wording,
            "others": [each for each in wordings(form.scale) if each != wording],
            "action": reverse("outcome-answer", args=(patient, form.scale.id)),
        },
        status=status_of(form),
    )


def _curves(
    line: CourseLine | None, answered: dict[str, tuple[Answered, ...]] | Any
) -> list[Curve]:
    first = outcome_rules().battery_of(line.indication) if line else ()
    order = {scale: place for place, scale in enumerate(first)}
    given = line.given if line else ()
    begun = line.begun if line else ()
    today = timezone.localdate()
    return [
        curve(
            scale_of(name),
            curve_of(name, answered[name], begun),
            answered[name],
            given,
            today=today,
        )
        for name in sorted(answered, key=lambda name: (order.get(name, len(order)), name))
    ]


@dataclass(frozen=True, slots=True)
class Offered:
    """The scales that can be filled in here: what is due or of the course, then the rest."""

    first: list[tuple[Scale, bool]]
    rest: list[Scale]


def _offered(line: CourseLine | None, due: set[str]) -> Offered:
    own = outcome_rules().battery_of(line.indication) if line else ("phq-9", "gad-7")
    here = [each for each in _newest() if each.scorer not in SCREENS and wordings(each)]
    here.sort(key=lambda each: each.short.lower())
    first = [(each, f"scale-{each.id}" in due) for each in here]
    near = [(each, is_due) for each, is_due in first if is_due or each.id in (*own, "today")]
    return Offered(
        first=sorted(near, key=lambda pair: not pair[1]),
        rest=[each for each in here if each not in [known for known, _ in near]],
    )


def _licensed() -> list[Scale]:
    """The scales whose words a clinic must load itself."""
    return [each for each in _newest() if not wordings(each)]


def _newest() -> list[Scale]:
    return list({each.id: each for each in every_scale()}.values())
