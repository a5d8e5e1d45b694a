"""Addresses of the screening room."""

from django.urls import path

from daybreak.web.screening import answers, suicide, views

urlpatterns = [
    path("screening/", views.worklist, name="screening-worklist"),
    path("people/<uuid:patient>/screening/", views.chart_screening, name="chart-screening"),
    path("people/<uuid:patient>/screening/again/", views.again, name="screening-again"),
    path("people/<uuid:patient>/screening/decide/", views.decide, name="screening-decide"),
    path("people/<uuid:patient>/screening/override/", views.override, name="screening-override"),
    path("people/<uuid:patient>/screening/answers/", answers.page, name="screening-answers"),
    path("people/<uuid:patient>/screening/suicide/", suicide.page, name="screening-suicide"),
    path(
        "people/<uuid:patient>/screening/suicide/<uuid:screen>/",
        suicide.sign,
        name="screening-disposition",
    ),
]
