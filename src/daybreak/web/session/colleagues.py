"""Somebody beside the one who is signed in: they choose their name and type their PIN."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms

from daybreak.care.errors import NotAllowed
from daybreak.care.team.actor import Actor
from daybreak.care.team.permissions import ACTS
from daybreak.care.team.pin import MOST_DIGITS
from daybreak.records.reads.pins import pin_holders
from daybreak.records.reads.team import signed_in
from daybreak.ui import pins
from daybreak.ui.forms import ActForm

WRONG_PIN = "That is not the PIN of this person. Type it again."
NOBODY = "Choose your name."
People = tuple[tuple[UUID, str], ...]


def pin_field(**told: Any) -> forms.CharField:
    """A PIN, as it is typed at the chair."""
    attrs = {"inputmode": "numeric", "autocomplete": "off", "data-pin": ""}
    field = forms.CharField(
        label="PIN", max_length=MOST_DIGITS, widget=forms.PasswordInput(attrs), **told
    )
    field.error_messages["max_length"] = WRONG_PIN
    return field


class PinForm(ActForm):
    """The name and the PIN of whoever does the act; `people` are those who can."""

    who = forms.ChoiceField(label="Who are you?", error_messages={"required": NOBODY})
    pin = pin_field()

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 — for the type checker
        first = [("", "Your name")] if len(people) != 1 else []
        field.choices = [*first, *((str(key), name) for key, name in people)]

    def whom(self) -> UUID:
        return UUID(self.cleaned_data["who"])

    def actor(self) -> Actor | None:
        """Whoever typed their PIN; None with the form's error when it is not theirs."""
        account = self.whom()
        try:
            right = pins.ask(account, self.cleaned_data["pin"])
        except NotAllowed as paused:
            self.refuse(paused.message, field="pin")
            return None
        found = signed_in(account, visit="") if right else None
        if found is None:
            self.refuse(WRONG_PIN, field="pin")
            return None
        return found.actor


def people_for(act: str, site: UUID, *, without: Collection[UUID | None] = ()) -> People:
    """Everybody with a PIN who may do `act` at that site, by name."""
    return tuple(
        (each.account, each.name)
        for each in pin_holders(site)
        if each.roles & ACTS[act] and each.account not in without
    )
