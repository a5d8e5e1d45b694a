"""The patient list, and somebody's chart: at a glance, their details, who looked."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from daybreak.actions import intake as act
from daybreak.care.team import permissions
from daybreak.records.reads import intake as reads
from daybreak.records.reads.glance import glance
from daybreak.records.reads.history import Entry, History
from daybreak.records.reads.people import SORTS, STAGES, CardLine, People
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.reading import note_reading
from daybreak.ui.request import ClinicRequest
from daybreak.web.intake import glance as words
from daybreak.web.intake.forms import CorrectForm
from daybreak.web.intake.invitation import invitation
from daybreak.web.intake.search import search

PEOPLE_A_PAGE = 50
LINES_A_PAGE = 50
LINES_AT_A_GLANCE = 12
SORT_WORDS = {"name": "by name", "next": "by next session", "number": "by number"}


@require_GET
@door("people")
def people(request: ClinicRequest) -> HttpResponse:
    """Everybody one works with, found by name, birth date or number."""
    asked = search(request.GET)
    found = People(
        request.actor, words=asked.words, born=asked.born, stage=asked.stage, sort=asked.sort
    )
    page: Paginator[CardLine] = Paginator(found, PEOPLE_A_PAGE)
    kept = urlencode({"q": asked.typed, "stage": asked.stage, "sort": asked.sort})
    return render(
        request,
        "web/intake/people.html",
        {
            "page": page.get_page(request.GET.get("page")),
            "q": asked.typed,
            "asked": asked,
            "stages": STAGES,
            "sorts": [(sort, SORT_WORDS[sort]) for sort in SORTS],
            "query": f"{kept}&",
            "may_register": permissions.may(request.actor, "intake-register"),
            "may_see_scores": permissions.may_read(request.actor, "outcome"),
        },
    )


@require_GET
@door("chart")
def chart(request: ClinicRequest, patient: UUID) -> HttpResponse:
    """Somebody at a glance: the way so far, worries, what is due, scores, what is on record."""
    note_reading(request, patient)
    head = reads.chart_head(request.actor, patient)
    now, today = timezone.now(), timezone.localdate()
    seen = glance(patient, course=head.course, now=now)
    return render(
        request,
        "web/intake/chart.html",
        {
            "chart": head,
            "glance": seen,
            "steps": words.steps(seen.milestones, today=today),
            "curve": words.curve(seen.phq9, seen.sessions, today=today),
            "tasks": words.tasks_for(seen.due, request.actor),
            "clinical": "screening" in head.rooms,
            "lines": History(request.actor, patient, readings=False)[:LINES_AT_A_GLANCE],
            "may_correct": permissions.may(request.actor, "intake-correct-details"),
            "now": now,
        },
    )


@require_GET
@door("chart")
def readers(request: ClinicRequest, patient: UUID) -> HttpResponse:
    """Who opened this chart, and who did something about this person."""
    note_reading(request, patient)
    head = reads.chart_head(request.actor, patient)
    lines: Paginator[Entry] = Paginator(
        History(request.actor, patient, readings=True), LINES_A_PAGE
    )
    page = lines.get_page(request.GET.get("page"))
    return render(
        request, "web/intake/readers.html", {"chart": head, "page": page, "now": timezone.now()}
    )


@require_http_methods(["GET", "POST"])
@door("chart")
def details(request: ClinicRequest, patient: UUID) -> HttpResponse:
    """Who somebody is, to be corrected; and the account they may be invited to."""
    permissions.check(request.actor, "intake-correct-details")
    note_reading(request, patient)
    known = reads.known_details(request.actor, patient)
    form = None
    if request.method == "POST":
        form = CorrectForm(request.POST, known=known)
        if form.is_valid():
            corrected = attempt(
                form,
                lambda: act.correct_details(
                    by=request.actor,
                    act_id=form.act_id(),
                    now=timezone.now(),
                    patient=patient,
                    details=form.corrected(),
                ),
            )
            if corrected:
                messages.success(request, "Corrected. What was said before is kept beneath it.")
                return redirect("chart", patient)
    return render(
        request,
        "web/intake/details.html",
        {
            "chart": reads.chart_head(request.actor, patient),
            "form": form or CorrectForm(known=known),
            "known": known,
            **invitation(request, known),
        },
        status=status_of(form),
    )
