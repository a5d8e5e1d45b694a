"""Addresses of the screening room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
