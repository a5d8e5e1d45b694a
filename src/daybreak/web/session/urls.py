"""Addresses of the session room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
