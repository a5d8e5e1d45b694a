"""Addresses of what falls out of a session: its note, its data sheet, its replay, its paper."""

from django.urls import path

from daybreak.web.session import from_paper, note, paper, rems, replay

urlpatterns = [
    path("sessions/paper/", paper.paper, name="session-paper"),
    path("sessions/paper.pdf", paper.paper_pdf, name="session-paper-pdf"),
    path("sessions/<uuid:session>/note/", note.note, name="session-note"),
    path("sessions/<uuid:session>/note.pdf", note.note_pdf, name="session-note-pdf"),
    path("sessions/<uuid:session>/rems/", rems.sheet, name="session-rems"),
    path("sessions/<uuid:session>/rems/fill/", rems.fill, name="session-fill-rems"),
    path("sessions/<uuid:session>/rems/sent/", rems.send, name="session-send-rems"),
    path(
        "sessions/<uuid:session>/from-paper/",
        from_paper.from_paper,
        name="session-from-paper",
    ),
    path("sessions/<uuid:session>/replay/", replay.replay, name="session-replay"),
]
