"""Addresses of the portal entrance."""

from django.urls import path

from daybreak.portal import views, welcome

urlpatterns = [
    path("", views.home, name="portal"),
    path("answer/<slug:scale>/", views.answer, name="portal-answer"),
    path("read/", views.read_crisis_text, name="portal-crisis-read"),
    path("welcome/<str:token>/", welcome.welcome, name="portal-welcome"),
    path("welcome/<str:token>", welcome.welcome),
]
