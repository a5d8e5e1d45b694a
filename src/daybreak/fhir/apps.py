"""FHIR R4 for other systems."""

from django.apps import AppConfig


class FhirConfig(AppConfig):
    name = "daybreak.fhir"
    label = "fhir"
