"""Addresses of the intake room."""

from django.urls import path

from daybreak.web.intake import arriving, invitation, views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/new/", arriving.register, name="people-new"),
    path("people/find/", arriving.find, name="people-find"),
    path("people/<uuid:patient>/", views.chart, name="chart"),
    path("people/<uuid:patient>/details/", views.details, name="chart-details"),
    path("people/<uuid:patient>/invite/", invitation.invite, name="chart-invite"),
    path("people/<uuid:patient>/looked/", views.readers, name="chart-readers"),
    path("import/", arriving.import_records, name="intake-import"),
]
