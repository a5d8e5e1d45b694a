"""Addresses of what stands beside the dose: medicines, a rescue, adverse events."""

from django.urls import path

from daybreak.web.session import events, medicines, rescue

urlpatterns = [
    path("sessions/<uuid:session>/medicine/", medicines.medicines, name="session-medicine"),
    path("sessions/<uuid:session>/medicine/word/", medicines.give_word, name="session-give-word"),
    path(
        "sessions/<uuid:session>/medicine/<uuid:order>/",
        medicines.give,
        name="session-give-adjunct",
    ),
    path(
        "sessions/<uuid:session>/doses/<uuid:dose>/sign/",
        medicines.sign,
        name="session-sign-adjunct",
    ),
    path(
        "sessions/<uuid:session>/doses/<uuid:dose>/not-given/",
        medicines.take_back,
        name="session-take-back-adjunct",
    ),
    path("sessions/<uuid:session>/rescue/", rescue.rescue, name="session-rescue"),
    path("sessions/<uuid:session>/events/", events.events, name="session-events"),
    path("sessions/<uuid:session>/events/new/", events.record, name="session-record-event"),
    path(
        "sessions/<uuid:session>/events/<uuid:event>/",
        events.correct,
        name="session-correct-event",
    ),
    path(
        "sessions/<uuid:session>/events/<uuid:event>/told/",
        events.note_task,
        name="session-note-task",
    ),
]
