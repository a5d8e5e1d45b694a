"""Addresses of the outcome room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
