"""Addresses of the team room."""

from django.urls import path

from daybreak.web.team import pin, profiles, views

urlpatterns = [
    path("team/", views.team, name="team"),
    path("team/members/", views.add_member, name="team-add-member"),
    path("team/members/<uuid:account>/", views.member, name="team-member"),
    path("team/members/<uuid:account>/grant/", views.grant_role, name="team-grant-role"),
    path("team/members/<uuid:account>/withdraw/", views.withdraw_role, name="team-withdraw-role"),
    path("team/chairs/", views.add_chair, name="team-add-chair"),
    path("team/profiles/", profiles.profiles, name="team-profiles"),
    path("team/profiles/<slug:profile>/<int:version>/", profiles.profile, name="team-profile"),
    path(
        "team/profiles/<slug:profile>/<int:version>/adopt/",
        profiles.adopt,
        name="team-adopt-profile",
    ),
    path("team/pin/", pin.my_pin, name="team-set-pin"),
    path("team/site/", views.work_at, name="team-work-at"),
    path("journal/", views.journal, name="journal"),
]
