"""The data sheet of the esketamine programme for one session: from its record, and as filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import msgspec

from daybreak.care.catalogue.protocol import protocol
from daybreak.care.catalogue.route import Scope, route
from daybreak.care.session import rems_facts
from daybreak.care.session.rems import Answer, DataSheet, Kind, data_sheet, rems_rules
from daybreak.care.session.stages import Stage
from daybreak.records import models as rows
from daybreak.records.reads.facts import facts_of
from daybreak.records.reads.session import Visit

USUAL_FORM = "with-respiratory-depression"  # the later of the two in use
LEFT = frozenset({Stage.DISCHARGED, Stage.LEFT_AMA, Stage.TRANSFERRED})


@dataclass(frozen=True, slots=True)
class Sent:
    """That the form went to the programme."""

    at: datetime
    by: str
    how: str
    reference: str


@dataclass(frozen=True)
class Rems:
    """The sheet of one session. `typed` are the answers that somebody gave themselves."""

    form: str
    session_on: date
    from_record: Mapping[str, Answer]
    typed: Mapping[str, Answer]
    sent: Sent | None

    @cached_property
    def sheet(self) -> DataSheet:
        """Every question of the form: a typed answer stands before the record's own."""
        answers = {**self.from_record, **self.typed}
        return data_sheet(rems_rules(), self.form, answers, session_on=self.session_on)


def has_form(seen: Visit) -> bool:
    """Whether the programme asks for a form of this session."""
    return seen.route.scope is Scope.ESKETAMINE and seen.chair.began is not None


def rems_of(seen: Visit, *, now: datetime) -> Rems:
    """The sheet of a session the actor was let in to see."""
    filled = (
        rows.RemsSheet.objects.filter(session=seen.session).order_by("recorded_at", "at").last()
    )
    sent = rows.RemsSent.objects.filter(session=seen.session).select_related("by").first()
    return Rems(
        form=filled.form if filled else USUAL_FORM,
        session_on=_session_on(seen),
        from_record=_from_record(seen, now),
        typed=read_answers(filled.answers) if filled else {},
        sent=_sent(sent) if sent else None,
    )


def read_answers(told: str) -> dict[str, Answer]:
    """Stored answers as the sheet takes them."""
    questions = rems_rules().by_id
    found: dict[str, Answer] = {}
    for name, value in msgspec.json.decode(told).items():
        kind = questions[name].kind if name in questions else None
        if kind is Kind.DATE:
            found[name] = date.fromisoformat(value)
        elif kind is Kind.PRESSURE:
            found[name] = (value[0], value[1])
        elif kind is not None:
            found[name] = value
    return found


def _sent(row: rows.RemsSent) -> Sent:
    return Sent(row.at, row.by.name if row.by else "", row.how, row.reference)


def _session_on(seen: Visit) -> date:
    return (seen.chair.began or seen.starts_at).astimezone(seen.zone).date()


def _from_record(seen: Visit, now: datetime) -> dict[str, Answer]:
    left = next((step.at for step in seen.history if step.stage in LEFT), None)
    facts = {name: each.value for name, each in facts_of(seen.patient, now=now).items()}
    told: dict[str, Answer | None] = {
        **_person(seen.patient),
        "first-treatment": _is_first(seen),
        **rems_facts.medicines(facts),
        **_clinician(seen),
        **_setting(seen.site),
        "session-date": _session_on(seen),
        **_dose(seen, now),
        **rems_facts.watched(seen.chair, left=left),
        **rems_facts.events(_serious(seen.session)),
    }
    if seen.go is not None and seen.go.decision.is_go:
        told["vitals-ok-before"] = True
    return {name: answer for name, answer in told.items() if answer is not None and answer != ""}


def _person(patient: UUID) -> dict[str, Answer | None]:
    row = rows.PatientDetails.objects.filter(patient=patient).order_by("recorded_at", "at").last()
    if row is None:
        return {}
    return {
        "patient-first-name": row.given,
        "patient-last-name": row.family,
        "patient-born": row.birth_date,
        "patient-sex": "" if row.sex == "unknown" else row.sex,
    }


def _is_first(seen: Visit) -> bool:
    """Whether no esketamine was given before, here or elsewhere, as far as is on record."""
    earlier = rows.Step.objects.filter(
        session__course__patient=seen.patient, to_stage=Stage.DOSING.value
    ).exclude(session=seen.session)
    before = [
        step.session.course
        for step in earlier.select_related("session__course")
        if seen.chair.began is None or step.at < seen.chair.began
    ]
    past = rows.PastTreatment.objects.filter(course__patient=seen.patient)
    ways = {protocol(each.protocol, each.protocol_version).route for each in before}
    ways |= set(past.values_list("route", flat=True))
    return not any(_is_esketamine(each) for each in ways)


def _is_esketamine(way: str) -> bool:
    return route(way).scope is Scope.ESKETAMINE


def _clinician(seen: Visit) -> dict[str, Answer | None]:
    """Whoever signed that they left watched them to the end."""
    by = seen.departure.by if seen.departure else ""
    first, _, last = by.rpartition(" ")
    return {"monitor-first-name": first, "monitor-last-name": last} if first else {}


def _setting(site: UUID) -> dict[str, Answer | None]:
    """Where it was, with what was typed last time for the same place."""
    row = rows.Site.objects.get(id=site)
    told: dict[str, Answer | None] = {
        "setting-name": row.name,
        "setting-address": row.address,
        "monitor-phone": row.phone,
    }
    last: Any = (
        rows.RemsSheet.objects.filter(session__standing__site=site).order_by("recorded_at").last()
    )
    typed = read_answers(last.answers) if last else {}
    return told | {name: each for name, each in typed.items() if name.startswith("setting-")}


def _dose(seen: Visit, now: datetime) -> dict[str, Answer | None]:
    given = seen.closing.delivered if seen.closing else None
    if given is None and (counted := seen.given(now)) is not None:
        given = counted.drug
    used = rows.DeviceGiven.objects.filter(session=seen.session).order_by("number")
    lots = list(dict.fromkeys(used.values_list("lot", flat=True)))
    if not lots and seen.prepared is not None:
        lots = [seen.prepared.lot]
    told: dict[str, Answer | None] = {"lot": ", ".join(lots)}
    if given is not None and given.micrograms % 1000 == 0:
        told["dose-mg"] = given.micrograms // 1000
    return told


def _serious(session: UUID) -> list[rems_facts.SeriousEvent]:
    found = rows.AdverseEvent.objects.filter(session=session, corrections__isnull=True)
    return [
        rems_facts.SeriousEvent(each.description or each.term.replace("-", " "))
        for each in found.order_by("onset")
        if msgspec.json.decode(each.serious)
    ]
