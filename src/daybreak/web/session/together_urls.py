"""Addresses of who else is at the chair: a second person, the next shift, whoever sits beside."""

from django.urls import path

from daybreak.web.session import by_pin

urlpatterns = [
    path("sessions/<uuid:session>/second-check/", by_pin.second_check, name="session-second-check"),
    path("sessions/<uuid:session>/decide/here/", by_pin.decide, name="session-decide-here"),
]
