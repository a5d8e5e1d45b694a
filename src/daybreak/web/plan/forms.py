"""What the plan room asks: the course, the consent, the order, the dates, what went before."""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from daybreak.actions import plan as act
from daybreak.care.catalogue.indication import indications
from daybreak.care.catalogue.protocol import Protocol, protocols
from daybreak.care.plan.body_weight import Basis
from daybreak.care.plan.checks import usual_checks
from daybreak.care.plan.consent import Clause
from daybreak.care.plan.free_days import Wishes
from daybreak.care.quantities import Height, Mass, Weight
from daybreak.records.reads.offers import Offer
from daybreak.records.reads.plan import SignedPlan
from daybreak.records.reads.series import Sitting
from daybreak.records.reads.team import ChairLine, SiteLine
from daybreak.ui.forms import (
    ActForm,
    AmountField,
    Cards,
    DayField,
    MomentField,
    NumberField,
    TimeInput,
    WeightField,
)
from daybreak.ui.forms.act import DJANGO_REQUIRED, EMPTY
from daybreak.ui.presenters import times
from daybreak.web.plan.words import BASES, KINDS, WEEKDAYS

PAST_DOSES, PAST_SCORES = 8, 3  # rows of the form; more are sent in a second one
MOST_ROWS = 60  # sessions in one booking; no protocol has as many
EARLIEST = date(1990, 1, 1)  # what can be typed as a day of history
TEXT = {"rows": 4}


_DOSE_ROWS = (
    ("mg_per_kg", "device_mg", "basis", "minutes"),
    ("weight", "weighed_on", "height_cm"),
    ("cap_mg", "sessions"),
)


class CourseForm(ActForm):
    """What somebody is treated for, by which protocol, and why."""

    indication = forms.ChoiceField(label="Treated for")
    protocol = forms.ChoiceField(label="Protocol")
    site = forms.ChoiceField(label="Site")
    evaluation = forms.CharField(
        label="Evaluation",
        widget=forms.Textarea(TEXT),
        help_text="Why this, for this person, now: history, trials so far, what was weighed.",
    )

    def __init__(self, *args: Any, sites: Sequence[SiteLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "indication", [(each.id, each.name) for each in indications()])
        newest = {each.id: each for each in protocols()}
        _choose(self, "protocol", [(each.id, each.name) for each in newest.values()])
        _choose(self, "site", [(str(site.id), site.name) for site in sites])
        self.initial.setdefault("indication", "trd")
        self.initial.setdefault("protocol", "iv-racemic-six")


class ConsentForm(ActForm):
    """Each clause initialled, and who signed. An opt-in may be left out."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    signed_by = forms.CharField(
        label="Signed by",
        max_length=120,
        help_text="The person, or who may sign for them. You sign with them.",
    )

    def __init__(self, *args: Any, clauses: Sequence[Clause], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clauses = clauses
        for clause in clauses:
            self.fields[f"clause-{clause.id}"] = forms.BooleanField(
                label=clause.title if clause.is_required else f"{clause.title} (may be left out)",
                help_text=clause.text,
                required=clause.is_required,
                error_messages={"required": "This has not been initialled."},
            )
        self.order_fields(["version", *(f"clause-{each.id}" for each in clauses), "signed_by"])

    def initialled(self) -> tuple[str, ...]:
        return tuple(each.id for each in self.clauses if self.cleaned_data[f"clause-{each.id}"])


class DoseForm(ActForm):
    """What a prescriber orders. It is worked out first; `shown` is what they saw it come to."""

    shown_ug = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, protocol: Protocol, is_first: bool, last: SignedPlan | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.protocol = protocol
        checks = usual_checks().dose
        if protocol.devices is not None:
            doses = protocol.devices.doses(is_first=False)
            self.fields["device_mg"] = forms.ChoiceField(
                label="Dose ordered",
                choices=[(str(each.in_mg), str(each)) for each in doses],
                initial=str(protocol.devices.doses(is_first=is_first)[0].in_mg),
            )
        if (limits := protocol.weighted) is not None:
            self.fields["mg_per_kg"] = AmountField(
                label="Dose ordered",
                unit="mg/kg",
                least="0",
                most="100",
                noun="a dose",
                help_text=f"The prescriber's choice. The protocol begins at {limits.start}.",
            )
            self.fields["basis"] = forms.ChoiceField(
                label="Counted for", choices=list(BASES.items()), initial="actual"
            )
        self.fields["weight"] = WeightField(
            label="Weight",
            least=Weight.kg(checks.weight_kg_low),
            most=Weight.kg(checks.weight_kg_high),
        )
        self.fields["weighed_on"] = DayField(
            label="Weighed on", least=EARLIEST, most=timezone.localdate()
        )
        if protocol.weighted is not None:
            self.fields["height_cm"] = AmountField(
                label="Height", unit="cm", least="50", most="260", noun="a height", required=False
            )
        if protocol.minutes is not None:
            self.fields["minutes"] = NumberField(
                label="Over", unit="min", least=1, most=1440, noun="a time to run"
            )
        if protocol.weighted is not None:
            usual = protocol.weighted.cap
            self.fields["cap_mg"] = AmountField(
                label="At most",
                unit="mg",
                least="0",
                most="2000",
                noun="a cap",
                required=False,
                help_text=f"Empty is the protocol's: {usual}." if usual else "",
            )
        self.fields["sessions"] = NumberField(
            label="Sessions", unit="", least=1, most=60, noun="a number of sessions"
        )
        self.fields["note"] = forms.CharField(
            label="Why so",
            widget=forms.Textarea({"rows": 2}),
            required=False,
            help_text="Needed where a check warns.",
        )
        _say_what_is_empty(self)
        for name, value in _ordered(last).items():
            if name in self.fields:
                self.initial.setdefault(name, value)

    def lines(self) -> list[list[Any]]:
        """The fields that the protocol has, in the rows of the page."""
        return [[self[name] for name in row if name in self.fields] for row in _DOSE_ROWS]

    def order(self) -> act.Ordered:
        told = self.cleaned_data
        height = told.get("height_cm")
        device = told.get("device_mg")
        return act.Ordered(
            weight=told["weight"],
            weighed_on=told["weighed_on"],
            mg_per_kg=told.get("mg_per_kg"),
            device_mg=Decimal(device) if device else None,
            basis=Basis(told.get("basis") or "actual"),
            height=Height.cm(height) if height else None,
            minutes=told.get("minutes"),
            cap_mg=told.get("cap_mg"),
            sessions=told["sessions"],
            note=told["note"],
        )

    def shown(self) -> Mass | None:
        shown = self.cleaned_data.get("shown_ug")
        return None if shown is None else Mass(shown)


class SecondForm(ActForm):
    """The second signature under the order that was read."""

    plan = forms.UUIDField(widget=forms.HiddenInput)


class WishForm(forms.Form):
    """From when, and when somebody cannot come: asked before days are proposed."""

    first_day = DayField(label="From", required=False)
    kind = forms.ChoiceField(label="For", choices=list(KINDS.items()), required=False)
    not_weekdays = forms.MultipleChoiceField(
        label="Not on", choices=WEEKDAYS, required=False, widget=forms.CheckboxSelectMultiple
    )
    earliest = forms.TimeField(
        label="Not before", required=False, input_formats=["%H:%M"], widget=TimeInput()
    )
    latest = forms.TimeField(
        label="Starting at the latest",
        required=False,
        input_formats=["%H:%M"],
        widget=TimeInput(),
    )

    def wishes(self) -> Wishes:
        told = self.cleaned_data
        return Wishes(
            not_weekdays=frozenset(int(day) for day in told.get("not_weekdays") or ()),
            earliest=told.get("earliest") or time.min,
            latest=told.get("latest") or time.max,
        )


class DatesForm(ActForm):
    """A row for each session: day, time and chair. A row that is emptied is not booked."""

    kind = forms.ChoiceField(choices=list(KINDS.items()), widget=forms.HiddenInput)
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MOST_ROWS)
    reason = forms.CharField(
        label="Why so",
        max_length=200,
        required=False,
        help_text="Needed where days do not fit the protocol.",
    )

    def __init__(
        self,
        *args: Any,
        chairs: Sequence[ChairLine],
        offers: Sequence[Offer] = (),
        names: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        count = _count(self.data.get("rows")) if self.is_bound else len(offers)
        choices = [("", "Choose"), *((str(chair.id), f"Chair {chair.name}") for chair in chairs)]
        self.initial["rows"] = count
        for index in range(count):
            name = names[index] if index < len(names) else f"Session {index + 1}"
            self.fields[f"at-{index}"] = MomentField(label=name, required=False)
            self.fields[f"chair-{index}"] = forms.ChoiceField(
                label=f"Chair for {name}", choices=choices, required=False
            )
            if index < len(offers):
                self.initial[f"at-{index}"] = offers[index].start
                self.initial[f"chair-{index}"] = str(offers[index].chair)

    def lines(self) -> list[tuple[Any, Any]]:
        """The fields of each row, for the page."""
        return [
            (self[f"at-{index}"], self[f"chair-{index}"])
            for index in range(_count(self["rows"].value()))
        ]

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        for index in range(_count(told.get("rows"))):
            if told.get(f"at-{index}") and not told.get(f"chair-{index}"):
                self.add_error(f"chair-{index}", "Choose a chair, or empty the day.")
        return told

    def wanted(self) -> tuple[act.Wanted, ...]:
        told = self.cleaned_data
        return tuple(
            act.Wanted(UUID(told[f"chair-{index}"]), told[f"at-{index}"])
            for index in range(told["rows"])
            if told.get(f"at-{index}")
        )


class MoveForm(ActForm):
    """One of the offered days, or another time and chair."""

    offer = forms.ChoiceField(label="Free", required=False, widget=Cards())
    at = MomentField(label="Another time", required=False)
    chair = forms.ChoiceField(label="Its chair", required=False)
    reason = forms.CharField(
        label="Why", max_length=200, required=False, help_text="Needed where a gap is too long."
    )

    def __init__(
        self, *args: Any, offers: Sequence[Offer], chairs: Sequence[ChairLine], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "offer", [(offer_key(each), offer_words(each)) for each in offers])
        _choose(self, "chair", [("", "Choose"), *((str(c.id), f"Chair {c.name}") for c in chairs)])

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if self.errors:
            return told
        if bool(told.get("offer")) == bool(told.get("at")):
            self.add_error("offer", "Choose one of the free days, or type another time.")
        elif told.get("at") and not told.get("chair"):
            self.add_error("chair", "Choose a chair for that time.")
        return told

    def chosen(self) -> tuple[UUID, datetime]:
        told = self.cleaned_data
        if told["offer"]:
            chair, _, start = told["offer"].partition("|")
            return UUID(chair), datetime.fromisoformat(start)
        return UUID(told["chair"]), told["at"]


class RestForm(ActForm):
    """A new day, time and chair for each session that is still ahead."""

    reason = forms.CharField(
        label="Why so",
        max_length=200,
        required=False,
        help_text="Needed where days do not fit the protocol.",
    )

    def __init__(
        self,
        *args: Any,
        sittings: Sequence[Sitting],
        offers: Sequence[Offer],
        chairs: Sequence[ChairLine],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sittings = sittings
        choices = [(str(chair.id), f"Chair {chair.name}") for chair in chairs]
        for index, each in enumerate(sittings):
            name = f"Session {each.number}"
            offer = offers[index] if index < len(offers) else None
            self.fields[f"at-{each.session}"] = MomentField(
                label=name, initial=offer.start if offer else each.starts_at
            )
            self.fields[f"chair-{each.session}"] = forms.ChoiceField(
                label=f"Chair for {name}",
                choices=choices,
                initial=str(offer.chair if offer else each.chair),
            )
        _say_what_is_empty(self)

    def lines(self) -> list[tuple[Any, Any, str]]:
        """The fields of each session, and when it is now in words."""
        return [
            (self[f"at-{each.session}"], self[f"chair-{each.session}"], f"now {_when(each)}")
            for each in self.sittings
        ]

    def moves(self) -> tuple[act.Move, ...]:
        told = self.cleaned_data
        return tuple(
            act.Move(each.session, UUID(told[f"chair-{each.session}"]), told[f"at-{each.session}"])
            for each in self.sittings
        )


class HistoryForm(ActForm):
    """What was given, scored and signed before, and who says so."""

    source = forms.CharField(
        label="Who tells this",
        max_length=200,
        help_text="Such as “Letter of the River Clinic, 16 November 2026”, or “the patient”.",
    )
    where = forms.CharField(label="Given where", max_length=120, required=False)
    kind = forms.ChoiceField(label="These were", choices=list(KINDS.items()), required=False)
    consent_on = DayField(label="Consent signed on", least=EARLIEST, required=False)
    consent_by = forms.CharField(label="Consent signed by", max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for index in range(PAST_DOSES):
            self.fields[f"on-{index}"] = DayField(
                label=f"Dose {index + 1}, day", least=EARLIEST, required=False
            )
            self.fields[f"mg-{index}"] = AmountField(
                label=f"Dose {index + 1}, amount",
                unit="mg",
                least="0",
                most="5000",
                noun="a dose",
                required=False,
            )
            self.fields[f"minutes-{index}"] = NumberField(
                label=f"Dose {index + 1}, minutes",
                unit="min",
                least=0,
                most=1440,
                noun="a time to run",
                required=False,
            )
        for index in range(PAST_SCORES):
            self.fields[f"scored-{index}"] = DayField(
                label=f"PHQ-9 {index + 1}, day", least=EARLIEST, required=False
            )
            self.fields[f"total-{index}"] = NumberField(
                label=f"PHQ-9 {index + 1}, total",
                unit="of 27",
                least=0,
                most=27,
                noun="a PHQ-9 total",
                required=False,
            )

    def dose_lines(self) -> list[tuple[Any, Any, Any]]:
        return [(self[f"on-{n}"], self[f"mg-{n}"], self[f"minutes-{n}"]) for n in range(PAST_DOSES)]

    def score_lines(self) -> list[tuple[Any, Any]]:
        return [(self[f"scored-{n}"], self[f"total-{n}"]) for n in range(PAST_SCORES)]

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        for n in range(PAST_DOSES):
            if not told.get(f"on-{n}") and (told.get(f"mg-{n}") or told.get(f"minutes-{n}")):
                self.add_error(f"on-{n}", "On which day was this dose given?")
        for n in range(PAST_SCORES):
            day, total = told.get(f"scored-{n}"), told.get(f"total-{n}")
            if (day is None) != (total is None) and not self.errors:
                self.add_error(f"scored-{n}", "A score needs its day and its total.")
        if bool(told.get("consent_on")) != bool(told.get("consent_by")) and not self.errors:
            self.add_error("consent_on", "A consent needs its day and who signed it.")
        return told

    def doses(self) -> tuple[act.PastDose, ...]:
        told = self.cleaned_data
        return tuple(
            act.PastDose(
                told[f"on-{n}"],
                kind=told["kind"] or "induction",
                mg=told[f"mg-{n}"],
                minutes=told[f"minutes-{n}"],
                where=told["where"],
            )
            for n in range(PAST_DOSES)
            if told[f"on-{n}"]
        )

    def scores(self) -> tuple[act.PastScore, ...]:
        told = self.cleaned_data
        return tuple(
            act.PastScore(told[f"scored-{n}"], told[f"total-{n}"])
            for n in range(PAST_SCORES)
            if told[f"scored-{n}"]
        )

    def consent(self) -> act.PastConsent | None:
        told = self.cleaned_data
        if not told["consent_on"]:
            return None
        return act.PastConsent(told["consent_on"], told["consent_by"])


class TakeoverForm(HistoryForm):
    """The same for somebody whose course is taken over: it opens the course too."""

    indication = forms.ChoiceField(label="Treated for")
    protocol = forms.ChoiceField(label="Protocol from now on")
    site = forms.ChoiceField(label="Site")
    evaluation = forms.CharField(label="Evaluation", widget=forms.Textarea(TEXT))

    def __init__(self, *args: Any, sites: Sequence[SiteLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "indication", [(each.id, each.name) for each in indications()])
        newest = {each.id: each for each in protocols()}
        _choose(self, "protocol", [(each.id, each.name) for each in newest.values()])
        _choose(self, "site", [(str(site.id), site.name) for site in sites])
        self.initial.setdefault("indication", "trd")
        self.initial.setdefault("protocol", "iv-racemic-six")

    def opening(self) -> act.Opening:
        told = self.cleaned_data
        return act.Opening(
            UUID(told["site"]), told["indication"], told["protocol"], told["evaluation"]
        )


def offer_key(offer: Offer) -> str:
    """How a form speaks of an offer."""
    return f"{offer.chair}|{offer.start.isoformat()}"


def offer_words(offer: Offer) -> str:
    """`Mon 16 Nov, 10:00, chair 2`."""
    return f"{_spoken(offer.start)}, chair {offer.chair_name}"


def _when(sitting: Sitting) -> str:
    return f"{_spoken(sitting.starts_at)}, chair {sitting.chair_name}"


def _spoken(at: datetime) -> str:
    there = timezone.localtime(at)
    day = times.DAYS[there.weekday()][:3]
    return f"{day} {times.day(there.date())}, {times.clock(at, timezone.get_current_timezone())}"


def _ordered(last: SignedPlan | None) -> dict[str, Any]:
    """What the last order said, to begin from."""
    if last is None:
        return {}
    return {
        "mg_per_kg": last.per_kg.in_mg_per_kg if last.per_kg else None,
        "device_mg": str(last.dose.in_mg),
        "basis": last.basis.value,
        "height_cm": last.height.in_cm if last.height else None,
        "minutes": last.minutes,
        "sessions": last.sessions,
    }


def _say_what_is_empty(form: forms.Form) -> None:
    """What `ActForm` does for the fields of its class, for those that were added to it."""
    for field in form.fields.values():
        if str(field.error_messages.get("required")) == DJANGO_REQUIRED:
            field.error_messages["required"] = EMPTY


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 — for the type checker
    field.choices = list(choices)


def _count(sent: Any) -> int:
    """How many rows a form says that it has."""
    try:
        return max(0, min(MOST_ROWS, int(sent)))
    except (TypeError, ValueError):
        return 0
