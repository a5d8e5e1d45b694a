"""The note of a session: the whole of it in one document, from the record, as a page and a PDF."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from daybreak import ui
from daybreak.care.session.stages import OVER
from daybreak.exchange.document import Document
from daybreak.exchange.pdf import Fonts, pdf
from daybreak.records.reads.session import Visit
from daybreak.records.reads.story import Story, story
from daybreak.ui.doors import door
from daybreak.ui.presenters.times import clock_with_zone, day_year, local
from daybreak.ui.request import ClinicRequest
from daybreak.web.session import note_sections as done
from daybreak.web.session import note_watch as watched
from daybreak.web.session.monitor import curve
from daybreak.web.session.page import opened
from daybreak.web.session.seats import series

FOLDER = Path(ui.__file__).parent / "fonts"
FONTS = Fonts(FOLDER / "DejaVuSans.ttf", FOLDER / "DejaVuSans-Bold.ttf")


@require_GET
@door("session")
def note(request: ClinicRequest, session: UUID) -> HttpResponse:
    """The note as a page to read and to print."""
    seen = opened(request, session)
    lines = story(seen)
    now = _until(seen, lines)
    context = {
        "visit": seen,
        "document": document(seen, lines),
        "chart": curve(seen, (), now) if seen.chair.readings else None,
    }
    return render(request, "web/session/note.html", context)


@require_GET
@door("session")
def note_pdf(request: ClinicRequest, session: UUID) -> HttpResponse:
    """The same as a PDF, dated by its last entry: the same record gives the same file."""
    seen = opened(request, session)
    lines = story(seen)
    told = document(seen, lines)
    last = max((each.told_at for each in lines.lines), default=seen.starts_at)
    made = pdf(told, fonts=FONTS, at=seen.closing.at if seen.closing else last)
    on = local(seen.starts_at, seen.zone).date().isoformat()
    name = f"session-{seen.patient_number}-{on}.pdf"
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"},
    )


def document(visit: Visit, lines: Story) -> Document:
    """All that was recorded of a session, in the order in which somebody asks for it.

    Nothing of it depends on when it is asked, once the session is closed.
    """
    now = _until(visit, lines)
    return Document(
        title=f"{series(visit)}, {day_year(local(visit.starts_at, visit.zone).date())}",
        running=f"{visit.name} · {visit.patient_number} · {series(visit)}",
        facts=_head(visit),
        warning="" if visit.closing else "Not closed: this note is not signed, and may still grow.",
        sections=(
            done.order(visit),
            done.prepared(visit),
            done.given(visit, lines, now),
            watched.alarms(visit, now),
            watched.readings(visit, lines),
            watched.felt(visit, lines),
            watched.medicines(visit, lines),
            *watched.trouble(visit, lines),
            done.checks(visit, lines),
            *done.left(visit, lines),
            *watched.beside(visit, lines),
            *watched.told_late(visit, lines),
            done.steps(visit, lines),
            done.closed(visit),
        ),
    )


def _until(visit: Visit, lines: Story) -> datetime:
    """As of when it is told: now, and once it is over as of its last entry."""
    last = max((each.told_at for each in lines.lines), default=visit.starts_at)
    return last if visit.stage in OVER else max(last, timezone.now())


def _head(visit: Visit) -> tuple[tuple[str, str], ...]:
    born = day_year(visit.birth_date) if visit.birth_date else "not on record"
    told = [
        ("Name", visit.name),
        ("Born, number", f"{born}, {visit.patient_number}"),
        ("Where", ", ".join(each for each in (visit.site_name, _chair(visit)) if each)),
        (
            "Booked",
            f"{clock_with_zone(visit.starts_at, visit.zone)}; all times are of {visit.zone.key}",
        ),
        ("Protocol", f"{visit.protocol.name}, version {visit.protocol.version}"),
        ("Watched with", f"{visit.profile.name}, version {visit.profile.version}"),
    ]
    return tuple(told)


def _chair(visit: Visit) -> str:
    return f"chair {visit.chair_name}" if visit.chair_name else ""
