"""What the screening room asks: answers, suicide screens, dispositions, decisions, overrides."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from daybreak.care.catalogue.protocol import Protocol
from daybreak.care.catalogue.scale import Scale
from daybreak.care.findings import Finding
from daybreak.care.screening.facts import Value
from daybreak.care.screening.fields import Field, FieldKind
from daybreak.care.screening.suicidality import Disposition
from daybreak.ui.forms import ActForm, Cards, DayField, NumberField
from daybreak.web.screening import words
from daybreak.web.screening.questions import Group, Question, initial

YES, NO = "yes", "no"
YES_NO = [(YES, "Yes"), (NO, "No"), ("", words.NOT_KNOWN)]


class AnswersForm(ActForm):
    """The questions of screening. What stays as it was shown is not answered anew.

    Each question carries what it showed when the page was made, so that an answer somebody else
    gave in between is not taken back by a form that never showed it.
    """

    protocol = forms.ChoiceField(label="Asked for")

    def __init__(
        self, *args: Any, shown: Iterable[Question], protocols: Iterable[Protocol], **kwargs: Any
    ) -> None:
        self.shown = tuple(shown)
        super().__init__(*args, **kwargs)
        chosen = self.fields["protocol"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 — for the type checker
        chosen.choices = [(each.id, each.name) for each in protocols]
        known = initial(self.shown)
        for question in self.shown:
            if not question.is_locked:
                name = question.field.id
                self.fields[name] = _asked(question.field, known[name])

    def answers(self) -> dict[str, Value]:
        """What was answered otherwise than it was shown; None takes an answer back."""
        asked = {each.field.id: each.field for each in self.shown if not each.is_locked}
        return {
            name: _answer(asked[name], self.cleaned_data.get(name))
            for name in self.changed_data
            if name in asked
        }

    def rows(self, groups: Iterable[Group]) -> list[dict[str, Any]]:
        """The groups with the bound field of each question, for a template."""
        return [
            {
                "group": group,
                "rows": [
                    {
                        "question": question,
                        "bound": None if question.is_locked else self[question.field.id],
                        "shown_before": ""
                        if question.is_locked
                        else self[question.field.id].as_hidden(only_initial=True),
                    }
                    for question in group.questions
                ],
            }
            for group in groups
        ]


def _asked(field: Field, value: Value) -> forms.Field:
    """The control of one question, with the answer that counts now."""
    common: dict[str, Any] = {
        "label": field.question,
        "required": False,
        "show_hidden_initial": True,
    }
    match field.kind:
        case FieldKind.YES_NO:
            now = "" if value is None else YES if value else NO
            return forms.ChoiceField(
                choices=YES_NO, widget=forms.RadioSelect, initial=now, **common
            )
        case FieldKind.CHOICE:
            options = [(each, words.choice(each)) for each in field.choices]
            return forms.ChoiceField(
                choices=[*options, ("", words.NOT_KNOWN)],
                widget=forms.RadioSelect,
                initial=value or "",
                **common,
            )
        case FieldKind.NUMBER:
            return NumberField(
                unit=field.unit,
                least=field.low,
                most=field.high,
                noun=field.name,
                initial=value,
                **common,
            )
        case FieldKind.DAY:
            day = date.fromisoformat(str(value)) if value else None
            return DayField(initial=day, **common)


def _answer(field: Field, cleaned: Any) -> Value:
    if cleaned in {None, ""}:
        return None
    match field.kind:
        case FieldKind.YES_NO:
            return bool(cleaned == YES)
        case FieldKind.NUMBER:
            return int(cleaned)
        case FieldKind.DAY:
            return str(cleaned.isoformat())
        case FieldKind.CHOICE:
            return str(cleaned)


class AgainForm(ActForm):
    """Asks the rules once more, for what they were last asked for."""


class SuicideForm(ActForm):
    """The answers of a suicide screen by number; its wording is the clinic's own, or on paper."""

    form = forms.ChoiceField(
        label="Which form was used", choices=list(words.FORMS.items()), widget=Cards
    )

    def __init__(
        self, *args: Any, scale: Scale, texts: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = tuple(item.id for item in scale.item)
        for item in scale.item:
            label = (texts or {}).get(item.id) or words.capital(item.measures)
            self.fields[item.id] = forms.ChoiceField(
                label=f"{item.id.removeprefix('q')}. {label}",
                choices=YES_NO,
                widget=forms.RadioSelect,
                required=False,
            )

    def answers(self) -> dict[str, bool | None]:
        """Yes, no, or None for a question without an answer."""
        given = {YES: True, NO: False}
        return {item: given.get(self.cleaned_data[item]) for item in self.items}

    def rows(self) -> list[forms.BoundField]:
        return [self[item] for item in self.items]


class DispositionForm(ActForm):
    """What happens after a screen that needs a clinician now."""

    disposition = forms.ChoiceField(
        label="What happens now",
        choices=[(each.value, text) for each, text in words.DISPOSITIONS.items()],
        widget=Cards(words={k.value: text for k, text in words.DISPOSITION_MEANINGS.items()}),
    )
    safety_plan = forms.BooleanField(
        label="A safety plan is written",
        required=False,
        help_text="With the person: warning signs, what helps, whom to call, a safe place.",
    )
    note = forms.CharField(
        label="Note",
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Who was told, who goes with them.",
    )

    def chosen(self) -> Disposition:
        return Disposition(self.cleaned_data["disposition"])


class DecisionForm(ActForm):
    """A prescriber's word on the verdict that was on the page."""

    verdict = forms.UUIDField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label="Decision",
        choices=list(words.DECISIONS.items()),
        widget=Cards(words=words.DECISION_MEANINGS),
    )
    grounds = forms.CharField(
        label="Grounds", required=False, widget=forms.Textarea({"rows": 3}), max_length=4000
    )


class OverrideForm(ActForm):
    """One finding to set aside, in the words it had on the page."""

    finding = forms.ChoiceField(label="What is set aside", widget=Cards)
    reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
        help_text="It is shown with the finding each time.",
    )
    days = NumberField(unit="days", least=1, most=366, noun="a number of days", label="For")

    def __init__(self, *args: Any, findings: Sequence[Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by_key = {key_of(each): each for each in findings}
        chosen = self.fields["finding"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 — for the type checker
        chosen.widget = Cards(words={key: each.because for key, each in self._by_key.items()})
        chosen.choices = [(key, each.rule) for key, each in self._by_key.items()]
        chosen.error_messages["invalid_choice"] = (
            "This finding has changed since the page was made. Look at it again."
        )

    def chosen(self) -> Finding:
        return self._by_key[self.cleaned_data["finding"]]


def key_of(finding: Finding) -> str:
    """A finding with its words: with other figures it is another one."""
    return f"{finding.rule} {finding.because}"


def uuid_of(form: forms.Form, name: str) -> UUID:
    """A hidden id of a valid form."""
    value: UUID = form.cleaned_data[name]
    return value
