"""What is done at the chair: readings, symptoms, alarms, the pump, monitors."""

from collections.abc import Callable
from datetime import timedelta
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
from daybreak.records.reads.session import Visit
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.forms import ActForm
from daybreak.ui.request import ClinicRequest
from daybreak.web.session import told, words
from daybreak.web.session.before import done, sent
from daybreak.web.session.by_route import fit
from daybreak.web.session.forms import (
    AcknowledgeForm,
    BindForm,
    CorrectForm,
    PumpForm,
    RateForm,
    ReasonForm,
    StopForm,
    SymptomForm,
    UnbindForm,
    VitalsForm,
)
from daybreak.web.session.handover import chair_said
from daybreak.web.session.monitor import symptom_lines
from daybreak.web.session.offered import offered
from daybreak.web.session.page import common, opened
from daybreak.web.session.sure import ask_again, asked_twice
from daybreak.web.session.undo import (
    grade_now,
    offer_reading,
    offer_symptom,
    told_before,
    undo_fields,
)

GET_POST = require_http_methods(["GET", "POST"])


@GET_POST
@door("session")
def vitals(request: ClinicRequest, session: UUID) -> HttpResponse:
    """One set of vitals."""
    seen = opened(request, session)
    form = VitalsForm(request.POST or None, profile=seen.profile)

    taken = _taken_over(request)
    ago = timedelta(minutes=(form.is_valid() and form.cleaned_data.get("minutes_ago")) or 0)

    def record() -> Any:
        told = sent(request, form, session)
        if ago:
            told["at"] = told["now"] - ago
        return act.record_vitals(**told, vitals=form.vitals(), accepted=taken)

    def stored(answer: Any) -> None:
        offer_reading(request, session, answer.reading, "Stored.")

    is_first = "again" not in request.POST
    if request.method == "POST" and is_first and form.is_valid():
        found = asked_twice(request, seen, form.vitals(), timezone.now() - ago)
        if found:
            return ask_again(request, seen, found)
    if not is_first:
        form = VitalsForm(initial=request.POST.dict(), profile=seen.profile)
    return _asked(
        request,
        seen,
        form,
        record,
        template="vitals.html",
        stored=stored,
        extra={"offered": offered(seen, timezone.now())},
    )


def _taken_over(request: ClinicRequest) -> tuple[UUID, ...]:
    """The monitor's readings that the page showed, when its figures are taken."""
    if "take" not in request.POST:
        return ()
    try:
        return tuple(UUID(each) for each in request.POST.getlist("accepted"))
    except ValueError:
        raise NotFound("reading", "There is no such reading of a monitor.") from None


@require_GET
@door("session")
def symptoms(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Every symptom of the list, to choose from."""
    seen = opened(request, session)
    return render(
        request,
        "web/session/symptoms.html",
        {**common(request, seen), "symptoms": symptom_lines(seen, timezone.now())},
    )


@GET_POST
@door("session")
def symptom(request: ClinicRequest, session: UUID, term: str) -> HttpResponse:
    """How bad one symptom is."""
    seen = opened(request, session)
    named = seen.chair.symptom_list.by_id.get(term)
    if named is None:
        raise NotFound("symptom", "There is no such symptom in the list.")
    form = SymptomForm(request.POST or None)
    present = any(
        each.term == term and each.is_present(timezone.now()) for each in seen.chair.symptoms
    )
    grades = [
        (number, word, seen.chair.symptom_list.grades.words[number - 1] if number else "")
        for number, word in enumerate(words.GRADES)
        if (number or present) and number < len(words.GRADES) - 1
    ]
    before = grade_now(seen, term, timezone.now())

    def stored(_answer: Any) -> None:
        said = f"{named.name}, {words.GRADES[form.cleaned_data['grade']]}. Noted."
        offer_symptom(request, session, term, before=before, said=said)

    return _asked(
        request,
        seen,
        form,
        lambda: act.record_symptom(
            **sent(request, form, session),
            term=term,
            grade=form.cleaned_data["grade"],
            note=form.cleaned_data["note"],
        ),
        template="symptom.html",
        stored=stored,
        extra={
            "term": named,
            "grades": grades,
            "present": present,
            "told": told_before(request, session, term),
            "undo_fields": undo_fields(request, session, term) if before else (),
        },
    )


@require_POST
@door("session")
def acknowledge(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Answer an alarm."""
    form = AcknowledgeForm(request.POST)
    _, wrong = done(
        request,
        form,
        session,
        lambda: act.acknowledge(
            **sent(request, form, session),
            channel=form.cleaned_data["channel"],
            level=form.cleaned_data["level"],
            action=form.cleaned_data["action"],
        ),
    )
    return wrong or redirect("session", session)


@GET_POST
@door("session")
def pause(request: ClinicRequest, session: UUID) -> HttpResponse:
    """The pump stands still."""
    return _pump(
        request,
        session,
        PumpForm,
        lambda form: act.pause(
            **sent(request, form, session),
            shown_ul=form.shown_ul(),
            reason=form.cleaned_data["reason"],
        ),
        said=("Pump paused", "Pump paused", "Note the pause", "pause"),
    )


@GET_POST
@door("session")
def resume(request: ClinicRequest, session: UUID) -> HttpResponse:
    """The pump runs again."""
    return _pump(
        request,
        session,
        PumpForm,
        lambda form: act.resume(
            **sent(request, form, session),
            shown_ul=form.shown_ul(),
            reason=form.cleaned_data["reason"],
        ),
        said=("Pump runs again", "Pump runs again", "It runs again", "right"),
    )


@GET_POST
@door("session")
def change_rate(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Another rate."""
    return _pump(
        request,
        session,
        RateForm,
        lambda form: act.change_rate(
            **sent(request, form, session),
            rate_ul_per_h=form.rate_ul_per_h(),
            shown_ul=form.shown_ul(),
            reason=form.cleaned_data["reason"],
        ),
        said=("New pump rate", "New rate noted", "Note the new rate", "clock"),
    )


@GET_POST
@door("session")
def read_pump(request: ClinicRequest, session: UUID) -> HttpResponse:
    """What the pump shows."""

    def read(form: Any) -> Any:
        shown = form.shown_ul()
        return act.read_pump(**sent(request, form, session), shown_ul=shown or 0)

    return _pump(
        request,
        session,
        PumpForm,
        read,
        said=("Read the pump", "Volume stored", "Store the volume", "drop"),
        only_shown=True,
    )


@GET_POST
@door("session")
def end(request: ClinicRequest, session: UUID) -> HttpResponse:
    """The dose is over; before a dose, the session is."""
    seen = opened(request, session)
    if seen.chair.began is None:
        form = ReasonForm(request.POST or None)
        _, wrong = done(
            request,
            form,
            session,
            lambda: act.end(**sent(request, form, session), reason=form.cleaned_data["reason"]),
        )
        return wrong or redirect("session", session)
    return _pump(
        request,
        session,
        StopForm,
        lambda form: act.end(
            **sent(request, form, session), reason=form.words(), shown_ul=form.shown_ul()
        ),
        said=("Pump stopped", "The dose is over", "The dose is over", "stop"),
        danger=True,
    )


@require_GET
@door("session")
def more(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Everything else that can be done at the chair."""
    seen = opened(request, session)
    return render(
        request,
        "web/session/more.html",
        {
            **common(request, seen),
            "readings": told.shown(
                seen, (each for each in reversed(seen.readings) if not each.replaced)
            ),
            "corrected": [each for each in seen.readings if each.replaced],
            "bind_form": BindForm(),
            "trouble": words.TROUBLE,
            "said": chair_said(seen, timezone.now()),
        },
    )


@GET_POST
@door("session")
def correct(request: ClinicRequest, session: UUID, reading: UUID) -> HttpResponse:
    """Other figures in the place of a reading."""
    seen = opened(request, session)
    wrong = next((each for each in seen.readings if each.id == reading), None)
    if wrong is None:
        raise NotFound("reading", "There is no such reading in this session.")
    initial = {
        signal.value: seen.chair.profile.by_signal[signal].figure(value)
        for signal, value in wrong.vitals.taken()
    }
    form = CorrectForm(request.POST or None, profile=seen.chair.profile, initial=initial)
    return _asked(
        request,
        seen,
        form,
        lambda: act.correct(
            **sent(request, form, session),
            reading=reading,
            vitals=form.instead(),
            reason=form.cleaned_data["reason"],
        ),
        template="correct.html",
        stored="Corrected. Both are kept.",
        extra={"reading": wrong},
    )


@require_POST
@door("session")
def bind(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Pair a monitor with this session."""
    form = BindForm(request.POST)
    answer, wrong = done(
        request,
        form,
        session,
        lambda: act.bind_device(**sent(request, form, session), device=form.cleaned_data["device"]),
    )
    if wrong:
        return wrong
    messages.success(request, f"{answer.device} speaks for this chair now.")
    return redirect("session", session)


@require_POST
@door("session")
def unbind(request: ClinicRequest, session: UUID) -> HttpResponse:
    """End a pairing."""
    form = UnbindForm(request.POST)

    def release() -> Any:
        told = sent(request, form, session)
        del told["session"]
        return act.unbind_device(**told, binding=form.binding_id())

    _, wrong = done(request, form, session, release)
    return wrong or redirect("session", session)


def _pump(
    request: ClinicRequest,
    session: UUID,
    kind: type[PumpForm],
    call: Callable[[Any], Any],
    *,
    said: tuple[str, str, str, str],
    only_shown: bool = False,
    danger: bool = False,
) -> HttpResponse:
    """One thing done at the pump: its page, or the act."""
    title, stored, button, icon = said
    seen = opened(request, session)
    form = kind(request.POST or None)
    if only_shown:
        del form.fields["reason"]
        form.fields["shown"].required = True
    as_route = fit(form, seen, icon)
    title, stored, button = as_route[:3] if as_route else (title, stored, button)
    extra = {"title": title, "button": button, "icon": icon, "danger": danger}
    if as_route:
        extra["words"] = as_route.words
    return _asked(
        request,
        seen,
        form,
        lambda: call(form),
        template="pump.html",
        stored=f"{stored}.",
        extra=extra,
    )


def _asked(
    request: ClinicRequest,
    seen: Visit,
    form: ActForm,
    call: Callable[[], Any],
    *,
    template: str,
    stored: str | Callable[[Any], None],
    extra: dict[str, Any] | None = None,
) -> HttpResponse:
    """A form on a page of its own, which works without a script."""
    if request.method == "POST" and form.is_valid():
        answer = attempt(form, call)
        if answer is not None:
            if callable(stored):
                stored(answer)
            else:
                messages.success(request, stored)
            return redirect("session", seen.session)
    context = {
        **common(request, seen),
        "form": form,
        "back_url": reverse("session", args=(seen.session,)),
        "back_words": "Back to the chair",
        **(extra or {}),
    }
    return render(request, f"web/session/{template}", context, status=status_of(form))
