"""A monitoring profile as its reader needs it: what is measured, when, and what calls for whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from daybreak.care.catalogue.profile import (
    AlarmRule,
    Comparator,
    Moment,
    Profile,
    Recovery,
    Relative,
    Watch,
)
from daybreak.care.findings import Source

SIDE = {
    Comparator.AT_LEAST: "≥",
    Comparator.ABOVE: "over",
    Comparator.AT_MOST: "≤",
    Comparator.BELOW: "under",
}
MEASURED_FROM = {
    Relative.NOTHING: "",
    Relative.PERCENT: " over the reading before the start",
    Relative.RISE: " over the reading before the start",
}
WHEN = {
    Moment.BEFORE: "before the start, not older than {time}",
    Moment.DOSING: "every {time} while the dose runs",
    Moment.RECOVERY: "every {time} in recovery",
    Moment.AFTER_START: "once, {time} after the start",
    Moment.AFTER_END: "once, {time} after the end of the dose",
}
AT_THE_END = "once, at the end of the dose"
SECONDS_A_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Told:
    """One line in words, with where it comes from."""

    what: str
    words: str
    source: Source
    severity: str = ""


def spoken(seconds: int) -> str:
    """A stretch of time: `10 minutes`, `90 seconds`."""
    if seconds % SECONDS_A_MINUTE:
        return f"{seconds} seconds"
    minutes = seconds // SECONDS_A_MINUTE
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def readings(profile: Profile) -> tuple[Told, ...]:
    """Which readings are asked for, and when."""
    return tuple(
        Told(_signals(watch, profile), _when(watch), watch.source) for watch in profile.watch
    )


def lines(profile: Profile) -> tuple[Told, ...]:
    """At which figures somebody is called, in the order of the file."""
    return tuple(_line(rule, profile) for rule in profile.alarm)


def answers(profile: Profile) -> tuple[tuple[str, str], ...]:
    """What each severity calls for."""
    return tuple(
        (
            answer.severity.value,
            answer.to_do.format(minutes=(answer.repeat_within_s or 0) // SECONDS_A_MINUTE),
        )
        for answer in profile.answer
    )


def recovery(profile: Profile) -> tuple[Told, ...]:
    """What must be so before somebody goes home."""
    rules = profile.recovery
    alone = rules.unaccompanied_minimum_s
    observed = f"{spoken(rules.minimum_s)} from the {rules.counted_from.value} of the dose"
    return (
        Told("Observed at least", observed, rules.source),
        Told(
            "Leaving without an adult",
            f"after {spoken(alone)}" if alone else "never",
            rules.source,
        ),
        *(Told(what, said, rules.lines_source) for what, said in _last_reading(rules)),
    )


def _last_reading(rules: Recovery) -> Iterable[tuple[str, str]]:
    yield "Last readings", f"not older than {spoken(rules.vitals_within_s)}"
    pressure = f"under {rules.systolic_below_mmhg} over {rules.diastolic_below_mmhg} mmHg"
    yield "Blood pressure", pressure
    yield "SpO₂", f"at most {rules.spo2_fall_percent} points under that before the start"
    yield "MOAA/S", f"at least {rules.moaas}"
    yield "Dissociation", f"at most {rules.dissociation_nrs_at_most} of 10"
    yield "CADSS-6", f"at most {rules.cadss6_at_most}"


def _signals(watch: Watch, profile: Profile) -> str:
    return ", ".join(profile.by_signal[signal].name for signal in watch.signals)


def _when(watch: Watch) -> str:
    time_s = watch.every_s if watch.at_s is None else watch.at_s
    if watch.moment is Moment.AFTER_END and not time_s:
        return AT_THE_END
    return WHEN[watch.moment].format(time=spoken(time_s or 0))


def _line(rule: AlarmRule, profile: Profile) -> Told:
    measured = profile.by_signal[rule.signal]
    percent = rule.relative_to_baseline is Relative.PERCENT
    figure = f"{rule.value} %" if percent else measured.shown(rule.value)
    words = f"{SIDE[rule.comparator]} {figure}{MEASURED_FROM[rule.relative_to_baseline]}"
    if rule.persistence_s:
        words += f", for {spoken(rule.persistence_s)}"
    return Told(
        measured.name, words, rule.source or profile.alarm_source, severity=rule.severity.value
    )
