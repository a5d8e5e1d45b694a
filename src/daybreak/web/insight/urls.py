"""Addresses of the insight room."""

from django.urls import path

from daybreak.web.insight import calibration, forecast, workbench

urlpatterns = [
    path("courses/<uuid:course>/forecast/", forecast.forecast, name="course-forecast"),
    path("calibration/", calibration.calibration, name="calibration"),
    path("calibration/held/", calibration.held, name="insight-score-forecasts"),
    path("calibration/switch/", calibration.switch, name="insight-switch-forecasts"),
    path("workbench/", workbench.workbench, name="workbench"),
    path("workbench/<uuid:run>/", workbench.trial, name="workbench-run"),
]
