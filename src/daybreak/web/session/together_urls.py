"""Addresses of who else is at the chair: a second person, the next shift, whoever sits beside."""

from django.urls import path

from daybreak.web.session import by_pin, company, handover

urlpatterns = [
    path("sessions/<uuid:session>/second-check/", by_pin.second_check, name="session-second-check"),
    path("sessions/<uuid:session>/decide/here/", by_pin.decide, name="session-decide-here"),
    path("handover/", handover.handover, name="handover"),
    path("sessions/<uuid:session>/beside/", company.beside, name="session-beside"),
    path("sessions/<uuid:session>/beside/note/", company.note, name="session-write-note"),
    path("sessions/<uuid:session>/beside/symptom/", company.symptom, name="session-beside-symptom"),
    path("sessions/<uuid:session>/setting/", company.setting, name="session-setting"),
]
