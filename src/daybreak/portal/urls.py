"""Addresses of the portal entrance."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
