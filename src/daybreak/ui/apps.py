"""What pages share: layout, components, static files, presenters, forms and charts."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The shared look. It has templates, static files and template tags, and no tables."""

    name = "daybreak.ui"
    label = "ui"
