"""The same question to care and to the device: what is asked, and how care answers it as data.

A question is a call by the name that the device knows it by, and its arguments as JSON.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from daybreak.care.catalogue.profile import Profile
from daybreak.care.errors import DaybreakError, NotAllowed, NotUnderstood
from daybreak.care.findings import Alarm
from daybreak.care.plan.double_check import Figures
from daybreak.care.plan.preparation import Preparation
from daybreak.care.quantities import Mass, Rate, Strength, Volume
from daybreak.care.session import alarms, dose_given, monitoring, stages, symptoms, thresholds
from daybreak.care.session import double_check as checking
from daybreak.care.session import vitals as measuring
from daybreak.care.session.as_data import in_ms, session_rules
from daybreak.care.session.chair import Acknowledgement, Chair
from daybreak.care.session.gates import Gates
from daybreak.care.session.recovery import recovery_clock
from daybreak.care.session.stages import Stage, Step
from daybreak.care.session.symptoms import Symptom, SymptomList
from daybreak.care.session.vitals import Reading, Vitals
from daybreak.care.team.roles import Role

Json = Any
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# What the device is called with, in the order of its arguments; `rules` are put in.
CALLS: Mapping[str, tuple[str, ...]] = {
    "stageOf": ("history", "rules"),
    "mayGo": ("rules", "from", "to"),
    "dosedSpan": ("history", "rules"),
    "recoveryClock": ("chair", "rules", "is_accompanied"),
    "baselineOf": ("chair", "rules"),
    "implausible": ("vitals", "rules"),
    "checkPlausible": ("vitals", "rules"),
    "findings": ("vitals", "baseline", "rules"),
    "lasting": ("readings", "rules"),
    "felt": ("symptoms", "now", "rules"),
    "checkSymptom": ("symptom", "rules"),
    "allAlarms": ("chair", "now", "rules"),
    "openAlarms": ("chair", "now", "rules"),
    "mayAcknowledge": ("ack", "chair", "now", "rules"),
    "due": ("chair", "now", "rules"),
    "gatesShut": ("before", "route", "answers", "rules"),
    "resumeGates": ("chair", "now", "rules"),
    "doubleCheck": ("checks", "prepared", "now", "rules"),
    "given": ("prepared", "changes", "readings", "now", "rules", "clock"),
    "endsAt": ("prepared", "changes", "readings", "now", "rules"),
}


@dataclass(frozen=True, eq=False)
class Catalogued:
    """What the rules of one chair are made of."""

    profile: Profile
    gates: Gates
    listed: SymptomList

    def as_data(self) -> Json:
        return session_rules(self.profile, self.gates, self.listed)


def care_says(call: str, args: Mapping[str, Json], of: Catalogued) -> Json:
    """What care answers, as the device would say it."""
    return _ANSWERS[call](args, of)


def plain(value: object) -> Json:
    """A value of care as JSON: times in milliseconds, everything else by its own names."""
    match value:
        case datetime():
            return in_ms(value)
        case Enum():
            return value.value
        case UUID():
            return str(value)
        case tuple() | list():
            return [plain(each) for each in value]
        case dict():
            return {key: plain(each) for key, each in value.items()}
        case None | bool() | int() | str():
            return value
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{value!r} is nothing that a device could say")


def when(ms: int) -> datetime:
    return EPOCH + timedelta(milliseconds=ms)


def vitals_of(told: Mapping[str, int | None]) -> Vitals:
    return Vitals(**told)


def history_of(told: list[Json]) -> tuple[Step, ...]:
    return tuple(Step(Stage(each["stage"]), when(each["at"]), UUID(each["by"])) for each in told)


def readings_of(told: list[Json]) -> tuple[Reading, ...]:
    return tuple(Reading(when(each["at"]), vitals_of(each["vitals"]), each["id"]) for each in told)


def symptom_of(told: Json) -> Symptom:
    resolved = told["resolved"]
    return Symptom(
        told["term"],
        told["grade"],
        when(told["onset"]),
        None if resolved is None else when(resolved),
    )


def ack_of(told: Json) -> Acknowledgement:
    return Acknowledgement(
        told["channel"],
        Alarm(told["level"]),
        when(told["at"]),
        UUID(told["by"]),
        Role(told["role"]),
        told["action"],
    )


def chair_of(told: Json, of: Catalogued) -> Chair:
    counts_from = told.get("counts_from")
    return Chair(
        profile=of.profile,
        symptom_list=of.listed,
        history=history_of(told["history"]),
        readings=readings_of(told["readings"]),
        symptoms=tuple(symptom_of(each) for each in told["symptoms"]),
        acknowledgements=tuple(ack_of(each) for each in told["acknowledgements"]),
        counts_from=None if counts_from is None else when(counts_from),
    )


def _may_go(args: Mapping[str, Json], _of: Catalogued) -> Json:
    here, to = Stage(args["from"]), Stage(args["to"])
    try:
        act, roles = stages.act_for(here, to), sorted(stages.who_may(here, to))
    except NotAllowed as refused:
        return {"may": False, "act": None, "roles": [], "refusal": _refusal(refused)}
    return {"may": True, "act": act, "roles": plain(roles), "refusal": None}


def _dosed_span(args: Mapping[str, Json], _of: Catalogued) -> Json:
    history = history_of(args["history"])
    return plain({"began": stages.dose_began(history), "ended": stages.dose_ended(history)})


def _recovery(args: Mapping[str, Json], of: Catalogued) -> Json:
    chair = chair_of(args["chair"], of)
    return plain(recovery_clock(chair, is_accompanied=args["is_accompanied"]))


def _baseline(args: Mapping[str, Json], of: Catalogued) -> Json:
    found = chair_of(args["chair"], of).baseline
    return None if found is None else {signal.value: value for signal, value in found.taken()}


def _findings(args: Mapping[str, Json], of: Catalogued) -> Json:
    before = args["baseline"]
    baseline = None if before is None else vitals_of(before)
    return plain(thresholds.findings(vitals_of(args["vitals"]), baseline, of.profile))


def _acknowledging(args: Mapping[str, Json], of: Catalogued) -> Json:
    chair, ack = chair_of(args["chair"], of), ack_of(args["ack"])
    why = _why_not(lambda: alarms.check_acknowledgement(ack, chair, when(args["now"])))
    return {"may": why is None, "refusal": why}


def _double_check(args: Mapping[str, Json], of: Catalogued) -> Json:
    prepared = args["prepared"]
    checks = [
        checking.DoseCheck(
            Figures(by=UUID(each["figures"]["by"]), **_amounts(each["figures"])),
            Role(each["role"]),
            when(each["at"]),
            each["saw_other"],
        )
        for each in args["checks"]
    ]
    found = checking.double_check(
        checks,
        computed=None if prepared is None else _computed(prepared),
        prepared_at=None if prepared is None else when(prepared["at"]),
        gates=of.gates,
        now=when(args["now"]),
    )
    return plain(found)


def _amounts(told: Mapping[str, Json]) -> dict[str, Any]:
    bag, rate = told["bag_ul"], told["rate_ul_per_h"]
    return {
        "dose": Mass(told["dose_ug"]),
        "drug": Volume(told["drug_ul"]),
        "bag": None if bag is None else Volume(bag),
        "rate": None if rate is None else Rate(rate),
    }


def _computed(told: Mapping[str, Json]) -> Preparation:
    """A preparation with the figures that are compared; the others do not matter here."""
    return Preparation(
        **_amounts(told),
        strength=Strength(50_000),
        drawn=Mass(told["dose_ug"]),
        diluent=None,
        mg_per_ml=Decimal(1),
        minutes=None,
        mg_per_min=None,
        ug_per_kg_min=None,
        findings=(),
    )


def _given(args: Mapping[str, Json], of: Catalogued) -> Json:
    if of.profile.pump is None:
        return None
    try:
        found = dose_given.given(
            _bag(args), *_pumped(args), now=when(args["now"]), pump=of.profile.pump
        )
    except NotUnderstood as refused:
        return {"refused": _refusal(refused)}
    return {
        "volume_ul": found.volume.microlitres,
        "drug_ug": found.drug.micrograms,
        "by_clock_ul": found.by_clock.microlitres,
        "left_ug": found.left.micrograms,
        "is_calculated": found.is_calculated,
        "findings": plain(found.findings),
    }


def _ends_at(args: Mapping[str, Json], of: Catalogued) -> Json:
    if of.profile.pump is None:
        return None
    found = dose_given.ends_at(
        _bag(args), *_pumped(args), now=when(args["now"]), pump=of.profile.pump
    )
    return plain(found)


def _bag(args: Mapping[str, Json]) -> dose_given.Prepared:
    told = args["prepared"]
    return dose_given.Prepared(Mass(told["drug_ug"]), Volume(told["volume_ul"]))


def _pumped(
    args: Mapping[str, Json],
) -> tuple[list[dose_given.RateChange], list[dose_given.PumpReading]]:
    """The pump's rates and figures, each at its moment with the offset that the wall had then."""
    clock = args.get("clock", [])
    changes = [
        dose_given.RateChange(_on_the_wall(each["at"], clock), Rate(each["rate_ul_per_h"]))
        for each in args["changes"]
    ]
    shown = [
        dose_given.PumpReading(_on_the_wall(each["at"], clock), Volume(each["shown_ul"]))
        for each in args["readings"]
    ]
    return changes, shown


def _on_the_wall(ms: int, clock: list[Json]) -> datetime:
    before = [span for span in clock if span["from"] <= ms] or clock[:1]
    if not before:
        return when(ms)
    span = before[-1]
    return when(ms).astimezone(timezone(timedelta(seconds=span["offset_s"]), span["name"]))


def _why_not(check: Callable[[], None]) -> Json:
    try:
        check()
    except (NotAllowed, NotUnderstood) as refused:
        return _refusal(refused)
    return None


def _refusal(refused: DaybreakError) -> Json:
    return {"code": refused.code, "message": refused.message}


_ANSWERS: Mapping[str, Callable[[Mapping[str, Json], Catalogued], Json]] = {
    "stageOf": lambda args, _of: stages.stage_of(history_of(args["history"])).value,
    "mayGo": _may_go,
    "dosedSpan": _dosed_span,
    "recoveryClock": _recovery,
    "baselineOf": _baseline,
    "implausible": lambda args, of: plain(
        measuring.implausible(vitals_of(args["vitals"]), of.profile)
    ),
    "checkPlausible": lambda args, of: _why_not(
        lambda: measuring.check_plausible(vitals_of(args["vitals"]), of.profile)
    ),
    "findings": _findings,
    "lasting": lambda args, of: plain(
        thresholds.lasting(readings_of(args["readings"]), of.profile)
    ),
    "felt": lambda args, of: plain(
        symptoms.findings(
            [symptom_of(each) for each in args["symptoms"]], of.listed, when(args["now"])
        )
    ),
    "checkSymptom": lambda args, of: _why_not(
        lambda: symptoms.check_symptom(symptom_of(args["symptom"]), of.listed)
    ),
    "allAlarms": lambda args, of: plain(
        alarms.all_alarms(chair_of(args["chair"], of), when(args["now"]))
    ),
    "openAlarms": lambda args, of: plain(
        alarms.open_alarms(chair_of(args["chair"], of), when(args["now"]))
    ),
    "mayAcknowledge": _acknowledging,
    "due": lambda args, of: plain(monitoring.due(chair_of(args["chair"], of), when(args["now"]))),
    "gatesShut": lambda args, of: plain(
        of.gates.shut(Stage(args["before"]), args["route"], args["answers"])
    ),
    "resumeGates": lambda args, of: plain(
        alarms.resume_gates(chair_of(args["chair"], of), when(args["now"]))
    ),
    "doubleCheck": _double_check,
    "given": _given,
    "endsAt": _ends_at,
}
