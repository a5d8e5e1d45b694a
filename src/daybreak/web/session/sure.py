"""A figure far from the last one is asked for once more before it is stored."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from daybreak.care.session.entries import Unusual, entries, unusual
from daybreak.care.session.vitals import Vitals
from daybreak.records.reads.session import Visit
from daybreak.ui.request import ClinicRequest
from daybreak.web.session.page import common

OURS = frozenset({"sure", "again", "csrfmiddlewaretoken"})


def asked_twice(
    request: ClinicRequest, seen: Visit, vitals: Vitals, at: datetime
) -> tuple[Unusual, ...]:
    """The figures that nobody has said yes to; a yes is for exactly these."""
    found = unusual(vitals, seen.chair.readings, seen.chair.profile, entries(), at=at)
    return () if request.POST.get("sure") == token(found) else found


def ask_again(request: ClinicRequest, seen: Visit, found: tuple[Unusual, ...]) -> HttpResponse:
    """The page with two buttons; everything that was entered comes along."""
    told = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in OURS
        for value in values
    ]
    context = {
        **common(request, seen),
        "asked": found,
        "told": told,
        "token": token(found),
        "back_url": reverse("session", args=(seen.session,)),
        "back_words": "Back without storing",
    }
    return render(request, "web/session/sure.html", context, status=422)


def token(found: tuple[Unusual, ...]) -> str:
    """Which figures a yes is for."""
    return " ".join(f"{each.signal.value}={each.value}" for each in found)
