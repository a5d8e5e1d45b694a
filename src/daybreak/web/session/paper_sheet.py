"""One person's session on one sheet of paper, to be written on when there is no screen."""

from collections.abc import Iterator
from datetime import date

from daybreak.care.catalogue.profile import Signal
from daybreak.care.errors import NotAllowed, NotUnderstood
from daybreak.care.findings import Alarm
from daybreak.care.quantities import Weight
from daybreak.care.session.dose_today import dose_today
from daybreak.care.session.paper import Anchor, PaperLine, calls, grid
from daybreak.exchange.document import Document, Section, Table
from daybreak.records.reads.paper import Booked
from daybreak.records.reads.session import Visit
from daybreak.ui.presenters.quantities import kg
from daybreak.ui.presenters.times import clock_with_zone, day_year, local
from daybreak.web.session.seats import series

BOX = "☐"
GRAM_STEPS = (-3000, -2000, -1000, 0, 1000, 2000, 3000)  # our choice: what a weight may differ by
PUMP_LINES = 5
FREE_LINES = 2  # below the readings that are asked for
STEPS = (
    "Here; name and birth date said",
    "Questionnaires and suicide question",
    "Wants it today; word for stop",
    "Escort named and reached",
    "Readings before; GO by prescriber",
    "Drug signed out; drawn up; label on",
    "Second person worked it out alone",
    "Time-out; alarms on; bell in reach",
    "Dose over; line out, site seen",
    "Score taken; walks; asked again",
    "Instructions and escort; gone",
    "Waste measured and seen by two",
)
# Each column with the signals that ask for it.
COLUMNS: dict[str, frozenset[Signal]] = {
    "BP": frozenset({Signal.SYSTOLIC, Signal.DIASTOLIC}),
    "Pulse": frozenset({Signal.HEART_RATE}),
    "SpO₂": frozenset({Signal.SPO2}),
    "Breaths": frozenset({Signal.RESPIRATORY_RATE}),
    "MOAA/S": frozenset({Signal.MOAAS}),
    "Away 0-10": frozenset({Signal.DISSOCIATION}),
    "Pain, sick, anxious": frozenset({Signal.PAIN, Signal.NAUSEA, Signal.ANXIETY}),
}
ANCHORS = {Anchor.BEFORE: "before", Anchor.START: "start", Anchor.END: "end"}
SIGNED = "   ".join(
    f"{who} {'_' * 20}" for who in ("Nurse", "Second person", "Prescriber", "Witness of waste")
)
EMERGENCY = "In danger right now: call 911."
CRISIS = "988"


def sheet(booked: Booked, *, today: date) -> Document:
    """The sheet of one session, with everything that is known the morning before."""
    visit = booked.visit
    born = day_year(visit.birth_date) if visit.birth_date else "________"
    return Document(
        title=f"{visit.name}, born {born}",
        running=f"{visit.name} · {visit.patient_number} · {series(visit)}, {day_year(today)}",
        facts=_head(booked),
        sections=(
            Section("Dose", tuple(_dose(visit)), table=_weights(visit, today)),
            Section("Steps", table=_steps()),
            Section("Readings", table=_readings(visit)),
            Section(
                "Who is called",
                (
                    ("Prescriber NOW, pause", _called(visit, Alarm.CRITICAL)),
                    ("", _felt(visit)),
                    ("Tell the prescriber, repeat", _called(visit, Alarm.ALERT)),
                    ("Someone, day and night", f"{booked.crisis_line or CRISIS}. {EMERGENCY}"),
                ),
            ),
            Section("Pump, devices, medicines, symptoms", (), (SIGNED,), _pump()),
        ),
    )


def _head(booked: Booked) -> tuple[tuple[str, str], ...]:
    visit = booked.visit
    at = clock_with_zone(visit.starts_at, visit.zone)
    chair = f", chair {visit.chair_name}" if visit.chair_name else ""
    allergies = ", ".join(booked.allergies) or "none on record; ask"
    return (
        ("Number, session", f"{visit.patient_number}, {series(visit)}, {at}{chair}"),
        ("Where", ", ".join(each for each in (visit.site_name, booked.site_phone) if each)),
        ("ALLERGIES", allergies),
        ("Protocol, watched with", f"{visit.protocol.name}; {visit.profile.name}"),
    )


def _dose(visit: Visit) -> Iterator[tuple[str, str]]:
    if (plan := visit.plan) is None:
        yield "Ordered", "NO PLAN IS SIGNED: no dose without a prescriber's order"
        return
    ordered = plan.ordered
    over = f" over {ordered.minutes} min" if ordered.minutes else ""
    basis = "" if ordered.in_devices else f", {ordered.basis.value} weight"
    most = f", at most {ordered.cap}" if ordered.cap else ""
    signed = f"{plan.signed_by}, {day_year(local(plan.signed_at, visit.zone).date())}"
    yield "Ordered", f"{ordered.words}{over}{basis}{most}; signed {signed}"
    yield "Route", visit.route.name
    yield "Weight", f"{kg(plan.weight)} when it was ordered; today ____________ kg"
    blank = "_" * 14
    yield "Dose, worked out twice", f"first {blank} mg   second {blank} mg   rate {blank} mL/h"
    yield "Vial", f"strength {blank}   lot {blank}   use by {blank}"


def _weights(visit: Visit, today: date) -> Table | None:
    """What the order comes to for weights near the ordered one, worked out by the same rules."""
    plan = visit.plan
    if plan is None or plan.ordered.in_devices or visit.protocol.weighted is None:
        return None
    found = []
    for grams in GRAM_STEPS:
        weight = Weight(plan.weight.grams + grams)
        try:
            dose = dose_today(
                plan.ordered,
                weight=weight,
                weighed_on=today,
                sex=visit.sex,
                protocol=visit.protocol,
                route=visit.route,
                today=today,
                is_first=visit.number == 1,
            )
        except (NotAllowed, NotUnderstood):
            return None
        found.append((kg(weight), str(dose.rounded)))
    rows = (tuple(dose for _, dose in found),)
    return Table(tuple(weight for weight, _ in found), rows, (1,) * len(found))


def _steps() -> Table:
    """Two steps a line, each with a box, a time and initials."""
    half = len(STEPS) // 2
    pairs = zip(STEPS[:half], STEPS[half:], strict=True)
    rows = tuple((f"{BOX} {left}", "", "", f"{BOX} {right}", "", "") for left, right in pairs)
    columns = ("Step", "Time", "By", "Step", "Time", "By")
    return Table(columns, rows, (30, 10, 10, 30, 10, 10))


def _readings(visit: Visit) -> Table:
    minutes = visit.plan.ordered.minutes if visit.plan and visit.route.is_infused else None
    lines = grid(visit.profile, minutes=minutes)
    rows = [_reading(line) for line in lines]
    rows += [("",) * (len(COLUMNS) + 3)] * FREE_LINES
    columns = ("Asked for", "Time", *COLUMNS, "By")
    return Table(columns, tuple(rows), (15, 8, 12, 8, 8, 9, 9, 11, 18, 8))


def _reading(line: PaperLine) -> tuple[str, ...]:
    """A line of the grid; a dot where nothing is asked for."""
    at = "before" if line.anchor is Anchor.BEFORE else f"{ANCHORS[line.anchor]} +{line.minutes} min"
    cells = ("" if asked & line.signals else "·" for asked in COLUMNS.values())
    return (at, "", *cells, "")


def _called(visit: Visit, level: Alarm) -> str:
    rows = visit.profile.by_signal
    return "; ".join(
        f"{rows[each.signal].name} {' or '.join(each.figures)}"
        for each in calls(visit.profile, level)
    )


def _felt(visit: Visit) -> str:
    names = [each.name for each in visit.chair.symptom_list.term if each.alarm is Alarm.CRITICAL]
    return f"At any pressure: {', '.join(names)}"


def _pump() -> Table:
    columns = ("Time", "What", "Rate, amount or grade", "Pump shows, mL", "By")
    return Table(columns, (("",) * 5,) * PUMP_LINES, (10, 34, 24, 20, 12))
