"""Finds the templates of forms and of their widgets, Django's own as well as ours."""

from django.forms.renderers import DjangoTemplates


class Renderer(DjangoTemplates):
    """Renders a form as summary, fields, help and errors in the shared look."""

    form_template_name = "ui/_form.html"
    field_template_name = "ui/_field.html"
