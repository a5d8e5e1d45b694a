"""Addresses of the outcome room."""

from django.urls import path

from daybreak.web.outcome import course, integration, scales, worklist

urlpatterns = [
    path("reviews/", worklist.worklist, name="outcome-worklist"),
    path("people/<uuid:patient>/scales/", scales.scales, name="chart-scales"),
    path("people/<uuid:patient>/scales/<slug:scale>/", scales.answer, name="outcome-answer"),
    path("people/<uuid:patient>/contact/", course.contact, name="outcome-contact"),
    path(
        "sessions/<uuid:session>/integration/",
        integration.integration,
        name="outcome-book-integration",
    ),
    path("courses/<uuid:course>/review/", course.review, name="course-review"),
    path("courses/<uuid:course>/maintenance/", course.maintenance, name="course-maintenance"),
    path("courses/<uuid:course>/close/", course.close, name="course-close"),
]
