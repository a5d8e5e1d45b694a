"""What the session room asks, in the words and units of whoever stands at the chair."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms

from daybreak.care.catalogue.profile import Profile, Signal
from daybreak.care.plan.checks import usual_checks
from daybreak.care.quantities import Mass, Rate, Volume, Weight
from daybreak.care.screening.fields import Field, FieldKind
from daybreak.care.session.checklists import Checklist
from daybreak.care.session.entries import entries
from daybreak.care.session.gates import Gate
from daybreak.care.session.vitals import Vitals
from daybreak.ui.forms import ActForm, AmountField, Cards, DayField, NumberField, WeightField
from daybreak.web.session import words
from daybreak.web.session.taps import TAPPED, LevelField

YES_NO = (("yes", "Yes"), ("no", "No"))
FACT = "fact-"
GATE = "gate-"
ITEM = "item-"
LIST = "list-"
WHOLE = "score-whole"
AS_LISTED = "as-listed"
LEAST_KG, MOST_KG = 25, 350


class CancelForm(ActForm):
    """Somebody is not coming."""

    what = forms.ChoiceField(
        label="What happened",
        choices=(("cancelled", "It was called off"), ("no-show", "Nobody came")),
        widget=Cards(),
        initial="cancelled",
    )
    reason = forms.CharField(label="Who called it off, and why", max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("what") == "cancelled" and not cleaned.get("reason", "").strip():
            self.add_error("reason", "Say who called it off, and why.")
        return cleaned


@dataclass(frozen=True)
class ReadTogether:
    """A list that may be answered as a whole: its one field, and a field for each question."""

    whole: Any
    each: Sequence[Any]

    @property
    def is_open(self) -> bool:
        """Whether something of it was answered by itself, or wrongly."""
        return any(one.errors or one.value() for one in self.each)

    @property
    def words(self) -> list[str]:
        """Each question, with the answer that the whole stands for where it is not a yes."""
        return [
            f"{one.label} {getattr(one.field, 'answer_words', '')}".strip() for one in self.each
        ]


class BestScore(ReadTogether):
    """A score whose whole stands for the best line of every item."""

    @property
    def words(self) -> list[str]:
        return [f"{one.label}: {one.field.choices[0][1].partition(': ')[2]}" for one in self.each]


class GatesForm(ActForm):
    """A form that also asks the questions before a step; each is ticked or stays open.

    Those that one person goes through in one go stand in a list, which is ticked as a whole or
    one by one. Nothing is ever ticked beforehand.
    """

    def __init__(self, *args: Any, gates: Iterable[Gate] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gates = tuple(gates)
        self.lists = entries().lists(self.gates)
        for each, _ in self.lists:
            self.fields[LIST + each.id] = forms.BooleanField(label=each.words, required=False)
        for gate in self.gates:
            self.fields[GATE + gate.id] = forms.BooleanField(label=gate.question, required=False)

    def answers(self) -> dict[str, bool]:
        """The questions that were ticked; those left open are not answered."""
        whole = {
            gate.id
            for each, gates in self.lists
            if self.cleaned_data[LIST + each.id]
            for gate in gates
        }
        return {
            gate.id: True
            for gate in self.gates
            if gate.id in whole or self.cleaned_data[GATE + gate.id]
        }

    @property
    def checks(self) -> list[ReadTogether | Any]:
        """What is asked, in its order: a bound field, or a list with the fields of its own."""
        in_list = {gate.id: each for each, gates in self.lists for gate in gates}
        shown: list[ReadTogether | Any] = []
        for gate in self.gates:
            each = in_list.get(gate.id)
            if each is None:
                shown.append(self[GATE + gate.id])
                continue
            whole = self[LIST + each.id]
            if not any(isinstance(one, ReadTogether) and one.whole == whole for one in shown):
                gates = next(gates for other, gates in self.lists if other is each)
                shown.append(ReadTogether(whole, [self[GATE + one.id] for one in gates]))
        return shown

    @property
    def plain(self) -> list[Any]:
        """The bound fields that are no questions before a step."""
        return [field for field in self.visible_fields() if not field.name.startswith((GATE, LIST))]


class CheckInForm(ActForm):
    """What is asked and seen on arrival. `asked` are today's questions, in their order."""

    identity = forms.BooleanField(
        label="Name and date of birth both said by the person, and both right", required=False
    )
    consent = forms.BooleanField(label="They still want it today", required=False)
    scales = forms.BooleanField(
        label="Today's questionnaires and the question about suicide answered", required=False
    )
    stop_word = forms.CharField(label="The word for stop", max_length=60, required=False)
    escort_name = forms.CharField(label="Who takes them home", max_length=120, required=False)
    escort_phone = forms.CharField(label="Their phone", max_length=40, required=False)
    weight = WeightField(
        label="Weight on the clinic's scale today",
        least=Weight.kg(LEAST_KG),
        most=Weight.kg(MOST_KG),
        required=False,
    )

    def __init__(
        self, *args: Any, asked: Sequence[Field], done: Collection[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = tuple(asked)
        for name in done:
            del self.fields[name]
        self.lists = entries().asks(self.asked)
        for each, _ in self.lists:
            self.fields[LIST + each.id] = forms.BooleanField(label=each.words, required=False)
        for field in self.asked:
            self.fields[FACT + field.id] = _fact_field(field)

    def facts(self) -> dict[str, bool | int | str | None]:
        """The questions that were answered now; those left open are not touched.

        What was answered by itself counts before the list that it stands in.
        """
        found: dict[str, bool | int | str | None] = {
            field.id: field.reassuring
            for each, fields in self.lists
            if self.cleaned_data[LIST + each.id]
            for field in fields
        }
        for field in self.asked:
            told = self.cleaned_data.get(FACT + field.id)
            if told in (None, ""):
                continue
            found[field.id] = _fact(field, told)
        return found

    def said(self, name: str) -> bool:
        """Whether a check was ticked, now or earlier at this visit."""
        return name not in self.fields or bool(self.cleaned_data[name])

    def weight_g(self) -> int | None:
        weight: Weight | None = self.cleaned_data.get("weight")
        return weight.grams if weight else None

    @property
    def today(self) -> list[Any]:
        """Today's questions: bound fields, and lists with the fields of theirs."""
        listed = {field.id for _, fields in self.lists for field in fields}
        shown: list[Any] = [
            ReadTogether(self[LIST + each.id], [self[FACT + field.id] for field in fields])
            for each, fields in self.lists
        ]
        return shown + [self[FACT + field.id] for field in self.asked if field.id not in listed]

    @property
    def checks(self) -> list[Any]:
        """The bound fields of what is ticked of everybody, but for what was ticked already."""
        return [self[name] for name in ("identity", "consent", "scales") if name in self.fields]

    @property
    def first(self) -> list[Any]:
        """The bound fields of what is typed of everybody."""
        return [self[name] for name in ("weight", "stop_word", "escort_name", "escort_phone")]


def _fact_field(field: Field) -> forms.Field:
    label = field.question
    match field.kind:
        case FieldKind.YES_NO:
            asked = forms.ChoiceField(label=label, choices=YES_NO, required=False, widget=Cards())
            asked.answer_words = dict(YES_NO)["yes" if field.reassuring else "no"]  # type: ignore[attr-defined]  # read by lists alone
            return asked
        case FieldKind.CHOICE:
            choices = [(each, each.replace("-", " ").capitalize()) for each in field.choices]
            return forms.ChoiceField(label=label, choices=choices, required=False, widget=Cards())
        case FieldKind.DAY:
            return DayField(label=label, required=False)
        case FieldKind.NUMBER if field.unit == "min":
            return AmountField(
                label=label.replace("Minutes since", "Hours since"),
                unit="h",
                least=0,  # type: ignore[arg-type]  # a whole number is a decimal too
                most=Decimal(field.high) / 60,
                noun="a time",
                required=False,
            )
        case FieldKind.NUMBER:
            return NumberField(
                label=label,
                unit=field.unit,
                least=field.low,
                most=field.high,
                noun=f"a {field.name}",
                required=False,
            )


def _fact(field: Field, told: Any) -> bool | int | str:
    match field.kind:
        case FieldKind.YES_NO:
            return bool(told == "yes")
        case FieldKind.DAY:
            return str(told.isoformat())
        case FieldKind.NUMBER if field.unit == "min":
            return int(told * 60)
        case FieldKind.NUMBER:
            return int(told)
        case FieldKind.CHOICE:
            return str(told)


SHORT: Mapping[Signal, str] = {
    Signal.SYSTOLIC: "Systolic",
    Signal.DIASTOLIC: "Diastolic",
    Signal.HEART_RATE: "Pulse",
    Signal.SPO2: "SpO₂",
    Signal.RESPIRATORY_RATE: "Breaths",
    Signal.MOAAS: "MOAA/S, 5 is wide awake",
    Signal.DISSOCIATION: "How far away, 0 to 10",
    Signal.PAIN: "Pain, 0 to 10",
    Signal.NAUSEA: "Nausea, 0 to 10",
    Signal.ANXIETY: "Anxiety, 0 to 10",
    Signal.ETCO2: "EtCO₂",
    Signal.TEMPERATURE: "Temperature",
    Signal.RASS: "RASS",
}
LEAD = frozenset(
    {
        Signal.SYSTOLIC,
        Signal.DIASTOLIC,
        Signal.HEART_RATE,
        Signal.SPO2,
        Signal.RESPIRATORY_RATE,
    }
)
LEVELS = (Signal.MOAAS, Signal.DISSOCIATION)
NOUNS: Mapping[Signal, str] = {
    Signal.SYSTOLIC: "a blood pressure",
    Signal.DIASTOLIC: "a blood pressure",
    Signal.HEART_RATE: "a pulse",
    Signal.SPO2: "an oxygen saturation",
    Signal.RESPIRATORY_RATE: "a number of breaths",
    Signal.TEMPERATURE: "a temperature",
}


class VitalsForm(ActForm):
    """One set of vitals; whatever was not taken stays empty. `minutes_ago` moves it back."""

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.profile = profile
        for signal in SHORT:
            self.fields[signal.value] = _signal_field(signal, profile)
        self.fields["minutes_ago"] = NumberField(
            label="Taken how long ago",
            unit="min ago",
            least=0,
            most=720,
            noun="a time",
            required=False,
        )

    def vitals(self) -> Vitals:
        taken: dict[str, int | None] = {}
        for signal in SHORT:
            told = self.cleaned_data.get(signal.value)
            decimals = self.profile.by_signal[signal].decimals
            taken[signal.value] = (
                int(Decimal(told).scaleb(decimals)) if told is not None and decimals else told
            )
        return Vitals(**taken)

    @property
    def lead(self) -> list[Any]:
        """The bound fields of the figures one reads most."""
        return [self[signal.value] for signal in SHORT if signal in LEAD]

    @property
    def levels(self) -> list[Any]:
        """The bound fields of what is tapped each time: how awake, how far away."""
        return [self[signal.value] for signal in LEVELS]

    @property
    def more(self) -> list[Any]:
        """Everything else; tapped levels first."""
        rest = [signal for signal in SHORT if signal not in LEAD | set(LEVELS)]
        rest.sort(key=lambda signal: signal not in TAPPED)
        last = [name for name in ("minutes_ago", "reason") if name in self.fields]
        return [self[name] for name in (*(signal.value for signal in rest), *last)]


class CorrectForm(VitalsForm):
    """Other figures in the place of a reading, or none: then it counts as never taken."""

    reason = forms.CharField(label="What was wrong with it", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["minutes_ago"]
        self.order_fields([*(signal.value for signal in SHORT), "reason"])

    def instead(self) -> Vitals | None:
        vitals = self.vitals()
        return vitals if any(True for _ in vitals.taken()) else None


def _signal_field(signal: Signal, profile: Profile) -> forms.Field:
    row = profile.by_signal[signal]
    if signal in TAPPED:
        return LevelField(row, label=SHORT[signal])
    noun = NOUNS.get(signal, f"a figure of {row.name}")
    if row.decimals:
        return AmountField(
            label=SHORT[signal],
            unit=row.unit,
            least=row.figure(row.lowest),
            most=row.figure(row.highest),
            noun=noun,
            required=False,
        )
    return NumberField(
        label=SHORT[signal],
        unit=row.unit,
        least=row.lowest,
        most=row.highest,
        noun=noun,
        required=False,
    )


class DecideForm(ActForm):
    """Go, or no-go with its reason."""

    decision = forms.ChoiceField(
        label="Your decision",
        choices=(("go", "Go"), ("no-go", "No-go")),
        widget=Cards(
            words={
                "go": "I have seen today's readings and weighed what is warned of.",
                "no-go": "No dose today; the reason stands below.",
            }
        ),
    )
    reason = forms.CharField(label="Reason or note", max_length=500, required=False)


class PrepareForm(GatesForm):
    """The vial in hand, as it is labelled, and what it is mixed into."""

    product = forms.CharField(label="Product, as on the vial", max_length=60)
    strength = forms.ChoiceField(label="Strength on the vial", choices=())
    lot = forms.CharField(label="Lot", max_length=40)
    expires_on = DayField(label="Use by")
    diluent = AmountField(
        label="Bag or syringe holds",
        unit="mL",
        least="1",
        most="1000",
        noun="a volume",
        required=False,
    )
    bag = forms.ChoiceField(
        label="How it is mixed",
        choices=(("added", "Drug is added to it"), ("replaced", "As much is drawn off first")),
        widget=Cards(),
        initial="added",
        required=False,
    )

    def __init__(self, *args: Any, infused: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        strengths = [
            (str(each.micrograms_per_ml), str(each)) for each in usual_checks().vial.strengths
        ]
        field = self.fields["strength"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [("", "Read it off the vial"), *strengths]
        if not infused:
            del self.fields["diluent"], self.fields["bag"]

    def strength_ug_per_ml(self) -> int:
        return int(self.cleaned_data["strength"])

    def diluent_ul(self) -> int | None:
        told = self.cleaned_data.get("diluent")
        return None if told is None else Volume.ml(told).microlitres

    def told(self) -> dict[str, Any]:
        return {
            "product": self.cleaned_data["product"],
            "strength_ug_per_ml": self.strength_ug_per_ml(),
            "lot": self.cleaned_data["lot"],
            "expires_on": self.cleaned_data["expires_on"],
            "diluent_ul": self.diluent_ul(),
            "bag": self.cleaned_data.get("bag") or "added",
            "answers": self.answers(),
        }


class CheckDoseForm(ActForm):
    """A second person's own figures."""

    dose = AmountField(label="Dose", unit="mg", least="0.1", most="1000", noun="a dose")
    rate = AmountField(
        label="Pump rate", unit="mL/h", least="0.1", most="2000", noun="a rate", required=False
    )

    def __init__(self, *args: Any, infused: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if infused:
            self.fields["rate"].required = True
        else:
            del self.fields["rate"]

    def dose_ug(self) -> int:
        return Mass.mg(self.cleaned_data["dose"]).micrograms

    def rate_ul_per_h(self) -> int:
        told = self.cleaned_data.get("rate")
        return 0 if told is None else Rate.ml_per_h(told).microlitres_per_h

    def told(self) -> dict[str, Any]:
        return {"dose_ug": self.dose_ug(), "rate_ul_per_h": self.rate_ul_per_h()}


class StartForm(GatesForm):
    """Everything before the start, and what the pump is set to."""

    rate = AmountField(
        label="The pump is set to",
        unit="mL/h",
        least="0.1",
        most="2000",
        noun="a rate",
        help_text="Read it off the pump's display.",
    )

    def __init__(self, *args: Any, infused: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not infused:
            del self.fields["rate"]

    def rate_ul_per_h(self) -> int:
        told = self.cleaned_data.get("rate")
        return 0 if told is None else Rate.ml_per_h(told).microlitres_per_h

    def told(self) -> dict[str, Any]:
        return {"rate_ul_per_h": self.rate_ul_per_h(), "answers": self.answers()}


class LabelForm(ActForm):
    """The label is on this preparation."""

    preparation = forms.UUIDField(widget=forms.HiddenInput)


class PumpForm(ActForm):
    """What the pump shows, and why it was touched."""

    shown = AmountField(
        label="The pump shows", unit="mL", least="0", most="2000", noun="a volume", required=False
    )
    reason = forms.CharField(label="Why", max_length=200, required=False)

    def shown_ul(self) -> int | None:
        told = self.cleaned_data.get("shown")
        return None if told is None else Volume.ml(told).microlitres


class StopForm(PumpForm):
    """The dose is over."""

    why = forms.ChoiceField(
        label="Why", choices=tuple(words.STOPS.items()), widget=Cards(), initial="completed"
    )
    reason = forms.CharField(label="More about it", max_length=150, required=False)
    field_order = ("why", "shown", "reason")

    def words(self) -> str:
        more = self.cleaned_data["reason"].strip()
        return f"{self.cleaned_data['why']}: {more}" if more else str(self.cleaned_data["why"])


class RateForm(PumpForm):
    """Another rate."""

    rate = AmountField(label="New rate", unit="mL/h", least="0.1", most="2000", noun="a rate")
    reason = forms.CharField(label="Why", max_length=200)
    field_order = ("rate", "shown", "reason")

    def rate_ul_per_h(self) -> int:
        return Rate.ml_per_h(self.cleaned_data["rate"]).microlitres_per_h


class SymptomForm(ActForm):
    """One symptom and how bad it is; 0 says that it has passed."""

    grade = forms.TypedChoiceField(coerce=int, choices=tuple(enumerate(words.GRADES)))
    note = forms.CharField(label="Note", max_length=300, required=False)


class AcknowledgeForm(ActForm):
    """An alarm as the page showed it, and what was done."""

    channel = forms.CharField(max_length=60)
    level = forms.CharField(max_length=10)
    action = forms.CharField(max_length=60)


class DischargeForm(GatesForm):
    """One look at whether somebody may leave: a score item by item, and the questions."""

    def __init__(self, *args: Any, scored: Checklist, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scored = scored
        if self.is_bound and AS_LISTED in self.data:  # the button that says yes to both lists
            told: Any = copy(self.data)
            for name in (WHOLE, *(LIST + each.id for each, _ in self.lists)):
                told[name] = "on"
            self.data = told
        for item in scored.item:
            points = [(str(number), f"{number}: {item.points[number]}") for number in (2, 1, 0)]
            self.fields[ITEM + item.id] = forms.ChoiceField(
                label=item.name, choices=points, widget=Cards(), required=False
            )
        self.fields[WHOLE] = forms.BooleanField(
            label=f"I looked at each of these, and each is so: {2 * len(scored.item)} of "
            f"{2 * len(scored.item)}",
            required=False,
        )

    @property
    def score(self) -> ReadTogether:
        """The score, as a whole at its best or item by item."""
        return BestScore(self[WHOLE], [self[ITEM + item.id] for item in self.scored.item])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get(WHOLE):
            for item in self.scored.item:
                if not cleaned.get(ITEM + item.id) and ITEM + item.id not in self.errors:
                    self.add_error(ITEM + item.id, "This item is not scored yet.")
        return cleaned

    def items(self) -> dict[str, int]:
        """Each item's points; what was scored by itself counts before the whole."""
        return {item.id: int(self.cleaned_data[ITEM + item.id] or "2") for item in self.scored.item}


class SignForm(ActForm):
    """Who takes them home, and what a prescriber signs for."""

    escort_name = forms.CharField(
        label="Who is here to take them home", max_length=120, required=False
    )
    signed_for = forms.MultipleChoiceField(
        label="I sign for these, and say why",
        choices=(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label="Why they may leave all the same", max_length=200, required=False
    )

    def __init__(self, *args: Any, may_sign: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_sign:
            del self.fields["signed_for"], self.fields["reason"]
            return
        field = self.fields["signed_for"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        field.choices = list(may_sign)


class LeaveForm(GatesForm, PumpForm):
    """Somebody leaves against advice."""

    details = forms.CharField(
        label="How they left, what was offered and said", widget=forms.Textarea({"rows": 4})
    )
    escort_name = forms.CharField(label="Who is with them", max_length=120, required=False)
    reason = None  # type: ignore[assignment]  # the details say it


class TransferForm(PumpForm):
    """Somebody is handed over."""

    destination = forms.CharField(label="To whom or where", max_length=100)
    reason = forms.CharField(label="What happened", max_length=200)
    field_order = ("destination", "reason", "shown")


class CloseForm(GatesForm):
    """The note, the measured waste and who saw it."""

    note = forms.CharField(label="Note of this session", widget=forms.Textarea({"rows": 5}))
    waste = AmountField(
        label="Left over and thrown away, as measured",
        unit="mL",
        least="0",
        most="2000",
        noun="a volume",
        required=False,
    )
    witness = forms.EmailField(
        label="Email of the person who saw it", required=False, help_text="Not your own."
    )
    witness_password = forms.CharField(
        label="Their password",
        widget=forms.PasswordInput({"autocomplete": "off"}),
        required=False,
        help_text="They type it themselves: it is their signature.",
    )

    def __init__(self, *args: Any, has_drug: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_drug:
            for name in ("waste", "witness", "witness_password"):
                del self.fields[name]

    def waste_ul(self) -> int:
        told = self.cleaned_data.get("waste")
        return 0 if told is None else Volume.ml(told).microlitres


class BindForm(ActForm):
    """A monitor's own name."""

    device = forms.CharField(
        label="Monitor",
        max_length=60,
        help_text="Scan it, or type the number or name on its label.",
    )


class UnbindForm(ActForm):
    """Which pairing ends."""

    binding = forms.UUIDField(widget=forms.HiddenInput)

    def binding_id(self) -> UUID:
        return UUID(str(self.cleaned_data["binding"]))


class ReasonForm(ActForm):
    """Why."""

    reason = forms.CharField(label="Why", max_length=200)
