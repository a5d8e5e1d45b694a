"""Pages for staff."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "daybreak.web"
    label = "web"
