"""The page of one session: it shows what its stage needs, and what was done is beside it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from daybreak.actions.session.judging import outlook
from daybreak.care.findings import Status
from daybreak.care.screening.fields import fields
from daybreak.care.session.check_in import warnings
from daybreak.care.session.gates import session_gates
from daybreak.care.session.leaving import closing_gates
from daybreak.care.session.stages import ON_SITE, WATCHED, Stage
from daybreak.care.session.stay import is_here
from daybreak.care.team import permissions
from daybreak.records.reads.intake import chart_head
from daybreak.records.reads.session import Visit, visit
from daybreak.ui.doors import door, status_of
from daybreak.ui.forms import ActForm
from daybreak.ui.reading import note_reading
from daybreak.ui.request import ClinicRequest
from daybreak.web.session import by_route, labels, scan, seats, told, words
from daybreak.web.session.adoption import banners
from daybreak.web.session.beside import shown as shown_beside
from daybreak.web.session.company_card import company_card
from daybreak.web.session.expected import expected
from daybreak.web.session.forms import (
    BindForm,
    CheckInForm,
    CloseForm,
    DecideForm,
    ReasonForm,
    VitalsForm,
)
from daybreak.web.session.late import late
from daybreak.web.session.monitor import monitor
from daybreak.web.session.offered import offered
from daybreak.web.session.questions import asked_today
from daybreak.web.session.taps import AWAKE, MOST_AWAY
from daybreak.web.session.undo import offered_undo
from daybreak.web.session.way import way

SIGNED_WITH_IT = "note-signed"
CHAIR_AGE_LIMIT_S = 60  # our choice: four polls missed
ACTS = (
    "session-arrive",
    "session-check-in",
    "session-decide",
    "session-prepare",
    "session-label",
    "session-check-dose",
    "session-start",
    "session-record-vitals",
    "session-record-symptom",
    "session-close",
    "session-end",
    "session-bind-device",
)


@require_GET
@door("session")
def session(request: ClinicRequest, session: UUID) -> HttpResponse:
    """The session as it stands. htmx gets the monitor alone, and nobody is noted as reading."""
    seen = visit(request.actor, session)
    if request.htmx:
        return _monitor_alone(request, seen)
    note_reading(request, seen.patient)
    return session_page(request, seen)


def session_page(
    request: ClinicRequest, seen: Visit, failed: ActForm | None = None
) -> HttpResponse:
    """The page for the stage a session is in; `failed` is a form that comes back with errors."""
    if seen.stage in WATCHED:
        return _chair(request, seen, failed)
    return _card(request, seen, failed)


def opened(request: ClinicRequest, session: UUID) -> Visit:
    """The session that a form is about; opening its page is noted once a visit."""
    seen = visit(request.actor, session)
    note_reading(request, seen.patient)
    return seen


def common(request: ClinicRequest, seen: Visit) -> dict[str, Any]:
    """What every page of a session shows."""
    now = timezone.now()
    return {
        "visit": seen,
        "now": now,
        "banners": banners((seen.chair.profile.name,) if _lacks_adoption(seen) else ()),
        "series": seats.series(seen),
        "stage_words": words.STAGES[seen.stage],
        "phases": seats.phases(seen.stage),
        "aside": seats.aside(seen, now),
        "late": late(seen),
        "beside": shown_beside(seen, now),
        "may": {act.replace("-", "_"): permissions.may(request.actor, act) for act in ACTS},
        "awake": tuple(AWAKE.items()),
        "away": tuple(range(MOST_AWAY + 1)),
        "offered": offered(seen, now) if seen.stage in ON_SITE else None,
        "lock_url": reverse("session-lock", args=(seen.session,)) if seen.stage in WATCHED else "",
    }


def _lacks_adoption(seen: Visit) -> bool:
    """Whether somebody is, or will be, watched with an example that no director has adopted."""
    return not seen.chair.is_adopted and seen.stage in ON_SITE | {Stage.SCHEDULED}


def _chair(request: ClinicRequest, seen: Visit, failed: ActForm | None) -> HttpResponse:
    context = common(request, seen)
    head = chart_head(request.actor, seen.patient)
    context |= {
        "chart": head,
        "monitor": monitor(seen, context["now"]),
        "failed": failed,
        "vitals_form": VitalsForm(profile=seen.chair.profile),
        "page_age_limit_s": CHAIR_AGE_LIMIT_S,
        "saved_at": max(_moments(seen)),
        "undo": offered_undo(request, seen.session),
        "expected": expected(request.actor.organisation, seen),
        "grid": "grid" in request.GET,
    }
    return render(request, "web/session/chair.html", context, status=status_of(failed))


def _moments(seen: Visit) -> list[datetime]:
    """When something was stored at this chair."""
    return [
        *(step.at for step in seen.chair.history),
        *(reading.at for reading in seen.chair.readings),
        *(event.at for event in seen.pump),
    ]


def _monitor_alone(request: ClinicRequest, seen: Visit) -> HttpResponse:
    if seen.stage not in WATCHED:
        return _moved(request, seen)
    context = common(request, seen)
    context["monitor"] = monitor(seen, context["now"])
    context["grid"] = "grid" in request.GET
    return render(request, "web/session/_monitor.html", context)


def _moved(request: ClinicRequest, seen: Visit) -> HttpResponse:
    """Nothing, while the session stands as the page shows it; else the page is told."""
    if (shown := request.GET.get("as")) is None:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    told = {} if shown == as_it_stands(seen) else {"HX-Trigger": "session-moved"}
    return HttpResponse(status=204, headers=told)


def as_it_stands(seen: Visit) -> str:
    """What others may have done that the page before a dose shows, in short."""
    by_people = [each for each in seen.readings if not each.is_device]
    done = (seen.check_ins, seen.goes, seen.checks, by_people)
    label = seen.answers.get("label-matches")
    made = seen.prepared.id.hex[:8] if seen.prepared else ""
    return "-".join([seen.stage.value, *(str(len(each)) for each in done), str(label), made])


def _card(request: ClinicRequest, seen: Visit, failed: ActForm | None) -> HttpResponse:
    """Before the dose, and after they have left: cards under the head of the chart."""
    context = common(request, seen)
    now = context["now"]
    ahead = outlook(seen, now=now) if seen.stage in ON_SITE else None
    context |= {
        "chart": chart_head(request.actor, seen.patient),
        "failed": failed,
        "outlook": ahead,
        "shut": ahead.shut if ahead and (seen.check_in or seen.stage is not Stage.ARRIVED) else (),
        "notes": [f for f in ahead.verdict.findings if f.level < Status.REFER] if ahead else (),
        "readings": told.shown(seen, (each for each in seen.readings if not each.replaced)),
        "alarms": seen.alarms(now),
        "why": [words.why(stage, reason) for stage, reason in seen.reasons],
        "is_here": is_here(seen.chair.history),
        "as_it_stands": as_it_stands(seen),
        "way": way(seen) if seen.stage in ON_SITE else (),
        "can_cancel": seen.stage is Stage.SCHEDULED,
        "end_form": _or(failed, ReasonForm),
        "bind_form": _or(failed, BindForm),
        "company": company_card(seen),
    }
    context |= _forms(request, seen, failed, ahead)
    return render(request, "web/session/session.html", context, status=status_of(failed))


def _forms(
    request: ClinicRequest, seen: Visit, failed: ActForm | None, ahead: Any
) -> dict[str, Any]:
    """The one form that the stage is about, and the vitals form while they are here."""
    found: dict[str, Any] = {}
    if seen.stage in ON_SITE:
        found["vitals_form"] = _or(
            failed, VitalsForm, lambda: VitalsForm(profile=seen.chair.profile)
        )
    match seen.stage:
        case Stage.ARRIVED | Stage.CHECKED_IN:
            found["check_in_form"] = _or(failed, CheckInForm, lambda: check_in_form(seen, ahead))
            found["checked_already"] = [words.CHECKED[each] for each in checked_already(seen)]
            if seen.stage is Stage.CHECKED_IN:
                found["decide_form"] = _or(failed, DecideForm)
        case Stage.PRE_ASSESSED:
            found["decide_form"] = _or(failed, DecideForm)
            found["prepare_form"] = _or_same(failed, by_route.prepare_form(seen))
            found |= scan.of(request, found["prepare_form"])
        case Stage.PREPARED:
            found["decide_form"] = _or(failed, DecideForm)
            found["prepare_form"] = _or_same(failed, by_route.prepare_form(seen))
            found |= scan.of(request, found["prepare_form"])
            found |= _second_check(request, seen, failed) | labels.step(seen, failed)
            found["start_form"] = _or_same(failed, by_route.start_form(seen))
            found["start_words"] = by_route.START_WORDS[seen.way.kind]
        case Stage.DISCHARGED | Stage.ABORTED | Stage.LEFT_AMA | Stage.TRANSFERRED:
            found["close_form"] = _or_same(failed, close_form(seen))
            found["given"] = seen.given(timezone.now())
    found["warnings"] = warnings(ahead.verdict.findings) if ahead else ()
    return found


def _second_check(request: ClinicRequest, seen: Visit, failed: ActForm | None) -> dict[str, Any]:
    """What the preparer may see, and what somebody who is to check alone may not."""
    prepared = seen.prepared
    mine = [each for each in seen.checks if prepared and each.preparation == prepared.id]
    is_preparer = prepared is not None and prepared.by == request.actor.id
    agreed = any(each.agrees for each in mine)
    alone = by_route.check_form(seen)
    if not (is_preparer or agreed):  # whoever comes to check begins to type at once
        next(iter(alone.fields.values())).widget.attrs["autofocus"] = True
    return {
        "is_preparer": is_preparer,
        "agreed": agreed,
        "disagreed": [each for each in mine if not each.agrees],
        "shows_figures": is_preparer or agreed,
        "check_form": _or_same(failed, alone),
    }


def check_in_form(seen: Visit, ahead: Any, data: Any = None) -> CheckInForm:
    """The form with today's questions; what was typed at the last check-in stands in it again."""
    last = seen.check_in
    initial = (
        {
            "stop_word": last.stop_word,
            "escort_name": last.escort_name,
            "escort_phone": last.escort_phone,
            "weight": last.weight,
        }
        if last
        else {}
    )
    missing = ahead.verdict.unknown if ahead else ()
    asked = asked_today(fields(), missing)
    return CheckInForm(data, asked=asked, initial=initial, done=checked_already(seen))


def signed_with_it(seen: Visit) -> dict[str, bool]:
    """Whoever presses "Sign and close" signs the note, which answers whether it is signed."""
    asked = {gate.id for gate in session_gates().asked(Stage.CLOSED, seen.protocol.route)}
    return {SIGNED_WITH_IT: True} if SIGNED_WITH_IT in asked else {}


def checked_already(seen: Visit) -> tuple[str, ...]:
    """The checks of this visit that were answered with yes: they are shown, and not asked again.

    That they still want it is asked again with every later check-in.
    """
    last = seen.check_in
    if last is None:
        return ()
    is_arriving = seen.stage is Stage.ARRIVED
    found = {
        "identity": last.identity_checked,
        "consent": last.consent_affirmed and is_arriving,
        "scales": seen.answers.get("scales-answered") is True,
    }
    return tuple(name for name, is_done in found.items() if is_done)


def close_form(seen: Visit, data: Any = None) -> CloseForm:
    """The form of a closing, with everything that still has to be answered for it."""
    gates = session_gates()
    missing = {each.rule for each in closing_gates(seen.answers, seen.chair, gates)}
    asked = [gate for gate in gates.gate if gate.id in missing and gate.id != SIGNED_WITH_IT]
    return by_route.close_form(seen, asked, data)


def _or_same(failed: ActForm | None, fresh: ActForm) -> ActForm:
    """The form that failed, when it asks the same as this one."""
    return failed if failed is not None and type(failed) is type(fresh) else fresh


def _or(failed: ActForm | None, kind: type[ActForm], make: Any = None) -> ActForm:
    """The form that failed, when it is of this kind, else a fresh one."""
    if failed is not None and type(failed) is kind:
        return failed
    fresh: ActForm = make() if make else kind()
    return fresh
