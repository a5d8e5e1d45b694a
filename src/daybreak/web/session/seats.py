"""One line of the board: who sits there, in which phase, what is due, what calls for somebody.

Minutes here go by the clock on the wall: 10:04 is four minutes after 10:00 whatever the seconds.
So all of a board's figures change together, and between two minutes only what happens does.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from daybreak.care.catalogue.profile import Signal
from daybreak.care.due import Task
from daybreak.care.findings import Alarm, Status
from daybreak.care.session.monitoring import DueReading, Punctuality, no_data
from daybreak.care.session.monitors import monitor_rules
from daybreak.care.session.recovery import recovery_clock
from daybreak.care.session.stages import RUNNING, Stage
from daybreak.care.session.visit_facts import waits_for_readings
from daybreak.records.reads.arrivals import Before
from daybreak.records.reads.board import Ahead, Board, Seat
from daybreak.records.reads.session import Visit
from daybreak.records.reads.session_rows import MonitorSeen
from daybreak.records.reads.sitting import How, Taken
from daybreak.ui.presenters.due import Due
from daybreak.ui.presenters.due import due as due_words
from daybreak.ui.presenters.names import initials
from daybreak.ui.presenters.severity import WEIGHTS, look
from daybreak.ui.presenters.times import clock, span
from daybreak.web.session import words
from daybreak.web.session.beside import badges as badges_beside

MOST_BADGES = 3
MOST_FORMS = 3
OVERDUE = "Reading overdue"
_LATE_WORDS = ("overdue", "late")


@dataclass(frozen=True, slots=True)
class Badge:
    """A finding in a few words, drawn by its severity."""

    sev: str
    icon: str
    word: str
    words: str


@dataclass(frozen=True, slots=True)
class LastFigure:
    """What was last measured, and how long ago by the clock: `BP`, `142/86`, `4 min`."""

    name: str
    figure: str
    age: str


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A row of the board. Without `session` the chair is free, and `free` says until when.

    `with_them` is who last did something there. `sounds` when an alarm calls that nobody answered.
    """

    chair: str
    session: UUID | None
    name: str
    series: str
    sev: str
    phases: tuple[tuple[str, str], ...]
    phase: str
    aside: str
    due: Due | None
    due_what: str
    badges: tuple[Badge, ...]
    more_badges: int
    free: str
    then: str
    last: tuple[LastFigure, ...] = ()
    with_them: str = ""
    sounds: bool = False

    @property
    def last_words(self) -> str:
        """`BP 142/86, pulse 88, SpO₂ 98, 4 min`; each with its age where they differ."""
        ages = {each.age for each in self.last}
        if len(ages) == 1:
            told = [f"{each.name} {each.figure}" for each in self.last]
            return ", ".join((*told, ages.pop()))
        return ", ".join(f"{each.name} {each.figure} {each.age}" for each in self.last)

    @property
    def others(self) -> tuple[Badge, ...]:
        """The findings beside what is due; where that is late already, not once more."""
        if self.due is None or self.due.when not in _LATE_WORDS:
            return self.badges
        return tuple(badge for badge in self.badges if badge.words != OVERDUE)

    @property
    def weight(self) -> int:
        """How much it calls for somebody, more for worse; an empty chair least."""
        if self.session is None:
            return -1
        late = self.due is not None and self.due.when in _LATE_WORDS
        return 4 * WEIGHTS.index(self.sev or "clear") + 2 * self.sounds + late


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who is expected: what keeps them from a dose (`stands`), what they owe (`owed`)."""

    session: UUID
    name: str
    series: str
    starts_at: datetime
    stands: tuple[str, ...]
    owed: str


def arrival(ahead: Ahead, before: Before | None, *, initials_only: bool, findings: bool) -> Arrival:
    """One line of who comes next; without `before` nothing is said but when."""
    return Arrival(
        session=ahead.session,
        name=shown_name(ahead.name, wall=initials_only),
        series=series_of(ahead),
        starts_at=ahead.starts_at,
        stands=tuple(gate.because for gate in before.gates) if findings and before else (),
        owed=owed([_form(task) for task in before.owed]) if before else "",
    )


def owed(forms: list[str]) -> str:
    """`PHQ-9 and Today`, `PHQ-9, GAD-7, WSAS and 4 more`."""
    rest = len(forms) - MOST_FORMS
    named = forms if rest <= 0 else [*forms[:MOST_FORMS], f"{rest} more"]
    return words.listed(named) if named else ""


def _form(task: Task) -> str:
    """`PHQ-9` for the task to answer it."""
    return task.title.removeprefix("Answer ")


def lines(board: Board, *, wall: bool, findings: bool) -> tuple[SeatLine, ...]:
    """Every chair in its place, and after them whoever is here without one.

    Without `findings` nothing says how somebody is: for those who may not open a session.
    """
    return tuple(_line(seat, board, wall=wall, findings=findings) for seat in board.seats)


def worst_first(found: tuple[SeatLine, ...]) -> tuple[SeatLine, ...]:
    """Whoever calls most for somebody on top; of equals in the order of the chairs."""
    return tuple(sorted(found, key=lambda line: -line.weight))


def needing(found: tuple[SeatLine, ...]) -> str:
    """Which chairs need somebody, in words; empty when none does."""
    chairs = [line.chair for line in found if WEIGHTS.index(line.sev or "clear") >= 2]  # noqa: PLR2004 - from a warning on
    if not chairs:
        return ""
    noun = "Chair" if len(chairs) == 1 else "Chairs"
    return f"{noun} {words.listed(chairs)} need{'s' if len(chairs) == 1 else ''} someone."


def shown_name(name: str, *, wall: bool) -> str:
    """The name, or on a wall that others can see only its first letters."""
    return initials(name) if wall else name


def series_of(ahead: Ahead) -> str:
    """`Infusion 4 of 6, chair 2`."""
    series = words.of_series(ahead.number, ahead.planned, ahead.kind, infused=True)
    return f"{series}, chair {ahead.chair_name}" if ahead.chair_name else series


def _line(seat: Seat, board: Board, *, wall: bool, findings: bool) -> SeatLine:
    visit = seat.visit
    if visit is None or seat.how is None:
        free = _free(seat.next, board)
        name = shown_name(seat.next.name, wall=wall) if seat.next else ""
        then = f"Then {name}, {series_of(seat.next).split(',')[0].lower()}" if seat.next else ""
        return SeatLine(seat.name, None, "", "", "", (), "", "", None, "", (), 0, free, then)
    how, minute = seat.how, _minute(board.now)
    badges = (
        badges_of(visit, how, seat.monitors, board.now, unsettled=seat.unsettled)
        if findings
        else ()
    )
    what, when = _due(visit, how, board.now)
    worst = max((WEIGHTS.index(badge.sev) for badge in badges), default=0)
    return SeatLine(
        chair=seat.name or "–",
        session=visit.session,
        name=shown_name(visit.name, wall=wall),
        series=series(visit),
        sev=WEIGHTS[worst] if worst >= 2 else "",  # noqa: PLR2004 - a note colours no row
        phases=phases(visit.stage),
        phase=words.ON_BOARD.get(visit.stage, words.STAGES[visit.stage]),
        aside=aside(visit, minute),
        due=when,
        due_what=what,
        badges=badges[:MOST_BADGES],
        more_badges=max(0, len(badges) - MOST_BADGES),
        free="",
        then="",
        last=tuple(_figure(each, visit, minute) for each in how.last) if findings else (),
        with_them=f"{how.with_them.name} {clock(how.with_them.at, visit.zone)}"
        if how.with_them
        else "",
        sounds=findings and how.is_sounding,
    )


def _free(after: Ahead | None, board: Board) -> str:
    if after is None:
        return "Free"
    at = clock(after.starts_at, board.zone)
    return f"Free until {at}" if after.starts_at > board.now else f"Free, expected at {at}"


def _figure(taken: Taken, visit: Visit, minute: datetime) -> LastFigure:
    rows = visit.chair.profile.by_signal
    figures = zip(taken.signals, taken.figures, strict=True)
    shown = "/".join(
        "–" if value is None else rows[signal].figure(value) for signal, value in figures
    )
    first = taken.signals[0]
    name = "BP" if first is Signal.SYSTOLIC else words.SIGNALS.get(first, rows[first].name)
    ago = max(minute - _minute(taken.at), timedelta(0))
    return LastFigure(f"{name[:1].upper()}{name[1:]}", shown, span(ago) if ago else "now")


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def series(visit: Visit) -> str:
    planned = visit.plan.sessions if visit.plan else 0
    return words.of_series(visit.number, planned, visit.kind, infused=visit.route.is_infused)


def phases(stage: Stage) -> tuple[tuple[str, str], ...]:
    """The six blocks of a session with where it is; all are done once somebody has left."""
    here = words.PHASE_OF.get(stage, len(words.PHASES))
    return tuple(
        (name, "done" if number < here else "now" if number == here else "todo")
        for number, name in enumerate(words.PHASES)
    )


def aside(visit: Visit, now: datetime) -> str:
    """`22 of 40 min`, `38 of 60 min`, `since 10:05`."""
    if visit.stage is Stage.DOSING and visit.chair.began and visit.prepared:
        minutes = visit.prepared.computed.minutes
        passed = _minutes(now - visit.chair.began)
        return f"{passed} of {minutes} min" if minutes else f"{passed} min"
    observed = recovery_clock(visit.chair)
    if visit.stage in (Stage.RECOVERY, Stage.DISCHARGE_ASSESSED) and observed:
        needed = _minutes(observed.ends_at - observed.starts_at)
        so_far = _minutes(now - observed.starts_at)
        return f"{so_far} of {needed} min" if so_far < needed else f"{so_far} min, {needed} needed"
    return f"since {clock(visit.since, visit.zone)}" if visit.since else ""


def badges_of(
    visit: Visit,
    how: How,
    monitors: tuple[MonitorSeen, ...],
    now: datetime,
    *,
    unsettled: int = 0,
) -> tuple[Badge, ...]:
    """Everything that calls for somebody, worst first; "nothing open" when there is nothing."""
    found = [
        _badge(alarm.level or Alarm.NOTE, alarm.finding.because, seen=alarm.unseen is None)
        for alarm in how.alarms
    ]
    late = [each for each in how.due if each.punctuality in _LATE]
    if late:
        level = Alarm.CRITICAL if late[0].punctuality is Punctuality.LATE else Alarm.ALERT
        found.append(_badge(level, OVERDUE))
    if visit.stage in (Stage.ARRIVED, Stage.CHECKED_IN) and visit.verdict is not None:
        found += [
            _badge(each.level, each.because)
            for each in visit.verdict
            if isinstance(each.level, Status)
            and each.level >= Status.REFER
            and not waits_for_readings(each)
        ]
    go = visit.go
    if go is not None and not go.decision.is_go and visit.stage not in RUNNING:
        found.append(_badge(Status.HOLD, "No-go signed"))
    found += [
        _badge(Alarm.ALERT, f"Monitor: {words.TROUBLE.get(each.trouble, each.trouble)}")
        for each in monitors
        if each.trouble
    ]
    found += [
        _badge(Alarm.ALERT, "Monitor: NO DATA")
        for each in monitors
        if not each.trouble and is_silent(each, now)
    ]
    if unsettled:
        noun = "entry" if unsettled == 1 else "entries"
        found.append(_badge(Alarm.ALERT, f"{unsettled} {noun} not taken over"))
    found += [_badge(level, said) for level, said in badges_beside(visit)]
    if not found:
        return (Badge("clear", "clear", "Clear", "Nothing open"),)
    return tuple(sorted(found, key=lambda badge: -WEIGHTS.index(badge.sev)))


def is_silent(monitor: MonitorSeen, now: datetime) -> bool:
    """Whether a paired monitor has said nothing of use for too long. That is never normal."""
    last = monitor.last_at or monitor.pairing.since
    return no_data(last, every_s=monitor_rules().every_s, now=now)


_LATE = frozenset({Punctuality.OVERDUE, Punctuality.LATE})


def _badge(level: Status | Alarm, said: str, *, seen: bool = False) -> Badge:
    seen_look = look(level)
    return Badge(seen_look.sev, seen_look.icon, seen_look.word, f"{said} Told." if seen else said)


def _due(visit: Visit, how: How, now: datetime) -> tuple[str, Due | None]:
    readings = how.due
    if visit.stage in words.NEXT and not any(each.is_due for each in readings):
        return words.NEXT[visit.stage], None
    if not readings:
        return words.NEXT.get(visit.stage, ""), None
    first = readings[0]
    return short_name(first), _by_the_clock(due_of(first, visit, now), first.due_at, now)


def _by_the_clock(found: Due, at: datetime, now: datetime) -> Due:
    """The same in minutes of the clock. What colour it has goes by the second, as everywhere."""
    if at <= now and found.when == "soon":
        return found
    apart = abs(_minute(now) - _minute(at))
    rough = span(apart) if apart else "a moment"
    return replace(found, words=f"in {rough}" if at > now else f"{rough} overdue")


def due_of(asked: DueReading, visit: Visit, now: datetime) -> Due:
    """How near a reading is, with the profile's own lateness."""
    lateness = visit.chair.profile.lateness
    return due_words(
        asked.due_at,
        now=now,
        overdue_after=timedelta(seconds=lateness.overdue_s),
        late_after=timedelta(seconds=lateness.late_s),
    )


def short_name(asked: DueReading) -> str:
    """`BP` for a set with a pressure in it, else its first signal in a word or two."""
    name = words.SIGNALS.get(asked.signals[0], asked.what) if asked.signals else asked.what
    if {Signal.SYSTOLIC, Signal.DIASTOLIC} & set(asked.signals):
        name = "BP"
    return f"Repeat {name}" if asked.rule.startswith("repeat-") else name


def _minutes(length: timedelta) -> int:
    return max(0, int(length.total_seconds() // 60))
