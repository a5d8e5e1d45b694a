"""What the rules say of somebody today: screening's own, with the readings taken at the chair."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from daybreak.actions.screening import verdict_of
from daybreak.care.catalogue.rule import Asked
from daybreak.care.findings import Finding
from daybreak.care.screening.verdict import Verdict
from daybreak.care.session.check_in import Readiness, gates_before
from daybreak.care.session.gates import session_gates
from daybreak.care.session.stages import Stage
from daybreak.care.session.stay import stay
from daybreak.care.session.visit_facts import facts_of_readings, waits_for_readings
from daybreak.records.reads.session import Visit


def judged(seen: Visit, *, now: datetime) -> Verdict:
    """Every rule that is asked on the day, with what was answered and measured in this session."""
    here = stay(seen.history)
    measured = (
        facts_of_readings(seen.chair.readings, since=here.arrived, until=now.astimezone(seen.zone))
        if here
        else {}
    )
    return verdict_of(
        seen.patient,
        now=now,
        protocol=seen.protocol,
        indication=seen.indication.id,
        stage=Asked.CHECK_IN,
        more=measured,
    )


def ready(seen: Visit, verdict: Verdict) -> Readiness:
    """Everything but the readings that bears on a dose today."""
    return Readiness(
        screening=verdict.findings,
        answers=seen.answers,
        decisions=tuple(each.decision for each in seen.goes),
        checks=seen.dose_checks,
        preparation=seen.prepared.computed if seen.prepared else None,
        prepared_at=seen.prepared.at if seen.prepared else None,
    )


def at_check_in(readiness: Readiness) -> Readiness:
    """The same before anything is measured: what only a reading can answer does not hold yet."""
    found: tuple[Finding, ...] = readiness.screening or ()
    return replace(
        readiness, screening=tuple(each for each in found if not waits_for_readings(each))
    )


@dataclass(frozen=True, slots=True)
class Outlook:
    """What stands between a session and its next step on the way to a dose.

    `shut` leaves out what that step itself will ask.
    """

    to: Stage
    verdict: Verdict
    shut: tuple[Finding, ...]


WAY: Mapping[Stage, Stage] = {
    Stage.ARRIVED: Stage.CHECKED_IN,
    Stage.CHECKED_IN: Stage.PRE_ASSESSED,
    Stage.PRE_ASSESSED: Stage.PREPARED,
    Stage.PREPARED: Stage.DOSING,
}
_ASKED_THEN = frozenset({"go-missing", "pump-unset"})


def outlook(seen: Visit, *, now: datetime) -> Outlook | None:
    """What shuts the next step now; None once there is no dose ahead any more."""
    to = WAY.get(seen.stage)
    if to is None:
        return None
    gates = session_gates()
    verdict = judged(seen, now=now)
    readiness = ready(seen, verdict)
    if to is Stage.CHECKED_IN:
        readiness = at_check_in(readiness)
    asked = {gate.id for gate in gates.asked(to, seen.protocol.route)} if seen.check_in else set()
    skipped = asked - {"identity-checked-twice", "scales-answered"} | (
        _ASKED_THEN if to is not Stage.PREPARED else frozenset()
    )
    shut = gates_before(to, readiness, seen.chair, gates, now)
    return Outlook(to, verdict, tuple(each for each in shut if each.rule not in skipped))
