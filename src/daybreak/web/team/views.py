"""Who works here and what they may do; the journal for those who look after it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from daybreak.actions import team as act
from daybreak.care.errors import NotFound
from daybreak.care.team import permissions
from daybreak.records.reads import journal as journal_reads
from daybreak.records.reads import team as reads
from daybreak.records.reads.journal import Line
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.request import ClinicRequest
from daybreak.web.team.forms import ChairForm, MemberForm, RoleForm
from daybreak.web.team.words import ACT_WORDS

LINES_A_PAGE = 50


@require_GET
@door("team")
def team(request: ClinicRequest) -> HttpResponse:
    return _team_page(request)


@require_POST
@door("team")
def add_member(request: ClinicRequest) -> HttpResponse:
    form = MemberForm(request.POST, sites=reads.sites(request.actor))
    if form.is_valid():
        added = attempt(
            form,
            lambda: act.add_member(
                by=request.actor,
                act_id=form.act_id(),
                at=None,
                now=timezone.now(),
                name=form.cleaned_data["name"],
                email=form.cleaned_data["email"],
                site=form.site_id(),
                roles=form.chosen(),
            ),
        )
        if added:
            messages.success(request, "The account stands. Hand over the link below.")
            return redirect("team-member", added.account)
    return _team_page(request, member_form=form)


@require_POST
@door("team")
def add_chair(request: ClinicRequest) -> HttpResponse:
    form = ChairForm(request.POST, sites=reads.sites(request.actor))
    if form.is_valid():
        added = attempt(
            form,
            lambda: act.add_chair(
                by=request.actor,
                act_id=form.act_id(),
                at=None,
                now=timezone.now(),
                site=form.site_id(),
                name=form.cleaned_data["name"],
            ),
        )
        if added:
            messages.success(request, "The chair is on the board.")
            return redirect("team")
    return _team_page(request, chair_form=form)


@require_GET
@door("team")
def member(request: ClinicRequest, account: UUID) -> HttpResponse:
    return _member_page(request, account)


@require_POST
@door("team")
def grant_role(request: ClinicRequest, account: UUID) -> HttpResponse:
    return _change_role(request, account, act.grant_role)


@require_POST
@door("team")
def withdraw_role(request: ClinicRequest, account: UUID) -> HttpResponse:
    return _change_role(request, account, act.withdraw_role)


@require_POST
@door("team-place")
def work_at(request: ClinicRequest) -> HttpResponse:
    """Remember at which of their sites somebody works today."""
    act.work_at(by=request.actor, site=request.POST.get("site", ""))
    return redirect("/")


@require_GET
@door("journal")
def journal(request: ClinicRequest) -> HttpResponse:
    chosen = request.GET.get("act", "")
    reading = request.GET.get("kind") == "readings"
    lines = journal_reads.Lines(request.actor, act=chosen, reading=reading)
    page: Page[Line] = Paginator(lines, LINES_A_PAGE).get_page(request.GET.get("page"))
    known = journal_reads.acts_seen(request.actor)
    return render(
        request,
        "web/team/journal.html",
        {
            "page": page,
            "lines": [(line, ACT_WORDS.get(line.act, line.act)) for line in page],
            "acts": [(name, ACT_WORDS.get(name, name)) for name in known],
            "chosen": chosen,
            "reading": reading,
            "query": f"act={chosen}&kind={'readings' if reading else ''}&",
        },
    )


def _change_role(request: ClinicRequest, account: UUID, change: Any) -> HttpResponse:
    form = RoleForm(request.POST, sites=reads.sites(request.actor))
    if form.is_valid() and attempt(
        form,
        lambda: change(
            by=request.actor,
            act_id=form.act_id(),
            at=None,
            now=timezone.now(),
            account=account,
            site=form.site_id(),
            role=form.chosen(),
        ),
    ):
        messages.success(request, "Done. It counts from their next page on.")
        return redirect("team-member", account)
    return _member_page(request, account, form)


def _team_page(
    request: ClinicRequest,
    member_form: MemberForm | None = None,
    chair_form: ChairForm | None = None,
) -> HttpResponse:
    sites = reads.sites(request.actor)
    return render(
        request,
        "web/team/team.html",
        {
            "members": reads.members(request.actor),
            "sites": [(site, reads.chairs(request.actor, site.id)) for site in sites],
            "may_change": permissions.may(request.actor, "team-add-member"),
            "member_form": member_form or MemberForm(sites=sites),
            "chair_form": chair_form or ChairForm(sites=sites),
        },
        status=max(status_of(member_form), status_of(chair_form)),
    )


def _member_page(
    request: ClinicRequest, account: UUID, form: RoleForm | None = None
) -> HttpResponse:
    line = next((m for m in reads.members(request.actor) if m.account == account), None)
    if line is None:
        raise NotFound("account", "There is no such account in this organisation.")
    may_change = permissions.may(request.actor, "team-grant-role")
    return render(
        request,
        "web/team/member.html",
        {
            "member": line,
            "may_change": may_change,
            "form": form or RoleForm(sites=reads.sites(request.actor)),
            "welcome": _welcome(request, account) if may_change and not line.signed_in else "",
        },
        status=status_of(form),
    )


def _welcome(request: ClinicRequest, account: UUID) -> str:
    """The link with which somebody sets their first password; used once, it is void."""
    uid, token = reads.first_password(request.actor, account)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    return request.build_absolute_uri(path)
