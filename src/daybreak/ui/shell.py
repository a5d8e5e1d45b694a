"""What stands around every page: the rail, the place, and who is signed in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from daybreak.care.team import permissions
from daybreak.care.team.actor import Actor


@dataclass(frozen=True, slots=True)
class RailEntry:
    """One line of the rail."""

    label: str
    url: str
    icon: str
    current: bool
    count: int | None = None


# label, URL name, icon, what one must be allowed to read
RAIL = (
    ("Today", "board", "today", "board"),
    ("People", "people", "people", "people"),
    ("Screening", "screening-worklist", "shield", "screening"),
    ("Plans", "plan-worklist", "calendar", "plan"),
    ("Reviews", "outcome-worklist", "check", "outcome"),
    ("Try out", "workbench", "play", "workbench"),
    ("Import", "intake-import", "download", "import"),
    ("Team", "team", "team", "team"),
    ("Journal", "journal", "lock", "journal"),
)
# Pages that belong to a line of the rail and have an address of their own.
ELSEWHERE = {"board": "/sessions/", "outcome-worklist": "/courses/"}


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context for every template: `actor`, `place`, `rail`, `idle_minutes`, `may_set_pin`."""
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "actor": actor,
        "place": getattr(request, "place", None),
        "rail": tuple(_entries(actor, request.path)) if actor else (),
        "idle_minutes": settings.DAYBREAK_IDLE_MINUTES,
        "may_set_pin": actor is not None and permissions.may(actor, "team-set-pin"),
    }


def first_page(actor: Actor) -> str:
    """Where somebody begins: the first page of the rail that they may open."""
    if actor.patient is not None:
        return "/p/"
    return next((entry.url for entry in _entries(actor, "")), reverse("account_logout"))


def _entries(actor: Actor, path: str) -> Iterator[RailEntry]:
    for label, name, icon, what in RAIL:
        if not permissions.may_read(actor, what):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:  # a room that is not furnished yet
            continue
        own = path == url if url == "/" else path.startswith(url)
        here = own or (name in ELSEWHERE and path.startswith(ELSEWHERE[name]))
        yield RailEntry(label, url, icon, here)
