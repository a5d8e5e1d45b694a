"""The newest figure of each sign with its own age; what is old or told in two ways says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from daybreak.care.catalogue.profile import Moment, Signal
from daybreak.care.findings import Alarm
from daybreak.care.session.agreement import Apart, apart
from daybreak.care.session.monitoring import AFTER_DOSE, no_data
from daybreak.care.session.monitors import monitor_rules
from daybreak.care.session.stages import RUNNING
from daybreak.care.session.thresholds import findings
from daybreak.care.session.vitals import Vitals
from daybreak.records.reads.session import Visit
from daybreak.ui.presenters.severity import look
from daybreak.ui.presenters.times import clock, span

PRESSURES = (Signal.SYSTOLIC, Signal.DIASTOLIC)
AWAKE = 5  # MOAA/S: responds readily to their name
OTHERS = (
    (Signal.HEART_RATE, "Pulse", ""),
    (Signal.SPO2, "SpO₂", "%"),
    (Signal.RESPIRATORY_RATE, "Breaths", ""),
    (Signal.MOAAS, "MOAA/S", ""),
)


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure with its age and what it is compared with. `second` is the diastolic.

    `old` says for how long there was no newer one, once that is too long; `sides` are the two
    figures of a moment at which a person and a monitor disagree, with whose they are.
    """

    name: str
    value: str
    second: str
    unit: str
    at: datetime | None
    age: str
    aside: str
    sev: str
    is_lead: bool = False
    old: str = ""
    sides: tuple[tuple[str, str], ...] = ()


Newest = tuple[int, datetime, str]  # the figure, when it was true, and "monitor" if one told it


def tiles(visit: Visit, now: datetime) -> tuple[Tile, ...]:
    """Blood pressure first, then the others."""
    return tuple(_tiles(visit, now))


def told_by_monitor(visit: Visit) -> dict[str, str]:
    """Which monitor told a reading, of those that one did."""
    return {str(each.id): each.by for each in visit.readings if each.is_device}


def apart_now(visit: Visit, now: datetime) -> tuple[Apart, ...]:
    """Where a person and a monitor say different things of one moment."""
    chair, told = visit.chair, told_by_monitor(visit)
    seen = chair.until(now)
    return apart(
        [each for each in seen if each.id not in told],
        [each for each in seen if each.id in told],
        chair.baseline,
        chair.profile,
        monitor_rules(),
    )


def severities(visit: Visit, newest: Vitals) -> dict[Signal, str]:
    """How each figure is drawn: by the worst line of the profile that it is past."""
    found: dict[Signal, str] = {}
    for finding in findings(newest, visit.chair.baseline, visit.chair.profile):
        rule = visit.chair.profile.by_code.get(finding.rule)
        if rule is not None and finding.level > Alarm.NOTE:
            found.setdefault(rule.signal, look(finding.level).sev)
    return found


def weight(sev: str) -> int:
    """The worse, the more."""
    return ("", "note", "warn", "critical").index(sev)


def _tiles(visit: Visit, now: datetime) -> Iterator[Tile]:
    newest = _newest(visit, now)
    figures = {signal.value: found[0] for signal, found in newest.items() if found is not None}
    raised = severities(visit, Vitals(**figures))
    differing = {each.signal: each for each in apart_now(visit, now)}
    top, low = (newest[signal] for signal in PRESSURES)
    yield Tile(
        "Blood pressure",
        str(top[0]) if top else "",
        str(low[0]) if low else "–" if top else "",
        "",
        top[1] if top else None,
        _age(now, top),
        _joined(_before(visit, PRESSURES), top[2] if top else ""),
        max((raised.get(signal, "") for signal in PRESSURES), key=weight),
        is_lead=True,
        old=_old(visit, Signal.SYSTOLIC, top, now),
        sides=_sides(differing, PRESSURES, visit),
    )
    for signal, name, unit in OTHERS:
        found = newest[signal]
        yield Tile(
            name,
            str(found[0]) if found else "",
            "",
            unit if found else "",
            found[1] if found else None,
            _age(now, found),
            _joined(_aside(visit, signal, found), found[2] if found else ""),
            raised.get(signal, ""),
            old=_old(visit, signal, found, now),
            sides=_sides(differing, (signal,), visit),
        )


def _newest(visit: Visit, now: datetime) -> dict[Signal, Newest | None]:
    """The newest figure of each signal."""
    found: dict[Signal, Newest | None] = dict.fromkeys(Signal)
    devices = told_by_monitor(visit)
    for reading in visit.chair.until(now):
        by = "monitor" if reading.id in devices else ""
        for signal, value in reading.vitals.taken():
            found[signal] = (value, reading.at, by)
    return found


def _age(now: datetime, found: Newest | None) -> str:
    return span(now - found[1]) if found else ""


def _old(visit: Visit, signal: Signal, found: Newest | None, now: datetime) -> str:
    """`NO DATA 24 min`: nothing newer for twice the time in which it is asked for."""
    if found is None:
        return "NO DATA"
    moment = Moment.DOSING if visit.stage in RUNNING else Moment.RECOVERY
    if visit.stage not in RUNNING | AFTER_DOSE:
        return ""
    every_s = min(
        (
            watch.every_s
            for watch in visit.chair.profile.watch
            if watch.moment is moment and signal in watch.signals and watch.every_s
        ),
        default=None,
    )
    if every_s is None or not no_data(found[1], every_s=every_s, now=now):
        return ""
    return f"NO DATA {span(now - found[1])}"


def _sides(
    differing: dict[Signal, Apart], signals: tuple[Signal, ...], visit: Visit
) -> tuple[tuple[str, str], ...]:
    """What was typed and what the monitor told, in figures and with whose and when."""
    told = next((differing[signal] for signal in signals if signal in differing), None)
    if told is None:
        return ()
    return tuple(
        (
            "/".join(
                "–" if (value := reading.vitals.of(signal)) is None else str(value)
                for signal in signals
            ),
            f"{whose} {clock(reading.at, visit.zone)}",
        )
        for reading, whose in ((told.hand, "typed"), (told.device, "monitor"))
    )


def _aside(visit: Visit, signal: Signal, found: Newest | None) -> str:
    if signal is Signal.RESPIRATORY_RATE and found:
        return "a minute"
    if signal is Signal.MOAAS and found and found[0] == AWAKE:
        return "wide awake"
    return _before(visit, (signal,))


def _before(visit: Visit, signals: tuple[Signal, ...]) -> str:
    """`128/78 before`, as it was at the start."""
    baseline = visit.chair.baseline
    told = [baseline.of(signal) for signal in signals] if baseline else []
    if not told or None in told:
        return ""
    return f"{'/'.join(str(each) for each in told)} before"


def _joined(*said: str) -> str:
    return " · ".join(each for each in said if each)
