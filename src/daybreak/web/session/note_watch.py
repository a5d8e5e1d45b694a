"""How somebody was, as sections of a session's note: readings, alarms, symptoms, events."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from daybreak.care.catalogue.profile import Signal
from daybreak.care.session.alarms import OpenAlarm, all_alarms
from daybreak.exchange.document import Curve, Section, Series, Table
from daybreak.records.reads.session import Visit
from daybreak.records.reads.story import Line, Story
from daybreak.records.reads.told_by import told_in
from daybreak.ui.presenters.severity import look
from daybreak.ui.presenters.times import clock
from daybreak.web.session import story_words as say
from daybreak.web.session import words
from daybreak.web.session.monitor import limits
from daybreak.web.session.told import METHODS, shown

# The columns of the table of readings; whatever else was taken stands in the last but one.
COLUMNS: Mapping[Signal, str] = {
    Signal.SYSTOLIC: "BP",
    Signal.HEART_RATE: "Pulse",
    Signal.SPO2: "SpO₂",
    Signal.RESPIRATORY_RATE: "Breaths",
    Signal.MOAAS: "MOAA/S",
    Signal.DISSOCIATION: "Away",
}
CURVES: Mapping[Signal, str] = {
    Signal.SYSTOLIC: "Systolic",
    Signal.DIASTOLIC: "Diastolic",
    Signal.HEART_RATE: "Pulse",
}
_WIDTHS = (18, 9, 7, 7, 9, 9, 7, 20, 18)


def readings(visit: Visit, story: Story) -> Section:
    """Every reading, those that were put right and those put in their place, with who told it."""
    replaced = {line.says["corrects_id"] for line in story.of("reading")}
    methods = {each.id: each.methods for each in shown(visit, visit.readings)}
    rows = tuple(
        (*_reading(line, visit, replaced), _told_by(line, methods.get(line.id, "")))
        for line in story.of("reading")
    )
    columns = ("When", *COLUMNS.values(), "Other", "By")
    return Section(
        "Readings",
        table=Table(columns, rows, _WIDTHS),
        nothing="None was taken.",
        curve=curve(visit) if visit.chair.readings else None,
    )


def curve(visit: Visit) -> Curve:
    """Pressures and pulse as they count now, with the dose and the lines that call somebody."""
    chair = visit.chair
    series = tuple(
        Series(
            name,
            tuple(
                (each.at, value)
                for each in chair.readings
                if (value := getattr(each.vitals, signal.value)) is not None
            ),
        )
        for signal, name in CURVES.items()
    )
    last = max((each.at for each in chair.readings), default=None)
    ended = chair.ended or last
    is_dosed = chair.began is not None and ended is not None and chair.began < ended
    return Curve(
        series,
        visit.zone,
        "mmHg, /min",
        lines=tuple((each.label, each.systolic_mmhg) for each in limits(visit)),
        span=("Dose", chair.began, ended) if is_dosed else None,  # type: ignore[arg-type]  # both are there
    )


def alarms(visit: Visit, now: datetime) -> Section:
    """Each alarm there was: from when to when, how bad it was, who answered it and when."""
    rows = tuple(_alarm(each, visit) for each in all_alarms(visit.chair, now))
    table = Table(("From, until", "Worst", "What", "Answered"), rows, (16, 12, 38, 34))
    return Section("Alarms", table=table, nothing="There was none.")


def felt(visit: Visit, story: Story) -> Section:
    """What they felt, each grade as it was noted."""
    rows = tuple(
        (say.when(line, visit), said.what, said.more, said.free, line.by)
        for line in story.of("symptom")
        for said in (say.said(line, visit),)
    )
    table = Table(("When", "What", "How bad", "Note", "By"), rows, (20, 24, 14, 24, 18))
    return Section("Symptoms", table=table, nothing="None was noted.")


def medicines(visit: Visit, story: Story) -> Section:
    """What was given beside the dose, and who signed for it; what was not is marked as such."""
    taken_back = {line.says["dose_id"]: line for line in story.of("medicine-taken-back")}
    rows = tuple(_medicine(line, taken_back.get(line.id), visit) for line in story.of("medicine"))
    table = Table(("When", "Medicine", "How", "Given by", "Signed by"), rows, (18, 20, 26, 18, 18))
    return Section("Medicines beside the dose", table=table, nothing="None was given.")


def _medicine(line: Line, taken_back: Line | None, visit: Visit) -> tuple[str, ...]:
    drug, how = line.says["drug"], say.said(line, visit).more
    if taken_back is None:
        return (say.when(line, visit), drug, how, line.by, _signature(line, visit))
    told = f"{clock(taken_back.told_at, visit.zone)} by {taken_back.by}"
    return (
        say.when(line, visit),
        f"NOT GIVEN: {drug}",
        f"{how}. Taken back {told}: {taken_back.says['reason']}",
        f"nobody; entered by {line.by}",
        _signature(line, visit) if line.signed_at else "not needed",
    )


def trouble(visit: Visit, story: Story) -> Iterable[Section]:
    """Rescues and adverse events as they stand after corrections; nothing when there was none."""
    for line in story.standing("rescue"):
        says = line.says
        ended = says["ended_at"]
        yield Section(
            f"Rescue, {say.when(line, visit)}",
            (
                ("What happened", say.trigger(says)),
                ("Called by", says["called_by"]),
                ("Done", "; ".join(say.done(says, visit))),
                ("How they responded", says["response"]),
                ("Over", clock(ended, visit.zone) if ended else "not over yet"),
                ("Written by", line.by),
            ),
        )
    for line in story.standing("event"):
        says = line.says
        flags = say.serious(says)
        resolved = says["resolved"]
        yield Section(
            f"Adverse event: {say.term(says['term'], visit)}",
            (
                ("Began", clock(says["onset"], visit.zone)),
                ("Over", clock(resolved, visit.zone) if resolved else "not over yet"),
                ("Worst grade", f"{says['grade']}, {words.GRADES[says['grade']]}"),
                ("Related to the dose", says["relatedness"].replace("-", " ")),
                ("Action", says["action"].replace("-", " ")),
                ("Serious", ", ".join(flags) or "no"),
                *say.reports(says),
                ("What happened", says["description"]),
                ("Written by", f"{line.by}, {say.when(line, visit)}"),
            ),
        )


def beside(visit: Visit, story: Story) -> Iterable[Section]:
    """What was written beside the session, and which monitor spoke; nothing when there is none."""
    if told := story.of("words"):
        yield Section(
            "Written beside",
            paragraphs=tuple(
                f"{say.when(line, visit)}, {line.by}: {line.says['words']}" for line in told
            ),
        )
    if named := _named(visit):
        yield Section("What monitors called their figures", named)
    if told := story.of("monitor"):
        facts = tuple((say.when(line, visit), f"{line.says['device']}; {line.by}") for line in told)
        yield Section("Monitors", facts)


def told_late(visit: Visit, story: Story) -> Iterable[Section]:
    """What came later than it was, and what could not be taken over; nothing when all came then."""
    rows = tuple(
        (say.when(line, visit), said.what, ". ".join(_full(said.more, said.free)), line.by)
        for line in story.lines
        if say.is_late(line) and line.kind not in {"step", "rescue"}
        for said in (say.said(line, visit),)
    )
    if rows:
        table = Table(("When, and when told", "What", "Figures", "By"), rows, (28, 18, 34, 20))
        yield Section("Told later than it was", table=table)
    if conflicts := story.of("conflict"):
        facts = tuple(
            (say.when(line, visit), f"{say.said(line, visit).whole} {_signature(line, visit)}")
            for line in conflicts
        )
        yield Section("Entries that were not taken over", facts)


def _reading(line: Line, visit: Visit, replaced: set[object]) -> tuple[str, ...]:
    says, rows = line.says, visit.profile.by_signal
    taken = {
        signal: rows[signal].figure(says[signal.value])
        for signal in COLUMNS
        if says[signal.value] is not None
    }
    if says["diastolic_mmhg"] is not None:
        taken[Signal.SYSTOLIC] = f"{taken.get(Signal.SYSTOLIC, '–')}/{says['diastolic_mmhg']}"
    extra = [
        f"{row.name} {row.shown(says[row.signal.value])}"
        for row in visit.profile.measured
        if row.signal not in {*COLUMNS, Signal.DIASTOLIC} and says[row.signal.value] is not None
    ]
    if line.id in replaced:
        extra.append("put right later")
    if says["corrects_id"]:
        extra.append(
            f"put right: {says['reason']}" if taken or extra else f"taken back: {says['reason']}"
        )
    figures = (taken.get(signal, "") for signal in COLUMNS)
    return (say.when(line, visit), *figures, "; ".join(extra))


def _told_by(line: Line, methods: str) -> str:
    """A person; or a monitor, with how it measured where it said so."""
    if not line.says["device"]:
        return line.by
    return f"{line.by}, monitor: {methods}" if methods else f"{line.by}, monitor"


def _named(visit: Visit) -> tuple[tuple[str, str], ...]:
    """Each name that a monitor gave a figure, once: by which method, with which code."""
    found: dict[tuple[str, str], None] = {}
    for figures in told_in(visit.session).values():
        for one in figures:
            name = visit.profile.by_signal[one.signal].name
            code = " ".join(each for each in (one.code, one.label) if each)
            system = f"({one.system})" if one.system else ""
            parts = (METHODS.get(one.method, ""), f"{code} {system}".strip())
            found.setdefault((name, ", ".join(each for each in parts if each)))
    return tuple(found)


def _alarm(alarm: OpenAlarm, visit: Visit) -> tuple[str, ...]:
    until = clock(alarm.closed_at, visit.zone) if alarm.closed_at else "open"
    seen = [
        f"{clock(each.at, visit.zone)} {visit.names.get(each.by, '')}: {each.action}"
        for each in alarm.seen
    ]
    return (
        f"{clock(alarm.since, visit.zone)}, {until}",
        look(alarm.peak).word,
        alarm.finding.because,
        "; ".join(seen) or "by nobody",
    )


def _signature(line: Line, visit: Visit) -> str:
    if line.signed_at is None:
        return "not needed" if line.kind == "medicine" and line.says["order_id"] else "open"
    return f"{line.signed_by}, {clock(line.signed_at, visit.zone)}"


def _full(*parts: str) -> list[str]:
    return [each for each in parts if each]
