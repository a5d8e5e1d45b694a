"""Who waits to be screened; somebody's verdict, what was decided on it and what was set aside."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from daybreak.actions import screening as act
from daybreak.care.catalogue.protocol import protocol
from daybreak.care.catalogue.route import route
from daybreak.care.catalogue.rule import Asked
from daybreak.care.findings import Status
from daybreak.care.plan.baseline import baseline, required, results, standings
from daybreak.care.screening.fields import fields
from daybreak.care.screening.ruleset import ruleset
from daybreak.care.team import permissions
from daybreak.records.reads import intake
from daybreak.records.reads import screening as reads
from daybreak.records.reads.waiting import Waiting, WaitingList, Which
from daybreak.ui.doors import attempt, door, status_of
from daybreak.ui.reading import note_reading
from daybreak.ui.request import ClinicRequest
from daybreak.web.screening import suicide, words
from daybreak.web.screening.forms import AgainForm, DecisionForm, OverrideForm, uuid_of
from daybreak.web.screening.sending import sent
from daybreak.web.screening.verdict import for_whom, glance, may_set_aside, told, way_on

PEOPLE_A_PAGE = 50
WHICH_WORDS = {
    Which.ALL: "Everyone",
    Which.NEW: "Not asked yet",
    Which.HELD: "Held",
    Which.READY: "Ready to decide",
}
USUAL_DAYS = 7


@require_GET
@door("screening")
def worklist(request: ClinicRequest) -> HttpResponse:
    """Everyone who waits, those who came first at the top."""
    asked = request.GET.get("which", "")
    which = Which(asked) if asked in set(Which) else Which.ALL
    waiting: Paginator[Waiting] = Paginator(WaitingList(request.actor, which=which), PEOPLE_A_PAGE)
    page = waiting.get_page(request.GET.get("page"))
    return render(
        request,
        "web/screening/worklist.html",
        {
            "page": page,
            "lines": [(line, words.names_of(line.unknown, fields())) for line in page],
            "which": which,
            "choices": list(WHICH_WORDS.items()),
            "query": f"which={which}&",
            "now": timezone.now(),
        },
    )


@require_GET
@door("screening")
def chart_screening(request: ClinicRequest, patient: UUID) -> HttpResponse:
    return verdict_page(request, patient)


@require_POST
@door("screening")
def again(request: ClinicRequest, patient: UUID) -> HttpResponse:
    """Ask the rules once more, so that a verdict stands on what is known now."""
    form = AgainForm(request.POST)
    if form.is_valid():
        done = attempt(
            form,
            lambda: act.answer(
                **sent(request, form),
                patient=patient,
                answers={},
                protocol=_protocol_of(request, patient),
            ),
        )
        if done:
            messages.success(request, "Asked again. This is what the rules say now.")
            return redirect("chart-screening", patient)
    return verdict_page(request, patient, asking=form)


@require_POST
@door("screening")
def decide(request: ClinicRequest, patient: UUID) -> HttpResponse:
    """A prescriber's word on the verdict of the page."""
    form = DecisionForm(request.POST, prefix="decide")
    if form.is_valid():
        done = attempt(
            form,
            lambda: act.decide(
                **sent(request, form),
                patient=patient,
                verdict=uuid_of(form, "verdict"),
                decision=form.cleaned_data["decision"],
                grounds=form.cleaned_data["grounds"],
            ),
        )
        if done:
            messages.success(request, "Decided.")
            return redirect("chart-screening", patient)
    return verdict_page(request, patient, deciding=form)


@require_POST
@door("screening")
def override(request: ClinicRequest, patient: UUID) -> HttpResponse:
    """Set one finding aside for some days."""
    permissions.check(request.actor, "screening-override")
    note_reading(request, patient)
    fresh = act.verdict_of(patient, now=timezone.now(), protocol=_protocol_of(request, patient))
    form = OverrideForm(request.POST, prefix="aside", findings=may_set_aside(fresh, ()))
    if form.is_valid():
        done = attempt(
            form,
            lambda: act.set_aside(
                **sent(request, form),
                patient=patient,
                rule=form.chosen().rule,
                because=form.chosen().because,
                reason=form.cleaned_data["reason"],
                days=form.cleaned_data["days"],
            ),
        )
        if done:
            messages.success(request, "Set aside. The reason is shown each time.")
            return redirect("chart-screening", patient)
    return verdict_page(request, patient, overriding=form)


def verdict_page(
    request: ClinicRequest,
    patient: UUID,
    *,
    deciding: DecisionForm | None = None,
    overriding: OverrideForm | None = None,
    asking: AgainForm | None = None,
) -> HttpResponse:
    """What the rules say now, whatever they said when they were last asked."""
    note_reading(request, patient)
    actor, now = request.actor, timezone.now()
    head = intake.chart_head(actor, patient)
    standing = reads.latest_verdict(actor, patient)
    code = standing.protocol if standing else act.FIRST_PROTOCOL
    chosen = protocol(code)
    rules, known = ruleset(), reads.facts_of(patient, now=now)
    fresh = act.verdict_of(patient, now=now, protocol=chosen, known=known)
    aside = reads.overrides_seen(actor, patient, now=now)
    open_to_all = may_set_aside(fresh, aside)
    own = for_whom(open_to_all, actor) if permissions.may(actor, "screening-override") else ()
    is_stale = standing is not None and not act.same(fresh.findings, standing.findings)
    screens = reads.suicide_screens(actor, patient)
    today = timezone.localtime(now).date()
    needed = required(known, tests=baseline(), fields=rules.fields, today=today)
    dosed = known.get("ever-dosed")
    return render(
        request,
        "web/screening/chart.html",
        {
            "chart": head,
            "verdict": told(
                fresh,
                name=head.name,
                rules=rules.asked(Asked.ELIGIBILITY, route(chosen.route)),
                fields=rules.fields,
                title=rules.title,
                medicines=len(reads.medicines_of(patient)),
                aside=aside,
                own=own,
            ),
            "way_on": way_on(fresh.unknown, rules.fields),
            "protocol": chosen.name,
            "standing": standing,
            "is_stale": is_stale,
            "glance": glance(known, rules.fields),
            "tests": standings(
                results(known, baseline()),
                needed=needed,
                is_first=dosed is None or dosed.value is not True,
                today=today,
            ),
            "screen": suicide.told(screens[0], now=now) if screens else None,
            "decision": reads.latest_decision(actor, patient),
            "decision_words": words.DECISIONS,
            "aside_now": aside,
            "overridable": open_to_all,
            "own": own,
            "override_days": rules.override_days_max,
            "may_answer": permissions.may(actor, "screening-answer"),
            "may_decide": permissions.may(actor, "screening-decide"),
            "may_proceed": fresh.status < Status.HOLD and not is_stale,
            "asking": asking or AgainForm(),
            "deciding": deciding
            or DecisionForm(prefix="decide", initial={"verdict": standing and standing.id}),
            "overriding": overriding
            or OverrideForm(prefix="aside", findings=own, initial={"days": USUAL_DAYS}),
            "now": now,
        },
        status=max(status_of(deciding), status_of(overriding), status_of(asking)),
    )


def _protocol_of(request: ClinicRequest, patient: UUID) -> str:
    standing = reads.latest_verdict(request.actor, patient)
    return standing.protocol if standing else act.FIRST_PROTOCOL
