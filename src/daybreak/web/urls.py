"""Addresses of the staff's pages, room by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("daybreak.web.session.urls")),
    path("", include("daybreak.web.intake.urls")),
    path("", include("daybreak.web.screening.urls")),
    path("", include("daybreak.web.plan.urls")),
    path("", include("daybreak.web.outcome.urls")),
    path("", include("daybreak.web.insight.urls")),
    path("", include("daybreak.web.team.urls")),
]
