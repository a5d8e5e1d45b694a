"""Whether somebody may leave, how they left, and the closing of their session."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daybreak.actions import session as act
from daybreak.actions.session.leaving import leaving_of
from daybreak.care.session.checklists import checklist
from daybreak.care.session.discharge import discharge_gates
from daybreak.care.session.gates import session_gates
from daybreak.care.session.instructions import instructions
from daybreak.care.session.stages import Stage
from daybreak.care.team.roles import Role
from daybreak.records.reads.session import Visit
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.forms import ActForm
from daybreak.ui.request import ClinicRequest
from daybreak.web.session.before import done, sent
from daybreak.web.session.by_route import fit
from daybreak.web.session.forms import (
    CloseForm,
    DischargeForm,
    LeaveForm,
    SignForm,
    TransferForm,
)
from daybreak.web.session.page import close_form, common, opened, signed_with_it

GET_POST = require_http_methods(["GET", "POST"])
SCORES = (("aldrete-modified", "Aldrete"), ("padss", "PADSS"))


@GET_POST
@door("session")
def assess(request: ClinicRequest, session: UUID) -> HttpResponse:
    """One look at whether somebody may leave."""
    seen = opened(request, session)
    form = _discharge_form(request, seen)
    if request.method == "POST" and form.is_valid():
        answer = attempt(
            form,
            lambda: act.assess_discharge(
                **sent(request, form, session),
                score_id=form.scored.id,
                items=form.items(),
                answers=form.answers(),
            ),
        )
        if answer is not None:
            if answer.stage is Stage.DISCHARGE_ASSESSED:
                messages.success(request, "Nothing keeps them but the signature.")
            else:
                messages.warning(request, "Kept. Something still keeps them here.")
            return redirect("session-assess-discharge", session)
    return _discharge_page(request, seen, form=form)


@require_POST
@door("session")
def sign(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Sign that somebody leaves."""
    seen = opened(request, session)
    form = _sign_form(request, seen, request.POST)
    if form.is_valid():
        answer = attempt(
            form,
            lambda: act.sign_discharge(
                **sent(request, form, session),
                escort_name=form.cleaned_data["escort_name"],
                signed_for=tuple(form.cleaned_data.get("signed_for", ())),
                reason=form.cleaned_data.get("reason", ""),
            ),
        )
        if answer is not None:
            messages.success(request, "They have left. Close the session when the note is written.")
            return redirect("session", session)
    return _discharge_page(request, seen, sign_form=form)


@GET_POST
@door("session")
def leave_early(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Somebody leaves against advice."""
    seen = opened(request, session)
    gates = session_gates().asked(Stage.LEFT_AMA, seen.protocol.route)
    form = LeaveForm(request.POST or None, gates=gates)
    fit(form, seen, "out")
    return _asked(
        request,
        seen,
        form,
        lambda: act.leave_early(
            **sent(request, form, session),
            answers=form.answers(),
            details=form.cleaned_data["details"],
            escort_name=form.cleaned_data["escort_name"],
            shown_ul=form.shown_ul(),
        ),
        {
            "title": "Leaves against advice",
            "button": "Note that they left",
            "words": "Nobody is kept by force. What is not ticked stays open until it is done.",
        },
    )


@GET_POST
@door("session")
def transfer(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Somebody is handed over to emergency services or a hospital."""
    seen = opened(request, session)
    form = TransferForm(request.POST or None)
    fit(form, seen, "out")
    return _asked(
        request,
        seen,
        form,
        lambda: act.transfer(
            **sent(request, form, session),
            destination=form.cleaned_data["destination"],
            reason=form.cleaned_data["reason"],
            shown_ul=form.shown_ul(),
        ),
        {
            "title": "Handed over",
            "button": "Note the transfer",
            "words": "Call 911 first. This only writes it down.",
        },
    )


@require_POST
@door("session")
def close(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Close the session."""
    seen = opened(request, session)
    form = close_form(seen, request.POST)

    def closing() -> Any:
        return act.close(
            **sent(request, form, session),
            note=form.cleaned_data["note"],
            waste_ul=form.waste_ul(),
            witness=_witness(request, form),
            answers={**form.answers(), **signed_with_it(seen)},
        )

    if form.is_valid():
        _check_witness(request, form)
    _, wrong = done(request, form, session, closing)
    if wrong:
        return wrong
    messages.success(request, "Closed.")
    return redirect("session", session)


@require_GET
@door("session")
def sheet(request: ClinicRequest, session: UUID) -> HttpResponse:
    """What somebody takes home in writing."""
    seen = opened(request, session)
    return render(
        request,
        "web/session/instructions.html",
        {
            **common(request, seen),
            "sheet": instructions(),
            "lines": instructions().of(seen.protocol.route),
            "back_url": reverse("session", args=(session,)),
        },
    )


def _discharge_form(request: ClinicRequest, seen: Visit) -> DischargeForm:
    data = request.POST or None
    chosen = request.GET.get("score", "")
    scored = checklist(chosen if chosen in dict(SCORES) else SCORES[0][0])
    gates = session_gates().asked(Stage.DISCHARGED, seen.protocol.route)
    return DischargeForm(data, scored=scored, gates=gates)


def _sign_form(request: ClinicRequest, seen: Visit, data: Any = None) -> SignForm:
    found = _held(seen)
    may = Role.PRESCRIBER in request.actor.roles
    choices = [(each.rule, each.because) for each in found if each.overridable_by] if may else []
    last = seen.check_in
    return SignForm(
        data, may_sign=choices, initial={"escort_name": last.escort_name if last else ""}
    )


def _held(seen: Visit) -> tuple[Any, ...]:
    now = timezone.now()
    found = discharge_gates(leaving_of(seen, now), seen.chair, session_gates(), now)
    asked = {"no-escort", "score-missing"}  # by the forms of this page
    if seen.stage is Stage.RECOVERY:
        gates = session_gates().asked(Stage.DISCHARGED, seen.protocol.route)
        asked |= {gate.id for gate in gates}
    return tuple(each for each in found if each.rule not in asked)


def _discharge_page(
    request: ClinicRequest,
    seen: Visit,
    *,
    form: ActForm | None = None,
    sign_form: SignForm | None = None,
) -> HttpResponse:
    if seen.stage not in {Stage.RECOVERY, Stage.DISCHARGE_ASSESSED}:
        return redirect("session", seen.session)
    ready = seen.stage is Stage.DISCHARGE_ASSESSED
    last = seen.discharge_checks[-1] if seen.discharge_checks else None
    shown = form or _fresh_form(seen)
    return render(
        request,
        "web/session/discharge.html",
        {
            **common(request, seen),
            "form": shown,
            "scores": [
                (id_, name, getattr(shown, "scored", None) and shown.scored.id == id_)  # type: ignore[attr-defined]
                for id_, name in SCORES
            ],
            "held": _held(seen),
            "ready": ready,
            "last": last,
            "last_score": dict(SCORES).get(last.score, last.score) if last else "",
            "sign_form": sign_form or (_sign_form(request, seen) if ready else None),
            "lines": instructions().of(seen.protocol.route),
            "back_url": reverse("session", args=(seen.session,)),
            "back_words": "Back to the chair",
        },
        status=max(status_of(form if form and form.is_bound else None), status_of(sign_form)),
    )


def _fresh_form(seen: Visit) -> DischargeForm:
    gates = session_gates().asked(Stage.DISCHARGED, seen.protocol.route)
    return DischargeForm(scored=checklist(SCORES[0][0]), gates=gates)


def _asked(
    request: ClinicRequest, seen: Visit, form: ActForm, call: Any, extra: dict[str, Any]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and attempt(form, call) is not None:
        messages.success(request, "Written down. The session can be closed later.")
        return redirect("session", seen.session)
    context = {
        **common(request, seen),
        "form": form,
        "back_url": reverse("session", args=(seen.session,)),
        "back_words": "Back to the session",
        "danger": True,
        "icon": "out",
        **extra,
    }
    return render(request, "web/session/pump.html", context, status=status_of(form))


def _check_witness(request: ClinicRequest, form: CloseForm) -> None:
    """A witness signs with their own password; a wrong one is the form's error."""
    email = form.cleaned_data.get("witness")
    if email and _witness(request, form) is None:
        form.add_error(
            "witness_password", "That is not their password. They type it here themselves."
        )


def _witness(request: ClinicRequest, form: CloseForm) -> UUID | None:
    email = form.cleaned_data.get("witness")
    if not email:
        return None
    account = authenticate(
        request, email=email, password=form.cleaned_data.get("witness_password") or ""
    )
    return UUID(str(account.pk)) if account is not None else None
