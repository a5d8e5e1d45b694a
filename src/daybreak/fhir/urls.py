"""Addresses of the fhir entrance."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
