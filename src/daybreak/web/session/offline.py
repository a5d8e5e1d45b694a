"""What a device needs to go on alone at a chair, and what it tells once it is back."""

from contextlib import nullcontext
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import msgspec
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from daybreak.actions import session as act
from daybreak.actions.session.choices import choices
from daybreak.actions.session.dose_events import OVER_PERCENT
from daybreak.actions.session.judging import judged, outlook
from daybreak.actions.session.origin import OFFLINE, Origin, told_from
from daybreak.care.catalogue.kinds import made_known
from daybreak.care.errors import NotAllowed, NotFound, NotUnderstood, WrongRole
from daybreak.care.findings import Finding, Status
from daybreak.care.plan.checks import usual_checks
from daybreak.care.quantities import Volume
from daybreak.care.session.as_data import in_ms, session_rules, site_clock
from daybreak.care.session.check_in import warnings
from daybreak.care.session.gates import session_gates
from daybreak.care.session.stages import OVER
from daybreak.care.session.symptoms import symptom_list
from daybreak.care.session.visit_facts import waits_for_readings
from daybreak.care.team.actor import Actor
from daybreak.care.team.pin import TRIES
from daybreak.records.reads import offline as reads
from daybreak.records.reads.pins import pin_holders
from daybreak.records.reads.session import Visit, visit
from daybreak.records.reads.symptoms import symptom_history
from daybreak.records.reads.team import signed_in
from daybreak.ui import pins
from daybreak.ui.doors import attempt, door
from daybreak.ui.reading import note_reading
from daybreak.ui.request import ClinicRequest
from daybreak.web.session import by_route, seats, words
from daybreak.web.session.forms import ReasonForm, StopForm
from daybreak.web.session.kept import KINDS, Entry, form_of, is_asked_twice, wrong_in
from daybreak.web.session.kept_beside import beside_data
from daybreak.web.session.kept_way import fitted, way_data
from daybreak.web.session.undo import offer_reading, offer_symptom

LATE = timedelta(minutes=1)  # our choice: an entry older than this says when it was told
DAY = timedelta(days=1)
BUTTONS = {  # what the button of each form says that is not drawn otherwise
    "session-decide": "Sign",
    "session-prepare": "This is what was drawn up",
    "session-check-dose": "Send my figures",
    "session-start": "The dose was started",
    "session-give-device": "Store this device",
    "session-end-hold": "It is over",
    "session-give-adjunct": "It was given",
    "session-pause": "Note the pause",
    "session-resume": "It runs again",
    "session-change-rate": "Note the new rate",
    "session-read-pump": "Store the volume",
    "session-end": "The dose is over",
    "session-assess-discharge": "Store this look",
}


@never_cache
@require_GET
@door("session")
def snapshot(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Everything of one session that a device needs while nobody answers it."""
    seen = visit(request.actor, session)
    if request.headers.get("X-Daybreak-Poll") != "1":
        note_reading(request, seen.patient)
    return JsonResponse(_snapshot(request.actor, seen, timezone.now()))


@never_cache
@require_POST
@door("session")
def flush(request: ClinicRequest, session: UUID) -> HttpResponse:
    """Do what a device has kept, one entry after the other, each once however often it is sent."""
    visit(request.actor, session)
    try:
        told = msgspec.json.decode(request.body, type=made_known(list[Entry]))
    except msgspec.DecodeError as trouble:
        because = f"This cannot be read: {trouble}"
        return JsonResponse({"because": because}, status=400)
    answers: list[dict[str, Any]] = []
    for entry in sorted(told, key=lambda each: each.place):
        answer = _one(request, session, entry)
        answers.append({"act_id": str(entry.act_id), **answer})
        if answer["state"] == "again":
            break  # what comes after it was done after it
    return JsonResponse({"server_ms": in_ms(timezone.now()), "answers": answers})


@require_POST
@door("session")
def settle(request: ClinicRequest, session: UUID, conflict: UUID) -> HttpResponse:
    """Say what became of an entry that could not be taken over."""
    from daybreak.web.session.page import opened, session_page  # noqa: PLC0415 - it shows us too

    form = ReasonForm(request.POST)
    if form.is_valid():
        attempt(
            form,
            lambda: act.settle_conflict(
                by=request.actor,
                act_id=form.act_id(),
                at=None,  # type: ignore[arg-type]  # the act takes now
                now=timezone.now(),
                conflict=conflict,
                reason=form.cleaned_data["reason"],
            ),
        )
    if form.errors:
        return session_page(request, opened(request, session), form)
    return redirect("session", session)


def _one(request: ClinicRequest, session: UUID, entry: Entry) -> dict[str, Any]:
    """What became of one entry: stored, refused (nothing is kept of it), conflict, or again."""
    actor = request.actor
    # Looked for first: a form may ask less once its answer is known, and would read otherwise now.
    if reads.is_stored(entry.act_id, entry.act, by=entry.signed_by or entry.account):
        return {"state": "stored"}
    if entry.account != actor.id:
        return _again("Somebody else entered this. They sign in on this device to send it.")
    if (kept := reads.conflict_of(entry.act_id)) is not None:
        return {"state": "conflict", "because": kept.because}
    try:
        by = _signer(actor, session, entry)
        told = _do(by, session, entry)
    except (NotAllowed, NotUnderstood, NotFound) as refusal:
        return _refused(actor, session, entry, refusal.message)
    if entry.waited:
        return {"state": "stored"}
    _say(request, session, entry, told)
    return {"state": "stored", "next": reverse(KINDS[entry.act].next, args=(session,))}


def _signer(actor: Actor, session: UUID, entry: Entry) -> Actor:
    """Who did it: whoever is signed in, or whose PIN signed it.

    Raises:
        NotAllowed: the proof is not of their PIN, or they do not work here any more.
    """
    if entry.signed_by is None or entry.signed_by == actor.id:
        return actor
    found = signed_in(entry.signed_by, visit=actor.visit)
    seen = visit(actor, session)
    if (
        found is None
        or found.actor.organisation != actor.organisation
        or seen.site not in found.actor.sites
        or not pins.proved(entry.signed_by, entry.message(session), entry.proof)
    ):
        raise NotAllowed("pin-proof", "The PIN with which this was signed does not fit.")
    return found.actor


def _say(request: ClinicRequest, session: UUID, entry: Entry, told: Any) -> None:
    """The page that comes next says what was stored, as after any form."""
    if entry.act == "session-record-vitals":
        offer_reading(request, session, told.reading, "Stored.")
        return
    if entry.act == "session-record-symptom":
        term = str(entry.fields.get("term", ""))
        history = symptom_history(request.actor, session, term)
        before = history[1].grade if len(history) > 1 else 0
        name = symptom_list().by_id[term].name
        noted = f"{name}, {words.GRADES[history[0].grade]}. Noted."
        offer_symptom(request, session, term, before=before, said=noted)
        return
    said = KINDS[entry.act].said
    level, sentence = (messages.SUCCESS, said) if isinstance(said, str) else said(told)
    if sentence:
        messages.add_message(request, level, sentence)


def _do(by: Actor, session: UUID, entry: Entry) -> Any:
    """Do the act of an entry, and say how it came to us unless it came at once.

    Raises:
        NotAllowed: a rule refuses it.
        NotUnderstood: something that was entered cannot be.
    """
    now, at = timezone.now(), entry.true_at
    seen = visit(by, session)
    form = form_of(entry, seen)
    if not form.is_valid():
        raise NotUnderstood("kept-form", wrong_in(form))
    if not entry.waited and is_asked_twice(entry, form, seen):
        raise NotUnderstood("kept-sure", "This is far from the last figure. Look again.")
    told = {"by": by, "act_id": entry.act_id, "at": at, "now": now, "session": session}
    came_late = entry.waited or now - at > LATE
    origin = Origin(
        session,
        OFFLINE,
        told_at=_told_at(entry, at),
        clock_off_s=entry.clock_off_s,
        place=entry.place,
    )
    with told_from(origin) if came_late else nullcontext():
        return KINDS[entry.act].do(form, told, entry.fields)


def _told_at(entry: Entry, at: datetime) -> datetime:
    return at + timedelta(milliseconds=entry.told_at - entry.at)


def _refused(actor: Actor, session: UUID, entry: Entry, because: str) -> dict[str, Any]:
    """A form that was sent at once comes back to its page; what has waited is kept here."""
    if not entry.waited:
        return {"state": "refused", "because": because}
    now = timezone.now()
    try:
        act.keep_conflict(
            by=actor,
            act_id=uuid5(entry.act_id, "conflict"),
            at=min(entry.true_at, now),
            now=now,
            session=session,
            entry=entry.act_id,
            what=entry.act,
            content=entry.content(),
            because=because,
        )
    except (WrongRole, NotAllowed) as trouble:
        return _again(trouble.message)
    return {"state": "conflict", "because": because}


def _again(because: str) -> dict[str, Any]:
    return {"state": "again", "because": because}


def _snapshot(actor: Actor, seen: Visit, now: datetime) -> dict[str, Any]:
    """The snapshot of one session, as plain data; every time is whole milliseconds, UTC."""
    chair = seen.chair
    ahead = outlook(seen, now=now)
    bags = reads.usual_bags(seen.site) or (Volume.ml(usual_checks().example.bag_ml).microlitres,)
    return {
        "version": 1,
        "session": str(seen.session),
        "server_ms": in_ms(now),
        "over": seen.stage in OVER,
        "account": {
            "id": str(actor.id),
            "name": actor.name,
            "roles": sorted(role.value for role in actor.roles),
        },
        "person": {"name": seen.name, "number": seen.patient_number},
        "series": seats.series(seen),
        "chair_name": seen.chair_name,
        "stop_word": seen.check_in.stop_word if seen.check_in else "",
        "zone": str(seen.zone),
        "wall": site_clock(seen.zone, since=now - DAY, until=now + DAY),
        "route": seen.protocol.route,
        "infused": seen.route.is_infused,
        "way": way_data(seen),
        "adopted": chair.is_adopted,
        "rules": session_rules(seen.profile, session_gates(), chair.symptom_list),
        "chair": reads.chair_data(seen),
        "dose": reads.dose_data(seen),
        "beside": beside_data(actor, seen, now),
        "holds": [_said(each) for each in _held(seen, now)],
        "weigh": [_said(each) for each in warnings(ahead.verdict.findings)] if ahead else [],
        "sum": _sum(seen),
        "table": [asdict(each) for each in choices(seen, bags, now=now)],
        "signers": [
            {
                "account": str(each.account),
                "name": each.name,
                "roles": sorted(role.value for role in each.roles),
                "verifier": each.verifier,
                "proof_salt": each.proof_salt,
                "proof_iterations": each.proof_iterations,
            }
            for each in pin_holders(seen.site)
        ],
        "pin_tries": TRIES,
        "over_percent": OVER_PERCENT,
        "conflicts": [
            {"entry": str(each.entry), "because": each.because}
            for each in reads.conflicts(seen.session)
        ],
        "words": {
            "stages": {stage.value: said for stage, said in words.STAGES.items()},
            "taps": [list(tap) for tap in words.TAPS],
            "grades": list(words.GRADES),
        },
        "forms": forms(seen),
    }


def _held(seen: Visit, now: datetime) -> list[Finding]:
    """What the rules of screening hold against a dose today, as it stood; readings aside."""
    if seen.chair.began is not None or seen.check_in is None:
        return []
    return [
        each
        for each in judged(seen, now=now).findings
        if isinstance(each.level, Status)
        and each.level >= Status.REFER
        and not waits_for_readings(each)
    ]


def _sum(seen: Visit) -> dict[str, str]:
    """What a second person works with: the order and today's weight, and no figure of the first."""
    if seen.plan is None or seen.check_in is None or seen.check_in.weight is None:
        return {}
    return {"per_kg": seen.plan.ordered.words, "weight": str(seen.check_in.weight)}


def _said(finding: Finding) -> dict[str, str]:
    return {
        "rule": finding.rule,
        "level": finding.level.value,
        "because": finding.because,
        "to_do": finding.to_do,
    }


def forms(seen: Visit) -> dict[str, str]:
    """The forms of the chair as their pages draw them, for whichever stage comes next.

    A tablet asks every quarter of a minute, and the forms are most of the answer's work; so they
    are drawn again only when something has happened at the chair that a form can hang on.
    """
    key = (
        seen.session,
        seen.profile.id,
        seen.profile.version,
        tuple(sorted(seen.answers.items())),
        seen.prepared.id if seen.prepared else None,
        len(seen.history),
        len(seen.pump),
        len(seen.discharge_checks),
    )
    found = _drawn.get(seen.session)
    if found is None or found[0] != key:
        if len(_drawn) >= DRAWN_MOST:
            _drawn.clear()
        found = _drawn[seen.session] = (key, drawn_forms(seen))
    return found[1]


DRAWN_MOST = 200  # our choice: more sessions than a house has on one day
_drawn: dict[UUID, tuple[Any, dict[str, str]]] = {}


def drawn_forms(seen: Visit) -> dict[str, str]:
    """The same, drawn anew."""
    found: dict[str, str] = {
        "session-record-vitals": render_to_string(
            "web/session/_vitals_form.html",
            {"visit": seen, "form": KINDS["session-record-vitals"].form(seen, None)},
        )
    }
    for name, button in BUTTONS.items():
        if not by_route.has(seen.way.kind, name):
            continue
        # Before a dose its end is another form; a device starts one only with the network gone.
        form = StopForm() if name == "session-end" else KINDS[name].form(seen, None)
        found[name] = render_to_string(
            "web/session/_kept_form.html",
            {"form": form, "act": name, "button": fitted(form, seen, name, button)},
        )
    return found
