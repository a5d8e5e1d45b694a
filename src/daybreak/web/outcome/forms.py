"""What the outcome room asks."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django import forms

from daybreak.actions.outcome import EndReason
from daybreak.actions.outcome.contacts import ContactKind
from daybreak.care.outcome.review import Offer
from daybreak.care.outcome.rules import OutcomeRules
from daybreak.records.reads.course import Given
from daybreak.records.reads.maintenance import Upkeep
from daybreak.ui.forms import ActForm, Cards, ManyCards, MomentField, NumberField
from daybreak.ui.forms.scale import ScaleForm
from daybreak.web.outcome.words import END, SHORT

YES, NO = "yes", "no"
WORDS = forms.Textarea({"rows": 3})


class FilledInForm(ScaleForm):
    """A questionnaire that somebody of the staff fills in with a person, or from paper."""

    at = MomentField(
        label="Filled in",
        required=False,
        help_text="Leave it empty if it is being filled in now.",
    )

    def when(self) -> datetime | None:
        """When it was filled in; None is now."""
        moment: datetime | None = self.cleaned_data.get("at")
        return moment


class ReviewForm(ActForm):
    """The signs that were asked, one decision, and why."""

    option = forms.ChoiceField(
        label="What next", widget=Cards, error_messages={"required": "Choose what comes next."}
    )
    despite = forms.MultipleChoiceField(
        label="Another session, although", widget=ManyCards, required=False
    )
    grounds = forms.CharField(
        label="Why, in a sentence",
        widget=WORDS,
        max_length=4000,
        error_messages={"required": "A review needs your grounds, in a sentence or more."},
    )

    def __init__(self, *args: Any, rules: OutcomeRules, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signs = {sign.id: f"sign_{sign.id}" for sign in rules.sign}
        for sign in rules.sign:
            self.fields[self.signs[sign.id]] = forms.ChoiceField(
                label=sign.question,
                choices=[(NO, "No"), (YES, "Yes")],
                required=False,
                widget=forms.RadioSelect,
            )
        option = _choice(self, "option")
        option.choices = [(each.id, SHORT.get(each.id, each.id)) for each in offer.options]
        option.widget = Cards(words={each.id: each.words for each in offer.options})
        option.widget.choices = option.choices
        self.order_fields([*self.signs.values(), "option", "despite", "grounds"])

    def asked(self) -> dict[str, bool]:
        """Each sign that was answered, there or not."""
        return {
            sign: (self.data.get(name) == YES)
            for sign, name in self.signs.items()
            if self.data.get(name) in {YES, NO}
        }

    def name_findings(self, holding: Iterable[tuple[str, str]]) -> None:
        """Which findings may be named as decided against: id and words."""
        _choice(self, "despite").choices = list(holding)

    def sign_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.signs.values()]


class MaintenanceForm(ActForm):
    """How far apart from now on, how many, and why."""

    interval_days = forms.TypedChoiceField(
        label="Days to the next session",
        coerce=int,
        widget=Cards,
        error_messages={"required": "Choose how far apart."},
    )
    justification = forms.CharField(
        label="Why maintenance goes on",
        widget=WORDS,
        max_length=4000,
        error_messages={"required": "Say in a sentence why maintenance goes on."},
    )

    def __init__(self, *args: Any, upkeep: Upkeep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ladder = upkeep.ladder
        why = {option.gap_days: option.why.because for option in upkeep.options}
        rungs = ladder.rung if ladder else ()
        choices = [(str(rung.gap_days), f"Every {rung.gap_days} days") for rung in rungs]
        other = "On the ladder, and not the next rung: your grounds say why."
        field = _choice(self, "interval_days")
        field.choices = choices
        field.widget = Cards(
            words={str(rung.gap_days): why.get(rung.gap_days, other) for rung in rungs}
        )
        field.widget.choices = choices
        most = ladder.review_every_sessions if ladder else 1
        self.fields["sessions"] = NumberField(
            label="How many until the next review",
            unit="sessions",
            least=1,
            most=most,
            noun="a number of sessions until the next review",
        )
        self.order_fields(["interval_days", "sessions", "justification"])


class ContactForm(ActForm):
    """Whether somebody was reached, after which session, and how they are."""

    session = forms.ChoiceField(
        label="After", required=False, help_text="A next-day call belongs to a session."
    )
    reached = forms.ChoiceField(
        label="Were they reached?",
        choices=[(YES, "Yes"), (NO, "No")],
        widget=Cards,
        error_messages={"required": "Say whether they were reached."},
    )
    at = MomentField(label="When", required=False, help_text="Leave it empty if it was just now.")
    note = forms.CharField(
        label="How they are, or what was tried", widget=WORDS, required=False, max_length=4000
    )

    def __init__(self, *args: Any, given: Iterable[tuple[Given, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sessions = [(str(each.session), told) for each, told in given if each.session]
        _choice(self, "session").choices = [("", "no session: a follow-up"), *sessions]

    def kind(self) -> ContactKind:
        return ContactKind.NEXT_DAY if self.about() else ContactKind.FOLLOW_UP

    def about(self) -> UUID | None:
        chosen = self.cleaned_data["session"]
        return UUID(chosen) if chosen else None

    def was_reached(self) -> bool:
        return bool(self.cleaned_data["reached"] == YES)

    def when(self) -> datetime | None:
        """When it was; None is now."""
        moment: datetime | None = self.cleaned_data.get("at")
        return moment.astimezone(UTC) if moment else None


class CloseForm(ActForm):
    """Why a course ends."""

    reason = forms.ChoiceField(
        label="Why it ends",
        choices=[(reason.value, END[reason]) for reason in EndReason],
        widget=Cards,
        error_messages={"required": "Choose why it ends."},
    )
    note = forms.CharField(label="In words", widget=WORDS, required=False, max_length=4000)

    def chosen(self) -> EndReason:
        return EndReason(self.cleaned_data["reason"])


def _choice(form: forms.Form, name: str) -> forms.ChoiceField:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 — for the type checker
    return field
