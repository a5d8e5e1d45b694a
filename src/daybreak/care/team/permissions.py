"""Who may do what: one table of acts, one of things that can be read.

An act without a row here fails a test; a page asks the same table before it shows a button,
so the button and the refusal cannot disagree.
"""

from collections.abc import Mapping

from daybreak.care.errors import WrongRole
from daybreak.care.team.actor import Actor
from daybreak.care.team.roles import CLINICIANS, STAFF, Role

DESK = frozenset({Role.FRONT_DESK})
NURSE = frozenset({Role.NURSE})
PRESCRIBER = frozenset({Role.PRESCRIBER})
DIRECTOR = frozenset({Role.DIRECTOR})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
THERAPIST = frozenset({Role.THERAPIST})
PATIENT = frozenset({Role.PATIENT})
DEVICE = frozenset({Role.DEVICE})
SYSTEM = frozenset({Role.SYSTEM})
CHAIRSIDE = NURSE | PRESCRIBER

ACTS: Mapping[str, frozenset[Role]] = {
    # team
    "team-open-organisation": ADMINISTRATOR,
    "team-add-site": ADMINISTRATOR,
    "team-add-chair": ADMINISTRATOR,
    "team-add-member": ADMINISTRATOR,
    "team-grant-role": ADMINISTRATOR,
    "team-withdraw-role": ADMINISTRATOR,
    "team-adopt-profile": DIRECTOR,
    "team-set-pin": CLINICIANS,
    # intake
    "intake-register": DESK | CLINICIANS,
    "intake-correct-details": DESK | CLINICIANS,
    "intake-import-record": DESK | CLINICIANS | ADMINISTRATOR,
    "intake-open-relation": DESK | CLINICIANS,
    "intake-invite": DESK | CLINICIANS,
    "intake-read-chart": DESK | CLINICIANS | SYSTEM | frozenset({Role.AUDITOR}),
    "intake-admit-program": ADMINISTRATOR,
    # screening
    "screening-answer": NURSE | PRESCRIBER,
    "screening-screen-suicidality": CLINICIANS,
    "screening-sign-disposition": PRESCRIBER | THERAPIST | DIRECTOR,
    "screening-decide": PRESCRIBER,
    "screening-override": PRESCRIBER | DIRECTOR,
    # plan
    "plan-open-course": PRESCRIBER,
    "plan-record-consent": NURSE | PRESCRIBER,
    "plan-sign": PRESCRIBER,
    "plan-second-sign": PRESCRIBER | DIRECTOR,
    "plan-book-series": DESK | NURSE | PRESCRIBER,
    "plan-move-session": DESK | NURSE | PRESCRIBER,
    "plan-record-history": NURSE | PRESCRIBER,
    "plan-order-adjunct": PRESCRIBER,
    "plan-end-adjunct": PRESCRIBER,
    # session
    "session-arrive": DESK | CHAIRSIDE,
    "session-cancel": DESK | CHAIRSIDE,
    "session-check-in": CHAIRSIDE,
    "session-decide": PRESCRIBER,
    "session-prepare": NURSE,
    "session-label": NURSE,
    "session-check-dose": CHAIRSIDE,
    "session-start": CHAIRSIDE,
    "session-record-vitals": CHAIRSIDE | DEVICE,
    "session-record-symptom": CHAIRSIDE | THERAPIST,
    "session-acknowledge": CHAIRSIDE,
    "session-pause": CHAIRSIDE,
    "session-resume": CHAIRSIDE,
    "session-change-rate": CHAIRSIDE,
    "session-read-pump": CHAIRSIDE,
    "session-end": CHAIRSIDE,
    "session-assess-discharge": CHAIRSIDE,
    "session-sign-discharge": PRESCRIBER | NURSE,
    "session-leave-early": CHAIRSIDE,
    "session-transfer": CHAIRSIDE,
    "session-close": CHAIRSIDE,
    "session-correct": CHAIRSIDE,
    "session-bind-device": CHAIRSIDE,
    "session-unbind-device": CHAIRSIDE,
    "session-give-device": CHAIRSIDE,
    "session-end-hold": CHAIRSIDE,
    "session-give-adjunct": CHAIRSIDE,
    "session-sign-adjunct": PRESCRIBER,
    "session-take-back-adjunct": CHAIRSIDE,
    "session-record-rescue": CHAIRSIDE,
    "session-record-event": CHAIRSIDE,
    "session-record-setting": CLINICIANS,
    "session-write-note": CLINICIANS,
    "session-keep-conflict": CLINICIANS,
    "session-settle-conflict": CHAIRSIDE,
    "session-fill-rems": CHAIRSIDE,
    "session-send-rems": CHAIRSIDE,
    # outcome
    "outcome-answer-scale": CLINICIANS | DESK | PATIENT,
    "outcome-read-crisis-text": PATIENT,
    "outcome-review": PRESCRIBER,
    "outcome-plan-maintenance": PRESCRIBER,
    "outcome-contact": NURSE | PRESCRIBER | THERAPIST,
    "outcome-close-course": PRESCRIBER,
    "outcome-book-integration": DESK | CLINICIANS,
    # insight
    "insight-show-forecast": CLINICIANS,
    "insight-score-forecasts": CLINICIANS,
    "insight-switch-forecasts": DIRECTOR,
}

READS: Mapping[str, frozenset[Role]] = {
    "board": STAFF - {Role.AUDITOR, Role.ADMINISTRATOR},
    "people": DESK | CLINICIANS | frozenset({Role.AUDITOR}),
    "chart": DESK | CLINICIANS | frozenset({Role.AUDITOR}),
    "screening": CLINICIANS,
    "plan": CLINICIANS | DESK,
    "session": CLINICIANS,
    "outcome": CLINICIANS,
    "forecast": CLINICIANS,
    "calibration": CLINICIANS | frozenset({Role.AUDITOR}),
    "journal": frozenset({Role.AUDITOR, Role.DIRECTOR}),
    "team": ADMINISTRATOR | DIRECTOR | frozenset({Role.AUDITOR}),
    "team-place": STAFF,
    "profiles": CLINICIANS | ADMINISTRATOR | frozenset({Role.AUDITOR}),
    "workbench": PRESCRIBER | DIRECTOR,
    "own-care": PATIENT,
    "fhir-observation": CLINICIANS | SYSTEM,
    "fhir-patient": CLINICIANS | SYSTEM,
    "fhir-medication-administration": CLINICIANS | SYSTEM,
    "import": DESK | CLINICIANS | ADMINISTRATOR,
}


def may(actor: Actor, act: str) -> bool:
    """Whether `actor` holds a role that may do `act`."""
    return actor.is_any(ACTS[act])


def may_read(actor: Actor, what: str) -> bool:
    """Whether `actor` holds a role that may read `what`."""
    return actor.is_any(READS[what])


def check(actor: Actor, act: str) -> None:
    """Raise unless `actor` may do `act`.

    Raises:
        WrongRole: none of the actor's roles may. The message names those that do.
    """
    if not may(actor, act):
        raise WrongRole("role", f"This is for {_spoken(ACTS[act])}. Ask one of them to do it.")


def check_read(actor: Actor, what: str) -> None:
    """Raise unless `actor` may read `what`.

    Raises:
        WrongRole: none of the actor's roles may. The message names those that do.
    """
    if not may_read(actor, what):
        raise WrongRole("role", f"This page is for {_spoken(READS[what])}.")


def _spoken(roles: frozenset[Role]) -> str:
    names = sorted(role.value.replace("-", " ") for role in roles)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
