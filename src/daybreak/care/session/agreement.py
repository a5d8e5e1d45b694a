"""Where a typed reading and a monitor's say different things of one moment.

Both stand in the record, and none is averaged or preferred: a person looks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from daybreak.care.catalogue.profile import Profile, Signal
from daybreak.care.findings import Alarm, Finding
from daybreak.care.session.monitors import MonitorRules
from daybreak.care.session.thresholds import findings
from daybreak.care.session.vitals import Reading, Vitals


@dataclass(frozen=True, slots=True)
class Apart:
    """What a person typed and what a monitor told of one sign at one moment."""

    signal: Signal
    hand: Reading
    device: Reading


def disagreements(
    typed: Iterable[Reading],
    told: Iterable[Reading],
    baseline: Vitals | None,
    profile: Profile,
    rules: MonitorRules,
) -> tuple[Finding, ...]:
    """A note for each sign that is an alarm by one of the two and less of one by the other.

    Of each sign only the latest pair is weighed: what a person typed, and the nearest that a
    monitor told within `together_s`. Differences that change nothing are not worth a word.
    """
    return tuple(
        _said(each, profile, rules) for each in apart(typed, told, baseline, profile, rules)
    )


def apart(
    typed: Iterable[Reading],
    told: Iterable[Reading],
    baseline: Vitals | None,
    profile: Profile,
    rules: MonitorRules,
) -> tuple[Apart, ...]:
    """The two readings of each such sign, to be shown side by side."""
    if rules.together_s is None:
        return ()
    within = timedelta(seconds=rules.together_s)
    found: list[Apart] = []
    by_hand, by_monitor = list(typed), list(told)
    for signal in Signal:
        hand = max(_with(signal, by_hand), key=lambda each: each.at, default=None)
        if hand is None:
            continue
        near = [each for each in _with(signal, by_monitor) if abs(each.at - hand.at) <= within]
        device = min(near, key=lambda each: abs(each.at - hand.at), default=None)
        if device is None:
            continue
        levels = [_level(signal, each, baseline, profile) for each in (hand, device)]
        if levels[0] != levels[1]:
            found.append(Apart(signal, hand, device))
    return tuple(found)


def _said(told: Apart, profile: Profile, rules: MonitorRules) -> Finding:
    row = profile.by_signal[told.signal]
    values = [row.shown(each.vitals.of(told.signal) or 0) for each in (told.hand, told.device)]
    return Finding(
        rule=f"{told.signal.word}-disagrees",
        level=Alarm.NOTE,
        because=f"{row.name}: {values[0]} was typed and {values[1]} came from the "
        "monitor, of the same moment.",
        source=rules.source,
        to_do="Look at them, and take it again. Both stand in the record.",
    )


def _with(signal: Signal, readings: Iterable[Reading]) -> list[Reading]:
    return [each for each in readings if each.vitals.of(signal) is not None]


def _level(signal: Signal, reading: Reading, baseline: Vitals | None, profile: Profile) -> int:
    """How bad the figure alone is; a note is as good as nothing."""
    alone = Vitals(**{signal.value: reading.vitals.of(signal)})
    raised = (each.level for each in findings(alone, baseline, profile))
    return max((level.weight for level in raised if level > Alarm.NOTE), default=-1)
