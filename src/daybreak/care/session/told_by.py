"""How a monitor named what it told: so that a figure in the record says where it came from."""

from dataclasses import dataclass
from datetime import datetime

from daybreak.care.catalogue.profile import Signal
from daybreak.care.errors import NotUnderstood
from daybreak.care.session.vitals import Vitals


@dataclass(frozen=True, slots=True)
class ToldFigure:
    """One figure of a monitor's reading, as the monitor itself called it.

    `code`, `label` and `system` are the sender's own; `mdc` is the ISO/IEEE 11073 number where
    the code has one. `method` is ours (`cuff`, `arterial`), `told_method` what the sender said
    of it, such as `APERIODIC`. `value` and `unit` are as sent, before anything was converted;
    `at` is the figure's own time in UTC, and `at_from` the field that said so.
    """

    signal: Signal
    code: str
    label: str
    system: str
    mdc: int | None
    method: str
    told_method: str
    value: str
    unit: str
    at: datetime
    at_from: str
    equipment: str


def check_told(figures: tuple[ToldFigure, ...], vitals: Vitals) -> None:
    """Raise unless each figure is one of `vitals`, and each is told of once.

    Raises:
        NotUnderstood: they are of another reading.
    """
    signals = [each.signal for each in figures]
    if len(set(signals)) < len(signals) or any(vitals.of(each) is None for each in signals):
        raise NotUnderstood(
            "told-of-another",
            "What the monitor says of its figures does not belong to this reading. "
            "Look at the monitor's messages with whoever looks after the network.",
        )
