"""What was written on paper is typed in afterwards, line by line, each with its true time.

Each line is one act. Those that a rule refuses stay in the table with why; the others are stored.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from daybreak.actions import session as act
from daybreak.actions.session.origin import PAPER, Origin, told_from
from daybreak.care.catalogue.profile import Signal
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.quantities import Rate, Volume, decimal_of
from daybreak.care.session.vitals import Vitals
from daybreak.records.reads.session import Visit
from daybreak.ui.doors import door, status_of
from daybreak.ui.forms import ActForm, DayField, MomentField
from daybreak.ui.request import ClinicRequest
from daybreak.web.session import words
from daybreak.web.session.page import common, opened

READINGS, SYMPTOMS, PUMPS = 10, 5, 5  # lines to type into; whoever has more sends it twice
FIGURES: dict[str, tuple[Signal, str]] = {
    "pulse": (Signal.HEART_RATE, "Pulse"),
    "spo2": (Signal.SPO2, "SpO₂"),
    "breaths": (Signal.RESPIRATORY_RATE, "Breaths"),
    "moaas": (Signal.MOAAS, "MOAA/S"),
    "away": (Signal.DISSOCIATION, "Away"),
}
PUMP = (
    ("", ""),
    ("start", "Started"),
    ("pause", "Paused"),
    ("resume", "Runs again"),
    ("rate", "New rate"),
    ("reading", "Read"),
    ("stop", "Over"),
)


@dataclass
class PaperRow:
    """One line of the sheet as it was typed, and what became of it."""

    kind: str  # reading, symptom, pump
    number: int
    typed: dict[str, str]
    error: str = ""

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.number}"

    @property
    def is_empty(self) -> bool:
        return not any(self.typed.values())


class FromPaperForm(ActForm):
    """On which day, and who wrote it."""

    day = DayField(label="Day of the sheet")
    observed_by = forms.CharField(
        label="Who wrote it on paper",
        max_length=120,
        required=False,
        help_text="Leave it empty if you did.",
    )


COLUMNS = {
    "reading": ("time", "bp", *FIGURES),
    "symptom": ("time", "term", "grade", "note"),
    "pump": ("time", "what", "rate", "shown", "reason"),
}
LINES = {"reading": READINGS, "symptom": SYMPTOMS, "pump": PUMPS}


@require_http_methods(["GET", "POST"])
@door("session")
def from_paper(request: ClinicRequest, session: UUID) -> HttpResponse:
    """The table to type into; what was refused comes back in it."""
    seen = opened(request, session)
    here = seen.starts_at.astimezone(seen.zone).date()
    form = FromPaperForm(request.POST or None, initial={"day": here})
    rows = [
        PaperRow(
            kind,
            number,
            {name: str(request.POST.get(f"{kind}-{number}-{name}", "")).strip() for name in names},
        )
        for kind, names in COLUMNS.items()
        for number in range(LINES[kind])
    ]
    if request.method == "POST" and form.is_valid():
        stored = _take(request, seen, form, rows)
        left = [row for row in rows if row.error]
        if stored:
            messages.success(request, f"{stored} lines from paper are stored.")
        if not left:
            if not stored:
                messages.warning(request, "Nothing was typed in.")
            return redirect("session", session)
        form.add_error(
            None, f"{len(left)} lines were not stored. They are still here, each with why."
        )
        for row in rows:
            if not row.error:
                row.typed = dict.fromkeys(row.typed, "")
    return render(
        request,
        "web/session/from_paper.html",
        {
            **common(request, seen),
            "form": form,
            "readings": [row for row in rows if row.kind == "reading"],
            "symptoms": [row for row in rows if row.kind == "symptom"],
            "pumps": [row for row in rows if row.kind == "pump"],
            "figures": [(name, label) for name, (_, label) in FIGURES.items()],
            "terms": [(each.id, each.name) for each in seen.chair.symptom_list.term],
            "grades": [(str(number), word) for number, word in enumerate(words.GRADES[:5])],
            "pump_words": PUMP,
            "stops": list(words.STOPS.items()),
            "infused": seen.route.is_infused,
        },
        status=status_of(form if form.is_bound else None),
    )


def _take(request: ClinicRequest, seen: Visit, form: FromPaperForm, rows: list[PaperRow]) -> int:
    """Store each line in the order of its time; what is refused keeps its words."""
    on: date = form.cleaned_data["day"]
    timed: list[tuple[datetime, int, PaperRow]] = []
    for place, row in enumerate(rows):
        if row.is_empty:
            continue
        try:
            timed.append((_moment(row.typed["time"], on, seen), place, row))
        except ValidationError as wrong:
            row.error = " ".join(wrong.messages)
    stored = 0
    # Of one minute the pump comes first: what was read then was read with the dose as it stood.
    order = {"pump": 0, "reading": 1, "symptom": 2}
    timed.sort(key=lambda each: (each[0], order[each[2].kind], each[1]))
    for place, (at, _, row) in enumerate(timed, start=1):
        told = {
            "by": request.actor,
            # The same line sent again is the same act, whatever else stands in the table.
            "act_id": uuid5(form.act_id(), f"{row.name} {sorted(row.typed.items())}"),
            "at": at,
            "now": timezone.now(),
            "session": seen.session,
        }
        origin = Origin(
            session=seen.session,
            way=PAPER,
            told_at=at,
            observed_by=form.cleaned_data["observed_by"],
            place=place,
        )
        try:
            call = _call(row)
            with told_from(origin):
                call(told)
            stored += 1
        except (NotAllowed, NotUnderstood) as refusal:
            row.error = refusal.message
    return stored


def _moment(told: str, on: date, seen: Visit) -> datetime:
    try:
        clock = time.fromisoformat(told)
    except ValueError:
        raise ValidationError("Type its time as on the sheet, such as 10:05.") from None
    return MomentField(zone=seen.zone).at(on, clock.replace(tzinfo=None))


def _call(row: PaperRow) -> Callable[[dict[str, Any]], object]:
    """The act that a line stands for.

    Raises:
        NotUnderstood: something in it cannot be read.
    """
    match row.kind:
        case "reading":
            vitals = _vitals(row.typed)
            return lambda told: act.record_vitals(**told, vitals=vitals)
        case "symptom":
            if not row.typed["term"] or not row.typed["grade"]:
                raise NotUnderstood("paper-symptom", "Choose what it was and how bad.")
            grade = _whole(row.typed["grade"], "How bad it was")
            return lambda told: act.record_symptom(
                **told, term=row.typed["term"], grade=grade, note=row.typed["note"]
            )
        case _:
            return _pump(row.typed)


def _vitals(typed: dict[str, str]) -> Vitals:
    taken: dict[str, int | None] = {
        signal.value: _whole(typed[name], label) if typed[name] else None
        for name, (signal, label) in FIGURES.items()
    }
    if typed["bp"]:
        top, slash, low = typed["bp"].partition("/")
        if not slash:
            raise NotUnderstood("paper-bp", "Write the pressure as systolic/diastolic: 120/80.")
        taken["systolic_mmhg"] = _whole(top.strip(), "Systolic")
        taken["diastolic_mmhg"] = _whole(low.strip(), "Diastolic")
    return Vitals(**taken)


def _pump(typed: dict[str, str]) -> Callable[[dict[str, Any]], object]:
    rate = Rate.ml_per_h(decimal_of(typed["rate"], what="The rate")) if typed["rate"] else None
    shown = Volume.ml(decimal_of(typed["shown"], what="The volume")) if typed["shown"] else None
    shown_ul = shown.microlitres if shown else None
    reason = typed["reason"]
    match typed["what"]:
        case "pause":
            return lambda told: act.pause(**told, shown_ul=shown_ul, reason=reason)
        case "resume":
            return lambda told: act.resume(
                **told,
                rate_ul_per_h=rate.microlitres_per_h if rate else None,
                shown_ul=shown_ul,
                reason=reason,
            )
        case "rate" if rate is not None:
            return lambda told: act.change_rate(
                **told, rate_ul_per_h=rate.microlitres_per_h, shown_ul=shown_ul, reason=reason
            )
        case "reading" if shown_ul is not None:
            return lambda told: act.read_pump(**told, shown_ul=shown_ul)
        case "start":
            return lambda told: act.start(
                **told, rate_ul_per_h=rate.microlitres_per_h if rate else 0
            )
        case "stop":
            return lambda told: act.end(**told, reason=reason, shown_ul=shown_ul)
    raise NotUnderstood("paper-pump", "Say what was done at the pump, with the figure it takes.")


def _whole(told: str, what: str) -> int:
    number = decimal_of(told, what=what)
    if number != int(number):
        raise NotUnderstood("paper-figure", f"{what} is a whole number.")
    return int(number)
