"""The forms from preparing to the end of a dose, as each route asks them.

What runs in is measured and set; whole devices are counted; an injection has a site. A form says
with `told` what its act is told.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django import forms

from daybreak.care.catalogue.giving import Kind
from daybreak.care.quantities import Mass, Volume
from daybreak.care.session.alarms import resume_gates
from daybreak.care.session.devices import Devices
from daybreak.care.session.gates import Gate, session_gates
from daybreak.care.session.stages import Stage
from daybreak.records.reads.session import Visit
from daybreak.ui.forms import ActForm, AmountField, Cards, DayField, NumberField
from daybreak.web.session import words
from daybreak.web.session.forms import (
    CheckDoseForm,
    CloseForm,
    GatesForm,
    PrepareForm,
    PumpForm,
    StartForm,
)

MOST_DEVICES = 12  # our choice: what can be typed at all; an order is far below


class PrepareDevicesForm(GatesForm):
    """The devices in hand, as they are labelled."""

    devices = NumberField(
        label="Devices in hand", unit="", least=1, most=MOST_DEVICES, noun="a number of devices"
    )
    product = forms.CharField(label="Product, as on the box", max_length=60)
    lot = forms.CharField(
        label="Lot",
        max_length=40,
        help_text="One for all, or each of them with commas between.",
    )
    expires_on = DayField(label="Use by", help_text="The earliest of them.")

    def told(self) -> dict[str, Any]:
        names = ("product", "lot", "expires_on", "devices")
        return {**{name: self.cleaned_data[name] for name in names}, "answers": self.answers()}


class CheckDevicesForm(ActForm):
    """How many devices somebody else comes to, alone, and how much each holds."""

    devices = NumberField(
        label="How many devices", unit="", least=1, most=MOST_DEVICES, noun="a number of devices"
    )
    each = AmountField(
        label="Each holds", unit="mg", least="0.1", most="1000", noun="what a device holds"
    )

    def dose_ug(self) -> int:
        return Mass.mg(self.cleaned_data["each"] * self.cleaned_data["devices"]).micrograms

    def rate_ul_per_h(self) -> int:
        return 0

    def told(self) -> dict[str, Any]:
        return {"dose_ug": self.dose_ug(), "devices": self.cleaned_data["devices"]}


class StartDevicesForm(GatesForm):
    """Everything before the first device, and what happened if it failed."""

    failed = forms.CharField(
        label="Only if it failed: what happened",
        max_length=150,
        required=False,
        help_text="It is written down and not counted. Empty when it was given.",
    )

    def told(self) -> dict[str, Any]:
        return {"answers": self.answers(), "failed": self.cleaned_data["failed"]}


class StartInjectionForm(GatesForm):
    """Everything before the injection, and where it was given."""

    def __init__(self, *args: Any, sites: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"] = forms.ChoiceField(
            label="Where it was injected",
            choices=[(each, each.capitalize()) for each in sites],
            widget=Cards(),
            required=False,
        )
        self.fields["elsewhere"] = forms.CharField(
            label="Or somewhere else", max_length=60, required=False
        )

    def told(self) -> dict[str, Any]:
        where = self.cleaned_data["elsewhere"].strip() or self.cleaned_data["site"]
        return {"answers": self.answers(), "site": where}


class DeviceForm(ActForm):
    """The next device: given, or failed. `number` is the one that the page was about.

    Only what may be missing is asked: `is_early` while its rest is not over, `needs_word` when
    somebody has to say that it is given all the same.
    """

    number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_early: bool, needs_word: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_early:
            self.fields["early"] = _words("If it was given before its time: why", 90)
        if needs_word:
            self.fields["reason"] = _words("Who said that it is given, and why", 90)
        self.fields["lot"] = _words("Lot, if it is not the one in hand", 40)
        self.fields["failed"] = _words("If it failed: what happened", 150)

    def told(self) -> dict[str, Any]:
        asked = ("number", "early", "reason", "lot", "failed")
        return {name: self.cleaned_data[name] for name in asked if name in self.fields}


def _words(label: str, most: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False)


class HoldForm(ActForm):
    """How a hold in the mouth ended."""

    how = forms.ChoiceField(choices=(("swallowed", "Swallowed"), ("spat", "Spat out")))


class CloseDevicesForm(CloseForm):
    """The note, and the devices that were thrown away instead of given."""

    def __init__(self, *args: Any, devices: Devices, each: Volume, **kwargs: Any) -> None:
        super().__init__(*args, has_drug=True, **kwargs)
        self.each = each
        self.fields["waste"] = NumberField(
            label="Devices thrown away, not given",
            unit="",
            least=0,
            most=devices.count,
            noun="a number of devices",
            required=False,
        )

    def waste_ul(self) -> int:
        return (self.cleaned_data.get("waste") or 0) * self.each.microlitres


START_WORDS: Mapping[Kind, str] = {
    Kind.PUMP: "The dose was started",
    Kind.DEVICES: "Device 1 was given",
    Kind.INJECTED: "It was injected",
    Kind.SWALLOWED: "It was swallowed",
    Kind.SPRAYED: "The first part was given",
    Kind.HELD: "It is under the tongue",
}


_ONLY: Mapping[str, frozenset[Kind]] = {  # an act that some ways in have and others have not
    "session-give-device": frozenset({Kind.DEVICES}),
    "session-end-hold": frozenset({Kind.HELD}),
    "session-change-rate": frozenset({Kind.PUMP}),
    "session-read-pump": frozenset(Kind) - {Kind.DEVICES},
}


def has(kind: Kind, act: str) -> bool:
    """Whether there is such an act by this way in."""
    return kind in _ONLY.get(act, frozenset(Kind))


class PageWords(NamedTuple):
    """A page of one thing that is done to a dose, where no pump runs."""

    title: str
    stored: str
    button: str
    words: str


_WAIT = PageWords(
    "The next one waits",
    "Held",
    "Note it",
    "Nothing further is given until it goes on. They are watched as before.",
)
_GO_ON = PageWords("It goes on", "It goes on", "It goes on", "What was held back goes on.")
_LESS = PageWords(
    "How much was given",
    "Stored",
    "Store the volume",
    "Only where it was less than was drawn up. What you enter last is the record.",
)
PAGES: Mapping[Kind, Mapping[str, PageWords]] = {  # by the icon of the page
    Kind.DEVICES: {
        "pause": _WAIT,
        "right": _GO_ON,
        "stop": PageWords(
            "No further device",
            "The dose is over",
            "The dose is over",
            "The devices given so far count. They are watched like after a whole dose.",
        ),
    },
    Kind.SPRAYED: {
        "pause": _WAIT,
        "right": _GO_ON,
        "drop": _LESS,
        "stop": PageWords(
            "The dose is over",
            "The dose is over",
            "The dose is over",
            "All of it is in, or no more is given. Enter the volume where it was not all of it.",
        ),
    },
    Kind.INJECTED: {"drop": _LESS},
    Kind.SWALLOWED: {"drop": _LESS},
    Kind.HELD: {"drop": _LESS},
}


def fit(form: PumpForm, seen: Visit, icon: str) -> PageWords | None:
    """Ask on a page of the pump what this route can answer; its words, where no pump runs."""
    kind = seen.way.kind
    if kind is Kind.PUMP:
        return None
    if kind is Kind.DEVICES:
        form.fields.pop("shown", None)
    elif "shown" in form.fields:
        form.fields["shown"].label = "How much went in"
    if isinstance(why := form.fields.get("why"), forms.ChoiceField):
        reasons = {**words.STOPS, "completed": "All of it is in"}
        if kind is Kind.DEVICES:
            del reasons["completed"]  # the last device says it
        why.choices = list(reasons.items())
        why.initial = None
    return PAGES.get(kind, {}).get(icon)


def prepare_form(seen: Visit, data: Any = None) -> PrepareForm | PrepareDevicesForm:
    """What is asked when a dose is prepared, with the questions that are still open."""
    asked = [
        gate
        for gate in session_gates().asked(Stage.PREPARED, seen.protocol.route)
        if seen.answers.get(gate.id) is not True
    ]
    if seen.way.kind is Kind.DEVICES:
        return PrepareDevicesForm(data, gates=asked)
    return PrepareForm(data, infused=seen.route.is_infused, gates=asked)


def check_form(seen: Visit, data: Any = None) -> CheckDoseForm | CheckDevicesForm:
    """What a second person works out alone."""
    if seen.way.kind is Kind.DEVICES:
        return CheckDevicesForm(data)
    return CheckDoseForm(data, infused=seen.route.is_infused)


def start_form(seen: Visit, data: Any = None) -> StartForm | StartDevicesForm | StartInjectionForm:
    """What is asked at the start."""
    asked: tuple[Gate, ...] = session_gates().asked(Stage.DOSING, seen.protocol.route)
    is_labelled = seen.answers.get("label-matches") is True  # said before the second check
    gates = tuple(gate for gate in asked if gate.id != "label-matches" or not is_labelled)
    match seen.way.kind:
        case Kind.DEVICES:
            return StartDevicesForm(data, gates=gates)
        case Kind.INJECTED:
            return StartInjectionForm(data, gates=gates, sites=seen.way.sites)
        case _:
            return StartForm(data, infused=seen.route.is_infused, gates=gates)


def device_form(seen: Visit, data: Any, now: datetime) -> DeviceForm:
    """What may have to be said of the next device now."""
    devices = seen.devices
    return DeviceForm(
        data,
        initial={"number": (devices.next_number or devices.count) if devices else 1},
        is_early=bool(devices and devices.may_at and now < devices.may_at),
        needs_word=bool(devices and devices.opened >= devices.count)
        or bool(resume_gates(seen.chair, now)),
    )


def any_device_form(data: Any = None) -> DeviceForm:
    """Everything that may have to be said of a device, for whoever cannot know now what is asked.

    A device that was alone at the chair says what was so when it was given, not when it is told.
    """
    return DeviceForm(data, is_early=True, needs_word=True)


def close_form(seen: Visit, gates: list[Gate], data: Any = None) -> CloseForm:
    """What is asked at the end: whole devices are counted, everything else is measured."""
    if seen.devices is not None and seen.prepared is not None:
        each = seen.prepared.contents.volume.microlitres // seen.devices.count
        return CloseDevicesForm(data, devices=seen.devices, each=Volume(each), gates=gates)
    return CloseForm(data, has_drug=seen.prepared is not None, gates=gates)
