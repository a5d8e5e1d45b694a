"""What the team room asks."""

from typing import Any
from uuid import UUID

from django import forms

from daybreak.actions.team import NOTE_LETTERS
from daybreak.care.team.roles import STAFF, Role
from daybreak.records.reads.team import SiteLine
from daybreak.ui.forms import ActForm

ROLES = [(role.value, role.value.replace("-", " ").capitalize()) for role in Role if role in STAFF]


class _AtSite(ActForm):
    """A form that asks at which of the actor's sites."""

    site = forms.ChoiceField(label="Site")

    def __init__(self, *args: Any, sites: tuple[SiteLine, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["site"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 — for the type checker
        field.choices = [(str(site.id), site.name) for site in sites]

    def site_id(self) -> UUID:
        return UUID(self.cleaned_data["site"])


class MemberForm(_AtSite):
    """Somebody new."""

    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="Email", help_text="They sign in with it.")
    roles = forms.MultipleChoiceField(
        label="Roles", choices=ROLES, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("name", "email", "site", "roles")

    def chosen(self) -> tuple[Role, ...]:
        return tuple(Role(role) for role in self.cleaned_data["roles"])


class RoleForm(_AtSite):
    """A role to give or to take."""

    role = forms.ChoiceField(label="Role", choices=ROLES)

    def chosen(self) -> Role:
        return Role(self.cleaned_data["role"])


class ChairForm(_AtSite):
    """A new seat."""

    name = forms.CharField(label="Name of the chair", max_length=40)


class AdoptForm(_AtSite):
    """A profile taken as a site's own."""

    note = forms.CharField(
        label="Note",
        required=False,
        max_length=NOTE_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Why, or what was weighed. It stands in the journal.",
    )
