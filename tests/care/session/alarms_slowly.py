"""The alarms of a session worked out anew from every reading each time: obvious, and slow.

What `care.session.alarms` says has to be the same, however it comes by it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from daybreak.care.catalogue.profile import AlarmRule, Profile, Relative, Signal
from daybreak.care.findings import Alarm, Finding
from daybreak.care.session.alarms import OpenAlarm, Turn, _ringing, _roles, _worst
from daybreak.care.session.chair import Acknowledgement, Chair
from daybreak.care.session.symptoms import LOW_PRESSURE, low_pressure
from daybreak.care.session.symptoms import findings as felt
from daybreak.care.session.thresholds import _finding, _lasting, fires, worst_first
from daybreak.care.session.vitals import Reading, Vitals


def all_alarms(chair: Chair, now: datetime) -> tuple[OpenAlarm, ...]:
    """Every alarm there was in this session by `now`, in order of time, open or not."""
    turns = sorted(_turns(chair, now), key=lambda pair: (pair[0], *pair[1].place))
    answered = sorted(
        (each for each in chair.acknowledgements if each.at <= now),
        key=lambda ack: (ack.at, ack.by, ack.role, ack.level.weight, ack.action),
    )
    found: list[OpenAlarm] = []
    for channel, group in groupby(turns, key=lambda pair: pair[0]):
        story = [turn for _, turn in group]
        seen = [each for each in answered if each.channel == channel]
        found += [
            _ringing(alarm, earlier, chair, now)
            for alarm, earlier in _fold(channel, story, seen, chair.profile)
        ]
    return tuple(sorted(found, key=lambda alarm: (alarm.since, alarm.channel)))


def _turns(chair: Chair, now: datetime) -> Iterator[tuple[str, Turn]]:
    yield from _measured_turns(chair, now)
    yield from _felt_turns(chair, now)


def _measured_turns(chair: Chair, now: datetime) -> Iterator[tuple[str, Turn]]:
    profile, readings = chair.profile, chair.until(now)
    began, baseline = chair.began, chair.baseline
    for number, reading in enumerate(readings):
        before = baseline if began is not None and reading.at >= began else None
        found = {
            each.rule: each
            for each in (
                *measured(reading.vitals, before, profile),
                *lasting(readings[: number + 1], profile),
            )
        }
        for channel, rules in profile.by_channel.items():
            if reading.vitals.of(rules[0].signal) is None:
                continue
            fired = [found[rule.code] for rule in rules if rule.code in found]
            if channel == LOW_PRESSURE:
                fired += low_pressure(
                    reading.vitals, chair.symptoms, chair.symptom_list, profile, reading.at
                )
            yield channel, Turn(reading.at, _worst(fired), is_reading=True)


def _felt_turns(chair: Chair, now: datetime) -> Iterator[tuple[str, Turn]]:
    times = {
        at
        for symptom in chair.symptoms
        for at in (symptom.onset, symptom.resolved)
        if at is not None and at <= now
    }
    for at in times:
        found = felt(chair.symptoms, chair.symptom_list, at)
        for term in {symptom.term for symptom in chair.symptoms if symptom.onset <= at}:
            channel = f"symptom-{term}"
            fired = [each for each in found if each.rule in (channel, f"{channel}-repeated")]
            yield channel, Turn(at, _worst(fired), is_reading=False)
        yield from _pressure_turn(chair, at)


def _pressure_turn(chair: Chair, at: datetime) -> Iterator[tuple[str, Turn]]:
    """A symptom that comes after a low pressure was measured makes it critical then and there."""
    systolic = next(
        (
            reading.vitals.systolic_mmhg
            for reading in reversed(chair.until(at))
            if reading.vitals.systolic_mmhg is not None
        ),
        None,
    )
    vitals = Vitals(systolic_mmhg=systolic)
    for finding in low_pressure(vitals, chair.symptoms, chair.symptom_list, chair.profile, at):
        yield LOW_PRESSURE, Turn(at, finding, is_reading=False)


def _fold(
    channel: str, turns: list[Turn], seen: list[Acknowledgement], profile: Profile
) -> Iterator[tuple[OpenAlarm, Acknowledgement | None]]:
    """The alarms of one channel, each with the last acknowledgement of the one before it.

    Of two turns at one moment the worse stands; an acknowledgement of that moment comes after.
    """
    events: list[tuple[datetime, bool, Turn | Acknowledgement]] = [
        *((turn.at, False, turn) for turn in turns),
        *((ack.at, True, ack) for ack in seen),
    ]
    alarm: OpenAlarm | None = None
    earlier: Acknowledgement | None = None
    for _, _, event in sorted(events, key=lambda each: each[:2]):  # each in its order
        if isinstance(event, Turn):
            alarm = _opened(channel, event) if alarm is None else _turned(alarm, event)
        elif alarm is not None and event.role in _roles(alarm.finding, profile):
            alarm = _acknowledged(alarm, event)
        if alarm is not None and alarm.level is None and alarm.unseen is None:
            yield replace(alarm, closed_at=event.at), earlier
            earlier = alarm.seen[-1] if alarm.seen else None
            alarm = None
    if alarm is not None:
        yield alarm, earlier


def _opened(channel: str, turn: Turn) -> OpenAlarm | None:
    if turn.level is None or turn.finding is None:
        return None
    return OpenAlarm(
        channel=channel,
        since=turn.at,
        finding=turn.finding,
        level=turn.level,
        peak=turn.level,
        unseen=turn.level,
        turns=(turn,),
    )


def _turned(alarm: OpenAlarm, turn: Turn) -> OpenAlarm:
    """Better, worse or the same: worse than it last was is unseen again."""
    level, turns = turn.level, (*alarm.turns, turn)
    if level is None or turn.finding is None:
        return replace(alarm, level=None, turns=turns)
    worse = alarm.level is None or level > alarm.level
    unseen = max(filter(None, (alarm.unseen, level))) if worse else alarm.unseen
    return replace(
        alarm,
        level=level,
        finding=turn.finding,
        peak=max(alarm.peak, level),
        unseen=unseen,
        turns=turns,
    )


def _acknowledged(alarm: OpenAlarm, ack: Acknowledgement) -> OpenAlarm:
    seen = (*alarm.seen, ack)
    covers = alarm.unseen is not None and ack.level >= alarm.unseen
    return replace(alarm, seen=seen, unseen=None if covers else alarm.unseen)


def measured(vitals: Vitals, baseline: Vitals | None, profile: Profile) -> tuple[Finding, ...]:
    """Everything in one reading that calls for someone's attention, worst first.

    `baseline` is what was measured before the start; None while there is no start yet.
    Where it lacks a signal, a rise of it cannot be judged, and a note says so. What must
    last is judged by `lasting`, over more than one reading.
    """
    found = [
        _finding(rule, vitals, baseline, profile)
        for rule in profile.alarm
        if rule.is_immediate and fires(rule, vitals, baseline)
    ]
    if baseline is not None:
        found += _unjudged(vitals, baseline, profile)
    return worst_first(found)


def lasting(readings: Sequence[Reading], profile: Profile) -> tuple[Finding, ...]:
    """What the latest of `readings`, ordered by time, has in common with those before it.

    A line with `confirm_count` fires when that many readings running are past it, the
    first and the last of them `persistence_s` apart or more.
    """
    if not readings:
        return ()
    found = []
    for rule in profile.alarm:
        run = [] if rule.is_immediate else _run(rule, readings)
        if len(run) < rule.confirm_count or run[-1].at != readings[-1].at:
            continue
        lasted_s = int((run[-1].at - run[0].at).total_seconds())
        if lasted_s >= rule.persistence_s:
            found.append(_lasting(rule, run[-1].vitals, lasted_s // 60, profile))
    return worst_first(found)


def _run(rule: AlarmRule, readings: Sequence[Reading]) -> list[Reading]:
    """The unbroken readings of this signal past the line, up to the latest, in order of time."""
    run: list[Reading] = []
    for reading in reversed(readings):
        if fires(rule, reading.vitals, None):
            run.append(reading)
        elif reading.vitals.of(rule.signal) is not None:
            break
    return run[::-1]


def _unjudged(vitals: Vitals, baseline: Vitals, profile: Profile) -> Iterator[Finding]:
    needs = {
        rule.signal for rule in profile.alarm if rule.relative_to_baseline is not Relative.NOTHING
    }
    for signal in Signal:
        if signal in needs and vitals.of(signal) is not None and baseline.of(signal) is None:
            name = profile.by_signal[signal].name
            yield Finding(
                rule=f"{signal.word}-no-baseline",
                level=Alarm.NOTE,
                because=profile.phrases.no_baseline.format(name=name),
                source=profile.source,
                unknown=(f"baseline-{signal.word}",),
            )
