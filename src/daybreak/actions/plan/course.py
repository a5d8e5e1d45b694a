"""A prescriber opens a course: for which reason, by which protocol, on which evaluation."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.actions.act import act
from daybreak.actions.journal import add, current
from daybreak.actions.plan.home import living, make_known
from daybreak.actions.screening import verdict_of
from daybreak.care.catalogue.indication import Indication
from daybreak.care.catalogue.indication import indication as indication_of
from daybreak.care.catalogue.protocol import Protocol
from daybreak.care.catalogue.protocol import protocol as protocol_of
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.findings import Finding, Status
from daybreak.care.team.actor import Actor
from daybreak.records import scope
from daybreak.records.models import Course, EligibilityDecision, Patient
from daybreak.records.projections import latest


@dataclass(frozen=True, slots=True)
class CourseOpened:
    course: UUID
    protocol: str
    version: int


@act("plan-open-course")
def open_course(
    *,
    by: Actor,
    act_id: UUID,
    at: datetime,
    now: datetime,
    patient: UUID,
    site: UUID,
    indication: str,
    protocol: str,
    evaluation: str,
) -> CourseOpened:
    """Open a course for somebody of whom a prescriber has decided that they may proceed.

    Raises:
        NotFound: no such patient, site, indication or protocol.
        NotUnderstood: there is no evaluation.
        NotAllowed: nobody decided to proceed, a rule holds by now, the protocol is not written
            for this reason, a course is open, or the person has died.
    """
    person = scope.found(scope.patients(by), patient, "patient")
    reason, chosen = indication_of(indication), protocol_of(protocol)
    decision = latest(EligibilityDecision.objects.filter(patient=person).select_related("verdict"))
    if decision is None or decision.decision != "proceed":
        raise NotAllowed(
            "not-eligible",
            "No prescriber has decided that this person may proceed. Screen them, then decide.",
        )
    # What was known when it was decided may have grown old since: check-in asks it again. For
    # another route it was never asked.
    asked = protocol_of(decision.verdict.protocol).route == chosen.route
    no_rule_holds(person, chosen, reason, now=now, but_unknown=asked)
    row = begin(by, person, site=site, indication=reason, protocol=chosen, evaluation=evaluation)
    return CourseOpened(row.id, chosen.id, chosen.version)


# What history shares.


def begin(
    by: Actor,
    person: Patient,
    *,
    site: UUID,
    indication: Indication,
    protocol: Protocol,
    evaluation: str,
) -> Course:
    """Add the course, in the act that is running.

    Raises:
        NotFound: no such site.
        NotUnderstood: there is no evaluation.
        NotAllowed: the protocol is not written for this reason, a course is open, or the person
            has died.
    """
    place = scope.found(scope.sites(by), site, "site")
    living(person)
    if indication.id not in protocol.indications:
        raise NotAllowed(
            "protocol-indication",
            f"“{protocol.name}” is not written for “{indication.name}”. Choose another protocol.",
        )
    if not evaluation.strip():
        raise NotUnderstood("evaluation", "Write the evaluation: why this, for this person, now.")
    if Course.objects.filter(patient=person, end=None).exists():
        raise NotAllowed(
            "course-open", "A course is open already. Close it before another one begins."
        )
    current().about(patient=person.id, site=place.id)
    make_known(person.id, place.id, "a course is given here")
    return add(
        Course(
            patient=person,
            site=place,
            indication=indication.id,
            protocol=protocol.id,
            protocol_version=protocol.version,
            evaluation=evaluation.strip(),
        )
    )


def no_rule_holds(
    person: Patient, protocol: Protocol, indication: Indication, *, now: datetime, but_unknown: bool
) -> None:
    """Ask the rules of screening again; with `but_unknown`, what is not known is no reason.

    Raises:
        NotAllowed: one of them holds.
    """
    found = verdict_of(person.id, now=now, protocol=protocol, indication=indication.id)
    worst = [
        each
        for each in found.findings
        if each.level >= Status.HOLD and not (but_unknown and each.unknown)
    ]
    if worst:
        raise NotAllowed("rule-holds", f"{_spoken(worst[0])} Screen them again and decide.")


def _spoken(finding: Finding) -> str:
    return f"{finding.because} {finding.to_do}".strip()
