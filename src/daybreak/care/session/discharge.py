"""What must be so before someone goes home: all of it, each with what settles it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from daybreak.care.catalogue.profile import Signal
from daybreak.care.findings import Alarm, Finding
from daybreak.care.scales.cssrs import Level
from daybreak.care.session.alarms import open_alarms
from daybreak.care.session.chair import Chair
from daybreak.care.session.checklists import ChecklistScore
from daybreak.care.session.gates import Answers, Gates
from daybreak.care.session.recovery import recovery_clock
from daybreak.care.session.stages import Stage
from daybreak.care.session.thresholds import findings as measured
from daybreak.care.session.vitals import Vitals, latest
from daybreak.care.team.roles import Role

PRESSURE = frozenset({"systolic-high", "diastolic-high", "mean-high"})
NEEDED = (Signal.SYSTOLIC, Signal.DIASTOLIC, Signal.HEART_RATE, Signal.SPO2, Signal.MOAAS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Everything but the readings that bears on going home.

    `suicide_level` is the triage of today's later screen; `has_second_disposition` says that a
    clinician signed what happens after a high one. `signed_off` names what a prescriber signed
    for, and counts only where a finding may be set aside.
    """

    answers: Answers = field(default_factory=dict)
    scores: tuple[ChecklistScore, ...] = ()
    cadss6: int | None = None
    has_escort: bool | None = None
    suicide_level: Level | None = None
    has_second_disposition: bool = False
    signed_off: frozenset[str] = frozenset()


def discharge_gates(
    leaving: Leaving, chair: Chair, gates: Gates, now: datetime
) -> tuple[Finding, ...]:
    """Everything that keeps someone here; nothing when they may go with a clinician's signature.

    The signature itself is the act of discharge.
    """
    found = [
        *_clock(leaving, chair, gates, now),
        *_readings(chair, gates, now),
        *_scored(leaving.scores, gates),
        *_away(leaving, chair, gates, now),
        *_alarms(chair, gates, now),
        *_safe(leaving, gates),
        *_escorted(leaving, chair, gates),
        *gates.shut(Stage.DISCHARGED, chair.profile.route, leaving.answers),
    ]
    return tuple(
        finding
        for finding in found
        if not (finding.overridable_by and finding.rule in leaving.signed_off)
    )


def _clock(leaving: Leaving, chair: Chair, gates: Gates, now: datetime) -> Iterator[Finding]:
    clock = recovery_clock(chair, is_accompanied=leaving.has_escort is True)
    if clock is None:
        yield gates.says("not-dosed")
    elif not clock.has_passed(now):
        left_s = clock.left(now).total_seconds()
        yield gates.says(
            "clock-running",
            source=chair.profile.recovery.source,
            minutes=int(-(-left_s // 60)),
            until=f"{clock.ends_at:%H:%M %Z}",
        )


def _fresh(chair: Chair, now: datetime) -> Vitals:
    """The newest figures since the dose ended that are not too old to go by."""
    if chair.ended is None:
        return Vitals()
    since = max(chair.ended, now - timedelta(seconds=chair.profile.recovery.vitals_within_s))
    return latest(chair.readings, since=since, until=now)


def _readings(chair: Chair, gates: Gates, now: datetime) -> Iterator[Finding]:
    lines, fresh, names = chair.profile.recovery, _fresh(chair, now), chair.profile.by_signal
    if missing := [signal for signal in NEEDED if fresh.of(signal) is None]:
        yield gates.says(
            "reading-old",
            source=lines.lines_source,
            unknown=tuple(f"fresh-{signal.word}" for signal in missing),
            signals=", ".join(names[signal].name for signal in missing),
            minutes=lines.vitals_within_s // 60,
        )
    if fresh.moaas is not None and fresh.moaas < lines.moaas:
        yield gates.says(
            "not-awake", source=lines.lines_source, value=fresh.moaas, line=lines.moaas
        )
    yield from _pressure(fresh, chair, gates, now)
    yield from _oxygen(fresh, chair, gates)


def _pressure(fresh: Vitals, chair: Chair, gates: Gates, now: datetime) -> Iterator[Finding]:
    lines = chair.profile.recovery
    systolic, diastolic = fresh.systolic_mmhg, fresh.diastolic_mmhg
    if (systolic or 0) >= lines.systolic_below_mmhg or (
        diastolic or 0
    ) >= lines.diastolic_below_mmhg:
        yield gates.says(
            "pressure-high",
            source=lines.lines_source,
            overridable_by=(Role.PRESCRIBER,),
            pressure=f"{systolic}/{diastolic}",
            line=f"{lines.systolic_below_mmhg}/{lines.diastolic_below_mmhg}",
        )
    taken = [
        reading.vitals.systolic_mmhg
        for reading in chair.until(now)
        if chair.ended is not None
        and reading.at >= chair.ended
        and reading.vitals.systolic_mmhg is not None
    ]
    # Below every note line a pressure may go up and down as it likes.
    high = {rule.code for rule in chair.profile.by_channel["systolic-high"]}
    raised = any(
        finding.rule in high
        for finding in measured(Vitals(systolic_mmhg=systolic), chair.baseline, chair.profile)
    )
    if len(taken) > 1 and taken[-1] > taken[-2] and raised:
        yield gates.says(
            "pressure-rising", source=lines.lines_source, before=taken[-2], after=taken[-1]
        )


def _oxygen(fresh: Vitals, chair: Chair, gates: Gates) -> Iterator[Finding]:
    lines = chair.profile.recovery
    before = chair.baseline.spo2_percent if chair.baseline else None
    if fresh.spo2_percent is None:
        return
    if before is None:
        yield gates.says(
            "oxygen-unknown",
            source=lines.lines_source,
            unknown=("baseline-spo2",),
            overridable_by=(Role.PRESCRIBER,),
        )
    elif fresh.spo2_percent < before - lines.spo2_fall_percent:
        yield gates.says(
            "oxygen-low", source=lines.lines_source, value=fresh.spo2_percent, before=before
        )


def _scored(scores: Iterable[ChecklistScore], gates: Gates) -> Iterator[Finding]:
    """One of the two scores is enough, and no item of any is 0."""
    complete = [score for score in scores if score.total is not None]
    if not complete:
        yield gates.says("score-missing", unknown=("discharge-score",))
    elif not any(score.is_passed for score in complete):
        best = max(complete, key=lambda score: score.total or 0)
        yield gates.says("score-low", name=best.name, total=best.total, line=best.pass_from)
    for score in scores:
        for item in score.zeros:
            yield gates.says("score-zero", name=score.name, item=item)


def _away(leaving: Leaving, chair: Chair, gates: Gates, now: datetime) -> Iterator[Finding]:
    """Dissociation is over by either measure; the latest of both if both were asked."""
    lines, felt = chair.profile.recovery, _fresh(chair, now).dissociation_nrs
    if felt is None and leaving.cadss6 is None:
        yield gates.says("away-unknown", source=lines.lines_source, unknown=("fresh-dissociation",))
    if felt is not None and felt > lines.dissociation_nrs_at_most:
        yield gates.says("still-away", source=lines.lines_source, figure=f"{felt} of 10")
    if leaving.cadss6 is not None and leaving.cadss6 > lines.cadss6_at_most:
        yield gates.says(
            "still-away", source=lines.lines_source, figure=f"CADSS-6 {leaving.cadss6}"
        )


def _alarms(chair: Chair, gates: Gates, now: datetime) -> Iterator[Finding]:
    """Nobody leaves with an alarm that nobody has seen, or that is still so.

    A high pressure that was seen is judged by the lines for going home instead. For an alert
    that was seen the prescriber may sign: some people's pulse is always slow.
    """
    for alarm in open_alarms(chair, now):
        is_critical = alarm.level is Alarm.CRITICAL
        if alarm.unseen is None and alarm.channel in PRESSURE and not is_critical:
            continue
        may_sign = alarm.unseen is None and not is_critical
        yield gates.says(
            "alarm-open",
            about=alarm.channel,
            source=alarm.finding.source,
            overridable_by=(Role.PRESCRIBER,) if may_sign else (),
            alarm=alarm.finding.because,
        )


def _safe(leaving: Leaving, gates: Gates) -> Iterator[Finding]:
    """High or incomplete keeps someone here; whether it was asked at all is its own gate."""
    level = leaving.suicide_level
    if level and level.needs_clinician_now and not leaving.has_second_disposition:
        yield gates.says("suicide-high", level=level)


def _escorted(leaving: Leaving, chair: Chair, gates: Gates) -> Iterator[Finding]:
    if leaving.has_escort is not True and chair.profile.recovery.unaccompanied_minimum_s is None:
        unknown = ("escort",) if leaving.has_escort is None else ()
        yield gates.says("no-escort", unknown=unknown)
