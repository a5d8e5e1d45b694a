"""The locked chair: its monitor, and below it the way back in."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from daybreak.care.errors import NotAllowed, NotFound
from daybreak.care.session.stages import WATCHED
from daybreak.care.team.pin import TRIES
from daybreak.records.reads import pins as pin_reads
from daybreak.records.reads.intake import chart_head
from daybreak.records.reads.session import Visit, visit
from daybreak.ui import passwords, pins, sign_in
from daybreak.ui.doors import door, status_of
from daybreak.ui.request import ClinicRequest
from daybreak.web.session import page
from daybreak.web.session.colleagues import WRONG_PIN, People, PinForm, pin_field
from daybreak.web.session.lock import lock, locked_at, open_again
from daybreak.web.session.monitor import monitor

NO_PIN = "There is no PIN of yours yet. Type your password."
EMPTY = "Type your PIN."
TOO_OFTEN = f"The PIN was wrong {TRIES} times. Type your password."
WRONG_PASSWORD = "That is not the password of this person. Type it again."  # noqa: S105 — words
NEEDS_CODE = "Type the code that your phone shows as well: somebody else was signed in here."
NOT_SET_UP = (
    "This account has no second factor yet. Sign in on another device and set it up there first."
)


class UnlockForm(PinForm):
    """A PIN; or the password, where there is no PIN or it was wrong too often."""

    pin = pin_field(required=False)
    password = forms.CharField(
        label="Your password",
        strip=False,
        max_length=200,
        required=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )
    code = forms.CharField(
        label="Code of your authenticator",
        max_length=40,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


@require_GET
@door("session")
def session(request: ClinicRequest, session: UUID) -> HttpResponse:
    """The page of a session; of a locked browser, its monitor and the pad."""
    if locked_at(request) is None:
        return page.session(request, session)
    seen = visit(request.actor, session)
    if seen.stage not in WATCHED:
        return _over(request)
    return locked_page(request, seen)


@require_POST
@door("session")
def lock_it(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Lock this browser at the chair of a session."""
    seen = page.opened(request, session)
    if seen.stage in WATCHED:
        lock(request, session)
    return redirect("session", session)


@sensitive_post_parameters("pin", "password", "code")
@require_POST
@door("session")
def unlock(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Whoever shows that it is them goes on: the one who is signed in, or a colleague."""
    if locked_at(request) != session:
        return redirect("session", session)
    seen = visit(request.actor, session)
    form = UnlockForm(request.POST, people=_people(request, seen))
    if form.is_valid() and _is_them(request, form) and _goes_on(request, form):
        return redirect("session", session)
    return locked_page(request, seen, form)


def locked_page(
    request: ClinicRequest, seen: Visit, form: UnlockForm | None = None
) -> HttpResponse:
    """The monitor of a locked chair: whole, or only what refreshes itself."""
    context = page.common(request, seen)
    context |= {"monitor": monitor(seen, context["now"]), "locked": True, "lock_url": ""}
    if request.htmx and "locked" not in request.GET:
        # A page that was open when the chair locked itself: it comes again with the pad.
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    if request.htmx:
        return render(request, "web/session/_monitor.html", context)
    people = _people(request, seen)
    who = form.data.get("who", "") if form else str(request.actor.id)
    context |= {
        "chart": chart_head(request.actor, seen.patient),
        "form": form or UnlockForm(people=people, initial={"who": who}),
        "by_password": _by_password(who, people),
        "asks_code": bool(form and "code" in form.errors),
        "page_age_limit_s": page.CHAIR_AGE_LIMIT_S,
        "idle_minutes": 0,  # it is locked already: nothing counts the minutes any more
        "unlock_url": reverse("session-unlock", args=(seen.session,)),
    }
    answer = render(request, "web/session/locked.html", context, status=status_of(form))
    # What was looked at before must not come back by the browser's own way back.
    answer["Clear-Site-Data"] = '"cache"'
    return answer


def _people(request: ClinicRequest, seen: Visit) -> People:
    """Whoever is signed in, and everybody else with a PIN who may work here."""
    me = (request.actor.id, request.actor.name)
    others = ((each.account, each.name) for each in pin_reads.pin_holders(seen.site))
    return (me, *(each for each in others if each[0] != me[0]))


def _by_password(who: str, people: People) -> bool:
    """Whether only the password opens for this person."""
    known = next((key for key, _ in people if str(key) == who), None)
    return known is not None and (pins.is_paused(known) or pin_reads.hashes(known) is None)


def _is_them(request: ClinicRequest, form: UnlockForm) -> bool:
    """Whether the PIN or the password is that of whom they say they are."""
    who, password = form.whom(), form.cleaned_data["password"]
    try:
        if password:
            email = sign_in.account_of(who).get_username()
            if passwords.is_right(request, email=email, password=password):
                pins.forgive(who)
                return True
            form.refuse(WRONG_PASSWORD, field="password")
        elif pin_reads.hashes(who) is None:
            form.refuse(NO_PIN, field="password")
        elif pins.is_paused(who):
            form.refuse(TOO_OFTEN, field="password")
        elif not form.cleaned_data["pin"]:
            form.refuse(EMPTY, field="pin")
        elif pins.ask(who, form.cleaned_data["pin"]):
            return True
        else:
            form.refuse(TOO_OFTEN if pins.is_paused(who) else WRONG_PIN, field="pin")
    except (NotAllowed, NotFound) as refusal:
        form.refuse(refusal.message)
    return False


def _goes_on(request: ClinicRequest, form: UnlockForm) -> bool:
    """Open the browser for them; a colleague is signed in, with all that a sign-in asks."""
    who, code = form.whom(), form.cleaned_data["code"]
    if who == request.actor.id:
        open_again(request)
        return True
    try:
        if sign_in.has_second_factor(who):
            if not code:
                form.refuse(NEEDS_CODE, field="code")
                return False
        elif not request.place.demo:
            form.refuse(NOT_SET_UP)
            return False
        sign_in.change_to(request, who, code=code)
    except (NotAllowed, NotFound) as refusal:
        form.refuse(refusal.message, field="code" if isinstance(refusal, NotAllowed) else None)
        return False
    open_again(request)
    messages.success(request, f"{_name(form)} is signed in here now.")
    return True


def _name(form: UnlockForm) -> Any:
    return dict(form.fields["who"].choices)[form.cleaned_data["who"]]  # type: ignore[attr-defined]  # a ChoiceField


def _over(request: ClinicRequest) -> HttpResponse:
    """Nobody is watched at this chair any more, so the screen is signed out like any other."""
    logout(request)
    where = reverse("account_login")
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": where})
    return redirect(where)
