"""What the chairside screen shows: alarms, newest figures, the curve, the dose, what is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from daybreak.care.catalogue.profile import Comparator, Relative, Signal
from daybreak.care.findings import Alarm, Finding
from daybreak.care.session.agreement import disagreements
from daybreak.care.session.alarms import OpenAlarm
from daybreak.care.session.monitors import monitor_rules
from daybreak.care.session.recovery import recovery_clock
from daybreak.care.session.stages import WATCHED
from daybreak.exchange.hl7_time import read_time
from daybreak.exchange.monitor_codes import monitor_codes
from daybreak.records.reads.session import Visit
from daybreak.records.reads.session_rows import ReadingSeen
from daybreak.ui.charts import Chart, Limit, Reading, vitals_chart
from daybreak.ui.presenters.due import Due
from daybreak.ui.presenters.severity import look
from daybreak.ui.presenters.times import clock, span
from daybreak.web.session import words
from daybreak.web.session.doses import Buttons, DoseBar, buttons, dose_bar
from daybreak.web.session.seats import due_of, is_silent, short_name
from daybreak.web.session.tiles import PRESSURES, Tile, severities, tiles, told_by_monitor, weight


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """One open alarm. `answered` says who saw it; until then `action` is the button's words."""

    channel: str
    level: str
    sev: str
    icon: str
    word: str
    headline: str
    detail: str
    repeat_due: datetime | None
    unseen: str
    answered: str
    is_sounding: bool


@dataclass(frozen=True, slots=True)
class Tap:
    """One symptom as people say it, and how it is now."""

    term: str
    name: str
    now: str
    is_present: bool


@dataclass(frozen=True, slots=True)
class MonitorLine:
    """A paired monitor, and what is wrong with it."""

    binding: str
    device: str
    says: str
    is_silent: bool


@dataclass(frozen=True, slots=True)
class Monitor:
    """Everything on the chairside screen that refreshes itself."""

    alarms: tuple[AlarmLine, ...]
    tiles: tuple[Tile, ...]
    chart: Chart
    taps: tuple[Tap, ...]
    more_symptoms: int
    dose: DoseBar | None
    buttons: Buttons
    due: tuple[tuple[str, Due], ...]
    recovery_until: datetime | None
    recovery_over: bool
    monitors: tuple[MonitorLine, ...]
    notes: tuple[Finding, ...]
    grid: tuple[ReadingSeen, ...] = ()


def monitor(visit: Visit, now: datetime) -> Monitor:
    """The chairside screen of a session that has begun."""
    alarms = visit.alarms(now)
    observed = recovery_clock(visit.chair)
    return Monitor(
        alarms=tuple(_alarm(each, visit) for each in alarms),
        tiles=tiles(visit, now),
        chart=curve(visit, alarms, now),
        taps=_taps(visit, now),
        more_symptoms=len(visit.chair.symptom_list.term) - len(words.TAPS),
        dose=dose_bar(visit, now),
        buttons=buttons(visit),
        due=tuple(_first_due(visit, now).items()),
        recovery_until=observed.ends_at if observed else None,
        recovery_over=bool(observed and observed.has_passed(now)),
        monitors=tuple(_monitors(visit, now)),
        grid=tuple(reversed(visit.readings)),
        notes=(*_disagreements(visit, now), *_clocks_off(visit)),
    )


def _disagreements(visit: Visit, now: datetime) -> tuple[Finding, ...]:
    chair, told_by = visit.chair, told_by_monitor(visit)
    seen = chair.until(now)
    return disagreements(
        [each for each in seen if each.id not in told_by],
        [each for each in seen if each.id in told_by],
        chair.baseline,
        chair.profile,
        monitor_rules(),
    )


def symptom_lines(visit: Visit, now: datetime) -> tuple[Tap, ...]:
    """Every symptom of the list, those present first."""
    taps = [_tap(each.id, each.name, visit, now) for each in visit.chair.symptom_list.term]
    return tuple(sorted(taps, key=lambda tap: not tap.is_present))


def _first_due(visit: Visit, now: datetime) -> dict[str, Due]:
    """What is due, each thing once: the soonest of those that are called the same."""
    found: dict[str, Due] = {}
    for each in visit.due(now):
        found.setdefault(short_name(each), due_of(each, visit, now))
    return found


def _alarm(alarm: OpenAlarm, visit: Visit) -> AlarmLine:
    level = alarm.level or alarm.peak
    drawn = look(level)
    over = alarm.level is None
    seen = alarm.seen[-1] if alarm.seen and alarm.unseen is None else None
    who = visit.names.get(seen.by, "") if seen else ""
    said = f"{seen.action}, {clock(seen.at, visit.zone)} {who}".strip() if seen else ""
    headline = f"{alarm.finding.because} {alarm.finding.to_do}".strip()
    if over:
        headline = f"It is over now, and nobody has answered it: {alarm.finding.because}"
    rose = f"Since {clock(alarm.since, visit.zone)}."
    if alarm.has_stepped_down and not over:
        rose += f" It was {look(alarm.peak).word.lower()}."
    return AlarmLine(
        channel=alarm.channel,
        level=(alarm.unseen or level).value,
        sev=drawn.sev,
        icon=drawn.icon,
        word=drawn.word,
        headline=headline,
        detail=f"{rose} Rule: {alarm.finding.rule}.",
        repeat_due=alarm.repeat_due,
        unseen=alarm.unseen.value if alarm.unseen else "",
        answered=said,
        is_sounding=alarm.is_sounding,
    )


def curve(visit: Visit, alarms: Iterable[OpenAlarm], now: datetime) -> Chart:
    """The session's figures as they are drawn on a page."""
    chair = visit.chair
    began = chair.began or now
    readings = [
        Reading(
            at=each.at,
            systolic_mmhg=each.vitals.systolic_mmhg,
            diastolic_mmhg=each.vitals.diastolic_mmhg,
            heart_rate_per_min=each.vitals.heart_rate_per_min,
            spo2_percent=each.vitals.spo2_percent,
            sev=max(
                (
                    severities(visit, each.vitals).get(signal, "")
                    for signal in (*PRESSURES, Signal.HEART_RATE)
                ),
                key=weight,
            ),
        )
        for each in chair.until(now)
    ]
    observed = recovery_clock(chair)
    minutes = visit.prepared.computed.minutes if visit.prepared else None
    until = chair.ended or began + timedelta(minutes=minutes or 0)
    repeats = [alarm.repeat_due for alarm in alarms if alarm.repeat_due is not None]
    return vitals_chart(
        key="vitals",
        readings=readings,
        start=began - timedelta(minutes=15),
        end=observed.ends_at if observed else until + timedelta(minutes=15),
        zone=visit.zone,
        now=now if visit.stage in WATCHED else None,
        limits=limits(visit),
        dosing=(began, max(until, began)),
        due=[each.due_at for each in visit.due(now) if each.due_at >= now],
        repeat_by=min(repeats, default=None),
    )


def limits(visit: Visit) -> list[Limit]:
    """The plain lines of the systolic pressure, upwards, that call somebody."""
    return [
        Limit(
            rule.value,
            rule.severity.value,
            "critical" if rule.severity is Alarm.CRITICAL else "warn",
        )
        for rule in visit.chair.profile.alarm
        if rule.signal is Signal.SYSTOLIC
        and rule.severity > Alarm.NOTE
        and rule.is_immediate
        and rule.comparator is Comparator.AT_LEAST
        and rule.relative_to_baseline is Relative.NOTHING
    ]


def _taps(visit: Visit, now: datetime) -> tuple[Tap, ...]:
    return tuple(_tap(term, name, visit, now) for term, name in words.TAPS)


def _tap(term: str, name: str, visit: Visit, now: datetime) -> Tap:
    present = [each for each in visit.chair.symptoms if each.term == term and each.is_present(now)]
    if not present:
        return Tap(term, name, "none", is_present=False)
    last = max(present, key=lambda each: each.onset)
    said = f"{words.GRADES[last.grade]}, {clock(last.onset, visit.zone)}"
    return Tap(term, name, said, is_present=True)


def _monitors(visit: Visit, now: datetime) -> Iterable[MonitorLine]:
    for each in visit.monitors:
        last = each.last_at or each.pairing.since
        silent = is_silent(each, now)
        if not each.pairing.holds(now):
            says = "The pairing has ended by itself. Pair it again if it is still theirs."
        elif each.trouble:
            says = words.TROUBLE.get(each.trouble, "Its last message does not count.")
        elif silent:
            says = f"NO DATA for {span(now - last)}. Silence is not normal: look at it."
        elif each.last_at is None:
            says = "Paired; it has not spoken yet."
        else:
            says = f"Last heard {clock(each.last_at, visit.zone)}."
        yield MonitorLine(
            str(each.pairing.id),
            each.pairing.device,
            says,
            is_silent=silent or bool(each.trouble) or not each.pairing.holds(now),
        )


def _clocks_off(visit: Visit) -> Iterable[Finding]:
    """A note when a monitor's clock and ours differ; its times stand as it told them."""
    most = monitor_codes().clock
    for each in visit.monitors:
        if not each.sent_at or each.last_at is None:
            continue
        sent = read_time(each.sent_at, zone=visit.zone, near=each.last_at)
        off = sent.at - each.last_at if sent else timedelta(0)
        if abs(off) > timedelta(seconds=most.seconds):
            way = "ahead of" if off > timedelta(0) else "behind"
            yield Finding(
                rule="monitor-clock-off",
                level=Alarm.NOTE,
                because=f"The clock of {each.pairing.device} is {span(abs(off))} {way} ours.",
                source=most.source,
                to_do="Set it. What it told keeps the times it told.",
            )
