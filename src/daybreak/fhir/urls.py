"""Addresses of the FHIR entrance."""

from django.urls import path

from daybreak.fhir import metadata, observation, patient

urlpatterns = [
    path("metadata", metadata.metadata, name="fhir-metadata"),
    path("Observation", observation.search, name="fhir-observation-search"),
    path("Observation/<str:id>", observation.read, name="fhir-observation"),
    path("Patient/<str:id>", patient.read, name="fhir-patient"),
    path("", metadata.nothing, {"path": ""}),
    path("<path:path>", metadata.nothing),
]
