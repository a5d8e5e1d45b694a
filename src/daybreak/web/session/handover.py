"""One line about a chair that can be read aloud when somebody else takes over.

It is never longer than a breath, and what is open is in it before everything else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from daybreak.actions.session.open_matters import under_way
from daybreak.care.catalogue.profile import Signal
from daybreak.care.plan.adjuncts import adjunct_rules, unsigned
from daybreak.care.session.alarms import OpenAlarm
from daybreak.care.session.monitoring import DueReading, Punctuality
from daybreak.care.session.stages import ON_SITE, RUNNING, WATCHED, Stage
from daybreak.records.reads.board import board
from daybreak.records.reads.session import Visit
from daybreak.ui.doors import door
from daybreak.ui.presenters.names import initials
from daybreak.ui.presenters.times import clock
from daybreak.ui.request import ClinicRequest
from daybreak.web.session import words
from daybreak.web.session.seats import aside, is_silent, series, short_name

# Our choice: about fifteen seconds aloud, which is one breath.
MOST_LETTERS = 200
MOST_OF_HEAD = 130  # so that one thing that is open, and how many more, always fit
MOST_OF_ONE = 45  # our choice: one thing that is open, in a few words
MOST_SYMPTOMS = 3  # our choice: what one remembers of a list that is heard once
_LATE = frozenset({Punctuality.OVERDUE, Punctuality.LATE})


@dataclass(frozen=True, slots=True)
class ChairSaid:
    """A chair in one line; `is_open` says that something in it is not settled."""

    session: UUID
    line: str
    is_open: bool


@require_GET
@door("session")
def handover(request: ClinicRequest) -> HttpResponse:
    """Every chair of the site in one line each, for the screen and for paper."""
    now = timezone.now()
    here = board(request.actor, request.place.site, now=now)
    seen = [seat.visit for seat in here.seats if seat.visit is not None]
    context = {"said": [chair_said(each, now) for each in seen], "now": now, "zone": here.zone}
    return render(request, "web/session/handover.html", context)


def chair_said(visit: Visit, now: datetime) -> ChairSaid:
    """`Chair 3, R.A., infusion 4 of 6, 22 of 40 min, 142/86 at 10:14, MOAA/S 4, BP due 10:20`."""
    found = tuple(_open(visit, now))
    head = [
        f"Chair {visit.chair_name}" if visit.chair_name else "No chair",
        "".join(f"{letter}." for letter in initials(visit.name)) or "no name",
        _small(series(visit)),
        _phase(visit, now),
    ]
    figures, symptoms, due = _figures(visit, now), _symptoms(visit, now), _due(visit, now)
    return ChairSaid(visit.session, composed(head, found, [*figures, *symptoms, *due]), bool(found))


def composed(head: Sequence[str], found: Sequence[str], rest: Sequence[str]) -> str:
    """One line of at most `MOST_LETTERS`: who, what is open, and of the rest what fits.

    What is open comes worst first. What does not fit of it is counted, never dropped; what does
    not fit of the rest is left out. In the line the rest stands before what is open.
    """
    start, named = _cut(", ".join(head), MOST_OF_HEAD), list[str]()
    for number, each in enumerate(found):
        waiting = len(found) - number - 1
        with_this = [*named, _cut(each, MOST_OF_ONE)]
        if named and len(_joined(start, [], with_this, waiting)) > MOST_LETTERS:
            break
        named = with_this
    waiting = len(found) - len(named)
    kept: list[str] = []
    for each in rest:
        if len(_joined(start, [*kept, each], named, waiting)) <= MOST_LETTERS:
            kept.append(each)
    return _joined(start, kept, named, waiting)


def _joined(start: str, kept: Sequence[str], named: Sequence[str], waiting: int) -> str:
    more = [f"and {waiting} more open"] if waiting else []
    return ", ".join([start, *kept, *named, *more])


def _cut(said: str, most: int) -> str:
    cleaned = " ".join(said.split())
    return cleaned if len(cleaned) <= most else f"{cleaned[: most - 1].rstrip()}…"


def _small(said: str) -> str:
    return f"{said[:1].lower()}{said[1:]}"


def _phase(visit: Visit, now: datetime) -> str:
    """`22 of 40 min`, `recovery 38 of 60 min`, `check-in since 10:05`."""
    counted = aside(visit, now)
    if visit.stage is Stage.DOSING:
        return counted or "dosing"
    return f"{_small(words.ON_BOARD.get(visit.stage, words.STAGES[visit.stage]))} {counted}".strip()


def _figures(visit: Visit, now: datetime) -> list[str]:
    """The last pressure with its time, and how awake they are."""
    found: list[str] = []
    taken = visit.chair.until(now)
    pressed = [each for each in taken if each.vitals.of(Signal.SYSTOLIC) is not None]
    if pressed:
        last = pressed[-1]
        low = last.vitals.of(Signal.DIASTOLIC)
        figure = f"{last.vitals.of(Signal.SYSTOLIC)}/{'–' if low is None else low}"
        found.append(f"{figure} at {clock(last.at, visit.zone)}")
    elif visit.stage in WATCHED:
        found.append("no pressure taken")
    awake = [each.vitals.of(Signal.MOAAS) for each in taken if each.vitals.of(Signal.MOAAS)]
    if awake:
        found.append(f"MOAA/S {awake[-1]}")
    return found


def _symptoms(visit: Visit, now: datetime) -> list[str]:
    """`floaty mild`, the worst ones."""
    names = dict(words.TAPS)
    present = sorted(
        (each for each in visit.chair.symptoms if each.is_present(now)),
        key=lambda each: (-each.grade, each.onset),
    )
    said = [
        f"{_small(names.get(each.term, visit.chair.symptom_list.term_of(each.term).name))} "
        f"{words.GRADES[each.grade]}"
        for each in present
    ]
    return list(dict.fromkeys(said))[:MOST_SYMPTOMS]


def _due(visit: Visit, now: datetime) -> list[str]:
    """What comes next, when it is not late: that is open, and said there."""
    ahead = [each for each in visit.due(now) if each.punctuality not in _LATE]
    return [f"{_spoken(ahead[0])} due {clock(ahead[0].due_at, visit.zone)}"] if ahead else []


def _open(visit: Visit, now: datetime) -> Iterable[str]:
    """Everything that is not settled, worst first: rescues, alarms, late readings, signatures."""
    if visit.stage not in ON_SITE:
        return
    for each in under_way(visit):
        yield _first_words(each.because)
    alarms = visit.alarms(now)
    for alarm in sorted(alarms, key=lambda each: each.unseen is None):
        yield _alarm(alarm)
    for late in _first_of_each(each for each in visit.due(now) if each.punctuality in _LATE):
        yield f"{_spoken(late)} OVERDUE since {clock(late.due_at, visit.zone)}"
    go = visit.go
    if go is not None and not go.decision.is_go and visit.stage not in RUNNING:
        yield "no-go signed"
    for monitor in visit.monitors:
        if monitor.trouble:
            yield f"monitor: {_first_words(words.TROUBLE.get(monitor.trouble, monitor.trouble))}"
        elif is_silent(monitor, now):
            yield "monitor: NO DATA"
    for signature in unsigned(visit.beside.given, adjunct_rules()):
        yield _first_words(signature.because)


def _first_of_each(late: Iterable[DueReading]) -> list[DueReading]:
    """Each thing once, the pressure before all others."""
    found: dict[str, DueReading] = {}
    for each in late:
        found.setdefault(short_name(each), each)
    return sorted(found.values(), key=lambda each: Signal.SYSTOLIC not in each.signals)


def _spoken(asked: DueReading) -> str:
    """`BP`, `how far away`, `pain and nausea`."""
    name = short_name(asked).replace(", ", " and ")
    return name if name[:2].isupper() else _small(name)


def _alarm(alarm: OpenAlarm) -> str:
    """`NOT SEEN systolic 186 mmHg`, `prescriber told of systolic 164 mmHg`."""
    what = _small(_first_words(alarm.finding.because))
    if alarm.unseen is not None:
        return f"NOT SEEN {what}" if alarm.level is not None else f"over, NOT SEEN {what}"
    action = alarm.seen[-1].action if alarm.seen else "seen"
    return f"{_small(action)} of {what}"


def _first_words(sentence: str) -> str:
    """`Systolic 186 mmHg` of `Systolic 186 mmHg is at or over 180.`"""
    return _cut(sentence.partition(" is ")[0].partition(". ")[0].rstrip("."), MOST_OF_ONE)
