"""The running record of a rescue: everything that was recorded while it lasted, in order."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.care.findings import Alarm
from daybreak.care.session.alarms import all_alarms
from daybreak.care.session.rescue import rescue_rules
from daybreak.care.session.vitals import Vitals
from daybreak.records.reads.beside import RescueSeen
from daybreak.records.reads.session import Visit
from daybreak.ui.presenters.severity import look
from daybreak.web.session import words
from daybreak.web.session.beside_words import way

PUMP: Mapping[str, str] = {
    "start": "Dose started",
    "pause": "Pump paused",
    "resume": "Pump runs again",
    "rate": "Pump rate changed",
    "stop": "Dose stopped",
    "reading": "Pump read",
}
FIGURES: tuple[tuple[str, str, str], ...] = (
    ("heart_rate_per_min", "pulse", ""),
    ("spo2_percent", "SpO₂", " %"),
    ("respiratory_rate_per_min", "breaths", ""),
    ("moaas", "MOAA/S", ""),
)


@dataclass(frozen=True, slots=True)
class Running:
    """One line of the running record. `tap` can be taken back."""

    at: datetime
    words: str
    by: str
    sev: str = ""
    tap: UUID | None = None
    taken_back: bool = False


def running(found: RescueSeen, seen: Visit, now: datetime) -> tuple[Running, ...]:
    """From the beginning of a rescue to its end, or to now; what was done and what was so."""
    rescue = found.rescue
    until = rescue.ended or now

    def during(at: datetime) -> bool:
        return rescue.began <= at <= until

    lines = (
        *_told(found),
        *_alarms(seen, now, during),
        *_measured(seen, during),
        *_given(seen, during),
    )
    return tuple(sorted(lines, key=lambda each: each.at))


def _told(found: RescueSeen) -> Iterator[Running]:
    rescue, rules = found.rescue, rescue_rules()
    began = f"Rescue began: {rules.trigger_name(rescue.trigger).lower()}"
    yield Running(rescue.began, f"{began}. Called by {rescue.called_by}.", found.by, "critical")
    for did in rescue.did:
        said = f"{rules.action_name(did.action)} {did.detail}".strip()
        by = found.names.get(did.by, "") if did.by else ""
        yield Running(
            did.at, said, by, tap=None if did.taken_back else did.id, taken_back=did.taken_back
        )
    if rescue.ended:
        yield Running(rescue.ended, f"Rescue over: {rescue.response}", found.by, "clear")


def _measured(seen: Visit, during: Callable[[datetime], bool]) -> Iterator[Running]:
    for reading in seen.readings:
        if during(reading.at) and not reading.replaced and (said := figures(reading.vitals)):
            yield Running(reading.at, said, reading.by)


def _given(seen: Visit, during: Callable[[datetime], bool]) -> Iterator[Running]:
    """The dose and what was given beside it, up to their leaving."""
    for event in seen.pump:
        if during(event.at):
            said = PUMP.get(event.kind, event.kind)
            yield Running(event.at, f"{said}{_because(event.reason)}", event.by)
    for dose in seen.beside.doses:
        if during(dose.at):
            word = f", on {dose.said_by}'s word" if dose.said_by else ""
            said = f"Given: {dose.drug} {dose.amount} {way(dose.route)}{word}"
            yield Running(dose.at, said, dose.by, taken_back=dose.taken_back is not None)
    for departure in seen.departures:
        if during(departure.at):
            yield Running(departure.at, f"Left: {departure.details}", departure.by)


def _alarms(seen: Visit, now: datetime, during: Callable[[datetime], bool]) -> Iterator[Running]:
    for alarm in all_alarms(seen.chair, now):
        before: Alarm | None = None
        for turn in alarm.turns:
            if turn.level is not None and turn.level is not before and turn.finding is not None:
                drawn = look(turn.level)
                if during(turn.at):
                    yield Running(turn.at, f"{drawn.word}: {turn.finding.because}", "", drawn.sev)
            before = turn.level
        for ack in alarm.seen:
            if during(ack.at):
                yield Running(ack.at, f"Alarm answered: {ack.action}", seen.names.get(ack.by, ""))


def figures(vitals: Vitals) -> str:
    """`186/112, pulse 104, SpO₂ 97 %`."""
    told = []
    if vitals.systolic_mmhg is not None or vitals.diastolic_mmhg is not None:
        top = vitals.systolic_mmhg if vitals.systolic_mmhg is not None else "–"
        low = vitals.diastolic_mmhg if vitals.diastolic_mmhg is not None else "–"
        told.append(f"{top}/{low}")
    for name, word, unit in FIGURES:
        value = getattr(vitals, name)
        if value is not None:
            told.append(f"{word} {value}{unit}")
    return ", ".join(told)


def _because(reason: str) -> str:
    code, colon, more = reason.partition(": ")
    if code in words.STOPS:
        reason = f"{words.STOPS[code].lower()}{colon}{more}"
    return f": {reason}" if reason else ""
