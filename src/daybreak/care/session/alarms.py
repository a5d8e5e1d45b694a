"""Which alarms are open at a chair: latched until somebody has seen them, repeated until over.

What is open is worked out from all readings, symptoms and acknowledgements each time. So a
late entry changes the answer as if it had been on time, and every screen says the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter

from daybreak.care.catalogue.profile import Profile
from daybreak.care.errors import NotAllowed
from daybreak.care.findings import Alarm, Finding, Status
from daybreak.care.session.chair import Acknowledgement, Chair
from daybreak.care.session.stages import ON_SITE
from daybreak.care.session.symptoms import LOW_PRESSURE, low_pressure
from daybreak.care.session.symptoms import findings as felt
from daybreak.care.session.thresholds import findings as measured
from daybreak.care.session.thresholds import lasting
from daybreak.care.session.vitals import Vitals
from daybreak.care.team.roles import Role


@dataclass(frozen=True, slots=True)
class Turn:
    """One moment in the story of an alarm. Without a finding it was no longer so."""

    at: datetime
    finding: Finding | None
    is_reading: bool

    @property
    def level(self) -> Alarm | None:
        """Alert or critical; a note never opens an alarm."""
        if self.finding is None or not isinstance(self.finding.level, Alarm):
            return None
        return self.finding.level if self.finding.level > Alarm.NOTE else None

    @property
    def place(self) -> tuple[datetime, int, bool, str, str]:
        """Where it stands among the turns of its channel, in whatever order they were told."""
        weight = 0 if self.level is None else 1 + self.level.weight
        rule, because = (self.finding.rule, self.finding.because) if self.finding else ("", "")
        return self.at, weight, self.is_reading, rule, because


@dataclass(frozen=True, slots=True)
class OpenAlarm:
    """One alarm, from its first finding on.

    `level` is what it is now, None when it is over but nobody has seen it yet; `peak` is the
    worst it has been; `unseen` the worst that nobody has acknowledged. `turns` is its story.
    """

    channel: str
    since: datetime
    finding: Finding
    level: Alarm | None
    peak: Alarm
    unseen: Alarm | None
    turns: tuple[Turn, ...]
    seen: tuple[Acknowledgement, ...] = ()
    closed_at: datetime | None = None
    repeat_due: datetime | None = None
    is_repeat_missed: bool = False
    is_sounding: bool = False

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def has_stepped_down(self) -> bool:
        return self.level is None or self.level < self.peak


def open_alarms(chair: Chair, now: datetime) -> tuple[OpenAlarm, ...]:
    """Every alarm that is not over, or that nobody has seen yet, worst first."""
    found = [alarm for alarm in all_alarms(chair, now) if alarm.is_open]
    return tuple(
        sorted(found, key=lambda alarm: (-(alarm.level or alarm.peak).weight, alarm.since))
    )


@lru_cache(maxsize=64)  # one page asks several times of one look at a session
def all_alarms(chair: Chair, now: datetime) -> tuple[OpenAlarm, ...]:
    """Every alarm there was in this session by `now`, in order of time, open or not."""
    stories: dict[str, list[Turn]] = {}
    for channel, turn in _turns(chair, now):
        stories.setdefault(channel, []).append(turn)
    answered = sorted(
        (each for each in chair.acknowledgements if each.at <= now),
        key=lambda ack: (ack.at, ack.by, ack.role, ack.level.weight, ack.action),
    )
    found: list[OpenAlarm] = []
    for channel in sorted(stories):
        story = _in_order(stories[channel])
        seen = [each for each in answered if each.channel == channel]
        found += [
            _ringing(alarm, earlier, chair, now)
            for alarm, earlier in _fold(channel, story, seen, chair.profile)
        ]
    return tuple(sorted(found, key=lambda alarm: (alarm.since, alarm.channel)))


_AFTER = timedelta(microseconds=1)  # the first moment after one that is still in time


def alarms_turn_at(chair: Chair, now: datetime) -> Iterator[datetime]:
    """When `open_alarms` may read differently than at `now` though nothing more is recorded.

    It reads the same until before the earliest of these; some of them may change nothing.
    """
    yield from (each.at for each in chair.readings if each.at > now)
    yield from (each.at for each in chair.acknowledgements if each.at > now)
    for symptom in chair.symptoms:
        yield from (at for at in (symptom.onset, symptom.resolved) if at and at > now)
    for ack in chair.acknowledgements:
        for rule in chair.profile.by_channel.get(ack.channel, ()):
            loud = ack.at + timedelta(seconds=chair.profile.cooldown_s(rule))
            if loud > now:
                yield loud
    for alarm in open_alarms(chair, now):
        if alarm.repeat_due is not None and alarm.repeat_due >= now:
            yield alarm.repeat_due + _AFTER


def check_acknowledgement(ack: Acknowledgement, chair: Chair, now: datetime) -> None:
    """Raise unless `ack` answers an alarm that is open.

    Raises:
        NotAllowed: there is no such alarm, this role may not acknowledge it, it has become worse
            than what was seen, or nothing is said of what was done.
    """
    alarm = next((each for each in open_alarms(chair, now) if each.channel == ack.channel), None)
    if alarm is None or alarm.unseen is None:
        raise NotAllowed("alarm-none", "This alarm is no longer open. Look at the chair again.")
    if ack.role not in _roles(alarm.finding, chair.profile):
        raise NotAllowed("alarm-role", "Your role cannot answer this alarm. Call the nurse.")
    if ack.level < alarm.unseen:
        raise NotAllowed(
            "alarm-worse", "It has become worse since you looked. Read it again, then answer it."
        )
    if not ack.action.strip():
        raise NotAllowed("alarm-action", "Say what was done, such as: prescriber told.")


def resume_gates(chair: Chair, now: datetime) -> tuple[Finding, ...]:
    """What stands against going on with a dose: each critical alarm that still is one, or unseen.

    The prescriber may go on with a reason; nobody else may.
    """
    return tuple(
        Finding(
            rule=f"resume-{alarm.channel}",
            level=Status.HOLD,
            because=f"This is still critical: {alarm.finding.because}"
            if alarm.level is Alarm.CRITICAL
            else f"Nobody has answered this yet: {alarm.finding.because}",
            to_do="Answer it and take the reading again, or ask the prescriber to decide.",
            source=alarm.finding.source,
            overridable_by=(Role.PRESCRIBER.value,),
        )
        for alarm in open_alarms(chair, now)
        if Alarm.CRITICAL in (alarm.level, alarm.unseen)
    )


def _in_order(turns: list[Turn]) -> list[Turn]:
    """By time, and those of one moment by what they say, in whatever order they were told."""
    turns.sort(key=attrgetter("at"))
    if all(one.at < next_.at for one, next_ in pairwise(turns)):
        return turns
    return sorted(turns, key=attrgetter("place"))


def _turns(chair: Chair, now: datetime) -> Iterator[tuple[str, Turn]]:
    yield from _measured_turns(chair, now)
    yield from _felt_turns(chair, now)


def _measured_turns(chair: Chair, now: datetime) -> Iterator[tuple[str, Turn]]:
    profile, readings = chair.profile, chair.until(now)
    began, baseline = chair.began, chair.baseline
    for number, reading in enumerate(readings):
        before = baseline if began is not None and reading.at >= began else None
        lasts = lasting(readings[: number + 1], profile) if profile.lasting else ()
        for channel, worst in _weighed(reading.vitals, before, profile):
            fired = [each for each in lasts if profile.by_code[each.rule].channel == channel]
            if worst:  # of two as bad as each other the first of the profile stands
                fired = _in_profile_order([worst, *fired], profile)
            if channel == LOW_PRESSURE and chair.symptoms:
                fired += low_pressure(
                    reading.vitals, chair.symptoms, chair.symptom_list, profile, reading.at
                )
            yield channel, Turn(reading.at, _worst(fired), is_reading=True)


def _in_profile_order(found: list[Finding], profile: Profile) -> list[Finding]:
    return sorted(found, key=lambda each: profile.places[each.rule]) if len(found) > 1 else found


_Weighed = tuple[tuple[str, Finding | None], ...]
_AT_MOST = 20_000  # our choice: the figures of a busy week


def _weighed(vitals: Vitals, before: Vitals | None, profile: Profile) -> _Weighed:
    """Of each channel the figures speak of, the worst line they are past, if they are.

    It follows from the three alone, none of which can change; so it is worked out once for the
    same figures, whichever page asks, and a session of hours costs no more than its last reading.
    """
    known: dict[tuple[Vitals, Vitals | None], _Weighed] = profile.worked_out
    found = known.get((vitals, before))
    if found is None:
        if len(known) > _AT_MOST:
            known.clear()
        found = known[vitals, before] = _weigh(vitals, before, profile)
    return found


def _weigh(vitals: Vitals, before: Vitals | None, profile: Profile) -> _Weighed:
    past: dict[str, Finding] = {}
    for each in measured(vitals, before, profile):  # worst first
        if each.rule in profile.by_code:
            past.setdefault(profile.by_code[each.rule].channel, each)
    return tuple(
        (channel, past.get(channel))
        for channel, rules in profile.by_channel.items()
        if vitals.of(rules[0].signal) is not None
    )


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
    alarm: _Story | None = None
    earlier: Acknowledgement | None = None
    for _, _, event in sorted(events, key=lambda each: each[:2]):  # each in its order
        if isinstance(event, Turn):
            alarm = _Story.begun(event) if alarm is None else alarm.turned(event)
        elif alarm is not None and event.role in _roles(alarm.finding, profile):
            alarm.acknowledged(event)
        if alarm is not None and alarm.level is None and alarm.unseen is None:
            yield alarm.told(channel, closed_at=event.at), earlier
            earlier = alarm.seen[-1] if alarm.seen else None
            alarm = None
    if alarm is not None:
        yield alarm.told(channel), earlier


@dataclass(slots=True)
class _Story:
    """An alarm while it is folded, turn by turn; `told` makes it one that does not change."""

    since: datetime
    finding: Finding
    level: Alarm | None
    peak: Alarm
    unseen: Alarm | None
    turns: list[Turn]
    seen: list[Acknowledgement]

    @classmethod
    def begun(cls, turn: Turn) -> "_Story | None":
        """A new alarm, if the turn opens one."""
        level = turn.level
        if level is None or turn.finding is None:
            return None
        return cls(turn.at, turn.finding, level, level, level, [turn], [])

    def turned(self, turn: Turn) -> "_Story":
        """Better, worse or the same: worse than it last was is unseen again."""
        self.turns.append(turn)
        level = turn.level
        if level is None or turn.finding is None:
            self.level = None
            return self
        if self.level is None or level > self.level:
            self.unseen = max(filter(None, (self.unseen, level)))
        self.level, self.finding, self.peak = level, turn.finding, max(self.peak, level)
        return self

    def acknowledged(self, ack: Acknowledgement) -> None:
        """Somebody answered it; only what is no worse than they saw is seen."""
        self.seen.append(ack)
        if self.unseen is not None and ack.level >= self.unseen:
            self.unseen = None

    def told(self, channel: str, *, closed_at: datetime | None = None) -> OpenAlarm:
        return OpenAlarm(
            channel=channel,
            since=self.since,
            finding=self.finding,
            level=self.level,
            peak=self.peak,
            unseen=self.unseen,
            turns=tuple(self.turns),
            seen=tuple(self.seen),
            closed_at=closed_at,
        )


def _ringing(
    alarm: OpenAlarm, earlier: Acknowledgement | None, chair: Chair, now: datetime
) -> OpenAlarm:
    """The same alarm with its repeat clock, and whether it sounds at `now`."""
    if not alarm.is_open or alarm.level is None or chair.stage not in ON_SITE:
        return alarm
    repeat_due = _repeat_due(alarm, chair.profile)
    missed = repeat_due is not None and now > repeat_due
    sounding = missed or (alarm.unseen is not None and not _is_quiet(alarm, earlier, chair, now))
    return replace(alarm, repeat_due=repeat_due, is_repeat_missed=missed, is_sounding=sounding)


def _repeat_due(alarm: OpenAlarm, profile: Profile) -> datetime | None:
    readings = [turn for turn in alarm.turns if turn.is_reading]
    if not readings or alarm.level is None:
        return None
    rule = profile.by_code.get(alarm.finding.rule)
    within_s = (
        profile.repeat_within_s(rule) if rule else profile.by_severity[alarm.level].repeat_within_s
    )
    return readings[-1].at + timedelta(seconds=within_s or 0)


def _is_quiet(
    alarm: OpenAlarm, earlier: Acknowledgement | None, chair: Chair, now: datetime
) -> bool:
    """Whether the like of it was answered so lately that it opens without a sound."""
    rule = chair.profile.by_code.get(alarm.finding.rule)
    if earlier is None or rule is None or alarm.level is None or earlier.level < alarm.level:
        return False
    return now < earlier.at + timedelta(seconds=chair.profile.cooldown_s(rule))


def _roles(finding: Finding, profile: Profile) -> tuple[str, ...]:
    rule = profile.by_code.get(finding.rule)
    if rule is not None:
        return profile.ack_roles(rule)
    severity = finding.level if isinstance(finding.level, Alarm) else Alarm.ALERT
    return profile.by_severity[severity].ack_role


def _worst(found: list[Finding]) -> Finding | None:
    return max(found, key=lambda finding: finding.level.weight, default=None)
