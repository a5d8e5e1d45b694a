"""When something was: a day and a time on the site's clock, kept as an aware UTC time.

On the two nights a year when the clock moves, a local time may not exist, or may be two times.
The first is refused; for the second the person says which, because nobody may guess.
"""

from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from daybreak.ui.forms.widgets import DayInput, Parts, TimeInput

FIRST, SECOND = "first", "second"
NO_MOMENT = "Say on which day and at what time."


class MomentField(forms.MultiValueField):
    """A moment in the site's zone. Give `zone`, or the one activated for the request is used."""

    widget: Any

    def __init__(self, *, zone: tzinfo | None = None, **kwargs: Any) -> None:
        self.zone = zone
        kwargs.setdefault("widget", MomentParts())
        kwargs.setdefault("error_messages", {"required": NO_MOMENT})
        super().__init__(
            fields=(
                forms.DateField(input_formats=["%Y-%m-%d"], required=False),
                forms.TimeField(input_formats=["%H:%M", "%H:%M:%S"], required=False),
                forms.CharField(required=False),
            ),
            require_all_fields=False,
            **kwargs,
        )
        self.widget.zone = zone

    def compress(self, data_list: list[Any]) -> datetime | None:
        given = [*(data_list or []), None, None, None][:3]
        day, clock, which = given
        if not day and not clock:
            if self.required:
                raise ValidationError(NO_MOMENT, code="required")
            return None
        if not isinstance(day, date) or not isinstance(clock, time):
            raise ValidationError("Both a day and a time are needed.", code="incomplete")
        return self.at(day, clock, str(which or ""))

    def at(self, day: date, clock: time, which: str = "") -> datetime:
        """The UTC time of a local day and time.

        Raises:
            ValidationError: there was no such time, or there were two and `which` does not say.
        """
        zone = self.zone or timezone.get_current_timezone()
        first = datetime.combine(day, clock, zone).replace(fold=0)
        second = first.replace(fold=1)
        if first.utcoffset() == second.utcoffset():
            return first.astimezone(UTC)
        there_and_back = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
        if there_and_back != first.replace(tzinfo=None):
            raise ValidationError(
                f"There was no {clock:%H:%M} on {day}: the clock went forward that night.",
                code="never-was",
            )
        if which not in {FIRST, SECOND}:
            self.widget.ask_which(first.tzname() or FIRST, second.tzname() or SECOND)
            raise ValidationError(
                f"It was {clock:%H:%M} twice on {day}, because the clock went back. Say which.",
                code="was-twice",
            )
        return (first if which == FIRST else second).astimezone(UTC)


class MomentParts(Parts):
    """Day, time, and on one night a year which of two equal times."""

    zone: tzinfo | None = None

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        which = forms.HiddenInput()
        super().__init__(
            [DayInput({"title": "Day"}), TimeInput({"title": "Time"}), which], attrs or {}
        )

    def ask_which(self, first: str, second: str) -> None:
        """Show the third control: before or after the clock went back."""
        choices = [
            ("", "Choose"),
            (FIRST, f"The first time ({first})"),
            (SECOND, f"The second time ({second})"),
        ]
        day, clock, _ = self.widgets
        which = forms.Select({"title": "Which of the two"}, choices)
        self.widgets = [day, clock, which]

    def decompress(self, value: Any) -> list[Any]:
        if not isinstance(value, datetime):
            return [None, None, ""]
        there = timezone.localtime(value, self.zone)
        twice = there.replace(fold=0).utcoffset() != there.replace(fold=1).utcoffset()
        return [there.date(), there.time(), (SECOND if there.fold else FIRST) if twice else ""]
