"""What a session is written down on when there is no screen: which readings at which times."""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from itertools import count, takewhile

from daybreak.care.catalogue.profile import Clock, Moment, Profile, Relative, Signal, Watch
from daybreak.care.findings import Alarm

MOST_LINES = 40  # our choice: longer than any session that a sheet is meant for


class Anchor(StrEnum):
    """What the minutes of a line count from."""

    BEFORE = "before"
    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line of the grid: so many minutes after its anchor, and what is asked for then."""

    anchor: Anchor
    minutes: int
    signals: frozenset[Signal]


@dataclass(frozen=True, slots=True)
class CallLine:
    """One signal and the figures from which somebody is called, as they are written on paper."""

    signal: Signal
    level: Alarm
    figures: tuple[str, ...]


def grid(profile: Profile, *, minutes: int | None) -> tuple[PaperLine, ...]:
    """The readings that the profile asks for, each at its time, in their order.

    Args:
        profile: how they are watched.
        minutes: how long the dose runs; None for one that is over when it is given.
    """
    asked: dict[tuple[Anchor, int], set[Signal]] = defaultdict(set)
    for watch in profile.watch:
        for anchor, at in _times(watch, profile, minutes or 0):
            asked[_one_clock(anchor, at, minutes)] |= set(watch.signals)
    asked.pop((Anchor.START, 0), None)  # what is read at the start is what was read before it
    order = list(Anchor)
    lines = sorted(asked, key=lambda each: (order.index(each[0]), each[1]))
    return tuple(
        PaperLine(anchor, at, frozenset(asked[anchor, at])) for anchor, at in lines[:MOST_LINES]
    )


def calls(profile: Profile, level: Alarm) -> tuple[CallLine, ...]:
    """From which figures on somebody is called, signal by signal, in the order of the profile."""
    found: dict[Signal, list[str]] = {}
    for rule in profile.alarm:
        if rule.severity is not level:
            continue
        row = profile.by_signal[rule.signal]
        match rule.relative_to_baseline:
            case Relative.NOTHING:
                figure = f"{_SIGN[rule.comparator.value]} {row.figure(rule.value)}"
            case Relative.PERCENT:
                figure = f"+{rule.value} % of before"
            case Relative.RISE:
                figure = f"+{row.figure(rule.value)} over before"
        if rule.persistence_s:
            figure += f" for {rule.persistence_s // 60} min"
        told = found.setdefault(rule.signal, [])
        if figure not in told:
            told.append(figure)
    return tuple(CallLine(signal, level, tuple(told)) for signal, told in found.items())


def _one_clock(anchor: Anchor, at: int, minutes: int | None) -> tuple[Anchor, int]:
    """The same moment, named once: what runs on past the end counts from the end.

    A dose that does not run in has one clock, from its start.
    """
    if anchor is Anchor.END and minutes is None:
        return Anchor.START, at
    if anchor is Anchor.START and minutes is not None and at >= minutes:
        return Anchor.END, at - minutes
    return anchor, at


_SIGN = {">=": "≥", ">": ">", "<=": "≤", "<": "<"}


def _times(watch: Watch, profile: Profile, minutes: int) -> list[tuple[Anchor, int]]:
    every = (watch.every_s or 0) // 60
    match watch.moment:
        case Moment.BEFORE:
            return [(Anchor.BEFORE, 0)]
        case Moment.DOSING:
            during = takewhile(lambda at: at < minutes, count(every, every)) if every else ()
            return [(Anchor.START, at) for at in during]
        case Moment.RECOVERY:
            stays = profile.recovery.minimum_s // 60
            if profile.recovery.counted_from is Clock.START:
                stays -= minutes
            after = takewhile(lambda at: at <= stays, count(every, every)) if every else ()
            return [(Anchor.END, 0), *((Anchor.END, at) for at in after)]
        case Moment.AFTER_START:
            return [(Anchor.START, (watch.at_s or 0) // 60)]
        case Moment.AFTER_END:
            return [(Anchor.END, (watch.at_s or 0) // 60)]
