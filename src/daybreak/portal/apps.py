"""Pages for patients and the public."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "daybreak.portal"
    label = "portal"
