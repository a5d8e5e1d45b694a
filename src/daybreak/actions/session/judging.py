"""What the rules say of somebody today: screening's own, with the readings taken at the chair."""

from dataclasses import replace
from datetime import datetime

from daybreak.actions.screening import verdict_of
from daybreak.care.catalogue.rule import Asked
from daybreak.care.findings import Finding
from daybreak.care.screening.verdict import Verdict
from daybreak.care.session.check_in import Readiness
from daybreak.care.session.stages import Stage
from daybreak.care.session.stay import stay
from daybreak.care.session.visit_facts import facts_of_readings, waits_for_readings
from daybreak.records.reads.session import Visit


def judged(seen: Visit, *, now: datetime) -> Verdict:
    """Every rule that is asked on the day, with what was answered and measured in this session."""
    here = stay(seen.chair.history)
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


ON_THE_WAY = (Stage.ARRIVED, Stage.CHECKED_IN, Stage.PRE_ASSESSED, Stage.PREPARED)
