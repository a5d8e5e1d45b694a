"""What one reading calls for, line by line of the profile: everything, worst first."""

from collections.abc import Iterable, Iterator, Sequence

from daybreak.care.catalogue.profile import AlarmRule, Comparator, Profile, Relative
from daybreak.care.findings import Alarm, Finding
from daybreak.care.session.vitals import Reading, Vitals


def findings(vitals: Vitals, baseline: Vitals | None, profile: Profile) -> tuple[Finding, ...]:
    """Everything in one reading that calls for someone's attention, worst first.

    `baseline` is what was measured before the start; None while there is no start yet.
    Where it lacks a signal, a rise of it cannot be judged, and a note says so. What must
    last is judged by `lasting`, over more than one reading.
    """
    lines = profile.immediate
    past = [
        (place, rule)
        for signal, _ in vitals.taken()
        for place, rule in lines.get(signal, ())
        if fires(rule, vitals, baseline)
    ]
    past.sort(key=lambda pair: pair[0])  # as the profile has them
    found = [_finding(rule, vitals, baseline, profile) for _, rule in past]
    if baseline is not None:
        found += _unjudged(vitals, baseline, profile)
    return worst_first(found) if found else ()


def lasting(readings: Sequence[Reading], profile: Profile) -> tuple[Finding, ...]:
    """What the latest of `readings`, ordered by time, has in common with those before it.

    A line with `confirm_count` fires when that many readings running are past it, the
    first and the last of them `persistence_s` apart or more.
    """
    if not readings:
        return ()
    found = []
    newest = readings[-1]
    for rule in profile.lasting:
        if newest.vitals.of(rule.signal) is not None and not fires(rule, newest.vitals, None):
            continue  # the run is over
        run = _run(rule, readings)
        if len(run) < rule.confirm_count or run[-1].at != newest.at:
            continue
        lasted_s = int((run[-1].at - run[0].at).total_seconds())
        if lasted_s >= rule.persistence_s:
            found.append(_lasting(rule, run[-1].vitals, lasted_s // 60, profile))
    return worst_first(found)


def fires(rule: AlarmRule, vitals: Vitals, baseline: Vitals | None) -> bool:
    """Whether one reading is past the line of `rule`. A rise without a baseline is not."""
    value = vitals.of(rule.signal)
    if value is None:
        return False
    before = baseline.of(rule.signal) if baseline else None
    match rule.relative_to_baseline:
        case Relative.NOTHING:
            return rule.comparator.holds(value, rule.value)
        case Relative.RISE:
            return before is not None and rule.comparator.holds(value - before, rule.value)
        case Relative.PERCENT:  # in whole hundredths, so that nothing is rounded
            return before is not None and rule.comparator.holds(
                (value - before) * 100, rule.value * before
            )


def worst_first(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """The same findings, the most worrying first; equals keep the order of the profile."""
    return tuple(sorted(found, key=lambda finding: -finding.level.weight))


def to_do(rule: AlarmRule, profile: Profile) -> str:
    """What `rule` calls for, with its minutes filled in."""
    repeat_s = profile.repeat_within_s(rule) or 0
    return profile.by_severity[rule.severity].to_do.format(minutes=repeat_s // 60)


def _run(rule: AlarmRule, readings: Sequence[Reading]) -> list[Reading]:
    """The unbroken readings of this signal past the line, up to the latest, in order of time."""
    run: list[Reading] = []
    for reading in reversed(readings):
        if fires(rule, reading.vitals, None):
            run.append(reading)
        elif reading.vitals.of(rule.signal) is not None:
            break
    return run[::-1]


def _finding(rule: AlarmRule, vitals: Vitals, baseline: Vitals | None, profile: Profile) -> Finding:
    value = vitals.of(rule.signal) or 0
    before = (baseline.of(rule.signal) if baseline else None) or 0
    return Finding(
        rule=rule.code,
        level=rule.severity,
        because=_phrase(rule, profile).format(
            name=profile.by_signal[rule.signal].name,
            reading=profile.by_signal[rule.signal].shown(value),
            line=rule.value,
            change=value - before,
            baseline=before,
        ),
        to_do=to_do(rule, profile),
        source=rule.source or profile.alarm_source,
    )


def _lasting(rule: AlarmRule, vitals: Vitals, minutes: int, profile: Profile) -> Finding:
    because = profile.phrases.lasting.format(
        name=profile.by_signal[rule.signal].name,
        reading=profile.by_signal[rule.signal].shown(vitals.of(rule.signal) or 0),
        line=rule.value,
        minutes=minutes,
    )
    source = rule.source or profile.alarm_source
    return Finding(rule.code, rule.severity, because, source, to_do(rule, profile))


def _unjudged(vitals: Vitals, baseline: Vitals, profile: Profile) -> Iterator[Finding]:
    for signal, _ in vitals.taken():
        if signal in profile.risen and baseline.of(signal) is None:
            name = profile.by_signal[signal].name
            yield Finding(
                rule=f"{signal.word}-no-baseline",
                level=Alarm.NOTE,
                because=profile.phrases.no_baseline.format(name=name),
                source=profile.source,
                unknown=(f"baseline-{signal.word}",),
            )


def _phrase(rule: AlarmRule, profile: Profile) -> str:
    match rule.relative_to_baseline:
        case Relative.PERCENT:
            return profile.phrases.percent
        case Relative.RISE:
            return profile.phrases.rise
        case Relative.NOTHING:
            return {
                Comparator.AT_LEAST: profile.phrases.at_least,
                Comparator.ABOVE: profile.phrases.above,
                Comparator.AT_MOST: profile.phrases.at_most,
                Comparator.BELOW: profile.phrases.below,
            }[rule.comparator]
