"""A form that ends in one act: it carries the act's id, and keeps what was typed."""

from collections.abc import Mapping
from copy import copy
from typing import Any
from uuid import UUID, uuid4

from django import forms

ACT_ID = "act_id"
DJANGO_REQUIRED = "This field is required."
EMPTY = "This is still empty."
NOT_TICKED = "This must be ticked before it can be stored."
NO_ACT_ID = (
    "We could not tell whether this was sent before, so nothing was stored. "
    "What you typed is still here: look through it and send it again."
)


class ActForm(forms.Form):
    """The base of every form that does something.

    When it is rendered it gets an act id. What comes back with that id is stored once, however
    often it is sent. A form that is shown again with errors keeps its id, because a refusal has
    stored nothing; one that came back without a readable id gets a new one, and is refused once.
    """

    error_css_class = "has-error"

    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        name = self.add_prefix(ACT_ID)
        sent = _uuid((self.data or {}).get(name))
        self._act_id = sent or uuid4()
        self._lost_its_id = self.is_bound and sent is None
        if self._lost_its_id:
            mended: Any = copy(self.data)  # what Django keeps of a request cannot be changed
            mended[name] = str(self._act_id)
            self.data = mended
        for field in self.fields.values():
            if str(field.error_messages.get("required")) == DJANGO_REQUIRED:
                ticked = isinstance(field, forms.BooleanField)
                field.error_messages["required"] = NOT_TICKED if ticked else EMPTY
        self.fields[ACT_ID] = forms.UUIDField(widget=forms.HiddenInput, initial=self._act_id)

    def act_id(self) -> UUID:
        """The id that its sender gave this act, or will give it."""
        return self._act_id

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self._lost_its_id:
            self.add_error(None, forms.ValidationError(NO_ACT_ID, code="act-id-missing"))
        return cleaned

    def refuse(self, message: str, *, field: str | None = None) -> None:
        """Put an act's refusal where the person looks: at a field, or over the form."""
        self.add_error(field if field in self.fields else None, message)


def _uuid(sent: object) -> UUID | None:
    try:
        return UUID(str(sent))
    except ValueError:
        return None
