"""The day on paper: one sheet for everybody who is booked, printed before the first comes."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from daybreak.exchange.document import Document
from daybreak.exchange.pdf import Paper, pdf
from daybreak.records.reads.paper import Day, day
from daybreak.ui.doors import door
from daybreak.ui.presenters.times import day_year
from daybreak.ui.reading import note_reading
from daybreak.ui.request import ClinicRequest
from daybreak.web.session.note import FONTS
from daybreak.web.session.paper_sheet import sheet

PAPERS = {"letter": Paper.LETTER, "a4": Paper.A4}


@require_GET
@door("session")
def paper(request: ClinicRequest) -> HttpResponse:
    """All sheets of the day on one page that prints."""
    today = _day(request)
    for each in today.booked:
        note_reading(request, each.visit.patient)
    chosen = request.GET.get("paper", "letter")
    return render(
        request,
        "web/session/paper.html",
        {
            "day": today,
            "sheets": [sheet(each, today=today.on) for each in today.booked],
            "paper": chosen if chosen in PAPERS else "letter",
            "papers": [("letter", "Letter"), ("a4", "A4")],
        },
    )


@require_GET
@door("session")
def paper_pdf(request: ClinicRequest) -> HttpResponse:
    """The same as a PDF, to keep on a stick or to print elsewhere."""
    today = _day(request)
    for each in today.booked:
        note_reading(request, each.visit.patient)
    chosen = PAPERS.get(request.GET.get("paper", "letter"), Paper.LETTER)
    name = f"sheets-{today.on.isoformat()}.pdf"
    return HttpResponse(
        printed(today, chosen),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"},
    )


def printed(today: Day, on: Paper) -> bytes:
    """Every sheet of a day as one PDF; a day without anybody has a sheet that says so."""
    sheets = [sheet(each, today=today.on) for each in today.booked] or [nobody(today)]
    return pdf(*sheets, fonts=FONTS, at=timezone.now(), paper=on, dense=True)


def nobody(today: Day) -> Document:
    """Said on paper, so that an empty folder is no riddle."""
    return Document(
        title=f"{today.name}, {day_year(today.on)}",
        running=f"{today.name}, {day_year(today.on)}",
        facts=(("Booked", "Nobody is booked on this day."),),
    )


def _day(request: ClinicRequest) -> Day:
    try:
        on: date | None = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        on = None  # no day, or none that there is: today
    return day(request.actor, request.place.site, on, now=timezone.now())
