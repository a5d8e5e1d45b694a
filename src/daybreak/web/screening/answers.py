"""The form of screening: plain questions, three answers, and what is known already."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from daybreak.actions import screening as act
from daybreak.care.catalogue.protocol import Protocol, protocol, protocols
from daybreak.care.catalogue.route import route
from daybreak.care.catalogue.rule import Asked
from daybreak.care.errors import NotFound
from daybreak.care.screening.ruleset import ruleset
from daybreak.care.team import permissions
from daybreak.records.reads import intake
from daybreak.records.reads import screening as reads
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.reading import note_reading
from daybreak.ui.request import ClinicRequest
from daybreak.web.screening import words
from daybreak.web.screening.forms import AnswersForm
from daybreak.web.screening.questions import Question, groups, questions
from daybreak.web.screening.sending import sent

ONLY_OPEN = "open"


@require_http_methods(["GET", "POST"])
@door("screening")
def page(request: ClinicRequest, patient: UUID) -> HttpResponse:
    """All questions, or with `?show=open` those that still hold."""
    if request.method == "POST":
        permissions.check(request.actor, "screening-answer")
    note_reading(request, patient)
    head = intake.chart_head(request.actor, patient)
    asked_for = _asked_for(request, patient)
    shown = _shown(patient, asked_for)
    form = AnswersForm(
        request.POST or None,
        shown=shown,
        protocols=protocols(),
        initial={"protocol": asked_for.id},
    )
    if request.method == "POST" and form.is_valid():
        judged = attempt(
            form,
            lambda: act.answer(
                **sent(request, form),
                patient=patient,
                answers=form.answers(),
                protocol=form.cleaned_data["protocol"],
            ),
        )
        if judged:
            messages.success(request, "Stored. This is what the rules say now.")
            return redirect("chart-screening", patient)
    only_open = request.GET.get("show") == ONLY_OPEN
    kept = groups(shown, only_open=only_open, and_these=form.changed_data if form.errors else ())
    still_open = sum(each.is_open for each in shown)
    return render(
        request,
        "web/screening/answers.html",
        {
            "chart": head,
            "form": form,
            "groups": form.rows(kept),
            "only_open": only_open,
            "number": len(shown),
            "still_open": words.count(still_open, "question is", "questions are"),
            "has_open": bool(still_open),
            "may_answer": permissions.may(request.actor, "screening-answer"),
        },
        status=status_of(form),
    )


def _asked_for(request: ClinicRequest, patient: UUID) -> Protocol:
    """The protocol that somebody is screened for: as sent, as last time, or the usual one."""
    standing = reads.latest_verdict(request.actor, patient)
    code = standing.protocol if standing else act.FIRST_PROTOCOL
    try:
        return protocol(request.POST.get("protocol", "") or code)
    except NotFound:  # the form says so beside the choice
        return protocol(code)


def _shown(patient: UUID, asked_for: Protocol) -> tuple[Question, ...]:
    now = timezone.now()
    known = reads.facts_of(patient, now=now)
    fresh = act.verdict_of(patient, now=now, protocol=asked_for, known=known)
    return questions(
        ruleset().questions(Asked.ELIGIBILITY, route(asked_for.route)),
        known,
        unknown=fresh.unknown,
        today=timezone.localtime(now, reads.zone_of(patient)).date(),
    )
