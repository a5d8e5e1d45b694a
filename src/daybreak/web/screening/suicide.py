"""The suicide screen: answers by number, what its level asks for, and the signed disposition."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from daybreak.actions import screening as act
from daybreak.care.errors import NotFound
from daybreak.care.findings import Alarm, Status
from daybreak.care.scales.cssrs import Level
from daybreak.care.scales.library import scale, wordings
from daybreak.care.screening.suicidality import OpenTask, pathway, respond
from daybreak.care.team import permissions
from daybreak.records.reads import intake
from daybreak.records.reads import screening as reads
from daybreak.records.reads.screening import ScreenSeen
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.reading import note_reading
from daybreak.ui.request import ClinicRequest
from daybreak.web.screening import words
from daybreak.web.screening.forms import DispositionForm, SuicideForm
from daybreak.web.screening.sending import sent

RECENT, SINCE = "c-ssrs-screener", "c-ssrs-since-last-visit"
AT_SCREENING = "screening"


@dataclass(frozen=True, slots=True)
class Told:
    """A stored screen with what its level asks for, counted from when it was done."""

    screen: ScreenSeen
    level: Status | Alarm
    word: str
    because: str
    to_do: str
    tasks: tuple[OpenTask, ...]
    crisis_text: str
    needs_disposition: bool
    is_of_today: bool
    disposition: str


@require_http_methods(["GET", "POST"])
@door("screening")
def page(request: ClinicRequest, patient: UUID) -> HttpResponse:
    """Do a screen; see what the last one asks for."""
    note_reading(request, patient)
    if request.method != "POST":
        return suicide_page(request, patient)
    form = suicide_form(request.POST)
    if form.is_valid():
        done = attempt(
            form,
            lambda: act.screen_suicidality(
                **sent(request, form),
                patient=patient,
                form=form.cleaned_data["form"],
                moment=AT_SCREENING,
                answers=_answers(form),
            ),
        )
        if done:
            messages.success(request, f"Stored: {words.LEVELS[done.level][1].lower()}.")
            return redirect("screening-suicide", patient)
    return suicide_page(request, patient, form=form)


@require_POST
@door("screening")
def sign(request: ClinicRequest, patient: UUID, screen: UUID) -> HttpResponse:
    """Sign what happens after a screen.

    Raises:
        NotFound: the screen is not this person's.
    """
    if screen not in {each.id for each in reads.suicide_screens(request.actor, patient)}:
        raise NotFound("suicide screen", "There is no such suicide screen of this person.")
    form = DispositionForm(request.POST, prefix="disposition")
    if form.is_valid():
        done = attempt(
            form,
            lambda: act.sign_disposition(
                **sent(request, form),
                screen=screen,
                disposition=form.chosen(),
                safety_plan=form.cleaned_data["safety_plan"],
                note=form.cleaned_data["note"],
            ),
        )
        if done:
            messages.success(request, "Signed.")
            return redirect("screening-suicide", patient)
    note_reading(request, patient)
    return suicide_page(request, patient, signing=form)


def suicide_page(
    request: ClinicRequest,
    patient: UUID,
    form: SuicideForm | None = None,
    signing: DispositionForm | None = None,
) -> HttpResponse:
    """The last screen with its disposition, a new one, and those before."""
    head = intake.chart_head(request.actor, patient)
    now = timezone.now()
    screens = reads.suicide_screens(request.actor, patient)
    return render(
        request,
        "web/screening/suicide.html",
        {
            "chart": head,
            "last": told(screens[0], now=now) if screens else None,
            "before": [(each, *words.LEVELS[Level(each.level)]) for each in screens[1:]],
            "form": form or suicide_form(),
            "signing": signing or DispositionForm(prefix="disposition"),
            "scale": scale(RECENT),
            "has_wording": bool(wordings(scale(RECENT))),
            "may_screen": permissions.may(request.actor, "screening-screen-suicidality"),
            "may_sign": permissions.may(request.actor, "screening-sign-disposition"),
            "now": now,
        },
        status=max(status_of(form), status_of(signing)),
    )


def suicide_form(data: QueryDict | None = None) -> SuicideForm:
    """The questions by number, in the clinic's own wording where it has loaded one."""
    of = scale(RECENT)
    texts = {asked.id: asked.text for worded in wordings(of)[:1] for asked in worded.item}
    return SuicideForm(data, scale=of, texts=texts, initial={"form": "recent"})


def told(screen: ScreenSeen, *, now: datetime) -> Told:
    """A screen in words, with the work that its level makes."""
    level, way = Level(screen.level), pathway()
    row = way.level[level]
    asks = respond(level, way=way, at=screen.at, is_remote=False)
    look, word = words.LEVELS[level]
    return Told(
        screen=screen,
        level=look,
        word=word,
        because=row.because,
        to_do=row.to_do,
        tasks=asks.tasks,
        crisis_text=asks.crisis_text or "",
        needs_disposition=row.needs_disposition,
        is_of_today=timezone.localtime(screen.at).date() == timezone.localtime(now).date(),
        disposition=next(
            (text for each, text in words.DISPOSITIONS.items() if each == screen.disposition), ""
        ),
    )


def _answers(form: SuicideForm) -> dict[str, bool | None]:
    """The answers that the chosen form asks; the other one's own question is left out."""
    if form.cleaned_data["form"] == "recent":
        return form.answers()
    asked = {item.id for item in scale(SINCE).item}
    return {name: value for name, value in form.answers().items() if name in asked}
