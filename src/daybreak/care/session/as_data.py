"""The rules of the chair as plain data, so that a device without a network can follow them.

Everything that a number or a sentence of the chair comes from stands in it. What is left to the
device is the way of reading it, `ui/static/ui/js/chair/rules.js`; tests hold the two equal.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from string import Formatter
from typing import Any

from daybreak.care.catalogue.profile import AlarmRule, Comparator, Moment, Profile, Relative, Signal
from daybreak.care.catalogue.profile import Watch as ProfileWatch
from daybreak.care.findings import Alarm, Source, Status
from daybreak.care.plan.checks import Checks, usual_checks
from daybreak.care.session import double_check, stages
from daybreak.care.session.gates import Gates
from daybreak.care.session.monitoring import AFTER_DOSE
from daybreak.care.session.stages import NEXT, Stage, who_may
from daybreak.care.session.symptoms import LOW_PRESSURE, SymptomList
from daybreak.care.session.thresholds import to_do
from daybreak.care.team.roles import Role

VERSION = 1  # of the shape below: a device that knows another one asks the server instead
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
QUARTER = timedelta(minutes=15)  # every zone in use changes its clock at a quarter of an hour

Data = dict[str, Any]  # what JSON can say: str, int, bool, None, lists and objects of these

# Sentences that the rules say in code. A test holds each against what the rule itself says.
PHRASES = {
    "unanswered": "Not answered yet: {question}",
    "outside": "{name} {reading} cannot be a reading; {lowest} to {highest} can.",
    "did_you_mean": "{because} Did you mean {instead}?",
    "pressure_order": "{systolic}/{diastolic} cannot be a blood pressure: "
    "the first figure is the higher.",
    "mean_outside": "A mean pressure of {mean} mmHg cannot be right: "
    "it lies between the two others.",
    "repeat": "{name} again",
    "still_critical": "This is still critical: {alarm}",
    "unseen": "Nobody has answered this yet: {alarm}",
    "resume": "Answer it and take the reading again, or ask the prescriber to decide.",
    "low_pressure": "Systolic {reading}, and {names}.",
    "figures": "The {name} does not agree: {one} and {other}; worked out here: {computed}.",
    "figures_to_do": "Both work it out again from the order and the vial.",
    "nothing": "nothing",
    "pump_differs": "At {time} the pump shows {shown}; by its rates it should be {clock}.",
    "pump_differs_to_do": "Look at the rate, the line and the time of each step. "
    "The pump's figure counts.",
    "pump_over": "The pump shows {shown}; only {prepared} were prepared.",
    "pump_back": "The pump went back from {before} to {shown}.",
    "pump_again": "Read the pump again. If it was reset, write that down.",
    "pump_unread": "What the pump showed at {time} was not entered.",
    "pump_unread_to_do": "Enter the volume that the pump shows.",
}

# What is said when something is not taken, by its code.
REFUSALS = {
    "session-step": "A session that is {here} cannot become {to}. Open steps: {steps}.",
    "no-step": "none; the session is over",
    "vitals-empty": "Nothing was entered. Enter at least one reading.",
    "symptom-term": "That symptom is not in the list. Choose one of it.",
    "symptom-grade": "A grade goes from 1 to {last}. Choose one of them.",
    "symptom-time": "It cannot be over before it began. Check both times.",
    "alarm-none": "This alarm is no longer open. Look at the chair again.",
    "alarm-role": "Your role cannot answer this alarm. Call the nurse.",
    "alarm-worse": "It has become worse since you looked. Read it again, then answer it.",
    "alarm-action": "Say what was done, such as: prescriber told.",
    "prepared": "What was prepared has no drug or no volume. Enter both again.",
    "rate": "A pump does not run backwards. Enter the rate again.",
}


def session_rules(
    profile: Profile, gates: Gates, symptom_list: SymptomList, *, checks: Checks | None = None
) -> Data:
    """Everything the rules of the chair need, with every threshold resolved.

    Times in it are seconds (`_s`), amounts whole numbers of the unit in their name; the order of
    every list is that in which the rules look at it.

    Raises:
        ValueError: a sentence of the catalogue asks for more of a figure than its name.
    """
    found: Data = {
        "version": VERSION,
        "profile": _named(profile) | {"route": profile.route, "notice": profile.notice},
        "levels": {level.value: level.weight for level in Alarm},
        "quiet": Alarm.NOTE.value,
        "alert": Alarm.ALERT.value,
        "critical": Alarm.CRITICAL.value,
        "hold": Status.HOLD.value,
        "source": _source(profile.source),
        "stages": _stages(),
        "signals": [_signal(signal, profile) for signal in Signal],
        "pressures": {
            "systolic": Signal.SYSTOLIC.value,
            "diastolic": Signal.DIASTOLIC.value,
            "mean": Signal.MEAN.value,
        },
        "alarms": [_line(rule, profile) for rule in profile.alarm],
        "answers": {
            row.severity.value: {
                "to_do": row.to_do,
                "repeat_within_s": row.repeat_within_s or 0,
                "cooldown_s": row.cooldown_s,
                "ack_roles": list(row.ack_role),
            }
            for row in profile.answer
        },
        "baseline_window_s": min(watch.every_s or 0 for watch in profile.before),
        "watches": [_watch(watch) for watch in profile.watch],
        "lateness": {
            "overdue_s": profile.lateness.overdue_s,
            "late_s": profile.lateness.late_s,
        },
        "recovery": {
            "counted_from": profile.recovery.counted_from.value,
            "minimum_s": profile.recovery.minimum_s,
            "unaccompanied_minimum_s": profile.recovery.unaccompanied_minimum_s,
        },
        "symptoms": _symptoms(symptom_list),
        "gates": _gates(gates),
        "resume_by": [Role.PRESCRIBER.value],
        "double_check": _double_check(checks or usual_checks()),
        "pump": profile.pump
        and {
            "tolerance_percent": profile.pump.tolerance_percent,
            "tolerance_ul": profile.pump.tolerance_ul,
            "source": _source(profile.pump.source),
        },
        "last_ms": in_ms(datetime.max.replace(tzinfo=UTC)),
        "phrases": PHRASES | _own_phrases(profile),
        "refusals": dict(REFUSALS),
    }
    _check_phrases([*found["phrases"].values(), *_own_words(symptom_list)])
    return found


def in_ms(at: datetime) -> int:
    """A moment as a device counts it: whole milliseconds since 1970, UTC."""
    return (at - EPOCH) // MILLISECOND


def site_clock(zone: tzinfo, *, since: datetime, until: datetime) -> list[Data]:
    """How the clock on the wall goes from `since` to `until`, as spans that begin `from` a moment.

    Each has its `offset_s` from UTC and the `name` that care writes behind a time. A device need
    not know the zones of the world, and says the same as the server even where its own are old.
    """
    spans: list[Data] = []
    at = since - (since - EPOCH) % QUARTER
    while at <= until:
        local = at.astimezone(zone)
        offset = local.utcoffset() or timedelta()
        span = {"offset_s": int(offset.total_seconds()), "name": local.tzname() or "UTC"}
        if not spans or span.items() - spans[-1].items():
            spans.append({"from": in_ms(at), **span})
        at += QUARTER
    return spans


def _named(kind: Profile | Gates | SymptomList) -> Data:
    return {"id": kind.id, "version": kind.version, "name": kind.name}


def _source(source: Source) -> Data:
    return {"citation": source.citation, "mark": source.mark.value}


def _in_order(some: Iterable[Stage]) -> list[str]:
    chosen = frozenset(some)
    return [stage.value for stage in Stage if stage in chosen]


def _roles(some: Iterable[Role]) -> list[str]:
    return sorted(role.value for role in some)


def _stages() -> Data:
    return {
        "first": Stage.SCHEDULED.value,
        "dose": Stage.DOSING.value,
        "all": [stage.value for stage in Stage],
        "steps": [
            {
                "from": here.value,
                "to": to.value,
                "act": stages.act_for(here, to),
                "roles": _roles(who_may(here, to)),
            }
            for here in Stage
            for to in Stage
            if to in NEXT[here]
        ],
        "on_site": _in_order(stages.ON_SITE),
        "running": _in_order(stages.RUNNING),
        "before_dose": _in_order(stages.BEFORE_DOSE),
        "watched": _in_order(stages.WATCHED),
        "over": _in_order(stages.OVER),
    }


def _signal(signal: Signal, profile: Profile) -> Data:
    row = profile.by_signal[signal]
    # People type 98.6 for 37.0, which arrives as 986 tenths: a conversion, no line of anybody's.
    celsius = {"less": 320, "times": 5, "over": 9} if signal is Signal.TEMPERATURE else None
    return {
        "signal": signal.value,
        "word": signal.word,
        "name": row.name,
        "unit": row.unit,
        "lowest": row.lowest,
        "highest": row.highest,
        "decimals": row.decimals,
        "meant": celsius,
        "is_judged_by_rise": signal in profile.risen,
    }


def _line(rule: AlarmRule, profile: Profile) -> Data:
    return {
        "code": rule.code,
        "channel": rule.channel,
        "signal": rule.signal.value,
        "comparator": rule.comparator.value,
        "value": rule.value,
        "relative": rule.relative_to_baseline.value,
        "persistence_s": rule.persistence_s,
        "confirm_count": rule.confirm_count,
        "severity": rule.severity.value,
        "repeat_within_s": profile.repeat_within_s(rule) or 0,
        "cooldown_s": profile.cooldown_s(rule),
        "ack_roles": list(profile.ack_roles(rule)),
        "phrase": _phrase(rule),
        "to_do": to_do(rule, profile),
        "source": _source(rule.source or profile.alarm_source),
    }


def _phrase(rule: AlarmRule) -> str:
    """Which phrase says it; that of a line which must last says how long as well."""
    if not rule.is_immediate:
        return "lasting"
    return {
        Relative.PERCENT: "percent",
        Relative.RISE: "rise",
        Relative.NOTHING: {
            Comparator.AT_LEAST: "at_least",
            Comparator.ABOVE: "above",
            Comparator.AT_MOST: "at_most",
            Comparator.BELOW: "below",
        }[rule.comparator],
    }[rule.relative_to_baseline]


def _own_phrases(profile: Profile) -> Data:
    said = profile.phrases
    return {
        "at_least": said.at_least,
        "above": said.above,
        "at_most": said.at_most,
        "below": said.below,
        "percent": said.percent,
        "rise": said.rise,
        "lasting": said.lasting,
        "no_baseline": said.no_baseline,
    }


def _watch(watch: ProfileWatch) -> Data:
    """From which moment it counts, and in which stages: a step into a stage, or the dose."""
    counted: dict[Moment, tuple[str, Iterable[Stage]]] = {
        Moment.BEFORE: (Stage.CHECKED_IN.value, stages.BEFORE_DOSE),
        Moment.DOSING: ("began", stages.RUNNING),
        Moment.RECOVERY: ("ended", AFTER_DOSE),
        Moment.AFTER_END: ("ended", AFTER_DOSE),
        Moment.AFTER_START: ("began", stages.RUNNING | AFTER_DOSE),
    }
    since, within = counted[watch.moment]
    return {
        "id": watch.id,
        "what": watch.what,
        "moment": watch.moment.value,
        "signals": [signal.value for signal in watch.signals],
        "since": since,
        "stages": _in_order(within),
        "is_due_at_once": watch.moment is Moment.BEFORE,
        "every_s": watch.every_s,
        "at_s": watch.at_s,
        "early_s": watch.early_s,
        "source": _source(watch.source),
    }


def _symptoms(listed: SymptomList) -> Data:
    return _named(listed) | {
        "alert_from": listed.grades.alert_from,
        "critical_from": listed.grades.critical_from,
        "grades": list(listed.grades.words),
        "phrases": {"present": listed.phrases.present, "repeated": listed.phrases.repeated},
        "to_do": {
            Alarm.NOTE.value: listed.phrases.note,
            Alarm.ALERT.value: listed.phrases.alert,
            Alarm.CRITICAL.value: listed.phrases.critical,
        },
        "terms": [
            {
                "term": term.id,
                "name": term.name,
                "alarm": term.alarm and term.alarm.value,
                "alert_from_count": term.alert_from_count,
                "of_low_pressure": term.of_low_pressure,
            }
            for term in listed.term
        ],
        "low_pressure": {
            "channel": LOW_PRESSURE,
            "signal": Signal.SYSTOLIC.value,
            "line": Alarm.ALERT.value,
            "rule": "systolic-low-felt",
            "level": Alarm.CRITICAL.value,
        },
        "source": _source(listed.alarm_source),
    }


def _gates(gates: Gates) -> Data:
    return _named(gates) | {
        "gates": [
            {
                "id": gate.id,
                "before": gate.before.value,
                "question": gate.question,
                "if_no": gate.if_no,
                "to_do": gate.to_do,
                "opened_by": [role.value for role in gate.opened_by],
                "only_routes": list(gate.only_routes),
                "source": _source(gate.source or gates.source),
            }
            for gate in gates.gate
        ],
        "words": {
            rule: {
                "because": words.because,
                "to_do": words.to_do,
                "opened_by": [role.value for role in words.opened_by],
            }
            for rule, words in gates.words.items()
        },
        "source": _source(gates.source),
    }


def _double_check(checks: Checks) -> Data:
    """Who may check, how many must, and how near their figures must be: a percentage as a ratio."""
    over, under = checks.preparation.agree_percent.as_integer_ratio()
    return {
        "roles": _roles(double_check.MAY_CHECK),
        "people": double_check.TWO,
        "agree_percent": [over, under],
        "figures": [
            {"figure": "dose_ug", "name": "dose", "rule": "double-check-dose", "unit": "mg"},
            {
                "figure": "drug_ul",
                "name": "drug volume",
                "rule": "double-check-drug-volume",
                "unit": "mL",
            },
            {
                "figure": "bag_ul",
                "name": "bag volume",
                "rule": "double-check-bag-volume",
                "unit": "mL",
            },
            {
                "figure": "rate_ul_per_h",
                "name": "pump rate",
                "rule": "double-check-pump-rate",
                "unit": "mL/h",
            },
        ],
        "source": _source(checks.preparation.source),
    }


def _own_words(listed: SymptomList) -> Iterable[str]:
    yield listed.phrases.present
    yield listed.phrases.repeated


def _check_phrases(said: Iterable[str]) -> None:
    """A device fills a figure in as it stands; it knows no more of Python's way of writing."""
    for phrase in said:
        for _, name, how, conversion in Formatter().parse(phrase):
            if name is not None and (how or conversion or not name.isidentifier()):
                raise ValueError(f"{phrase!r} may only name its figures, as in {{name}}")
