"""Beside somebody: the calm page of a therapist or a sitter, without a dose or a nurse's buttons.

It says how far the session is, what was agreed with the person, and whether the nurse is needed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daybreak.actions import session as act
from daybreak.actions.session.open_matters import under_way
from daybreak.actions.session.sitting import NOTE_LETTERS
from daybreak.care.session.monitoring import Punctuality
from daybreak.care.session.recovery import recovery_clock
from daybreak.care.session.setting import MOST_LEVEL, Field, Kind, SettingSheet, setting_sheet
from daybreak.care.session.stages import ON_SITE, RUNNING, WATCHED, Stage
from daybreak.records.reads.company import setting_of
from daybreak.records.reads.session import Visit, visit
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.forms import ActForm, Cards, NumberField
from daybreak.ui.request import ClinicRequest
from daybreak.web.session import words
from daybreak.web.session.before import sent
from daybreak.web.session.company_card import company_card
from daybreak.web.session.forms import SymptomForm
from daybreak.web.session.monitor import Tap, symptom_lines
from daybreak.web.session.page import CHAIR_AGE_LIMIT_S, common, opened

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
MOST_GRADE = 4  # below it, what can be tapped here; worse is for the nurse to note
LATE = frozenset({Punctuality.OVERDUE, Punctuality.LATE})
NOTHING_WRITTEN = frozenset({Stage.SCHEDULED, Stage.CANCELLED, Stage.NO_SHOW, Stage.CLOSED})


class NoteForm(ActForm):
    """Words beside the session."""

    words = forms.CharField(
        label="Note",
        max_length=NOTE_LETTERS,
        widget=forms.Textarea({"rows": 4}),
        help_text="Part of the session's record: everybody at the chair reads it.",
    )


class SettingForm(ActForm):
    """The questions of a sheet; each may stay open."""

    def __init__(self, *args: Any, sheet: SettingSheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        for each in sheet.field:
            self.fields[each.id] = _asked(each, sheet)

    def answers(self) -> dict[str, str | int | None]:
        return {each.id: self.cleaned_data[each.id] for each in self.sheet.field}


def _asked(field: Field, sheet: SettingSheet) -> forms.Field:
    match field.kind:
        case Kind.LEVEL:
            return NumberField(
                label=field.asks,
                unit="",
                least=0,
                most=MOST_LEVEL,
                noun="a level",
                required=False,
            )
        case Kind.CHOICE:
            choices = [(each.id, each.words) for each in field.choice]
            return forms.ChoiceField(
                label=field.asks, choices=choices, widget=Cards(), required=False
            )
        case Kind.WORDS:
            return forms.CharField(label=field.asks, max_length=sheet.most_letters, required=False)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a sitter sees: the phase with its minutes, and one plain line."""

    phase: str
    minutes: str
    line: str
    is_calling: bool


@require_GET
@door("session")
def beside(request: ClinicRequest, session: UUID) -> HttpResponse:
    """The page of whoever sits with them; htmx gets the part that changes, unnoted."""
    if request.htmx:
        seen = visit(request.actor, session)
        context = common(request, seen) | _state(seen)
        return render(request, "web/session/_company_state.html", context)
    return _page(request, opened(request, session))


@require_POST
@door("session")
def symptom(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Something the person feels, tapped by whoever sits with them."""
    seen = opened(request, session)
    form = SymptomForm(request.POST)
    if (
        form.is_valid()
        and attempt(
            form,
            lambda: act.record_symptom(
                **sent(request, form, session),
                term=request.POST.get("term", ""),
                grade=form.cleaned_data["grade"],
                note=form.cleaned_data["note"],
            ),
        )
        is not None
    ):
        messages.success(request, "Noted. The nurse sees it too.")
        return redirect("session-beside", session)
    return _page(request, seen, form)


@require_POST
@door("session")
def note(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Words beside the session."""
    seen = opened(request, session)
    form = NoteForm(request.POST)
    if (
        form.is_valid()
        and attempt(
            form,
            lambda: act.write_note(
                **sent(request, form, session), words=form.cleaned_data["words"]
            ),
        )
        is not None
    ):
        messages.success(request, "Stored.")
        return redirect("session-beside", session)
    return _page(request, seen, form)


@GET_POST
@door("session")
def setting(request: ClinicRequest, session: UUID) -> HttpResponse:
    """What they bring to the session and want for it."""
    seen = opened(request, session)
    last = setting_of(session)
    form = SettingForm(
        request.POST if request.method == "POST" else None,
        sheet=setting_sheet(),
        initial=dict(last.answers) if last else {},
    )
    if (
        form.is_bound
        and form.is_valid()
        and attempt(
            form,
            lambda: act.record_setting(**sent(request, form, session), answers=form.answers()),
        )
        is not None
    ):
        messages.success(request, "Stored.")
        return redirect("session-beside", session)
    back = {"back_url": reverse("session-beside", args=(session,)), "back_words": "Back"}
    context = {**common(request, seen), **back, "form": form, "last": last}
    return render(request, "web/session/setting.html", context, status=status_of(form))


def beside_now(seen: Visit, now: datetime) -> Beside:
    """How far the session is, and whether the nurse is needed: without a dose, without a figure."""
    phase = words.STAGES[seen.stage]
    alarms = seen.alarms(now)
    waiting = [each for each in alarms if each.unseen is not None]
    calling = any(each.is_sounding for each in waiting)
    if rescues := under_way(seen):
        line = f"{rescues[0].because} The nurse is needed here."
    elif calling:
        line = "The nurse is needed here. Call them now if they are not."
    elif waiting:
        line = "There is something for the nurse to look at. Tell them."
    elif any(each.punctuality in LATE for each in seen.due(now)):
        line = "A reading is overdue. Tell the nurse."
    elif alarms:
        line = "The nurse knows of something and is looking after it."
    elif seen.stage in WATCHED:
        line = "Nothing calls for the nurse."
    else:
        line = ""
    return Beside(phase, _minutes(seen, now), line, bool(rescues) or calling)


def _minutes(seen: Visit, now: datetime) -> str:
    """`22 of 40 min`, `12 min, stays until 11:40`; empty where nothing is counted."""
    began, made = seen.chair.began, seen.prepared
    if seen.stage in RUNNING and began is not None:
        passed = _whole(now - began)
        whole = made.computed.minutes if made else None
        return f"{passed} of {whole} min" if whole else f"{passed} min"
    clock = recovery_clock(seen.chair)
    if seen.stage in WATCHED and clock is not None:
        return f"{_whole(now - clock.starts_at)} of {_whole(clock.ends_at - clock.starts_at)} min"
    return ""


def _whole(length: timedelta) -> int:
    return max(0, int(length.total_seconds() // 60))


def _state(seen: Visit) -> dict[str, Any]:
    now = timezone.now()
    found = {each.term: each for each in symptom_lines(seen, now)}
    taps = [
        Tap(term, name, found[term].now, found[term].is_present)
        for term, name in words.TAPS
        if term in found
    ]
    return {"state": beside_now(seen, now), "taps": taps, "is_here": seen.stage in ON_SITE}


def _page(request: ClinicRequest, seen: Visit, form: ActForm | None = None) -> HttpResponse:
    failed = form if isinstance(form, NoteForm) else None
    context = {
        **common(request, seen),
        **_state(seen),
        "company": company_card(seen),
        "stop_word": seen.check_in.stop_word if seen.check_in else "",
        "note_form": failed or NoteForm(),
        "may_write": seen.stage not in NOTHING_WRITTEN,
        "symptom_form": form if isinstance(form, SymptomForm) else None,
        "grades": [(n, word) for n, word in enumerate(words.GRADES) if 0 < n < MOST_GRADE],
        "page_age_limit_s": CHAIR_AGE_LIMIT_S,
    }
    return render(request, "web/session/company.html", context, status=status_of(form))
