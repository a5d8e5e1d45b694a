"""How much has been given, as the chairside screen says it for each way in, and what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from daybreak.actions.session import DevicesTold
from daybreak.care.catalogue.giving import Kind
from daybreak.care.findings import Alarm, Finding
from daybreak.care.quantities import half_up, plain
from daybreak.care.session.dose_given import ends_at
from daybreak.care.session.stages import RUNNING, Stage
from daybreak.records.reads.session import Visit
from daybreak.ui.presenters.times import clock, span

TENTH = Decimal("0.1")
TEMPLATES: Mapping[Kind, str] = {
    Kind.PUMP: "web/session/_dose_pump.html",
    Kind.DEVICES: "web/session/_dose_devices.html",
    Kind.HELD: "web/session/_dose_held.html",
    Kind.INJECTED: "web/session/_dose_whole.html",
    Kind.SWALLOWED: "web/session/_dose_whole.html",
    Kind.SPRAYED: "web/session/_dose_whole.html",
}
HOW: Mapping[Kind, str] = {
    Kind.INJECTED: "Injected",
    Kind.SWALLOWED: "Swallowed",
    Kind.SPRAYED: "Into the nose",
    Kind.HELD: "Under the tongue",
}


@dataclass(frozen=True, slots=True)
class Buttons:
    """The words of what one can do to a dose; an empty one is not offered."""

    pause: str = ""
    resume: str = ""
    stop: str = ""


BUTTONS: Mapping[Kind, Buttons] = {
    Kind.PUMP: Buttons("Pump paused", "Runs again", "Pump stopped"),
    Kind.DEVICES: Buttons("Hold the next", "Go on", "No further device"),
    Kind.SPRAYED: Buttons("Hold the next", "Go on", "All given, or stop"),
}


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One device of the dose: `at` when it was given, else when it may be."""

    number: int
    state: str  # given, next, later
    at: datetime | None
    lot: str


@dataclass(frozen=True, slots=True)
class DoseBar:
    """How much has gone in, and by which way. `percent` is for the bar alone."""

    given: str
    whole: str
    calculated: bool
    rate: str
    volume: str
    left: str
    percent: int
    findings: tuple[Finding, ...]
    checked: tuple[str, ...]
    kind: Kind = Kind.PUMP
    devices: tuple[DeviceLine, ...] = ()
    next_number: int = 0  # the device that comes next, 0 when none does
    next_at: datetime | None = None
    may_now: bool = True
    hold_from: datetime | None = None  # held long enough from then on
    hold_until: datetime | None = None
    is_held: bool = False
    notes: tuple[str, ...] = ()

    @property
    def template(self) -> str:
        return TEMPLATES[self.kind]

    @property
    def comes_first(self) -> bool:
        """Whether the next tap is here: a device to give, or a hold to end."""
        return bool(self.next_number) or self.is_held


def buttons(visit: Visit) -> Buttons:
    """What one can do to the dose of this session."""
    return BUTTONS.get(visit.way.kind, Buttons())


def said_of_device(told: DevicesTold) -> str:
    """What was stored of one device, in a sentence or two."""
    if not told.is_counted:
        return "Written down. It is not counted."
    over = " The dose is over." if told.stage is Stage.RECOVERY else ""
    return f"Device {told.given} noted.{over}"


def dose_bar(visit: Visit, now: datetime) -> DoseBar | None:
    """The dose of a session; None before anything is prepared."""
    if visit.prepared is None:
        return None
    match visit.way.kind:
        case Kind.PUMP if visit.given(now) is not None:
            return _by_pump(visit, now)
        case Kind.DEVICES if visit.devices is not None:
            return _in_devices(visit, now)
        case Kind.HELD if visit.hold is not None:
            return _held(visit, now)
        case _:
            return _whole(visit, now)


def _checked(visit: Visit) -> tuple[str, ...]:
    """Who prepared it and who came to the same figures, with their times."""
    made = visit.prepared
    if made is None:
        return ()
    return (
        f"{made.by_name} {clock(made.at, visit.zone)}",
        *(
            f"{each.by} {clock(each.check.at, visit.zone)}"
            for each in visit.checks
            if each.preparation == made.id and each.agrees
        ),
    )


def _by_pump(visit: Visit, now: datetime) -> DoseBar | None:
    given, made, pump = visit.given(now), visit.prepared, visit.chair.profile.pump
    if given is None or made is None or pump is None:
        return None
    end = ends_at(made.contents, visit.rate_changes, visit.shown, now=now, pump=pump)
    whole = made.computed.dose
    mg_per_ml = made.computed.mg_per_ml or Decimal(0)
    bag = made.contents.volume
    return DoseBar(
        given=str(half_up(given.drug.in_mg, TENTH)),
        whole=f"{half_up(whole.in_mg, TENTH)} mg",
        calculated=given.is_calculated,
        rate=f"{visit.rate or ''} · {half_up(mg_per_ml, Decimal('0.001'))} mg/mL",
        volume=f"{half_up(given.volume.in_ml, TENTH)} of {plain(bag.in_ml)} mL",
        left=f"{span(end - now)} left" if end and end > now else _stands(visit),
        percent=min(100, given.drug.micrograms * 100 // whole.micrograms),
        findings=tuple(each for each in given.findings if each.level > Alarm.NOTE),
        checked=_checked(visit),
    )


def _stands(visit: Visit) -> str:
    return "paused" if visit.stage is Stage.PAUSED else "over" if visit.chair.ended else ""


def _in_devices(visit: Visit, now: datetime) -> DoseBar | None:
    devices, made = visit.devices, visit.prepared
    if devices is None or made is None:
        return None
    runs = visit.stage in RUNNING
    lines = [DeviceLine(each.number, "given", each.at, each.lot) for each in devices.used]
    for number in range(len(devices.used) + 1, devices.count + 1):
        is_next = runs and number == devices.next_number
        lines.append(
            DeviceLine(
                number,
                "next" if is_next else "later" if runs else "not given",
                devices.may_at if is_next else None,
                devices.next_lot if is_next else "",
            )
        )
    whole = made.computed.dose
    return DoseBar(
        given=plain(devices.given.in_mg),
        whole=f"{plain(whole.in_mg)} mg",
        calculated=False,
        rate=f"{len(devices.used)} of {devices.count} devices of {devices.device}",
        volume="",
        left=_stands(visit),
        percent=min(100, devices.given.micrograms * 100 // whole.micrograms),
        findings=devices.findings,
        checked=_checked(visit),
        kind=Kind.DEVICES,
        devices=tuple(lines),
        next_number=(devices.next_number or 0) if runs else 0,
        next_at=devices.may_at if runs else None,
        may_now=devices.may_at is None or now >= devices.may_at,
        notes=_notes(visit) if runs else (),
    )


def _held(visit: Visit, now: datetime) -> DoseBar | None:
    hold, made = visit.hold, visit.prepared
    if hold is None or made is None:
        return None
    held = (hold.ended or now) - hold.began
    least = hold.way.least
    how = f", {'spat out' if hold.how == 'spat' else hold.how}" if hold.how else ""
    said = f"held for {span(held)}{how}" if hold.ended else f"since {clock(hold.began, visit.zone)}"
    return _at_once(
        visit,
        rate=f"{HOW[Kind.HELD]} {said}",
        percent=100 if hold.ended else min(100, int(held * 100 / least)) if least else 100,
        findings=hold.findings(now),
        hold_from=hold.least_at,
        hold_until=hold.most_at,
        is_held=hold.ended is None,
    )


def _whole(visit: Visit, now: datetime) -> DoseBar | None:
    """All of it at once, or in parts until the last; `given` is the whole, or what was noted."""
    began = visit.chair.began
    site = next((each.reason for each in visit.pump if each.kind == "start"), "")
    where = f", {site}" if site else ""
    said = f" {clock(began, visit.zone)}{where}" if began else ""
    given = visit.given(now)
    percent = 100
    if given is not None and visit.prepared is not None:
        percent = given.drug.micrograms * 100 // visit.prepared.computed.dose.micrograms
    return _at_once(visit, rate=f"{HOW.get(visit.way.kind, 'Given')}{said}", percent=percent)


def _at_once(
    visit: Visit,
    *,
    rate: str,
    percent: int,
    findings: tuple[Finding, ...] = (),
    hold_from: datetime | None = None,
    hold_until: datetime | None = None,
    is_held: bool = False,
) -> DoseBar | None:
    made = visit.prepared
    if made is None:
        return None
    told = [each.shown for each in visit.shown]
    volume = min(told[-1], made.contents.volume) if told else made.contents.volume
    whole = plain(made.computed.dose.in_mg)
    given = plain(half_up(made.contents.drug_in(volume).in_mg, TENTH))
    return DoseBar(
        given=given,
        whole=f"{whole} mg",
        calculated=False,
        rate=rate,
        volume=str(volume),
        left=_stands(visit),
        percent=percent,
        findings=findings,
        checked=_checked(visit),
        kind=visit.way.kind,
        hold_from=hold_from,
        hold_until=hold_until,
        is_held=is_held,
        notes=_notes(visit) if visit.stage in RUNNING else (),
    )


def _notes(visit: Visit) -> tuple[str, ...]:
    """What to keep in mind, in the words of the catalogue."""
    return tuple(each.words for each in visit.way.note)
