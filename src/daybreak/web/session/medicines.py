"""At the chair: what is ordered beside the dose, given by a tap, and what a word still awaits."""

from collections.abc import Callable
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
from daybreak.care.team import permissions
from daybreak.records.reads.beside import orders_of, prescribers_at
from daybreak.records.reads.session import Visit
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.forms import ActForm
from daybreak.ui.request import ClinicRequest
from daybreak.web.session.before import sent
from daybreak.web.session.beside import dose_line, shown
from daybreak.web.session.beside_forms import AgoForm, GiveForm, NotGivenForm, WordForm
from daybreak.web.session.offers import offer
from daybreak.web.session.page import common, opened


@require_GET
@door("session")
def medicines(request: ClinicRequest, session: UUID) -> HttpResponse:
    """What may be given now, what may not and why, and what was given."""
    return _page(request, opened(request, session))


@require_POST
@door("session")
def give(request: ClinicRequest, session: UUID, order: UUID) -> HttpResponse:
    """One dose by an order."""
    seen = opened(request, session)
    ordered = next((each for each in orders_of(seen.course, seen.zone) if each.id == order), None)
    if ordered is None:
        raise NotFound("order", "There is no such order for this course.")
    form = GiveForm(request.POST, dose=ordered.order.dose)
    return _given(
        request,
        seen,
        form,
        lambda told: act.give_adjunct(
            **told,
            order=order,
            amount=form.amount(),
            is_allergy_asked=form.cleaned_data["is_allergy_asked"],
            note=form.cleaned_data["note"],
        ),
        failed=(order, form),
    )


@require_POST
@door("session")
def give_word(request: ClinicRequest, session: UUID) -> HttpResponse:
    """One dose on a prescriber's word."""
    seen = opened(request, session)
    form = WordForm(request.POST, prescribers=prescribers_at(seen.site))
    return _given(
        request,
        seen,
        form,
        lambda told: act.give_adjunct(
            **told,
            word=form.word(),
            is_allergy_asked=form.cleaned_data["is_allergy_asked"],
            despite=form.cleaned_data["despite"],
            note=form.cleaned_data["note"],
        ),
        word_form=form,
    )


@require_POST
@door("session")
def sign(request: ClinicRequest, session: UUID, dose: UUID) -> HttpResponse:
    """Sign for a dose that was given on one's word."""
    seen = opened(request, session)
    form = ActForm(request.POST)
    if form.is_valid():
        done = attempt(form, lambda: act.sign_adjunct(**sent(request, form, session), dose=dose))
        if done is not None:
            messages.success(request, "Signed.")
            return redirect("session-medicine", session)
    return _page(request, seen, failed=form)


@require_http_methods(["GET", "POST"])
@door("session")
def take_back(request: ClinicRequest, session: UUID, dose: UUID) -> HttpResponse:
    """A dose that was recorded and never given: why, on a page of its own."""
    seen = opened(request, session)
    found = next((each for each in seen.beside.doses if each.id == dose), None)
    if found is None:
        raise NotFound("dose", "There is no such dose in this session.")
    form = NotGivenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"dose": dose, "reason": form.cleaned_data["reason"]}
        done = attempt(form, lambda: act.take_back_adjunct(**sent(request, form, session), **told))
        if done is not None:
            messages.success(request, f"Taken back: {found.drug} was not given. The entry is kept.")
            return redirect("session-medicine", session)
    context = {
        **common(request, seen),
        "form": form,
        "dose": dose_line(found),
        "back_url": reverse("session-medicine", args=(session,)),
        "back_words": "Back to the medicines",
    }
    return render(request, "web/session/not_given.html", context, status=status_of(form))


def _given(
    request: ClinicRequest,
    seen: Visit,
    form: AgoForm,
    call: Callable[[dict[str, Any]], act.AdjunctGiven],
    *,
    failed: tuple[UUID, GiveForm] | None = None,
    word_form: WordForm | None = None,
) -> HttpResponse:
    if form.is_valid():
        told = sent(request, form, seen.session)
        told["at"] = form.at(told["now"]) or told["at"]
        answer = attempt(form, lambda: call(told))
        if answer is not None:
            for each in answer.findings:
                messages.warning(request, f"{each.because} {each.to_do}".strip())
            waits = " It awaits a signature." if answer.waits else ""
            messages.success(request, f"Recorded as given.{waits}")
            return redirect("session-medicine", seen.session)
    return _page(request, seen, failed=form, of=failed, word_form=word_form)


def _page(
    request: ClinicRequest,
    seen: Visit,
    *,
    failed: ActForm | None = None,
    of: tuple[UUID, GiveForm] | None = None,
    word_form: WordForm | None = None,
) -> HttpResponse:
    now = timezone.now()
    orders = orders_of(seen.course, seen.zone)
    sent_for = dict([of] if of else [])
    offers = [
        offer(each, seen, by=request.actor, now=now, form=sent_for.get(each.id))
        for each in orders
        if each.is_in_force(now)
    ]
    beside = shown(seen, now)
    mine = {each.id for each in beside.doses if each.said_by_id == request.actor.id}
    context = {
        **common(request, seen),
        "beside": beside,
        "ready": [each for each in offers if each.form is not None],
        "held": [each for each in offers if each.form is None],
        "ended": len(orders) - len(offers),
        "failed": failed,
        "word_form": word_form or WordForm(prescribers=prescribers_at(seen.site)),
        "is_word_open": word_form is not None,
        "was_told": bool(word_form and word_form.non_field_errors()),
        "may_give": permissions.may(request.actor, "session-give-adjunct") and beside.may_add,
        "may_sign": permissions.may(request.actor, "session-sign-adjunct"),
        "may_take_back": permissions.may(request.actor, "session-take-back-adjunct")
        and beside.may_add,
        "mine": mine,
        "back_url": reverse("session", args=(seen.session,)),
        "back_words": "Back to the chair",
    }
    return render(request, "web/session/medicine.html", context, status=status_of(failed))
