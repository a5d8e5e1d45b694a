"""Monitoring profiles: what each says, and the director's word that makes it a site's own."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from daybreak.actions import team as act
from daybreak.care.errors import NotFound
from daybreak.care.team import permissions
from daybreak.records.reads import profiles as reads
from daybreak.records.reads import team as team_reads
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.request import ClinicRequest
from daybreak.web.team import profile_words as words
from daybreak.web.team.forms import AdoptForm


@require_GET
@door("profiles")
def profiles(request: ClinicRequest) -> HttpResponse:
    """Every profile of the clinic, where it is in force, and who adopted what when."""
    adopted = reads.adoptions(request.actor)
    return render(
        request,
        "web/team/profiles.html",
        {
            "shelf": reads.shelved(request.actor, adopted),
            "adoptions": adopted,
            "may_see_team": permissions.may_read(request.actor, "team"),
        },
    )


@require_GET
@door("profiles")
def profile(request: ClinicRequest, profile: str, version: int) -> HttpResponse:
    """What one version says, line by line with its source."""
    return _page(request, profile, version)


@require_POST
@door("profiles")
def adopt(request: ClinicRequest, profile: str, version: int) -> HttpResponse:
    """The director takes this version as a site's own."""
    form = AdoptForm(request.POST, sites=team_reads.sites(request.actor))
    if form.is_valid():
        adopted = attempt(
            form,
            lambda: act.adopt_profile(
                by=request.actor,
                act_id=form.act_id(),
                at=None,
                now=timezone.now(),
                site=form.site_id(),
                profile=profile,
                version=version,
                note=form.cleaned_data["note"],
            ),
        )
        if adopted:
            messages.success(request, "Adopted. Whoever arrives from now on is watched with it.")
            return redirect("team-profile", profile, version)
    return _page(request, profile, version, form)


def _page(
    request: ClinicRequest, profile: str, version: int, form: AdoptForm | None = None
) -> HttpResponse:
    adopted = reads.adoptions(request.actor)
    shelf = reads.shelved(request.actor, adopted)
    found = next(
        (each for each in shelf if (each.profile.id, each.profile.version) == (profile, version)),
        None,
    )
    if found is None:
        raise NotFound("catalogue", "There is no such profile in this clinic.")
    return render(
        request,
        "web/team/profile.html",
        {
            "shelved": found,
            "profile": found.profile,
            "readings": words.readings(found.profile),
            "lines": words.lines(found.profile),
            "answers": words.answers(found.profile),
            "recovery": words.recovery(found.profile),
            "lateness": tuple(
                words.spoken(seconds)
                for seconds in (found.profile.lateness.overdue_s, found.profile.lateness.late_s)
            ),
            "adoptions": [each for each in adopted if each.profile == profile],
            "may_adopt": permissions.may(request.actor, "team-adopt-profile"),
            "form": form or AdoptForm(sites=team_reads.sites(request.actor)),
        },
        status=status_of(form),
    )
