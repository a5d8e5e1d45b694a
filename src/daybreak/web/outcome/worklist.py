"""Who is to be screened today, reviewed, or called."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from daybreak.care.team import permissions
from daybreak.records.reads.follow_up import FORM, TALK, FollowUp, follow_ups
from daybreak.records.reads.integration import talks_between
from daybreak.records.reads.outcome import safety_tasks
from daybreak.ui.doors import door
from daybreak.ui.request import ClinicRequest
from daybreak.web.outcome.integration import window_days

LINES_A_PAGE = 50
KINDS = {"reviews": "Reviews", "calls": "Calls", "forms": "Forms and talks", "": "Everything"}


@require_GET
@door("outcome")
def worklist(request: ClinicRequest) -> HttpResponse:
    """Answers that ask for a suicide screen first; then what is due, the latest first."""
    now = timezone.now()
    kind = request.GET.get("kind", "")
    lines = [each for each in follow_ups(request.actor, now=now) if _is(kind, each)]
    page: Paginator[FollowUp] = Paginator(lines, LINES_A_PAGE)
    return render(
        request,
        "web/outcome/worklist.html",
        {
            "tasks": safety_tasks(request.actor),
            "talks": talks_between(request.actor, *window_days(now)),
            "page": page.get_page(request.GET.get("page")),
            "kind": kind,
            "kinds": list(KINDS.items()),
            "query": f"kind={kind}&" if kind in KINDS and kind else "",
            "may_review": permissions.may(request.actor, "outcome-review"),
            "may_call": permissions.may(request.actor, "outcome-contact"),
            "now": now,
        },
    )


def _is(kind: str, line: FollowUp) -> bool:
    is_call, is_form = line.task.rule.startswith("call-"), line.task.rule in {FORM, TALK}
    kinds = {"reviews": not is_call and not is_form, "calls": is_call, "forms": is_form}
    return kinds.get(kind, True)
