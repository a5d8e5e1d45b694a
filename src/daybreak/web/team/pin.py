"""My PIN: somebody sets the digits that say at the chair who they are."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from daybreak.actions import pins as act
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.team import pin as rule
from daybreak.records.reads import pins as reads
from daybreak.ui import passwords, pins
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.forms import ActForm
from daybreak.ui.request import ClinicRequest

WRONG_PASSWORD = "That is not the password of this account. Type it again."  # noqa: S105 — words
NOT_THE_SAME = "The two are not the same. Type the PIN twice."


def _digits(label: str) -> forms.CharField:
    attrs = {"inputmode": "numeric", "autocomplete": "new-password"}
    return forms.CharField(
        label=label, max_length=rule.MOST_DIGITS, strip=True, widget=forms.PasswordInput(attrs)
    )


class PinForm(ActForm):
    """The password, and the PIN twice; none of them is ever shown again."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        help_text="Asked anew, so that nobody sets a PIN at a screen you left open.",
    )
    pin = _digits("New PIN")
    again = _digits("The same PIN again")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        try:
            rule.check(cleaned.get("pin", ""))
        except NotUnderstood as refusal:
            if "pin" in cleaned:
                self.add_error("pin", refusal.message)
        if "again" in cleaned and cleaned.get("pin", "") != cleaned["again"]:
            self.add_error("again", NOT_THE_SAME)
        return cleaned


@sensitive_post_parameters("password", "pin", "again")
@require_http_methods(["GET", "HEAD", "POST"])
@door("session")
def my_pin(request: ClinicRequest) -> HttpResponse:
    form = PinForm(request.POST) if request.method == "POST" else None
    if (
        form is not None
        and form.is_valid()
        and _is_them(request, form)
        and (_was_set(request, form) or attempt(form, lambda: _set(request, form)) is not None)
    ):
        pins.forgive(request.actor.id)
        messages.success(request, "Your PIN is set. It counts at every chair from now on.")
        return redirect("mfa_index")
    return render(
        request,
        "web/team/pin.html",
        {
            "form": form or PinForm(),
            "has_one": reads.hashes(request.actor.id) is not None,
            "least": rule.LEAST_DIGITS,
            "most": rule.MOST_DIGITS,
            "tries": rule.TRIES,
        },
        status=status_of(form),
    )


def _is_them(request: ClinicRequest, form: PinForm) -> bool:
    email, typed = request.user.get_username(), form.cleaned_data["password"]
    try:
        right = passwords.is_right(request, email=email, password=typed)
    except NotAllowed as refusal:
        form.refuse(refusal.message, field="password")
        return False
    if not right:
        form.refuse(WRONG_PASSWORD, field="password")
    return right


def _was_set(request: ClinicRequest, form: PinForm) -> bool:
    """Whether this form was stored already: its salts are new each time, its PIN is not."""
    kept = reads.hashes(request.actor.id)
    return (
        kept is not None
        and kept.act == form.act_id()
        and pins.matches(request.actor.id, form.cleaned_data["pin"])
    )


def _set(request: ClinicRequest, form: PinForm) -> act.PinSet:
    verifier, prover = pins.make(form.cleaned_data["pin"])
    return act.set_pin(
        by=request.actor,
        act_id=form.act_id(),
        at=None,
        now=timezone.now(),
        verifier=verifier,
        prover=prover,
    )
