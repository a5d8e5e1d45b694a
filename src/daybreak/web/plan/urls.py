"""Addresses of the plan room."""

from django.urls import path

from daybreak.web.plan import consent, dates, dose, history, medicines, views

PERSON = "people/<uuid:patient>/plan/"

urlpatterns = [
    path("plans/", views.worklist, name="plan-worklist"),
    path(PERSON, views.chart_plan, name="chart-plan"),
    path(f"{PERSON}open/", views.open_course, name="plan-open"),
    path(f"{PERSON}consent/", consent.consent, name="plan-consent"),
    path(f"{PERSON}dose/", dose.dose, name="plan-dose"),
    path(f"{PERSON}second/", views.second, name="plan-second"),
    path(f"{PERSON}dates/", dates.dates, name="plan-dates"),
    path(f"{PERSON}rest/", dates.rest, name="plan-rest"),
    path(f"{PERSON}sessions/<uuid:session>/", dates.move, name="plan-move"),
    path(f"{PERSON}medicines/", medicines.medicines, name="plan-medicines"),
    path(f"{PERSON}medicines/<uuid:order>/end/", medicines.end, name="plan-end-medicine"),
    path(f"{PERSON}history/", history.history, name="plan-history"),
]
