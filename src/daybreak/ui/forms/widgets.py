"""The controls of our forms; their markup is in `templates/ui/widgets`."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms


class AmountInput(forms.TextInput):
    """A number with its unit beside it; a numeric keyboard on a phone."""

    template_name = "ui/widgets/amount.html"

    def __init__(self, *, unit: str, decimal: bool, attrs: Mapping[str, Any] | None = None) -> None:
        self.unit = unit
        keyboard = "decimal" if decimal else "numeric"
        super().__init__({"inputmode": keyboard, "autocomplete": "off", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["unit"] = self.unit
        if here := widget["attrs"].get("id"):
            described = [f"{here}_unit", widget["attrs"].get("aria-describedby")]
            widget["attrs"]["aria-describedby"] = " ".join(filter(None, described))
        return context


class DayInput(forms.DateInput):
    """The browser's own date control, which sends year-month-day whatever it shows."""

    input_type = "date"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(dict(attrs or {}), format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own time control."""

    input_type = "time"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(dict(attrs or {}), format="%H:%M")


class Parts(forms.MultiWidget):
    """Several controls that make one answer, each with its own words."""

    template_name = "ui/widgets/parts.html"
    use_fieldset = True

    def decompress(self, value: Any) -> Sequence[Any]:
        return list(value) if value else [None] * len(self.widgets)


class Cards(forms.RadioSelect):
    """Choices as cards one can press anywhere; `words` may explain each by its value."""

    template_name = "ui/widgets/choices.html"
    option_template_name = "ui/widgets/choice.html"

    def __init__(
        self, *, words: Mapping[str, str] | None = None, attrs: Mapping[str, Any] | None = None
    ) -> None:
        self.words = dict(words or {})
        super().__init__(dict(attrs or {}))

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        option["words"] = self.words.get(str(option["value"]), "")
        return option


class ManyCards(forms.CheckboxSelectMultiple):
    """Several choices as cards."""

    template_name = "ui/widgets/choices.html"
    option_template_name = "ui/widgets/choice.html"
