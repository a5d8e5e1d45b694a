"""What a paired monitor says now, to be read and taken over with one tap."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from daybreak.care.catalogue.profile import Signal
from daybreak.care.session.acceptance import fresh
from daybreak.care.session.monitors import monitor_rules
from daybreak.records.reads.session import Visit
from daybreak.records.reads.session_rows import ReadingSeen
from daybreak.ui.presenters.times import clock

SHOWN = (  # with what follows the figure
    (Signal.HEART_RATE, "pulse "),
    (Signal.SPO2, "SpO₂ "),
    (Signal.RESPIRATORY_RATE, "breaths "),
    (Signal.ETCO2, "EtCO₂ "),
)


@dataclass(frozen=True, slots=True)
class Offered:
    """The monitor's newest figures in a line, and the readings that they stand in."""

    device: str
    figures: tuple[str, ...]
    since: str
    readings: tuple[UUID, ...]

    @property
    def line(self) -> str:
        return " · ".join(self.figures)


def offered(seen: Visit, now: datetime) -> Offered | None:
    """What the monitor at this chair says, where it has lately said something new."""
    found = fresh(seen.readings, now=now, every_s=monitor_rules().every_s)
    if not found:
        return None
    return Offered(
        device=found[-1].by,
        figures=tuple(_figures(found)),
        since=clock(found[0].at, seen.zone),
        readings=tuple(each.id for each in found),
    )


def _figures(found: tuple[ReadingSeen, ...]) -> Iterable[str]:
    newest = {signal: value for each in found for signal, value in each.vitals.taken()}
    top, low = newest.get(Signal.SYSTOLIC), newest.get(Signal.DIASTOLIC)
    if top is not None or low is not None:
        yield f"{'–' if top is None else top}/{'–' if low is None else low}"
    for signal, name in SHOWN:
        if (value := newest.get(signal)) is not None:
            yield f"{name}{value}"
