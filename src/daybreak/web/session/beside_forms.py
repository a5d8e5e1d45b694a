"""What is asked at the chair beside the dose: a medicine, a rescue, an adverse event."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms

from daybreak.actions import session as act
from daybreak.care.plan.adjuncts import Amount, adjunct_rules
from daybreak.care.quantities import Mass, Volume
from daybreak.care.session.events import EventRules
from daybreak.care.session.symptoms import SymptomList
from daybreak.ui.forms import ActForm, AmountField, Cards, ManyCards, MomentField, NumberField
from daybreak.web.session.beside_words import way

UNITS = (("mg", "mg"), ("ug", "µg"), ("ml", "mL"))
ASKED = "I asked just now: no allergy to it"


def amount_of(number: Decimal, unit: str) -> Amount:
    """An amount as it was typed with its unit."""
    match unit:
        case "ml":
            return Volume.ml(number)
        case "ug":
            return Mass.mg(number / 1000)
        case _:
            return Mass.mg(number)


class AgoForm(ActForm):
    """Something that may have happened a while ago."""

    minutes_ago = NumberField(
        label="How long ago", unit="min ago", least=0, most=720, noun="a time", required=False
    )

    def at(self, now: datetime) -> datetime | None:
        """When it was; None for just now."""
        ago = self.cleaned_data.get("minutes_ago")
        return now - timedelta(minutes=ago) if ago else None


class GiveForm(AgoForm):
    """One dose by an order: the ordered one, unless less is typed."""

    is_allergy_asked = forms.BooleanField(label=ASKED, required=False)
    less = AmountField(
        label="Less than that", unit="", least="0", most="100000", noun="a dose", required=False
    )
    note = forms.CharField(label="Note", max_length=200, required=False)
    field_order = ("is_allergy_asked", "less", "minutes_ago", "note")

    def __init__(self, *args: Any, dose: Amount, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dose = dose
        self.unit = "ml" if isinstance(dose, Volume) else "mg"
        less = self.fields["less"]
        less.unit = less.widget.unit = dict(UNITS)[self.unit]  # type: ignore[attr-defined]  # of AmountField

    def amount(self) -> Amount | None:
        less = self.cleaned_data.get("less")
        return None if less is None else amount_of(less, self.unit)


class WordForm(AgoForm):
    """A dose that a prescriber asked for aloud; `despite` is asked once something was said."""

    drug = forms.CharField(
        label="Medicine", max_length=120, help_text="Its plain name, such as it stands on the vial."
    )
    amount = AmountField(label="How much", unit="", least="0", most="100000", noun="a dose")
    unit = forms.ChoiceField(label="Unit", choices=UNITS)
    route = forms.ChoiceField(label="How", choices=())
    said_by = forms.ChoiceField(label="Who said so", choices=())
    is_allergy_asked = forms.BooleanField(label=ASKED, required=False)
    despite = forms.BooleanField(
        label="It was given all the same; whoever said so knows this", required=False
    )
    note = forms.CharField(label="Note", max_length=200, required=False)
    field_order = ("drug", "amount", "unit", "route", "said_by", "minutes_ago", "is_allergy_asked")

    def __init__(self, *args: Any, prescribers: Sequence[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "route", [(each, way(each)) for each in adjunct_rules().routes])
        people = [(str(key), name) for key, name in prescribers]
        _choose(self, "said_by", people if len(people) == 1 else [("", "Choose"), *people])
        amount = self.fields["amount"]
        amount.widget.attrs["aria-label"] = "How much"

    def word(self) -> act.Word:
        told = self.cleaned_data
        return act.Word(
            drug=told["drug"],
            route=told["route"],
            amount=amount_of(told["amount"], told["unit"]),
            said_by=UUID(told["said_by"]),
        )


class NotGivenForm(ActForm):
    """Why an entry is taken back that was never given."""

    reason = forms.CharField(
        label="How the entry came about",
        max_length=200,
        help_text="A word is enough: the wrong person, a slip of the finger, entered twice.",
    )


class RescueForm(ActForm):
    """One tap in a rescue; which one it is says the button that was pressed."""

    rescue = forms.UUIDField(required=False, widget=forms.HiddenInput)
    trigger = forms.CharField(required=False, max_length=40)
    did = forms.CharField(required=False, max_length=40)
    taken_back = forms.UUIDField(required=False, widget=forms.HiddenInput)
    is_over = forms.BooleanField(required=False)
    called_by = forms.CharField(label="Who called for help", max_length=120, required=False)
    response = forms.CharField(
        label="How they are now",
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def detail(self) -> str:
        """What was typed beside the action that was tapped; each has a field of its own."""
        return str(self.data.get(f"detail-{self.cleaned_data['did']}", ""))

    def told(self) -> act.RescueTold:
        told = self.cleaned_data
        return act.RescueTold(
            trigger=told["trigger"],
            called_by=told["called_by"],
            did=told["did"],
            detail=self.detail() if told["did"] else "",
            taken_back=told["taken_back"],
            response=told["response"],
            is_over=told["is_over"],
        )


class EventForm(ActForm):
    """An adverse event, whole; a correction begins with what stands."""

    term = forms.ChoiceField(label="What happened", choices=())
    grade = forms.ChoiceField(label="How bad at its worst", widget=Cards())
    onset = MomentField(label="When it began")
    resolved = MomentField(label="When it was over", required=False)
    taken = forms.ChoiceField(label="What was done with the dose", choices=())
    relatedness = forms.ChoiceField(label="Did the drug cause it", choices=())
    flags = forms.MultipleChoiceField(
        label="Serious, if any of these", required=False, widget=ManyCards()
    )
    description = forms.CharField(
        label="In words", required=False, max_length=4000, widget=forms.Textarea({"rows": 4})
    )
    rescue = forms.ChoiceField(label="It was the reason for", choices=(), required=False)

    def __init__(
        self,
        *args: Any,
        listed: SymptomList,
        rules: EventRules,
        zone: tzinfo,
        rescues: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        terms = sorted(((each.id, each.name) for each in listed.term), key=lambda each: each[1])
        _choose(self, "term", [("", "Choose"), *terms])
        grades = [(str(n), f"{n}") for n in range(1, len(listed.grades.words) + 1)]
        _choose(self, "grade", grades)
        said = {str(n): words for n, words in enumerate(listed.grades.words, 1)}
        self.fields["grade"].widget.words = said
        _choose(self, "taken", [(each.id, each.name) for each in rules.taken])
        _choose(self, "relatedness", [(each.id, each.name) for each in rules.relatedness])
        _choose(self, "flags", [(each.id, each.name) for each in rules.flag])
        for name in ("onset", "resolved"):
            moment = self.fields[name]
            moment.zone = moment.widget.zone = zone  # type: ignore[attr-defined]  # of MomentField
        if rescues:
            _choose(self, "rescue", [("", "No rescue"), *rescues])
        else:
            del self.fields["rescue"]

    def told(self) -> act.EventTold:
        told = self.cleaned_data
        return act.EventTold(
            term=told["term"],
            grade=int(told["grade"]),
            onset=told["onset"],
            resolved=told["resolved"],
            relatedness=told["relatedness"],
            taken=told["taken"],
            flags=tuple(told["flags"]),
            description=told["description"],
        )

    def rescue_id(self) -> UUID | None:
        told = self.cleaned_data.get("rescue")
        return UUID(told) if told else None


class TaskForm(ActForm):
    """What became of a report."""

    task = forms.CharField(max_length=40, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label="What became of it",
        choices=(("done", "Reported"), ("not", "Not reported, because")),
        widget=Cards(),
        initial="done",
    )
    words = forms.CharField(label="How and under which number, or why not", max_length=200)

    def told(self) -> act.TaskTold:
        told = self.cleaned_data
        return act.TaskTold(
            task=told["task"], is_done=told["outcome"] == "done", words=told["words"]
        )


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    field = form.fields[name]
    field.choices = list(choices)  # type: ignore[attr-defined]  # every one named here is a choice
