"""Levels that are tapped, not typed: how awake, how far away, and the other scales from 0 to 10."""

from collections.abc import Mapping
from typing import Any

from django import forms

from daybreak.care.catalogue.profile import Measured, Signal

NOT_ASKED = ("", "–")
# MOAA/S by what one does and sees, in few words; the whole wording is with the scale.
AWAKE: Mapping[int, str] = {
    5: "answers readily",
    4: "answers slowly",
    3: "called loudly",
    2: "shaken gently",
    1: "squeezed hard",
    0: "no answer",
}
MOST_AWAY = 10  # how far away somebody is, from 0 to this
TAPPED = frozenset({Signal.MOAAS, Signal.DISSOCIATION, Signal.PAIN, Signal.NAUSEA, Signal.ANXIETY})


class Taps(forms.RadioSelect):
    """Levels beside each other, each as large as a thumb; the first is that nobody asked."""

    template_name = "web/session/widgets/taps.html"
    option_template_name = "web/session/widgets/tap.html"

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        value = str(option["value"])
        option["words"] = AWAKE.get(int(value), "") if self.is_awake and value else ""
        return option

    def __init__(self, *, is_awake: bool = False) -> None:
        self.is_awake = is_awake
        super().__init__()

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["is_awake"] = self.is_awake
        return context


class LevelField(forms.TypedChoiceField):
    """A level of a short scale: a whole number, or None when nobody asked."""

    def __init__(self, row: Measured, *, label: str) -> None:
        is_awake = row.signal is Signal.MOAAS
        levels = range(row.lowest, row.highest + 1)
        shown = reversed(levels) if is_awake else levels
        super().__init__(
            label=label,
            required=False,
            coerce=int,
            empty_value=None,
            choices=[NOT_ASKED, *((str(each), str(each)) for each in shown)],
            widget=Taps(is_awake=is_awake),
            error_messages={
                "invalid_choice": f"{row.name} goes from {row.lowest} to {row.highest}."
            },
        )
