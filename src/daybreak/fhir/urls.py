"""Addresses of the FHIR entrance."""

from django.urls import path

from daybreak.fhir import administration, metadata, observation, patient

urlpatterns = [
    path("metadata", metadata.metadata, name="fhir-metadata"),
    path("Observation", observation.search, name="fhir-observation-search"),
    path("Observation/<str:id>", observation.read, name="fhir-observation"),
    path(
        "MedicationAdministration",
        administration.search,
        name="fhir-medication-administration-search",
    ),
    path(
        "MedicationAdministration/<str:id>",
        administration.read,
        name="fhir-medication-administration",
    ),
    path("Patient/<str:id>", patient.read, name="fhir-patient"),
    path("", metadata.nothing, {"path": ""}),
    path("<path:path>", metadata.nothing),
]
