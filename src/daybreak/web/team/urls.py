"""Addresses of the team room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
