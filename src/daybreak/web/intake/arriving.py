"""Somebody new: registered, found at another site, or with a record from elsewhere."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import uuid5

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from daybreak.actions import intake as act
from daybreak.actions.intake import FileImported
from daybreak.care.errors import DaybreakError, NotFound, WrongRole
from daybreak.care.team import permissions
from daybreak.records.reads import intake as reads
from daybreak.records.reads import team
from daybreak.records.reads.intake import Namesake
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.request import ClinicRequest
from daybreak.web.intake.forms import FindForm, ImportForm, RegisterForm


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file: what it brought, or why nothing of it was taken."""

    name: str
    done: FileImported | None
    refusal: str = ""

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why things were left out, and how many for each reason."""
        found = Counter(one.because for one in self.done.left_out) if self.done else Counter()
        return found.most_common()


@require_http_methods(["GET", "POST"])
@door("people")
def register(request: ClinicRequest) -> HttpResponse:
    """Open a chart for somebody new, unless they have one already."""
    permissions.check(request.actor, "intake-register")
    sites = team.sites(request.actor)
    likely: tuple[Namesake, ...] = ()
    form = None
    if request.method == "POST":
        form = RegisterForm(request.POST, sites=sites)
        if form.is_valid():
            details = form.details()
            likely = reads.likely_the_same(request.actor, details.family, details.birth_date)
            registered = attempt(
                form,
                lambda: act.register(
                    by=request.actor,
                    act_id=form.act_id(),
                    now=timezone.now(),
                    details=details,
                    site=form.site_id(),
                    even_so=form.cleaned_data["even_so"],
                ),
            )
            if registered:
                messages.success(request, f"{registered.number} is open.")
                return redirect("chart", registered.patient)
    return render(
        request,
        "web/intake/register.html",
        {
            "form": form or RegisterForm(sites=sites, here=request.place.site),
            "likely": likely,
        },
        status=status_of(form),
    )


@require_http_methods(["GET", "POST"])
@door("people")
def find(request: ClinicRequest) -> HttpResponse:
    """Open a chart of another site, by number and birth date together."""
    permissions.check(request.actor, "intake-open-relation")
    sites = team.sites(request.actor)
    form = None
    if request.method == "POST":
        form = FindForm(request.POST, sites=sites)
        if form.is_valid():
            opened = attempt(form, lambda: _open_relation(request, form))
            if opened:
                messages.success(request, "The chart is open to this site. The journal says why.")
                return redirect("chart", opened.patient)
    return render(
        request,
        "web/intake/find.html",
        {"form": form or FindForm(sites=sites, here=request.place.site)},
        status=status_of(form),
    )


def _open_relation(request: ClinicRequest, form: FindForm) -> act.RelationOpened | None:
    typed = form.cleaned_data
    try:
        return act.open_relation(
            by=request.actor,
            act_id=form.act_id(),
            now=timezone.now(),
            number=typed["number"],
            birth_date=typed["birth_date"],
            reason=typed["reason"],
            site=form.site_id(),
        )
    except NotFound as nobody:  # not a page that is missing: what was typed did not fit
        form.refuse(nobody.message)
        return None


@require_http_methods(["GET", "POST"])
@door("import")
def import_records(request: ClinicRequest) -> HttpResponse:
    """Take records from elsewhere, file by file, and say what was taken and what was not."""
    sites = team.sites(request.actor)
    fresh = ImportForm(sites=sites, here=request.place.site)
    form, taken = None, []
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES, sites=sites)
        if form.is_valid():
            taken = [_take(request, form, file) for file in form.cleaned_data["bundles"]]
    refused = any(one.done is None for one in taken)
    return render(
        request,
        "web/intake/import.html",
        {
            "form": form if form and form.errors else fresh,
            "taken": taken,
            "all": act.summed(one.done for one in taken if one.done),
            "refused": refused,
            "may_open": permissions.may_read(request.actor, "chart"),
        },
        status=422 if refused else status_of(form),
    )


def _take(request: ClinicRequest, form: ImportForm, file: "UploadedFile[Any]") -> Taken:
    """One file. Sent again with the same form it gets its first answer, and changes nothing."""
    name = file.name or "a file"
    try:
        done = act.import_file(
            by=request.actor,
            sent=uuid5(form.act_id(), name),
            now=timezone.now(),
            content=file.read(),
            file=name,
            site=form.site_id(),
        )
    except WrongRole:
        raise
    except DaybreakError as refusal:
        return Taken(name, None, refusal.message)
    return Taken(name, done)
