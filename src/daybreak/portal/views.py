"""One page for somebody who is treated: what is next, what is asked, how it has gone."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daybreak.actions import outcome as act
from daybreak.care.catalogue.scale import Scale
from daybreak.care.catalogue.wording import Wording
from daybreak.care.errors import NotFound
from daybreak.care.scales.library import scale as scale_of
from daybreak.care.scales.library import wordings
from daybreak.portal import keeping, presenting
from daybreak.portal.speaking import LANGUAGE
from daybreak.portal.words import EN, Words, minutes_for, other, words_of
from daybreak.records.reads import portal as reads
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.forms.act import ActForm
from daybreak.ui.forms.scale import ScaleForm
from daybreak.ui.request import ClinicRequest

SIGNED_OUT = 401


@require_GET
@door("own-care")
def home(request: ClinicRequest) -> HttpResponse:
    """What is next, and whom to call before anything else when their answers ask for it."""
    now = timezone.now()
    page = reads.own_page(request.actor, now=now)
    words = _words(request, page.language)
    if request.GET.get("lang"):
        request.session[LANGUAGE] = words.tag
        return redirect("portal")
    titles = [(name, _wording(scale_of(name), words.tag)) for name in page.asked]
    first = titles[0] if titles else None
    return render(
        request,
        "portal/home.html",
        {
            "words": words,
            "other": other(words),
            "page": page,
            "first": first,
            "first_minutes": minutes_for(words, len(first[1].item)) if first else "",
            "more": titles[1:],
            "appointment": presenting.appointment(words, page.appointment),
            "curve": presenting.curve(words, page, today=timezone.localdate()),
            "in_danger": _in_danger(page),
            "read_form": ActForm(),
            "today": reads.TODAY,
        },
    )


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, scale: str) -> HttpResponse:
    """A questionnaire. What was typed outlives the session it was typed in."""
    if request.method == "POST" and not request.user.is_authenticated:
        return _signed_out(request, scale)
    return _answer(request, scale)


@door("own-care")
def _answer(request: ClinicRequest, scale: str) -> HttpResponse:
    if not reads.may_answer(scale):
        raise NotFound("scale", "There is no such questionnaire for you here.")
    of = scale_of(scale)
    form = _form(request, of)
    if form.is_bound and form.is_valid() and "act_id" in request.POST:
        answered = attempt(
            form,
            lambda: act.answer_scale(
                by=request.actor,
                act_id=form.act_id(),
                at=None,
                now=timezone.now(),
                patient=request.actor.patient,  # type: ignore[arg-type]  # the door lets in nobody else
                scale=of.id,
                answers=form.answers(),
                language=form.wording.language,
            ),
        )
        if answered:
            keeping.forget(request)
            if not answered.needs_somebody:  # then whom to call is said, and nothing else
                messages.success(request, words_of(form.wording.language).stored)
            return redirect("portal")
    return _questionnaire(request, form)


@require_POST
@door("own-care")
def read_crisis_text(request: ClinicRequest) -> HttpResponse:
    """They say that they have read whom to call."""
    form = ActForm(request.POST)
    if form.is_valid():
        patient = reads.own_page(request.actor, now=timezone.now()).patient
        done = attempt(
            form,
            lambda: act.read_crisis_text(
                by=request.actor,
                act_id=form.act_id(),
                at=None,
                now=timezone.now(),
                patient=patient,
            ),
        )
        if done:
            language = reads.own_language(request.actor)
            messages.success(request, _words(request, language).crisis_thanks)
    return redirect("portal")


def _form(request: ClinicRequest, of: Scale) -> ScaleForm:
    """What was sent, or what was kept from before signing in again, or an empty form."""
    if request.method == "POST":
        wording = _wording(of, request.POST.get("lang", ""))
        return ScaleForm(request.POST, scale=of, wording=wording)
    found = keeping.kept(request, of.id)
    if found is not None:
        wording = _wording(of, found.typed.get("lang", ""))
        return ScaleForm(scale=of, wording=wording, initial=dict(found.typed))
    language = request.GET.get("lang") or _words(request, reads.own_language(request.actor)).tag
    return ScaleForm(scale=of, wording=_wording(of, language))


def _questionnaire(request: ClinicRequest, form: ScaleForm) -> HttpResponse:
    wording = form.wording
    words = words_of(wording.language)
    others = [each for each in wordings(form.scale) if each.language != wording.language]
    return render(
        request,
        "portal/answer.html",
        {
            "words": words,
            "form": form,
            "wording": wording,
            "others": [(each, words_of(each.language)) for each in others],
            "kept": not form.is_bound and bool(form.initial),
            "in_danger": form.is_urgent,
            "unsent": True,
            "who": keeping.mark(request.user.pk),
            "action": reverse("portal-answer", args=(form.scale.id,)),
        },
        status=status_of(form),
    )


def _signed_out(request: HttpRequest, scale: str) -> HttpResponse:
    """Their session ended while they typed: keep it, and say whom to call if it asks for that."""
    if not reads.may_answer(scale):
        raise NotFound("scale", "There is no such questionnaire here.")
    of = scale_of(scale)
    form = ScaleForm(request.POST, scale=of, wording=_wording(of, request.POST.get("lang", "")))
    back = reverse("portal-answer", args=(of.id,))
    context: dict[str, Any] = {
        "words": words_of(form.wording.language),
        "in_danger": form.is_urgent,
        "unsent": True,
        "is_kept": keeping.keep(request, of.id),
        "sign_in": f"{reverse('account_login')}?next={back}",
    }
    return render(request, "portal/signed_out.html", context, status=SIGNED_OUT)


def _in_danger(page: reads.OwnPage) -> bool:
    """Whether whom to call stands first: until they have read it, or a clinician has asked."""
    told = page.safety
    return told is not None and not told.is_missing and told.text_read_at is None


def _words(request: HttpRequest, language: str) -> Words:
    """The language asked for now, else the one chosen before, else that of the record."""
    chosen = request.GET.get("lang") or request.session.get(LANGUAGE) or language
    return words_of(chosen)


def _wording(of: Scale, language: str) -> Wording:
    """The words of a scale in this language, or else in English, or whatever there is."""
    found = {each.language: each for each in wordings(of)}
    near = [each for tag, each in found.items() if tag[:2] == language[:2].lower()]
    return next(iter([*near, *(each for tag, each in found.items() if tag == EN.tag)]), None) or (
        next(iter(found.values()))
    )
