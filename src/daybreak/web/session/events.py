"""Adverse events of a session: described, corrected, and told to whoever has to know."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daybreak.actions import session as act
from daybreak.care.errors import NotFound
from daybreak.care.session.events import Event, event_rules, pressure_proposal
from daybreak.care.session.rescue import rescue_rules
from daybreak.care.session.symptoms import Symptom
from daybreak.care.team import permissions
from daybreak.records.reads.session import Visit
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.forms import ActForm
from daybreak.ui.presenters.times import clock
from daybreak.ui.request import ClinicRequest
from daybreak.web.session import words
from daybreak.web.session.before import sent
from daybreak.web.session.beside import shown
from daybreak.web.session.beside_forms import EventForm, TaskForm
from daybreak.web.session.page import common, opened

GET_POST = require_http_methods(["GET", "POST"])


@require_GET
@door("session")
def events(request: ClinicRequest, session: UUID) -> HttpResponse:
    """What was written down, who is still to be told, and from which symptom to begin."""
    return _list(request, opened(request, session))


@GET_POST
@door("session")
def record(request: ClinicRequest, session: UUID) -> HttpResponse:
    """A new event; `?symptom=` begins with one that was noted."""
    seen = opened(request, session)
    begun = next(
        (each for each in seen.chair.symptoms if each.id == request.GET.get("symptom")), None
    )
    form = _form(request, seen, initial=_of_symptom(begun) if begun else _fresh(seen))
    return _described(request, seen, form, None)


@GET_POST
@door("session")
def correct(request: ClinicRequest, session: UUID, event: UUID) -> HttpResponse:
    """The same event, described anew; both entries are kept."""
    seen = opened(request, session)
    known = next((each.event for each in seen.beside.events if each.event.id == event), None)
    if known is None:
        raise NotFound("event", "There is no such event in this session.")
    form = _form(request, seen, initial=_as_it_stands(known))
    return _described(request, seen, form, known)


@require_POST
@door("session")
def note_task(request: ClinicRequest, session: UUID, event: UUID) -> HttpResponse:
    """What became of a report."""
    seen = opened(request, session)
    form = TaskForm(request.POST)
    if form.is_valid():
        done = attempt(
            form,
            lambda: act.record_event(**sent(request, form, session), event=event, task=form.told()),
        )
        if done is not None:
            messages.success(request, "Noted.")
            return redirect("session-events", session)
    return _list(request, seen, failed=form)


def _described(
    request: ClinicRequest, seen: Visit, form: EventForm, known: Event | None
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: act.record_event(
                **sent(request, form, seen.session),
                event=known.id if known else None,
                told=form.told(),
                rescue=form.rescue_id(),
            ),
        )
        if done is not None:
            if done.tasks:
                messages.warning(request, "Stored. It is serious: somebody has to be told.")
            else:
                messages.success(request, "Stored.")
            return redirect("session-events", seen.session)
    proposal = pressure_proposal(seen.chair.readings, seen.chair.symptom_list)
    context = {
        **common(request, seen),
        "form": form,
        "known": known,
        "proposal": _words(proposal, seen) if proposal else "",
        "back_url": reverse("session-events", args=(seen.session,)),
        "back_words": "Back to the events",
    }
    return render(request, "web/session/event.html", context, status=status_of(form))


def _list(request: ClinicRequest, seen: Visit, *, failed: ActForm | None = None) -> HttpResponse:
    now = timezone.now()
    beside = shown(seen, now)
    listed = seen.chair.symptom_list
    context = {
        **common(request, seen),
        "beside": beside,
        "symptoms": [
            (each.id, listed.term_of(each.term).name, words.GRADES[each.grade], each.onset)
            for each in sorted(seen.chair.symptoms, key=lambda one: one.onset)
        ],
        "tasks": [
            (event, task, TaskForm(initial={"task": task.id}))
            for event in beside.events
            for task in event.open_tasks
        ],
        "failed": failed,
        "may_record": permissions.may(request.actor, "session-record-event") and beside.may_add,
        "back_url": reverse("session", args=(seen.session,)),
        "back_words": "Back to the session",
    }
    return render(request, "web/session/events.html", context, status=status_of(failed))


def _form(request: ClinicRequest, seen: Visit, *, initial: dict[str, Any]) -> EventForm:
    rules = rescue_rules()
    return EventForm(
        request.POST or None,
        listed=seen.chair.symptom_list,
        rules=event_rules(),
        zone=seen.zone,
        rescues=[
            (
                str(each.rescue.id),
                f"{rules.trigger_name(each.rescue.trigger)}, {each.rescue.began:%H:%M}",
            )
            for each in seen.beside.rescues
        ],
        initial=initial,
    )


def _fresh(seen: Visit) -> dict[str, Any]:
    """As it stands while nobody said anything: it began with the rescue, if there is one."""
    found: dict[str, Any] = {"onset": timezone.now(), "taken": "none"}
    last = seen.beside.rescues[-1] if seen.beside.rescues else None
    if last is not None and last.event is None:
        found |= {"onset": last.rescue.began, "rescue": str(last.rescue.id)}
    return found


def _of_symptom(symptom: Symptom) -> dict[str, Any]:
    return {
        "term": symptom.term,
        "grade": str(symptom.grade),
        "onset": symptom.onset,
        "resolved": symptom.resolved,
    }


def _as_it_stands(event: Event) -> dict[str, Any]:
    return {
        "term": event.term,
        "grade": str(event.grade),
        "onset": event.onset,
        "resolved": event.resolved,
        "taken": event.taken,
        "relatedness": event.relatedness,
        "flags": sorted(event.flags),
        "description": event.description,
    }


def _words(proposal: Any, seen: Visit) -> str:
    """What the pressure alone would say; the grade is whoever writes it down's to choose."""
    reading, grade = proposal
    pressure = f"{reading.vitals.systolic_mmhg}/{reading.vitals.diastolic_mmhg}"
    return (
        f"High blood pressure: by the figures alone, {pressure} at {clock(reading.at, seen.zone)} "
        f"would be grade {grade} (CTCAE v5). A proposal: you decide."
    )
